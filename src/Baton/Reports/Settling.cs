using System.Net.Sockets;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Reports;

/// <summary>
/// Writes down what became of a bot's sessions when it can't change any more: three days after they were over nobody comes back or answers (who rates even later: <see cref="Recounting"/>).
/// Whole days are settled, at once after a start and then every ten minutes, a portion of a bot's sessions in one commit and one portion at a time in all processes.
/// </summary>
internal sealed class Settling(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Settling> log) : BackgroundService
{
    private const long Lock = 0x6261746f6e0080;   // "baton", reports

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Changes = TimeSpan.FromHours(InsightMeasure.ReturnHoursMax);

    private static readonly string Settles = $"""
        with {InsightSessions.Live("(b.conversation_id, b.epoch) in (select * from unnest(@ids, @epochs))")}, settled as (
            update bot_sessions b
            set outcome = l.outcome, seconds = l.seconds, last_tool = l.last_tool, rating = l.rating, resolved = l.resolved, returned_seconds = l.returned_seconds, turns = l.turns
            from live l
            where b.conversation_id = l.conversation_id and b.epoch = l.epoch and b.outcome is null and l.over_at < @over
            returning b.*
        )
        {InsightParts.Add}
        """;

    /// <summary>So many sessions in one commit.</summary>
    internal int PortionMax { get; init; } = 2_000;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
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
        while (await timer.WaitForNextTickAsync(stopping));
    }

    internal async Task Settle(CancellationToken ct)
    {
        var over = clock.GetUtcNow() - Changes;
        foreach (var bot in await Due(over, ct))
        {
            DateTimeOffset? upTo = DateTimeOffset.UnixEpoch;
            while (upTo is { } after) upTo = await SettlePortion(bot, after, over, ct);
        }
    }

    /// <summary>Settles the next sessions that began after a time; answers when the last of them did, or null where there were none.</summary>
    private async Task<DateTimeOffset?> SettlePortion(Guid botId, DateTimeOffset after, DateTimeOffset over, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(ct);
        await work.Run($"select pg_advisory_xact_lock({Lock})");
        // Held before they are read: who rates one of them meanwhile waits, and finds it settled.
        var portion = await work.List<Key>("""
            select conversation_id, epoch, began_at from bot_sessions
            where bot_id = @botId and outcome is null and began_at > @after and began_at < date_trunc('day', @over, 'UTC')
            order by began_at, epoch limit @PortionMax for update
            """, new { botId, after, over, PortionMax });
        if (portion.Count == 0) return null;

        var (ids, epochs) = (portion.Select(key => key.ConversationId).ToArray(), portion.Select(key => key.Epoch).ToArray());
        await work.Run(Settles, new { ids, epochs, over, now = work.Now });
        await work.Commit();
        return portion[^1].BeganAt;
    }

    /// <summary>The bots that have a day, whole and long enough ago, in which something is not settled.</summary>
    private async Task<IReadOnlyList<Guid>> Due(DateTimeOffset over, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Database>().List<Guid>("""
            select user_id from bots
            where exists (select from bot_sessions b where b.bot_id = user_id and b.outcome is null and b.began_at < date_trunc('day', @over, 'UTC'))
            """, new { over }, ct);
    }

    private sealed record Key
    {
        public required Guid ConversationId { get; init; }
        public required int Epoch { get; init; }
        public required DateTimeOffset BeganAt { get; init; }
    }
}
