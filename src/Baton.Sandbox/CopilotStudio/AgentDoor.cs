using System.Text.Json;

namespace Baton.Sandbox.CopilotStudio;

/// <summary>The agent's token endpoint and its region's settings, and what programs may do with the sandbox's agent itself.</summary>
internal static class AgentDoor
{
    public static void MapAgent(this WebApplication app)
    {
        app.MapGet("/powervirtualagents/botsbyschema/{schema}/directline/token", Token);
        app.MapGet("/powervirtualagents/regionalchannelsettings", (HttpContext http) => Results.Json(new
        {
            channelUrlsById = new { directline = $"{AgentLine.Here(http)}/" }, geo = "sandbox", region = "local",
        }));
        app.MapAgentLine();
        app.MapEngine();
        app.MapGet("/sandbox/agent", Show);
        app.MapPost("/sandbox/agent", Turn);
        app.MapPost("/sandbox/agent/say", Say);
        app.MapGet("/sandbox/agent/signin", () => Results.Text(AgentTalk.SignInPage));
    }

    private static IResult Token(string schema, AgentConversations conversations, Agent agent)
    {
        if (schema != Agent.Schema) return Results.Json(new { ErrorCode = "BotNotFound", Message = $"There is no agent '{schema}'." }, statusCode: 404);
        if (agent.Does("down")) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var id = AgentConversations.NewId();
        return Results.Json(new { token = conversations.Issue(id), expires_in = agent.Script.TokenSeconds, conversationId = id });
    }

    private static IResult Show(AgentConversations conversations, Agent agent) => Results.Json(new
    {
        script = agent.Script,
        conversations = conversations.All.Select(conversation => new { conversation.Id, conversation.UserId, conversation.BegunAt, activities = conversation.After(0, true).Activities }),
    });

    private static async Task<IResult> Turn(HttpContext http, Agent agent)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            agent.Set(AgentScript.Read(body.RootElement));
            return Results.NoContent();
        }
        catch (Exception bad) when (bad is JsonException or FormatException or InvalidOperationException)
        {
            return Results.Problem(bad.Message, statusCode: StatusCodes.Status400BadRequest, title: "The script could not be read.");
        }
    }

    /// <summary>The agent speaks of its own accord, in one conversation or in all.</summary>
    private static async Task<IResult> Say(HttpContext http, AgentConversations conversations)
    {
        if (await AgentLine.Body(http) is not { } body || (string?)body["text"] is not { Length: > 0 } text)
            return Results.Problem("Send {\"text\": ...}, and \"conversationId\" for one conversation only.", statusCode: StatusCodes.Status400BadRequest);
        var wanted = (string?)body["conversationId"];
        var meant = conversations.All.Where(conversation => wanted is null || conversation.Id == wanted).ToList();
        foreach (var conversation in meant) conversation.Add(AgentTalk.Message(text));
        return Results.Json(new { conversations = meant.Count });
    }
}
