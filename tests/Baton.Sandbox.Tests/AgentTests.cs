using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Baton.Sandbox.Tests;

/// <summary>The Copilot Studio agent, as a page with a custom canvas and a client of the engine meet it.</summary>
public sealed class AgentTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Line = "/v3/directline";

    private readonly HttpClient _client = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_gets_a_token_finds_its_region_and_talks()
    {
        var token = (string)(await Json(Get("/powervirtualagents/botsbyschema/contoso_helper/directline/token?api-version=2022-03-01-preview", null), 200))["token"]!;
        var domain = (string)(await Json(Get("/powervirtualagents/regionalchannelsettings?api-version=2022-03-01-preview", null), 200))["channelUrlsById"]!["directline"]!;
        domain.ShouldBe($"{sandbox.Url}/");

        var begun = await Json(Post($"{Line}/conversations", token, new { user = new { id = "page" } }), 201);
        await Json(Post($"{Line}/conversations", token, new { }), 200);
        var id = (string)begun["conversationId"]!;
        await Json(Post($"{Line}/conversations/{id}/activities", token, new { type = "event", name = "pvaSetContext", value = new { plan = "gold" }, from = new { id = "page" } }), 200);
        await Json(Post($"{Line}/conversations/{id}/activities", token, new { type = "event", name = "startConversation", from = new { id = "page" } }), 200);
        var posted = await Json(Post($"{Line}/conversations/{id}/activities", token, new { type = "message", text = "hello", from = new { id = "page" }, channelData = new { clientActivityID = "c1" } }), 200);

        var all = await Json(Get($"{Line}/conversations/{id}/activities", token), 200);
        var activities = all["activities"]!.AsArray();
        ((string?)activities[2]!["text"])!.ShouldContain("the gold plan");
        ((string?)activities[3]!["id"]).ShouldBe((string?)posted["id"]);
        ((string?)activities[3]!["channelData"]!["clientActivityID"]).ShouldBe("c1", "the echo carries what was sent");
        ((string?)activities[4]!["text"]).ShouldBe("You said: hello");
        (await Json(Get($"{Line}/conversations/{id}/activities?watermark={all["watermark"]}", token), 200))["activities"]!.AsArray().ShouldBeEmpty();

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(((string)begun["streamUrl"]!)), Ct);
        var buffer = new byte[100_000];
        var read = await socket.ReceiveAsync(buffer.AsMemory(), Ct);
        JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, read.Count))!["activities"]!.AsArray().Count.ShouldBe(5);
    }

    [Fact]
    public async Task Nobody_gets_in_without_a_token_that_lives_and_is_for_the_conversation()
    {
        var begun = await Json(Post($"{Line}/conversations", "sandbox-directline-secret", new { }), 201);
        var other = await Json(Post($"{Line}/tokens/generate", "sandbox-directline-secret", new { }), 200);
        var path = $"{Line}/conversations/{begun["conversationId"]}/activities";

        await Json(Get(path, null), 401);
        await Json(Get(path, "made-up"), 403);
        await Json(Get(path, (string)other["token"]!), 403);
        await Script(new { behaves = "expired", times = 1 });
        ((string?)(await Json(Get(path, (string)begun["token"]!), 403))["error"]!["code"]).ShouldBe("TokenExpired");
        await Json(Get(path, (string)begun["token"]!), 200);
        await Json(Post($"{Line}/tokens/refresh", (string)begun["token"]!, new { }), 200);
    }

    [Fact]
    public async Task The_engine_answers_a_turn_with_a_stream_of_events_to_who_signed_in()
    {
        const string Path = "/copilotstudio/dataverse-backed/authenticated/bots/contoso_helper/conversations";
        await Json(Post(Path, "made-up", new { }), 401);
        var signedIn = await Json(Send(new HttpRequestMessage(HttpMethod.Post, $"{sandbox.Url}/{SandboxOptions.DemoTenantId}/oauth2/v2.0/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials", ["client_id"] = SandboxOptions.DemoClientId, ["client_secret"] = SandboxOptions.DemoClientSecret,
                ["scope"] = "https://api.powerplatform.com/.default",
            }),
        }, null), 200);
        var token = (string)signedIn["access_token"]!;

        using var begun = await Post($"{Path}?api-version=2022-03-01-preview", token, new { emitStartConversationEvent = true });
        var id = begun.Headers.GetValues("x-ms-conversationid").Single();
        begun.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await begun.Content.ReadAsStringAsync(Ct)).ShouldEndWith("event: end\ndata: end\n\n");

        using var told = await Post($"{Path}/{id}", token, new { activity = new { type = "message", text = "stream" }, conversationId = id });
        var events = (await told.Content.ReadAsStringAsync(Ct)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events.Length.ShouldBe(8, "six words, the whole, the end");
        var whole = JsonNode.Parse(events[6]["event: activity\ndata: ".Length..])!;
        ((string?)whole["text"]).ShouldBe("This answer comes word by word.");
    }

    [Theory]
    [InlineData("""{"behaves":"badly"}"""), InlineData("""{"times":0}"""), InlineData("""{"slowMilliseconds":-1}"""), InlineData("""{"mood":"good"}"""), InlineData("[]")]
    public async Task A_script_that_makes_no_sense_is_refused(string script)
    {
        using var answer = await sandbox.Send("POST", $"{sandbox.Url}/sandbox/agent", script);
        ((int)answer.StatusCode).ShouldBe(400);
    }

    public async ValueTask InitializeAsync() => await Script(new { });

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Script(object script) => (await _client.PostAsJsonAsync($"{sandbox.Url}/sandbox/agent", script, Ct)).EnsureSuccessStatusCode();

    private Task<HttpResponseMessage> Get(string path, string? token) => Send(new HttpRequestMessage(HttpMethod.Get, sandbox.Url + path), token);

    private Task<HttpResponseMessage> Post(string path, string token, object body) =>
        Send(new HttpRequestMessage(HttpMethod.Post, sandbox.Url + path) { Content = JsonContent.Create(body) }, token);

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, string? token)
    {
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _client.SendAsync(request, Ct);
    }

    private static async Task<JsonNode> Json(Task<HttpResponseMessage> sent, int status)
    {
        using var answer = await sent;
        ((int)answer.StatusCode).ShouldBe(status);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
    }
}
