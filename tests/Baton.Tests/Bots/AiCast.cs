using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Baton.Bots.Ai;
using Baton.Conversations;
using Baton.Crm;
using Baton.People;
using Baton.Sandbox;
using Baton.Tests.Channels;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>A hub with the sandbox's Dynamics and model, an AI bot at the door, and somebody of its own in the CRM.</summary>
internal sealed class AiCast : IAsyncDisposable
{
    public const string Greeting = "Hello from the AI bot";

    /// <summary>A service bot as the wizard would make one, in short.</summary>
    public static AiProgram Service { get; } = new()
    {
        CompanyName = "Contoso", Prompt = "You help customers of Contoso with their cases. Call us at +1 425 555 0100.", Greeting = Greeting,
        Tools =
        [
            "dynamics365_get_contact_by_email", "dynamics365_get_contact_cases", "dynamics365_get_case", "dynamics365_create_case", "dynamics365_update_case", "dynamics365_create_note",
            "dynamics365_update_contact",
        ],
        LinkHosts = ["contoso.example"],
    };

    private readonly HashSet<string> _opened = [];

    private AiCast(Hub hub, HttpClient admin, Uri sandbox)
    {
        (Hub, Admin, BaseUrl) = (hub, admin, $"{sandbox.ToString().TrimEnd('/')}/openai/v1");
        Sandbox = new HttpClient { BaseAddress = sandbox };
    }

    public Hub Hub { get; }
    public HttpClient Admin { get; }
    public HttpClient Sandbox { get; }
    public string BaseUrl { get; }

    /// <summary>Of the visitor who is one of the CRM's contacts.</summary>
    public string Email { get; private set; } = null!;
    public string ContactId { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<AiCast> Meet(TestPostgres postgres, ContosoSandbox sandbox, AiProgram? program = null, IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? change = null)
    {
        var address = await sandbox.Address();
        var hub = await Hub.Start(postgres, settings: settings, change: services =>
        {
            services.AddSingleton(CrmHub.Quick);
            change?.Invoke(services);
        });
        await CrmDemo.Connect(hub.Services, address, SandboxOptions.DemoTenantId, SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, Ct);
        var cast = new AiCast(hub, await hub.SignIn("admin"), address);
        await cast.Publish(program ?? Service);
        await cast.Script(new { });
        await cast.Connect();
        (cast.Email, cast.ContactId) = await cast.Contact("Pat", "New");
        return cast;
    }

    /// <summary>Somebody of this test's own.</summary>
    public async Task<(string Email, string Id)> Contact(string first, string last)
    {
        var email = $"{first}{Guid.NewGuid():N}@new.example".ToLowerInvariant();
        var open = await Hub.Services.GetRequiredService<CrmLine>().Get(Ct);
        var made = await open.Client.Create("contacts", new JsonObject { ["firstname"] = first, ["lastname"] = last, ["emailaddress1"] = email }, "contactid", Ct);
        return (email, made.Text("contactid")!);
    }

    public async Task<string> Case(string contactId, string title, string priority = "Normal")
    {
        var made = await Hub.Services.GetRequiredService<ToolBox>().Run("create_case",
            new JsonObject { ["title"] = title, ["description"] = title, ["contact_id"] = contactId, ["priority"] = priority }, new ToolCall { Who = Runner.System }, Ct);
        return (string)made.Json!["ticket_number"]!;
    }

    /// <summary>Publishes a program for the demo's bot, which is an AI bot from now on.</summary>
    public Task<bool> Publish(AiProgram program) => Hub.InWork(async work =>
    {
        var n = 1 + await work.Find<int>("select coalesce(max(n), 0) from ai_versions where bot_id = @Bot", new { DemoPeople.Bot });
        await work.Run("insert into ai_versions (bot_id, n, program, published_at) values (@Bot, @n, @program::jsonb, @Now)",
            new { DemoPeople.Bot, n, program = JsonSerializer.Serialize(program, JsonSerializerOptions.Web), work.Now });
        await work.Run("update bots set kind = 'ai', ai_version = @n where user_id = @Bot", new { DemoPeople.Bot, n });
        work.Record(new UserChanged(DemoPeople.Bot));
        return true;
    });

    public async Task Connect(object? beyond = null)
    {
        var form = new JsonObject { ["baseUrl"] = BaseUrl, ["apiKey"] = ModelCast.Key, ["model"] = "sandbox-small" };
        foreach (var (member, value) in JsonSerializer.SerializeToNode(beyond ?? new { })!.AsObject()) form[member] = value?.DeepClone();
        (await Admin.PutAsJsonAsync("/api/v1/models", form, Ct)).EnsureSuccessStatusCode();
    }

    /// <summary>Says how the sandbox's model behaves from now on.</summary>
    public async Task Script(object script)
    {
        var answer = await Sandbox.PostAsJsonAsync("/sandbox/model", script, Ct);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException(await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>A model that waits goes on.</summary>
    public async Task Goes() => (await Sandbox.PostAsync(new Uri("/sandbox/model/go", UriKind.Relative), null, Ct)).EnsureSuccessStatusCode();

    public Task Turns(params object[] turns) => Script(new { turns });

    public async Task<JsonArray> Asked() => (await Sandbox.GetFromJsonAsync<JsonNode>("/sandbox/model", Ct))!["asked"]!.AsArray();

    /// <summary>All that the model was shown when it was asked last.</summary>
    public async Task<string> LastAsked() => (await Asked())[^1]!["messages"]!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public async Task<Visitor> Meets()
    {
        var visitor = await Visitor.Begin(Hub);
        await visitor.HeardThat(Greeting);
        return visitor;
    }

    /// <summary>A visitor whose address is known to be theirs.</summary>
    public async Task<Visitor> MeetsVerified(string? email = null)
    {
        var visitor = await Meets();
        await Hub.InWork(async work =>
        {
            await work.LockConversation(visitor.ConversationId);
            await work.Verify(visitor.ConversationId, email ?? Email, "signed_in");
            return true;
        });
        return visitor;
    }

    public Task<Conversation> Escalates(Visitor visitor) => Eventually.Is(() => Hub.Look(visitor.ConversationId), seen => seen.EscalationReason is not null, "the bot gives it up");

    public async Task<string?> Variable(Visitor visitor, string name) =>
        await Hub.Ask<string?>("select value from variables where conversation_id = @ConversationId and name = @name", new { visitor.ConversationId, name });

    /// <summary>The tools that ran in this conversation, with what came of them.</summary>
    public async Task<string> Ran(Visitor visitor) => await Hub.Ask<string>(
        "select coalesce(string_agg(tool || ' ' || coalesce(error->>'code', outcome), ', ' order by id), '') from tool_runs where conversation_id = @ConversationId", new { visitor.ConversationId });

    /// <summary>The code in the mail to the visitor that has not been opened yet.</summary>
    public async Task<string> Code()
    {
        var box = Hub.Services.GetRequiredService<ToolBox>();
        var history = await box.Run("get_email_history", new() { ["email"] = Email }, new ToolCall { Who = Runner.System }, Ct);
        var unread = history.Json!["emails"]!.AsArray().Select(mail => (string)mail!["email_id"]!).Single(_opened.Add);
        var read = await box.Run("get_email_history", new() { ["email_id"] = unread }, new ToolCall { Who = Runner.System }, Ct);
        return Regex.Match((string)read.Json!["text"]!, @"\d{6}").Value;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Sandbox.Dispose();
        await Hub.DisposeAsync();
    }
}
