using System.Globalization;
using System.Text.Json.Nodes;
using Baton.Sandbox.Entra;

namespace Baton.Sandbox.CopilotStudio;

/// <summary>Copilot Studio's engine for those who sign in with Entra: each turn is one call, answered by a stream of events.</summary>
internal static class EngineDoor
{
    public const string Audience = "https://api.powerplatform.com";

    private static readonly TimeSpan BetweenWords = TimeSpan.FromMilliseconds(50);

    public static void MapEngine(this WebApplication app)
    {
        app.MapPost("/copilotstudio/dataverse-backed/authenticated/bots/{schema}/conversations", Start);
        app.MapPost("/copilotstudio/dataverse-backed/authenticated/bots/{schema}/conversations/{id}", Go);
    }

    private static async Task Start(string schema, HttpContext http, AgentConversations conversations, Agent agent, TimeProvider time)
    {
        if (await Refused(schema, http, agent)) return;
        var body = await AgentLine.Body(http) ?? [];
        var (conversation, _) = conversations.Begin(AgentConversations.NewId());
        JsonObject? start = (bool?)body["emitStartConversationEvent"] == true ? new() { ["type"] = "event", ["name"] = "startConversation", ["value"] = body["value"]?.DeepClone() } : null;
        await Answer(http, conversation, agent, start, time);
    }

    private static async Task Go(string schema, string id, HttpContext http, AgentConversations conversations, Agent agent, TimeProvider time)
    {
        if (await Refused(schema, http, agent)) return;
        if (agent.Does("gone") || conversations.Find(id) is not { } conversation)
        {
            await Results.Json(new { error = new { code = "ConversationNotFound", message = "There is no such conversation." } }, statusCode: 404).ExecuteAsync(http);
            return;
        }
        var activity = (await AgentLine.Body(http))?["activity"] as JsonObject;
        if (activity is not null) conversation.Add((JsonObject)activity.DeepClone());
        await Answer(http, conversation, agent, activity, time);
    }

    private static async Task<bool> Refused(string schema, HttpContext http, Agent agent)
    {
        var shown = http.Request.Headers.Authorization.ToString();
        var claims = shown.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? http.RequestServices.GetRequiredService<Tokens>().Read(shown["Bearer ".Length..].Trim()) : null;
        IResult? no = null;
        if (claims is null || claims.Audience != Audience || agent.Does("expired"))
            no = Results.Json(new { error = new { code = "Unauthorized", message = "The access token is missing, expired or for another resource." } }, statusCode: 401);
        else if (schema != Agent.Schema) no = Results.Json(new { error = new { code = "BotNotFound", message = $"There is no agent '{schema}'." } }, statusCode: 404);
        else if (agent.Does("down")) no = Results.StatusCode(503);
        else if (agent.Does("error")) no = Results.StatusCode(502);
        else if (agent.Does("throttled"))
        {
            http.Response.Headers.RetryAfter = agent.Script.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            no = Results.StatusCode(429);
        }
        if (no is not null) await no.ExecuteAsync(http);
        return no is not null;
    }

    private static async Task Answer(HttpContext http, AgentConversation conversation, Agent agent, JsonObject? activity, TimeProvider time)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["x-ms-conversationid"] = conversation.Id;
        await http.Response.StartAsync(http.RequestAborted);
        if (agent.Does("nonsense"))
        {
            await Send(http, "activity", "<html>");
            return;
        }
        var known = conversation.After(0, true).Count;
        if (activity is not null) await AgentLine.Reply(conversation, agent, activity, AgentLine.Here(http), time);
        foreach (var answer in conversation.After(known, true).Activities)
        {
            if ((string?)answer["type"] == "message" && (string?)answer["text"] == "This answer comes word by word.") await Stream(http, answer, agent, time);
            await Send(http, "activity", answer.ToJsonString());
            if (!agent.Does("drops")) continue;
            http.Abort();
            return;
        }
        await Send(http, "end", "end");
    }

    /// <summary>What has been written so far, piece by piece; the whole message comes after it.</summary>
    private static async Task Stream(HttpContext http, JsonObject whole, Agent agent, TimeProvider time)
    {
        var stream = Guid.NewGuid().ToString();
        var words = ((string)whole["text"]!).Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var piece = AgentTalk.Typing();
            piece["text"] = i == 0 ? words[i] : $" {words[i]}";
            piece["entities"] = new JsonArray(new JsonObject { ["type"] = "streaminfo", ["streamType"] = "streaming", ["streamId"] = stream, ["streamSequence"] = i + 1 });
            await Send(http, "activity", piece.ToJsonString());
            if (agent.Script.SlowMilliseconds > 0) await Task.Delay(BetweenWords, time, http.RequestAborted);
        }
        whole["entities"] = new JsonArray(new JsonObject { ["type"] = "streaminfo", ["streamType"] = "final", ["streamId"] = stream });
    }

    private static async Task Send(HttpContext http, string name, string data)
    {
        await http.Response.WriteAsync($"event: {name}\ndata: {data}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
