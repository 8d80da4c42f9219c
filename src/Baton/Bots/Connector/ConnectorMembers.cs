using System.Globalization;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>Who is in a conversation, as bots ask: the visitor and the bot, as long as it has the conversation.</summary>
internal static class ConnectorMembers
{
    private const int PageMax = 500;

    public static void Map(RouteGroupBuilder conversation)
    {
        conversation.MapGet("/members", All);
        conversation.MapGet("/activities/{activityId}/members", All);
        conversation.MapGet("/pagedmembers", Page);
        conversation.MapGet("/members/{memberId}", One);
        conversation.MapDelete("/members/{memberId}", Remove);
    }

    private static async Task<IResult> All(string conversationId, HttpContext http, ConnectorCallers callers, Turns turns) =>
        ConnectorDoor.Answer(new JsonArray([.. (await Present(conversationId, http, callers, turns)).Select(Shown)]));

    /// <summary>The continuation token is how many members were told before.</summary>
    private static async Task<IResult> Page(string conversationId, int? pageSize, string? continuationToken, HttpContext http, ConnectorCallers callers, Turns turns)
    {
        var from = 0;
        if (!string.IsNullOrEmpty(continuationToken) && !int.TryParse(continuationToken, NumberStyles.None, CultureInfo.InvariantCulture, out from))
            throw new Refusal(400, "BadArgument", "This is not a continuation token that Baton gave.");
        var present = await Present(conversationId, http, callers, turns);
        var size = Math.Clamp(pageSize ?? PageMax, 1, PageMax);
        var page = new JsonObject { ["members"] = new JsonArray([.. present.Skip(from).Take(size).Select(Shown)]) };
        if (present.Length - size > from) page["continuationToken"] = (from + size).ToString(CultureInfo.InvariantCulture);
        return ConnectorDoor.Answer(page);
    }

    private static async Task<IResult> One(string conversationId, string memberId, HttpContext http, ConnectorCallers callers, Turns turns)
    {
        var found = (await Present(conversationId, http, callers, turns)).FirstOrDefault(member => member.Id == memberId) ?? throw NobodyLikeThis();
        return ConnectorDoor.Answer(Shown(found));
    }

    /// <summary>A bot may leave, which gives the conversation to a person. It can't put the visitor out.</summary>
    private static async Task<IResult> Remove(string conversationId, string memberId, HttpContext http, ConnectorCallers callers, Turns turns, BotSpeech speech)
    {
        var (botId, place) = await ConnectorDoor.Opened(conversationId, http, callers);
        if (Guid.TryParse(memberId, out var member) && member == botId)
        {
            await speech.Leave(botId, place, http.RequestAborted);
            return TypedResults.Ok();
        }
        if ((await Present(conversationId, http, callers, turns)).All(one => one.Id != memberId)) throw NobodyLikeThis();
        throw new Refusal(403, "Forbidden", "A bot can't remove a visitor. It may leave itself, or end the conversation with endOfConversation.");
    }

    private static async Task<ChannelAccount[]> Present(string conversationId, HttpContext http, ConnectorCallers callers, Turns turns)
    {
        var (botId, place) = await ConnectorDoor.Opened(conversationId, http, callers);
        var turn = await turns.Find(place.ConversationId, botId, place.Epoch, http.RequestAborted) ?? throw ConnectorDoor.NoConversation();
        return [Outgoing.Visitor(turn), Outgoing.Bot(turn)];
    }

    private static JsonNode Shown(ChannelAccount account) => new JsonObject { ["id"] = account.Id, ["name"] = account.Name, ["role"] = account.Role };

    private static Refusal NobodyLikeThis() => new(404, "MemberNotFound", "Nobody with this id is in the conversation.");
}
