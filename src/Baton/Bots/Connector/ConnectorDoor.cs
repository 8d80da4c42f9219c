using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Bots.Life;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>
/// Where bots answer: the connector's REST API, version 3, at the signed address that each bot is given, and at the plain one. Refusals have the protocol's shape.
/// </summary>
internal static class ConnectorDoor
{
    private const string RequestIdHeader = "x-ms-client-request-id";

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapTo(routes.MapGroup(ConnectorKeys.Path + "/{address}/v3"));
        MapTo(routes.MapGroup("/v3"));
    }

    private static void MapTo(RouteGroupBuilder door)
    {
        door.ExcludeFromDescription().AddEndpointFilter(TestWire.Note).AddEndpointFilter(Refuse);
        var conversation = door.MapGroup("/conversations/{conversationId}");
        conversation.MapPost("/activities", Say);
        conversation.MapPost("/activities/{activityId}", Say);
        conversation.MapPut("/activities/{activityId}", Revise);
        conversation.MapDelete("/activities/{activityId}", Withdraw);
        ConnectorMembers.Map(conversation);
        ConnectorConversations.Map(door);
        ConnectorAttachments.Map(door);
    }

    private static async Task<IResult> Say(string conversationId, HttpContext http, ConnectorCallers callers, BotSpeech speech)
    {
        var (botId, place) = await Opened(conversationId, http, callers);
        return Resource(await speech.Hear(botId, place, await Read(http, botId, place, speech), RequestId(http), http.RequestAborted));
    }

    private static async Task<IResult> Revise(string conversationId, string activityId, HttpContext http, ConnectorCallers callers, BotSpeech speech)
    {
        var (botId, place) = await Opened(conversationId, http, callers);
        return Resource(await speech.Revise(botId, place, activityId, await Read(http, botId, place, speech), RequestId(http), http.RequestAborted));
    }

    private static async Task<IResult> Withdraw(string conversationId, string activityId, HttpContext http, ConnectorCallers callers, BotSpeech speech)
    {
        var (botId, place) = await Opened(conversationId, http, callers);
        await speech.Withdraw(botId, place, activityId, RequestId(http), http.RequestAborted);
        return TypedResults.Ok();
    }

    /// <summary>A bot whose words are too many to be passed on is of no use to the visitor who waits for them.</summary>
    private static async Task<Activity> Read(HttpContext http, Guid botId, Place place, BotSpeech speech)
    {
        try
        {
            return await Wire.Read(http);
        }
        catch (Refusal tooBig) when (tooBig.Status == 413)
        {
            await speech.GiveUp(botId, place, $"The bot's answer was too big to be passed on. {tooBig.Message}", http.RequestAborted);
            throw;
        }
    }

    /// <summary>Who calls, and about which conversation.</summary>
    public static async Task<(Guid BotId, Place Place)> Opened(string conversationId, HttpContext http, ConnectorCallers callers)
    {
        var botId = await callers.BotOf(http);
        return (botId, Place.Parse(conversationId) ?? throw NoConversation());
    }

    public static string RequestId(HttpContext http) => http.Request.Headers[RequestIdHeader].ToString();

    public static IResult Resource(string id) => TypedResults.Json(new ResourceResponse(id), BotJson.Wire.ResourceResponse);

    public static IResult Answer(JsonNode json) => TypedResults.Text(json.ToJsonString(), "application/json");

    public static Refusal NoConversation() => new(404, "ConversationNotFound", "This bot does not have such a conversation.");

    public static IResult Refused(Refusal refusal) =>
        TypedResults.Json(new ErrorResponse(new ProtocolError(refusal.Code, refusal.Message)), BotJson.Wire.ErrorResponse, statusCode: refusal.Status);

    private static async ValueTask<object?> Refuse(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Refusal refusal)
        {
            if (refusal.RetryAfterSeconds is { } seconds)
                context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Refused(refusal);
        }
        catch (Npgsql.NpgsqlException away) when (StoreSays.Refusal(away) is not null)
        {
            return Refused(StoreSays.Refusal(away)!);   // bots try again on 5xx
        }
    }
}
