using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Bots;

/// <summary>A bot elsewhere that answers each message by a call of its own, as botbuilder's do, in words that it says to no other.</summary>
internal sealed class CallingBot : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private volatile Held? _before;
    private volatile Held? _after;

    private CallingBot(WebApplication app) => _app = app;

    public string Endpoint => $"{_app.Urls.First()}/api/messages";

    /// <summary>The ids of the messages that it was sent.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    public static async Task<CallingBot> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var bot = new CallingBot(builder.Build());
        bot._app.Urls.Add("http://127.0.0.1:0");
        bot._app.MapPost("/api/messages", (Delegate)bot.Hear);
        await bot._app.StartAsync();
        return bot;
    }

    /// <summary>From now on it stops when it is told something, before it speaks or after; done when the first stands still.</summary>
    public Task Stops(bool beforeItSpeaks)
    {
        var held = new Held();
        if (beforeItSpeaks) _before = held;
        else _after = held;
        return held.Stands.Task;
    }

    public void GoesOn()
    {
        _before?.GoesOn.TrySetResult();
        _after?.GoesOn.TrySetResult();
        (_before, _after) = (null, null);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<IResult> Hear(HttpContext http)
    {
        var activity = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        var (type, id) = ((string)activity["type"]!, (string)activity["id"]!);
        if (type == "message") Heard.Enqueue(id);
        if (type is not ("message" or "conversationUpdate")) return Results.Ok();
        try
        {
            await Held.At(type == "message" ? _before : null);
            await Say(activity, type == "message" ? $"You said it under {id}" : "Welcome", type == "message" ? id : null);
            await Held.At(type == "message" ? _after : null);
            return Results.Ok();
        }
        catch (HttpRequestException gone)
        {
            return Results.Text(gone.Message, statusCode: 500);   // whoever asked is dead
        }
    }

    private async Task Say(JsonObject asked, string text, string? replyToId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{asked["serviceUrl"]}v3/conversations/{asked["conversation"]!["id"]}/activities")
        {
            Content = new StringContent(new JsonObject { ["type"] = "message", ["text"] = text, ["replyToId"] = replyToId }.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-ms-client-request-id", Guid.NewGuid().ToString());
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Where it stands still.</summary>
    private sealed class Held
    {
        public TaskCompletionSource Stands { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource GoesOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static Task At(Held? held)
        {
            held?.Stands.TrySetResult();
            return held?.GoesOn.Task ?? Task.CompletedTask;
        }
    }
}
