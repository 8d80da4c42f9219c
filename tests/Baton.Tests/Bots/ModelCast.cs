using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Authoring;
using Baton.People;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Topics;

namespace Baton.Tests.Bots;

/// <summary>A hub with an administrator, the sandbox's model to connect, and a bot that asks a model about everything.</summary>
internal sealed class ModelCast : IAsyncDisposable
{
    public const string Key = "sandbox-model-key";

    private readonly HttpClient _sandbox;

    private ModelCast(Hub hub, HttpClient admin, Uri sandbox)
    {
        (Hub, Admin, BaseUrl) = (hub, admin, $"{sandbox.ToString().TrimEnd('/')}/openai/v1");
        _sandbox = new HttpClient { BaseAddress = sandbox };
    }

    public Hub Hub { get; }
    public HttpClient Admin { get; }
    public string BaseUrl { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ModelCast> Meet(TestPostgres postgres, ContosoSandbox sandbox, TimeProvider? clock = null)
    {
        var hub = await Hub.Start(postgres, clock);
        var cast = new ModelCast(hub, await hub.SignIn("admin"), await sandbox.Address());
        await cast.Publish("");
        await cast.Script(new { });
        return cast;
    }

    /// <summary>A bot that searches, and answers what it finds; else it says so.</summary>
    public Task<int> Publish(string instructions, string kind = "SearchAndSummarizeContent") => Hub.InWork(work => work.Publish(DemoPeople.Bot,
    [
        new TopicFile("Start.mcs.yml", BotAuthor.Topic("OnConversationStart", "What would you like to know?")),
        new TopicFile("Anything.mcs.yml", $$"""
            kind: AdaptiveDialog
            beginDialog:
              kind: OnUnknownIntent
              id: main
              actions:
                - kind: {{kind}}
                  id: search
                  userInput: =System.Activity.Text
                  variable: Topic.Answer
                  additionalInstructions: "{{instructions}}"
                - kind: ConditionGroup
                  id: found
                  conditions:
                    - id: nothing
                      condition: =IsBlank(Topic.Answer)
                      actions:
                        - kind: SendActivity
                          id: sorry
                          activity: I don't know that.
            """),
    ]));

    public object Form(string? key = Key, string name = "sandbox-small", string? baseUrl = null, object? beyond = null)
    {
        var form = new JsonObject { ["baseUrl"] = baseUrl ?? BaseUrl, ["apiKey"] = key, ["model"] = name };
        foreach (var (member, value) in System.Text.Json.JsonSerializer.SerializeToNode(beyond ?? new { })!.AsObject()) form[member] = value?.DeepClone();
        return form;
    }

    public async Task Connect(object? beyond = null) => (await Put(Form(beyond: beyond))).EnsureSuccessStatusCode();

    public Task<HttpResponseMessage> Put(object form) => Admin.PutAsJsonAsync("/api/v1/models", form, Ct);

    public async Task<JsonNode> Test(object? form = null)
    {
        var answer = form is null ? await Admin.PostAsync(new Uri("/api/v1/models/test", UriKind.Relative), null, Ct) : await Admin.PostAsJsonAsync("/api/v1/models/test", form, Ct);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!;
    }

    /// <summary>Says how the sandbox's model behaves from now on.</summary>
    public async Task Script(object script) => (await _sandbox.PostAsJsonAsync("/sandbox/model", script, Ct)).EnsureSuccessStatusCode();

    /// <summary>What the sandbox's model was asked since.</summary>
    public async Task<JsonArray> Asked() => (await _sandbox.GetFromJsonAsync<JsonNode>("/sandbox/model", Ct))!["asked"]!.AsArray();

    public async Task<Visitor> Meets()
    {
        var visitor = await Visitor.Begin(Hub);
        await visitor.HeardThat("What would you like to know?");
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        _sandbox.Dispose();
        await Hub.DisposeAsync();
    }
}
