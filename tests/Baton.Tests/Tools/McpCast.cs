using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Crm;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Tools;

/// <summary>A hub that is connected to a fake Dynamics, with an administrator who gives out keys, and two tools beside the CRM's.</summary>
internal sealed class McpCast : IAsyncDisposable
{
    public required Hub Hub { get; init; }
    public required FakeDynamics Dynamics { get; init; }
    public required HttpClient Admin { get; init; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<McpCast> Start(TestPostgres postgres, TimeProvider? clock = null)
    {
        var dynamics = await FakeDynamics.Start();
        var hub = await Hub.Start(postgres, clock, change: services =>
        {
            services.AddSingleton(CrmHub.Quick);
            services.AddSingleton(Plain("wait_a_while", false, async ct => await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System, ct)));
            services.AddSingleton(Plain("secret_handshake", true, _ => Task.CompletedTask));
        });
        await CrmDemo.Connect(hub.Services, dynamics.Address, FakeDynamics.Tenant, FakeDynamics.ClientId, FakeDynamics.Secret, Ct);
        return new McpCast { Hub = hub, Dynamics = dynamics, Admin = await hub.SignIn("admin") };
    }

    public async Task<(Guid Id, string Key)> MakeKey(string name, int? callsPerMinute = null)
    {
        var answer = await Admin.PostAsJsonAsync("/api/v1/keys", new { name, scopes = new[] { "tools" }, callsPerMinute }, Ct);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (made.GetProperty("id").GetGuid(), made.GetProperty("key").GetString()!);
    }

    /// <summary>A program that speaks the protocol by hand.</summary>
    public HttpClient Program(string? key, Hub? at = null)
    {
        var http = new HttpClient { BaseAddress = (at ?? Hub).Address };
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json, text/event-stream");
        if (key is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return http;
    }

    public static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    public static StringContent CallOf(string tool, string arguments = "{}", int id = 1) =>
        Json($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""");

    /// <summary>The message in an answer, be it a stream of one event or plain.</summary>
    public static async Task<JsonElement> Message(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith("data:", StringComparison.Ordinal));
        return JsonDocument.Parse(line is null ? text : line[5..]).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Hub.DisposeAsync();
        await Dynamics.DisposeAsync();
    }

    private static Tool Plain(string name, bool onlyInConversation, Func<CancellationToken, Task> deed) => new()
    {
        Name = name, Title = name, Group = "Test", OnlyInConversation = onlyInConversation, Description = name, Input = new Schema(), IsReadOnly = true,
        Run = async (_, ct) =>
        {
            await deed(ct);
            return new JsonObject { ["done"] = true };
        },
    };
}
