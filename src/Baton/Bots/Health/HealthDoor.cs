using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Health;

/// <summary>How bots are: each in a line for lists and checks, and one by itself with its last day.</summary>
internal static class HealthDoor
{
    private const int PlotMinutes = 30;
    private const int BotsMax = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var bots = routes.MapGroup("/api/v1/bots").RequireCaller();
        bots.MapGet("health", async (Caller caller, Database database, TimeProvider clock, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await All(database, clock.GetUtcNow(), ct));
        });
        bots.MapGet("{id:guid}/health", async (Guid id, Caller caller, Database database, TimeProvider clock, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await One(database, (await database.BotAccount(id, ct)).Id, clock.GetUtcNow(), ct));
        });
    }

    public static async Task<IReadOnlyList<BotStands>> All(Database database, DateTimeOffset now, CancellationToken ct) =>
        [.. (await Rows(database, null, now, ct)).Select(row => row.Stands(now))];

    private static Task<IReadOnlyList<HealthRow>> Rows(Database database, Guid? id, DateTimeOffset now, CancellationToken ct) => database.List<HealthRow>("""
        select u.id, u.name, b.kind, b.published, b.connected, b.failures_in_a_row, b.breaker_until, b.trial_at, coalesce(h.turns, 0)::int as turns, coalesce(h.failures, 0)::int as failures,
               (select last_ok_at from bot_health where bot_id = u.id and last_ok_at is not null order by minute desc limit 1) as last_ok_at, f.last_failed_at, f.last_failure,
               (select count(*) from conversations c where c.handler_id = u.id and c.state = 'WithBot')::int as conversations
        from users u join bots b on b.user_id = u.id
        left join lateral (select sum(turns) as turns, sum(failures) as failures from bot_health where bot_id = u.id and minute > @since) h on true
        left join lateral (select last_failed_at, last_failure from bot_health where bot_id = u.id and last_failed_at is not null order by minute desc limit 1) f on true
        where u.disabled_at is null and (@id::uuid is null or u.id = @id) order by u.id limit @BotsMax
        """, new { id, since = now.AddHours(-1), BotsMax }, ct);

    private static async Task<HealthOfBot> One(Database database, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        if (await Rows(database, id, now, ct) is not [var row, ..]) throw Refusal.NotFound("bot");
        var day = now.AddDays(-1);
        var minutes = await database.List<MinuteRow>("select minute, turns, failures, latencies from bot_health where bot_id = @id and minute > @day order by minute", new { id, day }, ct);
        var reasons = await database.List<ReasonCount>("""
            select reason, sum(count)::int as count from bot_failures where bot_id = @id and minute > @day group by reason order by 2 desc, 1 limit 20
            """, new { id, day }, ct);
        var plot = TimeSpan.FromMinutes(PlotMinutes);
        return new HealthOfBot
        {
            Stands = row.Stands(now), LastOkAt = row.LastOkAt, LastFailedAt = row.LastFailedAt, LastFailure = row.LastFailure, FailuresInARow = row.FailuresInARow,
            BreakerUntil = row.BreakerUntil, Hour = Span.Of(now.AddHours(-1), minutes.Where(one => one.Minute > now.AddHours(-1))), Day = Span.Of(day, minutes), Reasons = reasons,
            Plot = [.. from one in minutes group one by new DateTimeOffset(one.Minute.Ticks - (one.Minute.Ticks % plot.Ticks), TimeSpan.Zero) into part select Span.Of(part.Key, part)],
        };
    }
}

/// <summary>How a bot stands, in words.</summary>
/// <param name="State">well, failing, open (its breaker), quiet, draft or disconnected.</param>
/// <param name="Conversations">So many it has now.</param>
public sealed record BotStands(Guid Id, string Name, string State, string Sentence, int Conversations);

/// <summary>How a bot is, and how its last day was.</summary>
public sealed record HealthOfBot
{
    public required BotStands Stands { get; init; }
    public DateTimeOffset? LastOkAt { get; init; }
    public DateTimeOffset? LastFailedAt { get; init; }
    public string? LastFailure { get; init; }
    public required int FailuresInARow { get; init; }

    /// <summary>Its breaker is open until then, or was and nobody has tried the bot yet.</summary>
    public DateTimeOffset? BreakerUntil { get; init; }
    public required Span Hour { get; init; }
    public required Span Day { get; init; }

    /// <summary>Why turns failed in the last day, the most frequent first.</summary>
    public required IReadOnlyList<ReasonCount> Reasons { get; init; }

    /// <summary>The last day by half hours, without those in which there was nothing.</summary>
    public required IReadOnlyList<Span> Plot { get; init; }
}

/// <summary>How turns went since then: how many, and within how many milliseconds half of them and nearly all were done.</summary>
public sealed record Span(DateTimeOffset From, int Turns, int Failures, int? P50Ms, int? P95Ms)
{
    internal static Span Of(DateTimeOffset from, IEnumerable<MinuteRow> minutes)
    {
        var all = minutes.ToArray();
        var latencies = Latencies.Sum(all.Select(one => one.Latencies));
        return new Span(from, all.Sum(one => one.Turns), all.Sum(one => one.Failures), Latencies.Percentile(latencies, 0.5), Latencies.Percentile(latencies, 0.95));
    }
}

/// <summary>Why turns failed, and how many.</summary>
public sealed record ReasonCount
{
    public required string Reason { get; init; }
    public required int Count { get; init; }
}

internal sealed record MinuteRow
{
    public required DateTimeOffset Minute { get; init; }
    public required int Turns { get; init; }
    public required int Failures { get; init; }
    public required int[] Latencies { get; init; }
}

internal sealed record HealthRow
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required bool Published { get; init; }
    public required bool Connected { get; init; }
    public required int FailuresInARow { get; init; }
    public DateTimeOffset? BreakerUntil { get; init; }
    public DateTimeOffset? TrialAt { get; init; }
    public required int Turns { get; init; }
    public required int Failures { get; init; }
    public DateTimeOffset? LastOkAt { get; init; }
    public DateTimeOffset? LastFailedAt { get; init; }
    public string? LastFailure { get; init; }
    public required int Conversations { get; init; }

    public BotStands Stands(DateTimeOffset now)
    {
        var (state, sentence) =
            !Connected ? ("disconnected", "Disconnected: it gets no visitors.")
            : !Published ? ("draft", "A draft: only whoever tests it meets it.")
            : TrialAt is not null ? ("open", $"It kept failing; one conversation is finding out whether it works again. {Last}")
            : BreakerUntil > now ? ("open", $"It failed {FailuresInARow} times in a row and gets nobody for another {Left(BreakerUntil.Value - now)}. {Last}")
            : BreakerUntil is not null ? ("open", $"It kept failing; the next conversation finds out whether it works again. {Last}")
            : FailuresInARow >= Breaker.FailuresMax && Kind != "topics"
                ? ("failing", $"It failed {FailuresInARow} times in a row, in conversations of fewer than {Breaker.VisitorsMin} visitors, so others still meet it. {Last}")
            : Turns == 0 ? ("quiet", "No turns in the last hour.")
            : Failures == 0 ? ("well", Turns == 1 ? "One turn in the last hour; it went well." : $"{Turns:N0} turns in the last hour; all went well.")
            : (LastFailedAt > LastOkAt || Failures * 10 > Turns ? "failing" : "well", $"{Failures:N0} of {Turns:N0} turns failed in the last hour. {Last}");
        return new BotStands(Id, Name, state, sentence.TrimEnd(), Conversations);
    }

    private string Last => LastFailure is null ? "" : $"Last: {LastFailure}";

    private static string Left(TimeSpan time) => time.TotalSeconds < 90 ? $"{Math.Max(1, (int)time.TotalSeconds)} s" : $"{Math.Ceiling(time.TotalMinutes):0} min";
}
