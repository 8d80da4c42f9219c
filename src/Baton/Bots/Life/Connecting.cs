using Baton.People;
using Baton.Plumbing;
using Baton.Routing;

namespace Baton.Bots.Life;

/// <summary>Whether visitors meet a bot: published or a draft, connected or not. What it has when it goes is given to others, and that is said before.</summary>
internal static class Connecting
{
    /// <summary>What would happen if the bot were disconnected now.</summary>
    public sealed record Foreseen
    {
        /// <summary>Conversations that it has; they go to people.</summary>
        public required int Running { get; init; }

        /// <summary>Conversations that wait where nobody else could take them; they are routed anew.</summary>
        public required int Waiting { get; init; }

        /// <summary>Queues in which nobody would be left who could take something; what comes there goes to the fallback.</summary>
        public required IReadOnlyList<QueueLeft> QueuesLeft { get; init; }
        public required string Sentence { get; init; }
    }

    /// <summary>A queue that nobody else is in.</summary>
    public sealed record QueueLeft
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required int Waiting { get; init; }
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var bots = routes.MapGroup("/api/v1/bots").RequireCaller();
        bots.MapPost("{id:guid}/publish", (Guid id, Caller caller, Database database, CancellationToken ct) =>
            Set(database, caller, id, "published = true", "bot published", ct));
        bots.MapPost("{id:guid}/unpublish", (Guid id, Caller caller, Database database, CancellationToken ct) =>
            Set(database, caller, id, "published = false", "bot unpublished", ct));
        bots.MapPost("{id:guid}/connect", (Guid id, Caller caller, Database database, CancellationToken ct) =>
            Set(database, caller, id, "connected = true, failures_in_a_row = 0, breaker_opened = 0, breaker_until = null, trial_at = null", "bot connected", ct));
        bots.MapPost("{id:guid}/disconnect", (Guid id, Caller caller, Database database, CancellationToken ct) =>
            Set(database, caller, id, "connected = false", "bot disconnected", ct, leaves: true));
        bots.MapGet("{id:guid}/disconnect", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await Foresee(database, await database.BotAccount(id, ct), ct));
        });
        bots.MapDelete("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await Users.Disable(database, caller, id, "bot", ct);
            return TypedResults.NoContent();
        });
    }

    private static async Task<IResult> Set(Database database, Caller caller, Guid id, string change, string deed, CancellationToken ct, bool leaves = false)
    {
        caller.MustAdminister();
        await using (var work = await database.Begin(ct))
        {
            var name = await work.Find<string>("select name from users where id = @id and kind = 'bot' and disabled_at is null for no key update", new { id })
                ?? throw Refusal.NotFound("bot");
            await work.Run($"update bots set {change} where user_id = @id", new { id });
            await work.SetBotPresence(id);
            await work.WriteAudit(caller.UserId, deed, id.ToString(), new { name });
            work.Record(new UserChanged(id));
            if (leaves) work.Record(new BotDisconnected(id));
            await work.Commit();
        }
        return TypedResults.Ok(await database.BotAccount(id, ct));
    }

    private static async Task<Foreseen> Foresee(Database database, BotAccount bot, CancellationToken ct)
    {
        var running = await database.Find<int>("select count(*)::int from conversations where handler_id = @Id and state = 'WithBot'", new { bot.Id }, ct);
        var left = await database.List<QueueLeft>($"""
            select q.id, q.name, (select count(*)::int from conversations c where c.queue_id = q.id and c.state = 'Waiting') as waiting
            from members m join queues q on q.id = m.queue_id
            where m.user_id = @Id and not exists (
                select from members o join users u on u.id = o.user_id where o.queue_id = q.id and u.id <> @Id and {CandidateRows.MayTake})
            order by q.name, q.id
            """, new { bot.Id }, ct);
        var waiting = left.Sum(queue => queue.Waiting);
        return new Foreseen { Running = running, Waiting = waiting, QueuesLeft = left, Sentence = Said(bot.Name, running, waiting, left) };
    }

    private static string Said(string name, int running, int waiting, IReadOnlyList<QueueLeft> left)
    {
        var goes = running switch
        {
            0 => $"{name} has no conversation just now.",
            1 => $"The one conversation that {name} has goes to people, and its visitor is told.",
            _ => $"The {running} conversations that {name} has go to people, and their visitors are told.",
        };
        if (left.Count == 0) return goes;
        var queues = string.Join(", ", left.Select(queue => queue.Name));
        var waits = waiting switch { 0 => "", 1 => ", and so does the one that waits", _ => $", and so do the {waiting} that wait" };
        return $"{goes} Nobody else is in {queues}: what comes there goes to the fallback{waits}.";
    }
}
