using System.Net.Sockets;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Reports;

/// <summary>
/// Writes down what became of a bot's sessions when it can't change any more: three days after they were over nobody comes back, rates or answers. Each day of a bot
/// is settled and counted in one commit, by one process; what is over only later than its day follows in another.
/// </summary>
internal sealed class Settling(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Settling> log) : BackgroundService
{
    private const long Lock = 0x6261746f6e0080;   // "baton", reports
    private const int DaysAtOnceMax = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Changes = TimeSpan.FromHours(InsightMeasure.ReturnHoursMax);

    private static readonly string Settles = $"""
        with {InsightSessions.Live("b.bot_id = @BotId and b.began_at >= @Begins and b.began_at < @ends")}, settled as (
            update bot_sessions b
            set outcome = l.outcome, seconds = l.seconds, last_tool = l.last_tool, rating = l.rating, resolved = l.resolved, returned_seconds = l.returned_seconds, turns = l.turns
            from live l
            where b.conversation_id = l.conversation_id and b.epoch = l.epoch and b.outcome is null and l.over_at < @over
            returning b.*
        )
        {InsightParts.Sum}
        """;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await Settle(stopping);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException or SocketException)
            {
                ReportsLog.NotSettled(log, failure.Message);
            }
        }
    }

    internal async Task Settle(CancellationToken ct)
    {
        var over = clock.GetUtcNow() - Changes;
        foreach (var day in await Due(over, ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(ct);
            if (!await work.Find<bool>($"select pg_try_advisory_xact_lock({Lock})")) return;
            await work.Run(Settles, new { day.BotId, day.Begins, ends = day.Begins.AddDays(1), over, now = clock.GetUtcNow() });
            await work.Commit();
        }
    }

    /// <summary>The days of bots, whole and long enough ago, in which something is not settled.</summary>
    private async Task<IReadOnlyList<Day>> Due(DateTimeOffset over, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Database>().List<Day>("""
            select bot_id, date_trunc('day', began_at, 'UTC') as begins from bot_sessions
            where outcome is null and began_at < date_trunc('day', @over, 'UTC') group by 1, 2 order by 2, 1 limit @DaysAtOnceMax
            """, new { over, DaysAtOnceMax }, ct);
    }

    private sealed record Day
    {
        public required Guid BotId { get; init; }
        public required DateTimeOffset Begins { get; init; }
    }
}
