using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Crm;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Assist;

/// <summary>A suggestion as its agent's desk shows it.</summary>
public sealed record SuggestionView
{
    public required Guid Id { get; init; }

    /// <summary>Who suggests it.</summary>
    public required string From { get; init; }

    /// <summary>bot, draft, summary, tool or article.</summary>
    public required string Kind { get; init; }
    public required string Text { get; init; }
    public JsonArray? Attachments { get; init; }

    /// <summary>Where in the text the words begin that stand for each attachment, and after them those for buttons.</summary>
    public IReadOnlyList<int>? WordsFrom { get; init; }

    /// <summary>How several attachments are laid out: list or carousel.</summary>
    public string? AttachmentLayout { get; init; }
    public required IReadOnlyList<SuggestedAction> Actions { get; init; }
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>up or down.</summary>
    public string? Feedback { get; init; }
}

/// <summary>What is suggested to an agent, and what they think of it. Nobody but that agent is shown it: not the visitor, not other desks, not other bots.</summary>
internal static class Suggestions
{
    private const int ShownMax = 50;

    private const string Columns = "id, from_name as \"from\", kind, text, attachments::text as attachments, words_from, layout, actions::text as actions, made_at, feedback";

    /// <summary>What the agent did with it, or thinks of it; what is left out stays.</summary>
    public sealed record Verdict(string? Outcome, string? Feedback);

    /// <summary>What is asked for: draft, summary or tool of the model, article of the articles.</summary>
    public sealed record Wish(string? Kind);

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("/api/v1/conversations/{id:guid}").RequireCaller();
        routes.MapGet("/suggestions", async (Guid id, Caller caller, Database database, CrmLine crm, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            return TypedResults.Ok(await List(database, crm, id, caller.UserId, ct));
        });
        routes.MapPut("/suggestions/{suggestionId:guid}", Judge);
        routes.MapPost("/assist", async (Guid id, Wish wish, Caller caller, ModelAssist model, Database database, CrmLine crm, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            var made = await model.Wanted(id, caller, wish.Kind, ct);
            return TypedResults.Ok((await List(database, crm, id, caller.UserId, ct)).FirstOrDefault(one => one.Id == made) ?? throw Refusal.NotFound("suggestion"));
        });
    }

    private static async Task<IReadOnlyList<SuggestionView>> List(Database database, CrmLine crm, Guid id, Guid user, CancellationToken ct)
    {
        var connection = (await crm.Find(ct))?.Connection;
        return [.. (await database.List<Row>($"""
            select {Columns} from suggestions where conversation_id = @id and user_id = @user and outcome is null order by id desc limit @ShownMax
            """, new { id, user, ShownMax }, ct)).Select(row => row.View(connection))];
    }

    /// <summary>Where a record is in the organisation that is connected now; null while none is.</summary>
    private static string? PageOf(Connection? connection, SuggestedAction action) =>
        action.Record is { } record ? connection?.PageOf(action.Table!, record) : connection?.NewPageOf(action.Table!, action.Input ?? []);

    private static async Task<IResult> Judge(Guid id, Guid suggestionId, Verdict verdict, Caller caller, Database database, CancellationToken ct)
    {
        if (verdict.Outcome is not (null or "used" or "dismissed")) throw Refusal.Invalid("invalid_outcome", "outcome is used or dismissed.");
        if (verdict.Feedback is not (null or "up" or "down")) throw Refusal.Invalid("invalid_feedback", "feedback is up or down.");
        await database.MustSee(caller, id, ct);
        var judged = await database.WriteAlone<int>("""
            with judged as (
                update suggestions set outcome = coalesce(@Outcome, outcome), feedback = coalesce(@Feedback, feedback)
                where conversation_id = @id and id = @suggestionId and user_id = @UserId returning 1)
            select count(*)::int from judged
            """, new { id, suggestionId, caller.UserId, verdict.Outcome, verdict.Feedback }, ct);
        return judged == 0 ? throw Refusal.NotFound("suggestion") : TypedResults.NoContent();
    }

    private sealed record Row
    {
        public required Guid Id { get; init; }
        public required string From { get; init; }
        public required string Kind { get; init; }
        public required string Text { get; init; }
        public string? Attachments { get; init; }
        public int[]? WordsFrom { get; init; }
        public string? Layout { get; init; }
        public required string Actions { get; init; }
        public required DateTimeOffset MadeAt { get; init; }
        public string? Feedback { get; init; }

        public SuggestionView View(Connection? connection) => new()
        {
            Id = Id, From = From, Kind = Kind, Text = Text, MadeAt = MadeAt, Feedback = Feedback,
            Attachments = Attachments is null ? null : (JsonArray)JsonNode.Parse(Attachments)!,
            WordsFrom = WordsFrom, AttachmentLayout = Layout,
            Actions = [.. JsonSerializer.Deserialize<SuggestedAction[]>(Actions, Extra.Json)!.Select(action => action.Kind != "record" ? action : action with { Url = PageOf(connection, action) })],
        };
    }
}
