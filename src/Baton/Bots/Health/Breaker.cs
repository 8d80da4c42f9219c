using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Health;

/// <summary>
/// The circuit breaker of a bot: when it has failed several times in a row it gets no visitors for a while, which grows each time; then one conversation tries it.
/// What decides is here, and awaits nothing.
/// </summary>
internal sealed record Breaker
{
    public const int FailuresMax = 5;

    private static readonly TimeSpan FirstTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(10);

    public int FailuresInARow { get; init; }

    /// <summary>How often it has opened since the bot last worked.</summary>
    public int BreakerOpened { get; init; }
    public DateTimeOffset? BreakerUntil { get; init; }

    /// <summary>Since when one conversation tries the bot.</summary>
    public DateTimeOffset? TrialAt { get; init; }

    /// <summary>The bot has worked, and has failed so often since.</summary>
    public static Breaker Closed(int failuresSince) => new() { FailuresInARow = failuresSince };

    /// <summary>It has failed so often again.</summary>
    public Breaker Failed(int times) => this with { FailuresInARow = FailuresInARow + times };

    /// <summary>Whether it opens by now, and until when. A failure while somebody tries the bot, or could have, opens it for longer.</summary>
    public Breaker Judged(DateTimeOffset now)
    {
        var opens = BreakerUntil is { } until ? TrialAt is not null || until <= now : FailuresInARow >= FailuresMax;
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

    /// <summary>Writes how a bot's turns went, the last of them in a row: so many failures, after at least one success or not.</summary>
    public static async Task Keep(Work work, Guid botId, bool hasWorked, int failures)
    {
        var before = await work.Find<Row>("""
            select kind, failures_in_a_row, breaker_opened, breaker_until, trial_at from bots
            where user_id = @botId and (@failures > 0 or failures_in_a_row > 0 or breaker_until is not null) for no key update
            """, new { botId, failures });
        if (before is null) return;

        var counted = hasWorked ? Breaker.Closed(failures) : before.Breaker.Failed(failures);
        // Topics run here: there is nothing to be spared, and one that fails is one of many.
        var after = failures > 0 && before.Kind != "topics" ? counted.Judged(work.Now) : counted;
        if (after == before.Breaker) return;

        await work.Run("""
            update bots set failures_in_a_row = @FailuresInARow, breaker_opened = @BreakerOpened, breaker_until = @BreakerUntil, trial_at = @TrialAt where user_id = @botId
            """, new { botId, after.FailuresInARow, after.BreakerOpened, after.BreakerUntil, after.TrialAt });
        await work.SetBotPresence(botId);
        if (after.BreakerUntil is { } until && until != before.BreakerUntil) work.RecordAt(until, new BreakerDue(botId));
    }

    private sealed record Row
    {
        public required string Kind { get; init; }
        public int FailuresInARow { get; init; }
        public int BreakerOpened { get; init; }
        public DateTimeOffset? BreakerUntil { get; init; }
        public DateTimeOffset? TrialAt { get; init; }

        public Breaker Breaker => new() { FailuresInARow = FailuresInARow, BreakerOpened = BreakerOpened, BreakerUntil = BreakerUntil, TrialAt = TrialAt };
    }
}
