using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.People;
using Baton.Plumbing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Tools;

/// <summary>The tools over REST: which there are, running one, and the log of all runs.</summary>
public static class ToolDoors
{
    private const int InputBytesMax = 256 * 1024;

    /// <summary>A tool as programs see it.</summary>
    public sealed record Shown(
        string Name, string Title, string Group, string Description, JsonObject Input, bool ReadOnly, bool Destructive, bool Idempotent, IReadOnlyList<string> Privileges,
        string Rule)
    {
        public static Shown Of(Tool tool) => new(tool.Name, tool.Title, tool.Group, tool.Description, tool.Input.ToJson(),
            tool.IsReadOnly, tool.IsDestructive, tool.IsIdempotent || tool.IsReadOnly, tool.Privileges, Policy.NameOf(Policy.Default(tool)));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var tools = routes.MapGroup("/api/v1/tools").RequireCaller().WithTags("Tools");
        tools.MapGet("", (bool? inConversation, ToolBox box) => TypedResults.Ok((inConversation == true ? box.InConversation : box.Tools).Select(Shown.Of))).WithName("Tools");
        tools.MapPost("{name}", Run).WithName("RunTool").Accepts<JsonObject>("application/json");

        var activity = routes.MapGroup("/api/v1/activity").RequireCaller().WithTags("Tools");
        activity.MapGet("", (string? tool, string? outcome, string? who, Guid? conversationId, Guid? after, int? limit, Caller caller, Database database, HttpContext http,
            CancellationToken ct) =>
        {
            caller.MustSupervise();
            return Activity.List(database, http, tool, outcome, who, conversationId, after, limit, ct);
        }).WithName("Activity");
        activity.MapGet("{id:guid}", (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return Activity.One(database, id, ct);
        }).WithName("ActivityRun");
    }

    /// <summary>
    /// The body is the tool's input, or <c>{input, asBot, conversationId, idempotencyKey, confirmation}</c>; the answer is what the tool came to. The
    /// run's id is in the header Baton-Run.
    /// </summary>
    private static async Task<IResult> Run(string name, Caller caller, ToolBox box, Database database, HttpContext http, CancellationToken ct)
    {
        var body = await Body(http, ct);
        if (box.Find(name) is null) throw Refusal.NotFound("tool");

        var isWrapped = body["input"] is JsonObject;
        var (input, more) = isWrapped ? ((JsonObject)body["input"]!, body) : (body, []);
        var conversationId = Id("conversationId", more["conversationId"]);
        if (conversationId is { } id) await database.MustSee(caller, id, ct);
        var bot = Id("asBot", more["asBot"]) is { } botId ? await Tried(database, caller, botId, ct) : null;

        var key = Text(more["idempotencyKey"]) ?? http.Request.Headers["Idempotency-Key"].FirstOrDefault();
        var result = await box.Run(name, input, new ToolCall
        {
            Who = bot ?? Runner.Agent(caller.UserId, caller.Name), IsTrial = bot is not null, ConversationId = conversationId,
            // A trial's key must not meet one that the bot itself has used.
            IdempotencyKey = key is null || bot is null ? key : $"trial:{key}", Confirmation = Text(more["confirmation"]),
        }, ct);
        http.Response.Headers["Baton-Run"] = result.RunId.ToString();
        return result.Error is { } error ? Problem(http, error) : TypedResults.Ok(result.Json);
    }

    /// <summary>The bot whose policies a supervisor wants to try; the log says who tried.</summary>
    private static async Task<Runner> Tried(Database database, Caller caller, Guid botId, CancellationToken ct)
    {
        caller.MustSupervise();
        var bot = await database.BotAccount(botId, ct);
        return Runner.Bot(bot.Id, $"{bot.Name} (tried by {caller.Name})");
    }

    private static async Task<JsonObject> Body(HttpContext http, CancellationToken ct)
    {
        if (http.Request.ContentLength is 0) return [];
        if (!http.Request.HasJsonContentType()) throw new Refusal(415, "unsupported_media_type", "Send the input as application/json.");
        if (http.Request.ContentLength > InputBytesMax) throw Refusal.TooLong($"A tool's input has at most {InputBytesMax / 1024} KB.");
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: ct) as JsonObject
                ?? throw Refusal.BadRequest("bad_request", "A tool's input is a JSON object.");
        }
        catch (JsonException)
        {
            throw Refusal.BadRequest("bad_request", "The request could not be read: malformed JSON.");
        }
    }

    private static ProblemHttpResult Problem(HttpContext http, ToolError error)
    {
        if (error.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var more = new Dictionary<string, object?> { ["code"] = error.Code };
        if (error.Hint is not null) more["hint"] = error.Hint;
        if (error.Candidates is not null) more["candidates"] = error.Candidates;
        if (error.Preview is not null) more["preview"] = error.Preview;
        if (error.Confirmation is not null) more["confirmation"] = error.Confirmation;
        return TypedResults.Problem(error.Message, statusCode: Status(error.Code), extensions: more);
    }

    private static int Status(string code) => code switch
    {
        "invalid_input" => 422,
        "not_found" => 404,
        "key_reused" or "several_matches" or "crm_conflict" or "crm_not_connected" or "confirmation_required" or "confirmation_mismatch" or "confirmation_used"
            or "confirmation_expired" or "declined" => 409,
        "confirmation_unknown" => 404,
        "not_allowed" or "not_verified" => 403,
        "too_many_codes" => 429,
        "time_limit" => 504,
        "crm_unavailable" or "crm_busy" => 503,
        "crm_sign_in" or "crm_not_allowed" => 502,
        _ => 422,
    };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static Guid? Id(string name, JsonNode? node) => node is null ? null
        : Guid.TryParse(Text(node), out var id) ? id : throw Refusal.Invalid(name == "asBot" ? "invalid_bot" : "invalid_conversation", $"{name} is not an id.");
}
