using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Sandbox.CopilotStudio;

/// <summary>The Direct Line 3.0 service in front of the agent, by stream and by polling, with the ways in which it fails.</summary>
internal static class AgentLine
{
    private const int BodyBytesMax = 262_144;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public static void MapAgentLine(this WebApplication app)
    {
        var line = app.MapGroup("/v3/directline").AddEndpointFilter(Fail);
        line.MapPost("/tokens/generate", Generate);
        line.MapPost("/tokens/refresh", Refresh);
        line.MapPost("/conversations", Start);
        line.MapGet("/conversations/{id}", Reopen);
        line.MapGet("/conversations/{id}/activities", Fetch);
        line.MapPost("/conversations/{id}/activities", Post);
        line.MapGet("/conversations/{id}/stream", Stream);
    }

    public static string Here(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";

    /// <summary>The agent answers; slowly, if it is told to.</summary>
    public static async Task Reply(AgentConversation conversation, Agent agent, JsonObject activity, string here, TimeProvider time)
    {
        if (agent.Does("mute")) return;
        if (agent.Script.SlowMilliseconds is > 0 and var slow)
        {
            conversation.Add(AgentTalk.Typing());
            await Task.Delay(TimeSpan.FromMilliseconds(slow), time);
        }
        lock (conversation)
            foreach (var answer in AgentTalk.Answer(conversation, activity, here)) conversation.Add(answer);
    }

    public static async Task<JsonObject?> Body(HttpContext http)
    {
        if (http.Request.ContentLength > BodyBytesMax) return null;
        try
        {
            using var reader = new StreamReader(http.Request.Body);
            var text = await reader.ReadToEndAsync(http.RequestAborted);
            return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async ValueTask<object?> Fail(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var agent = http.RequestServices.GetRequiredService<Agent>();
        var isStream = http.Request.Path.Value!.EndsWith("/stream", StringComparison.Ordinal);
        if (agent.Does("down")) return Error(503, "ServiceError", "The service is unavailable.");
        if (agent.Does("throttled"))
        {
            http.Response.Headers.RetryAfter = agent.Script.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return Error(429, "TooManyRequests", "Too many requests.");
        }
        if (!isStream && Shown(http) != Agent.Secret && agent.Does("expired")) return Expired;
        if (http.Request.RouteValues.ContainsKey("id") && agent.Does("gone")) return NotFound;
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.Path.Value!.EndsWith("/activities", StringComparison.Ordinal) && agent.Does("error"))
            return Error(502, "BotError", "Failed to send activity: bot returned an error");
        if (!isStream && agent.Does("nonsense")) return Results.Text("<html><body>Welcome to nginx!</body></html>", "text/html");
        return isStream && agent.Does("noStream") ? Error(503, "ServiceError", "There is no stream now.") : await next(context);
    }

    private static IResult Generate(HttpContext http, AgentConversations conversations, Agent agent)
    {
        if (Shown(http) != Agent.Secret) return NotOurs;
        var id = AgentConversations.NewId();
        return Results.Json(new { conversationId = id, token = conversations.Issue(id), expires_in = agent.Script.TokenSeconds });
    }

    private static IResult Refresh(HttpContext http, AgentConversations conversations, Agent agent)
    {
        if (conversations.Read(Shown(http)) is not { } known) return NotOurs;
        if (!known.Lives) return Expired;
        return Results.Json(new { conversationId = known.ConversationId, token = conversations.Issue(known.ConversationId), expires_in = agent.Script.TokenSeconds });
    }

    private static async Task<IResult> Start(HttpContext http, AgentConversations conversations, Agent agent)
    {
        var (id, problem) = Opened(http, conversations, null);
        if (problem is not null) return problem;
        var (conversation, isNew) = conversations.Begin(id ?? AgentConversations.NewId());
        conversation.UserId ??= (string?)(await Body(http))?["user"]?["id"];
        return Conversation(http, conversations, agent, conversation, 0, isNew ? 201 : 200);
    }

    private static IResult Reopen(string id, HttpContext http, AgentConversations conversations, Agent agent)
    {
        var (_, problem) = Opened(http, conversations, id);
        if (problem is not null) return problem;
        if (conversations.Find(id) is not { } conversation) return NotFound;
        return Conversation(http, conversations, agent, conversation, Watermark(http) ?? conversation.After(0, true).Count, 200);
    }

    private static IResult Fetch(string id, HttpContext http, AgentConversations conversations, Agent agent)
    {
        var (_, problem) = Opened(http, conversations, id);
        if (problem is not null) return problem;
        if (conversations.Find(id) is not { } conversation) return NotFound;
        return Results.Text(Frame(conversation, Watermark(http) ?? 0, false, agent.Does("repeats")).Json, "application/json");
    }

    private static async Task<IResult> Post(string id, HttpContext http, AgentConversations conversations, Agent agent, TimeProvider time)
    {
        var (_, problem) = Opened(http, conversations, id);
        if (problem is not null) return problem;
        if (conversations.Find(id) is not { } conversation) return NotFound;
        if (await Body(http) is not { } activity || (string?)activity["type"] is null) return Error(400, "MissingProperty", "The activity needs a type.");
        if (activity["from"] is not JsonObject from || (string?)from["id"] is null) return Error(400, "MissingProperty", "The activity needs from.id.");

        from.Remove("role");   // the service does not keep it
        var echo = conversation.Add(activity);
        var replying = Reply(conversation, agent, (JsonObject)activity.DeepClone(), Here(http), time);
        if (agent.Script.SlowMilliseconds == 0) await replying;
        return Results.Json(new { id = echo });
    }

    private static async Task Stream(string id, HttpContext http, AgentConversations conversations, Agent agent, TimeProvider time)
    {
        var known = conversations.Read(http.Request.Query["t"].ToString());
        if (known?.ConversationId != id || conversations.Find(id) is not { } conversation || !http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var ended = ReadToEnd(socket);
        var taken = Watermark(http) ?? 0;
        try
        {
            while (!ended.IsCompleted)
            {
                var (json, count, any) = Frame(conversation, taken, true, agent.Does("repeats"));
                if (any) await socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, http.RequestAborted);
                if (any && agent.Does("drops")) return;   // without a word
                taken = count;
                using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
                var beat = Task.Delay(Beat, time, over.Token);
                if (await Task.WhenAny(conversation.Changes(taken), ended, beat) == beat)
                    await socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text, true, http.RequestAborted);
                await over.CancelAsync();
            }
        }
        catch (Exception cut) when (cut is WebSocketException or OperationCanceledException or IOException)
        {
            socket.Abort();
        }
    }

    private static async Task ReadToEnd(WebSocket socket)
    {
        var buffer = new byte[1_024];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close) { }
        }
        catch (Exception cut) when (cut is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    private static (string Json, int Count, bool Any) Frame(AgentConversation conversation, int known, bool isStream, bool twice)
    {
        var (activities, count) = conversation.After(known, isStream);
        var all = new JsonArray([.. activities, .. twice ? activities.Select(activity => activity.DeepClone()) : []]);
        return (new JsonObject { ["activities"] = all, ["watermark"] = count.ToString(CultureInfo.InvariantCulture) }.ToJsonString(), count, activities.Count > 0);
    }

    /// <summary>The conversation that the credentials are for (none, for a secret), or why not.</summary>
    private static (string? Id, IResult? Problem) Opened(HttpContext http, AgentConversations conversations, string? asked)
    {
        var shown = Shown(http);
        if (shown.Length == 0) return (null, Error(401, "Unauthorized", "Send a secret or a token."));
        if (shown == Agent.Secret) return (asked, null);
        if (conversations.Read(shown) is not { } known || (asked is not null && known.ConversationId != asked)) return (null, NotOurs);
        return known.Lives ? (known.ConversationId, null) : (null, Expired);
    }

    private static IResult Conversation(HttpContext http, AgentConversations conversations, Agent agent, AgentConversation conversation, int watermark, int status)
    {
        var token = conversations.Issue(conversation.Id);
        return Results.Json(new
        {
            conversationId = conversation.Id, token, expires_in = agent.Script.TokenSeconds, referenceGrammarId = Guid.NewGuid(),
            streamUrl = $"{(http.Request.IsHttps ? "wss" : "ws")}://{http.Request.Host}/v3/directline/conversations/{conversation.Id}/stream?watermark={watermark}&t={token}",
        }, statusCode: status);
    }

    private static int? Watermark(HttpContext http) =>
        int.TryParse(http.Request.Query["watermark"], NumberStyles.None, CultureInfo.InvariantCulture, out var watermark) ? watermark : null;

    private static string Shown(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
    }

    private static IResult NotOurs => Error(403, "BadArgument", "Invalid token or secret");
    private static IResult Expired => Error(403, "TokenExpired", "Token has expired");
    private static IResult NotFound => Error(404, "BadArgument", "Conversation not found");

    private static IResult Error(int status, string code, string message) => Results.Json(new { error = new { code, message } }, statusCode: status);
}
