using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Health;

/// <summary>
/// The circuit breaker of a bot: when it has failed several times in a row, and several visitors, it gets no visitors for a while, which grows each time; then one
/// conversation tries it. What decides is here, and awaits nothing.
/// </summary>
internal sealed record Breaker
{
    public const int FailuresMax = 5;

    /// <summary>A visitor who makes the bot fail, on purpose or not, is given to a person each time; that is no reason to keep it from everybody else.</summary>
    public const int VisitorsMin = 3;

    /// <summary>Of so many conversations in which it failed is known whose they are.</summary>
    private const int ConversationsMax = 50;

    private static readonly TimeSpan FirstTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(10);

    public int FailuresInARow { get; init; }

    /// <summary>The conversations in which that was, the latest last.</summary>
    public IReadOnlyList<Guid> Failed { get; init; } = [];

    /// <summary>How often it has opened since the bot last worked.</summary>
    public int BreakerOpened { get; init; }
    public DateTimeOffset? BreakerUntil { get; init; }

    /// <summary>Since when one conversation tries the bot.</summary>
    public DateTimeOffset? TrialAt { get; init; }

    /// <summary>It has failed in these again, one after the other.</summary>
    public Breaker After(IReadOnlyList<Guid> failures) =>
        this with { FailuresInARow = FailuresInARow + failures.Count, Failed = [.. Failed.Concat(failures).Distinct().TakeLast(ConversationsMax)] };

    /// <summary>Whether it opens by now, and until when. A failure while somebody tries the bot, or could have, opens it for longer.</summary>
    /// <param name="visitors">How many visitors' conversations those are in which it failed in a row.</param>
    public Breaker Judged(DateTimeOffset now, int visitors)
    {
        var opens = BreakerUntil is { } until ? TrialAt is not null || until <= now : FailuresInARow >= FailuresMax && visitors >= VisitorsMin;
        return opens ? this with { BreakerOpened = BreakerOpened + 1, BreakerUntil = now + TimeOf(BreakerOpened), TrialAt = null } : this;
    }

    /// <summary>30 seconds at first, and twice as long each time.</summary>
    private static TimeSpan TimeOf(int openedBefore)
    {
        var time = FirstTime * Math.Pow(2, Math.Min(openedBefore, 10));
        return time < LongestTime ? time : LongestTime;
    }
}

/// <summary>Breakers in the store, which all processes share.</summary>
internal sealed class Breakers(Database database)
{
    /// <summary>A trial of which nothing was heard for so long is no trial.</summary>
    private static readonly TimeSpan TrialMax = TimeSpan.FromMinutes(2);

    /// <summary>Its time is over, or the trial came to nothing: the next conversation may try.</summary>
    public async Task LetTry(BreakerDue due, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await work.Run("update bots set trial_at = null where user_id = @BotId and breaker_until <= @Now and trial_at <= @late", new { due.BotId, work.Now, late = work.Now - TrialMax });
        await work.SetBotPresence(due.BotId);
        await work.Commit();
    }

    /// <summary>Writes how a bot's turns went, the last of them in a row: in which conversations it failed, after at least one success or not.</summary>
    public static async Task Keep(Work work, Guid botId, bool hasWorked, IReadOnlyList<Guid> failures)
    {
        var before = await work.Find<Row>("""
            select kind, failures_in_a_row, failed_conversations, breaker_opened, breaker_until, trial_at from bots
            where user_id = @botId and (@hasFailed or failures_in_a_row > 0 or breaker_until is not null) for no key update
            """, new { botId, hasFailed = failures.Count > 0 });
        if (before is null || (failures.Count == 0 && !hasWorked)) return;

        var after = (hasWorked ? new Breaker() : before.Breaker).After(failures);
        // Topics run here: there is nothing to be spared, and one that fails is one of many.
        if (failures.Count > 0 && before.Kind != "topics") after = after.Judged(work.Now, await work.Visitors(after.Failed));
        await work.Run("""
            update bots set failures_in_a_row = @FailuresInARow, failed_conversations = @failed, breaker_opened = @BreakerOpened, breaker_until = @BreakerUntil, trial_at = @TrialAt
            where user_id = @botId
            """, new { botId, after.FailuresInARow, failed = after.Failed.ToArray(), after.BreakerOpened, after.BreakerUntil, after.TrialAt });
        await work.SetBotPresence(botId);
        if (after.BreakerUntil is { } until && until != before.BreakerUntil) work.RecordAt(until, new BreakerDue(botId));
    }

    private sealed record Row
    {
        public required string Kind { get; init; }
        public int FailuresInARow { get; init; }
        public required Guid[] FailedConversations { get; init; }
        public int BreakerOpened { get; init; }
        public DateTimeOffset? BreakerUntil { get; init; }
        public DateTimeOffset? TrialAt { get; init; }

        public Breaker Breaker => new() { FailuresInARow = FailuresInARow, Failed = FailedConversations, BreakerOpened = BreakerOpened, BreakerUntil = BreakerUntil, TrialAt = TrialAt };
    }
}

/// <summary>Whose conversations are.</summary>
internal static class VisitorsOf
{
    public static Task<int> Visitors(this Work work, IReadOnlyList<Guid> conversations) =>
        work.Find<int>("select count(distinct visitor_id)::int from conversations where id = any(@ids)", new { ids = conversations.ToArray() });
}
