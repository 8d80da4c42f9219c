using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Bots;

/// <summary>A bot elsewhere that does as it is told: a real HTTP server, which answers within our call.</summary>
internal sealed class ScriptedBot : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedBot(WebApplication app) => _app = app;

    public string Endpoint => $"{_app.Urls.First()}/api/messages";

    /// <summary>What it answers with; 200 echoes what was said.</summary>
    public int Status { get; set; } = 200;

    /// <summary>It answers only when this is done.</summary>
    public Task Waits { get; set; } = Task.CompletedTask;

    /// <summary>How often it echoes what was said.</summary>
    public int Times { get; set; } = 1;

    /// <summary>It takes what it is sent, and says nothing.</summary>
    public bool IsMute { get; set; }

    /// <summary>All that it was sent.</summary>
    public ConcurrentQueue<JsonObject> Heard { get; } = new();

    public IEnumerable<string> Words => Heard.Where(one => (string?)one["type"] == "message").Select(one => (string)one["text"]!);

    public static async Task<ScriptedBot> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var app = builder.Build();
        var bot = new ScriptedBot(app);
        app.MapPost("/api/messages", (Delegate)bot.Hear);
        await app.StartAsync();
        return bot;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Hear(HttpContext http)
    {
        var activity = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        Heard.Enqueue(activity);
        await Waits.WaitAsync(http.RequestAborted);
        if (Status != 200) return Results.StatusCode(Status);
        JsonArray says = (string?)activity["type"] switch
        {
            _ when IsMute => [],
            "conversationUpdate" => [new JsonObject { ["type"] = "message", ["text"] = "Welcome" }],
            "message" when (string?)activity["text"] == "human" => [new JsonObject
            {
                ["type"] = "event", ["name"] = "handoff.initiate", ["value"] = new JsonObject { ["va_AgentMessage"] = "Wants a person" },
            }],
            "message" => [.. Enumerable.Range(1, Times).Select(i => new JsonObject { ["type"] = "message", ["text"] = $"Echo{(i > 1 ? $" {i}" : "")}: {(string?)activity["text"]}" })],
            _ => [],
        };
        return Results.Text(new JsonObject { ["activities"] = says }.ToJsonString(), "application/json");
    }
}
