using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Baton.Tests.House;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Bots;

/// <summary>A bot elsewhere that hears what it is sent and says what the test makes it say: at the address that it was given, as bots do.</summary>
internal sealed class ListeningBot : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private ListeningBot(WebApplication app) => _app = app;

    public string Endpoint => $"{_app.Urls.First()}/api/messages";

    public ConcurrentQueue<JsonObject> Heard { get; } = new();

    /// <summary>The status with which it answers what it is sent.</summary>
    public int Status { get; set; } = 200;

    /// <summary>How long it takes to answer; infinite where it never does.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Files that it serves, by their paths.</summary>
    public ConcurrentDictionary<string, string> Files { get; } = new();

    public static async Task<ListeningBot> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var bot = new ListeningBot(builder.Build());
        bot._app.Urls.Add("http://127.0.0.1:0");
        bot._app.MapPost("/api/messages", async (HttpContext http) =>
        {
            var activity = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
            bot.Heard.Enqueue(activity);
            if (bot.Delay != TimeSpan.Zero) await Task.Delay(bot.Delay, http.RequestAborted);
            http.Response.StatusCode = bot.Status;
        });
        bot._app.MapGet("/files/{name}", (string name) => bot.Files.TryGetValue(name, out var text) ? Results.Text(text, "application/json") : Results.NotFound());
        await bot._app.StartAsync();
        return bot;
    }

    /// <summary>Waits until it has been sent such an activity.</summary>
    public async Task<JsonObject> HasHeard(string type, string? name = null, int after = 0) =>
        (await Eventually.Is(() => Task.FromResult(Heard.Skip(after).FirstOrDefault(one => (string?)one["type"] == type && (name is null || (string?)one["name"] == name))),
            found => found is not null, $"the bot hears {type} {name}; it has heard {string.Join(", ", Heard.Select(one => $"{one["type"]} {one["name"]}"))}"))!;

    /// <summary>Calls the connector about the conversation of the latest activity.</summary>
    public async Task<(int Status, JsonNode? Body)> Calls(HttpMethod method, string path, object? body = null, string? requestId = null)
    {
        var last = Heard.Last();
        return await CallsAt($"{last["serviceUrl"]}v3/conversations/{last["conversation"]!["id"]}/{path}", method, body, requestId);
    }

    public async Task<(int Status, JsonNode? Body)> CallsAt(string address, HttpMethod method, object? body = null, string? requestId = null)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null) request.Content = new StringContent(System.Text.Json.JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
        if (requestId is not null) request.Headers.Add("x-ms-client-request-id", requestId);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null);
    }

    /// <summary>Says something; answers its id.</summary>
    public async Task<string> Says(object activity, string? requestId = null)
    {
        var (status, body) = await Calls(HttpMethod.Post, "activities", activity, requestId ?? Guid.NewGuid().ToString());
        status.ShouldBe(200, body?.ToJsonString());
        return (string)body!["id"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
