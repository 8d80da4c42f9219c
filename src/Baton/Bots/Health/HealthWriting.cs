using System.Net.Sockets;
using Baton.Conversations;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Bots.Health;

/// <summary>Writes down once a second how bots' turns went, opens and closes their breakers, and throws away what is old.</summary>
internal sealed class HealthWriting(BotHealth health, IServiceScopeFactory scopes, TimeProvider clock, ILogger<HealthWriting> log) : BackgroundService
{
    private const int KeptDays = 90;

    /// <summary>No test takes longer.</summary>
    private static readonly TimeSpan TestMax = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TidiedEvery = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        var tidied = DateTimeOffset.MinValue;
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await Write(stopping);
                if (clock.GetUtcNow() - tidied < TidiedEvery) continue;
                await Tidy(stopping);
                tidied = clock.GetUtcNow();
            }
            catch (Exception failure) when (failure is NpgsqlException or Refusal or IOException or TimeoutException or SocketException)
            {
                BotsLog.HealthNotWritten(log, failure.Message);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await Write(cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException or SocketException or OperationCanceledException)
        {
            BotsLog.HealthNotWritten(log, failure.Message);
        }
    }

    internal async Task Write(CancellationToken ct)
    {
        var notes = health.Take();
        if (notes.Count == 0) return;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(ct);
            // In the order of their ids, like everybody who locks several. A bot that was removed meanwhile has no health.
            var known = (await work.List<Guid>("select user_id from bots where user_id = any(@ids)", new { ids = notes.Select(note => note.BotId).Distinct().ToArray() })).ToHashSet();
            foreach (var bot in notes.Where(note => known.Contains(note.BotId)).GroupBy(note => note.BotId).OrderBy(bot => bot.Key))
            {
                foreach (var minute in bot.GroupBy(note => Minute(note.At))) await Keep(work, bot.Key, minute.Key, [.. minute]);
                var sinceOk = bot.Reverse().TakeWhile(note => !note.IsOk).Reverse().Select(note => note.ConversationId).ToArray();
                await Breakers.Keep(work, bot.Key, bot.Any(note => note.IsOk), sinceOk);
            }
            await work.Commit();
        }
        catch
        {
            health.GiveBack(notes);
            throw;
        }
    }

    private static async Task Keep(Work work, Guid botId, DateTimeOffset minute, IReadOnlyList<BotHealth.Noted> notes)
    {
        var latencies = new int[Latencies.Spans];
        foreach (var note in notes) latencies[Latencies.SpanOf(note.Took)]++;
        var last = notes.LastOrDefault(note => !note.IsOk);
        await work.Run("""
            insert into bot_health as h (bot_id, minute, turns, failures, latencies, last_ok_at, last_failed_at, last_failure)
            values (@botId, @minute, @turns, @failures, @latencies, @ok, @failed, @why)
            on conflict (bot_id, minute) do update set
                turns = h.turns + excluded.turns, failures = h.failures + excluded.failures,
                latencies = array(select coalesce(a, 0) + coalesce(b, 0) from unnest(h.latencies, excluded.latencies) with ordinality as t (a, b, n) order by n),
                last_ok_at = greatest(h.last_ok_at, excluded.last_ok_at), last_failed_at = greatest(h.last_failed_at, excluded.last_failed_at),
                last_failure = coalesce(excluded.last_failure, h.last_failure)
            """,
            new
            {
                botId, minute, latencies, turns = notes.Count, failures = notes.Count(note => !note.IsOk),
                ok = notes.LastOrDefault(note => note.IsOk)?.At, failed = last?.At, why = last?.Why,
            });
        foreach (var reason in notes.Where(note => !note.IsOk).GroupBy(note => note.Reason!))
            await work.Run("""
                insert into bot_failures as f (bot_id, minute, reason, count) values (@botId, @minute, @reason, @count)
                on conflict (bot_id, minute, reason) do update set count = f.count + excluded.count
                """, new { botId, minute, reason = reason.Key, count = reason.Count() });
    }

    private async Task Tidy(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(ct);
        var before = work.Now.AddDays(-KeptDays);
        await work.Run("delete from bot_health where minute < @before; delete from bot_failures where minute < @before", new { before });
        // What tests have left behind that a crash has interrupted.
        await work.Run($"""
            delete from conversations where channel = '{TestConversations.Channel}' and created_at < @over;
            delete from bot_test_calls where at < @over;
            delete from users where created_at < @over and id in (select user_id from bots where test_of is not null)
            """, new { over = work.Now - TestMax });
        await work.Commit();
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
