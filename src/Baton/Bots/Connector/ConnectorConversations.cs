using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>
/// Conversations by the connector. Visitors begin them, bots don't: whoever asks for one with a visitor whom it has is given the one that it has. What a bot knows of
/// earlier talk, it may bring.
/// </summary>
internal static class ConnectorConversations
{
    private const int PageSize = 100;
    private const int MembersMax = 20;

    public static void Map(RouteGroupBuilder door)
    {
        door.MapPost("/conversations", Create);
        door.MapGet("/conversations", List);
        door.MapPost("/conversations/{conversationId}/activities/history", Bring);
    }

    private static async Task<IResult> Create(HttpContext http, ConnectorCallers callers, ConnectorKeys keys, Database database, BotSpeech speech)
    {
        var botId = await callers.BotOf(http);
        var body = await Wire.ReadObject(http, Wire.ActivityBytesMax);
        var wanted = (body["members"] as JsonArray ?? []).OfType<JsonObject>().Select(member => Text(member["id"])).OfType<string>().Take(MembersMax).ToArray();
        var found = await database.Find<Running>("""
            select id, epoch, visitor_id, visitor_name from conversations where handler_id = @botId and state = 'WithBot' and visitor_id = any(@wanted) order by created_at desc limit 1
            """, new { botId, wanted }, http.RequestAborted)
            ?? throw new Refusal(403, "Forbidden", "Visitors begin conversations, bots can't. Name a visitor whose conversation this bot has, and it is given that one.");

        var place = new Place(found.Id, found.Epoch);
        var answer = new JsonObject { ["id"] = place.ToString(), ["serviceUrl"] = await keys.ServiceUrl(botId, http.RequestAborted) };
        if (body["activity"] is JsonObject first)
            answer["activityId"] = await speech.Hear(botId, place, Wire.Sound(first), ConnectorDoor.RequestId(http), http.RequestAborted);
        return ConnectorDoor.Answer(answer);
    }

    /// <summary>Those that the bot has now, oldest first. The continuation token is the id of the last one told.</summary>
    private static async Task<IResult> List(string? continuationToken, HttpContext http, ConnectorCallers callers, Database database)
    {
        var botId = await callers.BotOf(http);
        var after = Guid.Empty;
        if (!string.IsNullOrEmpty(continuationToken) && !Guid.TryParse(continuationToken, out after))
            throw new Refusal(400, "BadArgument", "This is not a continuation token that Baton gave.");
        var running = await database.List<Running>("""
            select id, epoch, visitor_id, visitor_name from conversations where handler_id = @botId and state = 'WithBot' and id > @after order by id limit @limit
            """, new { botId, after, limit = PageSize + 1 }, http.RequestAborted);
        var page = new JsonObject
        {
            ["conversations"] = new JsonArray([.. running.Take(PageSize).Select(one => new JsonObject
            {
                ["id"] = new Place(one.Id, one.Epoch).ToString(),
                ["members"] = new JsonArray(new JsonObject { ["id"] = one.VisitorId, ["name"] = one.VisitorName ?? "Visitor", ["role"] = "user" }),
            })]),
        };
        if (running.Count > PageSize) page["continuationToken"] = running[PageSize - 1].Id.ToString("D");
        return ConnectorDoor.Answer(page);
    }

    /// <summary>Earlier talk is for the agents: they read it as a note. The visitor was there.</summary>
    private static async Task<IResult> Bring(string conversationId, HttpContext http, ConnectorCallers callers, BotSpeech speech)
    {
        var (botId, place) = await ConnectorDoor.Opened(conversationId, http, callers);
        var transcript = await Wire.ReadObject(http, Wire.ActivityBytesMax);
        if (transcript["activities"] is not JsonArray) throw new Refusal(400, "MissingProperty", "activities holds what was said.");
        return ConnectorDoor.Resource(await speech.Bring(botId, place, transcript, ConnectorDoor.RequestId(http), http.RequestAborted));
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private sealed record Running
    {
        public required Guid Id { get; init; }
        public required int Epoch { get; init; }
        public required string VisitorId { get; init; }
        public string? VisitorName { get; init; }
    }
}
