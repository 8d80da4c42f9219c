using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>Where bots answer: the connector's REST API, version 3, as far as it says something or asks who is there. Refusals have the protocol's shape.</summary>
internal static class ConnectorDoor
{
    private const string RequestIdHeader = "x-ms-client-request-id";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var conversation = routes.MapGroup(ConnectorKeys.Path + "/{address}/v3/conversations/{conversationId}").ExcludeFromDescription();
        conversation.AddEndpointFilter(Refuse);
        conversation.MapPost("/activities", Say);
        conversation.MapPost("/activities/{activityId}", Say);
        conversation.MapPut("/activities/{activityId}", Say);   // what was said stays said; the new words follow it
        conversation.MapDelete("/activities/{activityId}", TakeBack);
        conversation.MapGet("/members", Members);
        conversation.MapGet("/activities/{activityId}/members", Members);
        conversation.MapGet("/pagedmembers", MemberPage);
        conversation.MapGet("/members/{memberId}", Member);
    }

    private static async Task<IResult> Say(string address, string conversationId, HttpContext http, ConnectorKeys keys, BotSpeech speech)
    {
        var (botId, place) = await Opened(address, conversationId, keys, http.RequestAborted);
        var activity = await Wire.Read(http);
        var id = await speech.Hear(botId, place, activity, http.Request.Headers[RequestIdHeader].ToString(), http.RequestAborted);
        return TypedResults.Json(new ResourceResponse(id), BotJson.Wire.ResourceResponse);
    }

    private static IResult TakeBack() => Refused(new Refusal(405, "NotSupported", "What was said can't be taken back here."));

    private static async Task<IResult> Members(string address, string conversationId, ConnectorKeys keys, Turns turns, CancellationToken ct) =>
        Answer(new JsonArray([.. (await Present(address, conversationId, keys, turns, ct)).Select(Shown)]));

    /// <summary>One page holds everybody: the visitor and the bot.</summary>
    private static async Task<IResult> MemberPage(string address, string conversationId, ConnectorKeys keys, Turns turns, CancellationToken ct) =>
        Answer(new JsonObject { ["members"] = new JsonArray([.. (await Present(address, conversationId, keys, turns, ct)).Select(Shown)]) });

    private static async Task<IResult> Member(string address, string conversationId, string memberId, ConnectorKeys keys, Turns turns, CancellationToken ct)
    {
        var found = (await Present(address, conversationId, keys, turns, ct)).FirstOrDefault(member => member.Id == memberId);
        return found is null ? Refused(new Refusal(404, "MemberNotFound", "Nobody with this id is in the conversation.")) : Answer(Shown(found));
    }

    private static async Task<ChannelAccount[]> Present(string address, string conversationId, ConnectorKeys keys, Turns turns, CancellationToken ct)
    {
        var (botId, place) = await Opened(address, conversationId, keys, ct);
        var turn = await turns.Find(place.ConversationId, botId, place.Epoch, ct)
            ?? throw new Refusal(404, "ConversationNotFound", "This bot does not have such a conversation.");
        return [Outgoing.Visitor(turn), Outgoing.Bot(turn)];
    }

    private static JsonNode Shown(ChannelAccount account) => new JsonObject { ["id"] = account.Id, ["name"] = account.Name, ["role"] = account.Role };

    private static IResult Answer(JsonNode json) => TypedResults.Text(json.ToJsonString(), "application/json");

    private static async Task<(Guid BotId, Place Place)> Opened(string address, string conversationId, ConnectorKeys keys, CancellationToken ct)
    {
        var botId = await keys.BotOf(address, ct) ?? throw new Refusal(401, "Unauthorized", "This is not an address that Baton gave to a bot.");
        return (botId, Place.Parse(conversationId) ?? throw new Refusal(404, "ConversationNotFound", "There is no such conversation."));
    }

    private static async ValueTask<object?> Refuse(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Refusal refusal)
        {
            return Refused(refusal);
        }
        catch (Npgsql.NpgsqlException away) when (StoreSays.Refusal(away) is not null)
        {
            return Refused(StoreSays.Refusal(away)!);   // bots try again on 5xx
        }
    }

    private static IResult Refused(Refusal refusal) =>
        TypedResults.Json(new ErrorResponse(new ProtocolError(refusal.Code, refusal.Message)), BotJson.Wire.ErrorResponse, statusCode: refusal.Status);
}
