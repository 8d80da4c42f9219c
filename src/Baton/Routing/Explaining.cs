using System.Text.Json;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>Why somebody got a conversation, or nobody did: the table of every choice that was made for it.</summary>
public static class Explaining
{
    public static void Map(RouteGroupBuilder routes) =>
        routes.MapGet("/conversations/{id:guid}/routing", async (
            Guid id, Guid? after, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            var page = Page.From(after, limit);
            var rows = await database.List<ChoiceRow>("""
                select id, at, why, queue_id, queue_name, chosen, chosen_name, explained::text as explained
                from choices where conversation_id = @id and (@After::uuid is null or id < @After) order by id desc limit @Limit
                """, new { id, page.After, page.Limit }, ct);
            Page.Announce(http, rows, page.Limit, last => last.Id);
            return TypedResults.Ok(rows.Select(row => row.Shown()).ToArray());
        }).WithTags("Routing");

    /// <summary>One choice, as it is shown.</summary>
    public sealed record Shown
    {
        public required Guid Id { get; init; }
        public required DateTimeOffset At { get; init; }
        public required string Why { get; init; }
        public required QueueName Queue { get; init; }
        public QueueName? Chosen { get; init; }
        public required IReadOnlyList<Explanation.Row> Candidates { get; init; }
        public required IReadOnlyList<Explanation.Rest> Others { get; init; }
        public required IReadOnlyList<RuleVerdict> Rules { get; init; }
    }

    private sealed record ChoiceRow
    {
        public required Guid Id { get; init; }
        public required DateTimeOffset At { get; init; }
        public required string Why { get; init; }
        public required Guid QueueId { get; init; }
        public required string QueueName { get; init; }
        public Guid? Chosen { get; init; }
        public string? ChosenName { get; init; }
        public required string Explained { get; init; }

        public Shown Shown()
        {
            var explained = JsonSerializer.Deserialize<Explanation>(Explained, JsonSerializerOptions.Web) ?? new Explanation();
            return new Shown
            {
                Id = Id, At = At, Why = Why, Queue = new QueueName { Id = QueueId, Name = QueueName },
                Chosen = Chosen is { } chosen ? new QueueName { Id = chosen, Name = ChosenName ?? "" } : null,
                Candidates = explained.Candidates, Others = explained.Others, Rules = explained.Rules,
            };
        }
    }
}
