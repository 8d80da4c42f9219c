using System.Net.Sockets;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Routing;

/// <summary>
/// Catches what an event missed: once a second, one process looks for people whose room is not what is noted, for queues in which somebody
/// waits and somebody has room, for conversations that no queue has, and for offers that should have lapsed.
/// </summary>
internal sealed class Sweep(
    IServiceScopeFactory scopes, NpgsqlDataSource source, Filling filling, TimeProvider clock, ILogger<Sweep> log) : BackgroundService
{
    private const long Lock = 0x6261746f6e0030;   // "baton", routing
    private const int AtOnceMax = 100;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Jobs get this long before the sweep does their work.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stopping);
                await using var held = await connection.BeginTransactionAsync(stopping);
                await using var ours = new NpgsqlCommand($"select pg_try_advisory_xact_lock({Lock})", connection, held);
                if ((bool)(await ours.ExecuteScalarAsync(stopping))!) await Look(stopping);
            }
            catch (Exception failure) when (failure is NpgsqlException or Refusal or IOException or TimeoutException or SocketException)
            {
                RoutingLog.SweepFailed(log, failure.Message);
            }
        }
    }

    internal async Task Look(CancellationToken ct)
    {
        await RefreshRoom(ct);
        await LapseOffers(ct);
        await RouteStranded(ct);
        foreach (var queue in await Read<Guid>("""
            select q.id from queues q
            where exists (select from members m where m.queue_id = q.id and m.room > 0)
              and exists (select from conversations c where c.queue_id = q.id and c.state = 'Waiting')
            order by q.priority, q.id
            """, new { }, ct)) await filling.FillQueue(queue, ct);
    }

    private async Task RefreshRoom(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(ct);
        await work.RefreshWrong(queueId: null);
        await work.Commit();
    }

    private async Task LapseOffers(CancellationToken ct)
    {
        foreach (var late in await Read<LateOffer>(
            "select conversation_id, id from offers where outcome is null and expires_at < @late order by expires_at limit @AtOnceMax",
            new { late = clock.GetUtcNow() - Late, AtOnceMax }, ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Offers>().Lapse(new OfferLapsed(late.ConversationId, late.Id), ct);
        }
    }

    /// <summary>
    /// Conversations that have no queue yet though their time for it is over, and those in a queue where nobody is left who could take them.
    /// </summary>
    private async Task RouteStranded(CancellationToken ct)
    {
        foreach (var id in await Read<Guid>($"""
            select id from conversations where state = 'Waiting' and queue_id is null and waiting_since < @late
            union all
            (select c.id from queues q join conversations c on c.queue_id = q.id and c.state = 'Waiting'
             where not exists (select from members m join users u on u.id = m.user_id where m.queue_id = q.id and {CandidateRows.MayTake})
               and exists (select from members m join users u on u.id = m.user_id where m.queue_id <> q.id and {CandidateRows.MayTake}))
            limit @AtOnceMax
            """, new { late = clock.GetUtcNow() - Late, AtOnceMax }, ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Router>().RouteLeftWaiting(id, ct);
        }
    }

    private async Task<IReadOnlyList<T>> Read<T>(string sql, object with, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Database>().List<T>(sql, with, ct);
    }

    private sealed record LateOffer
    {
        public required Guid ConversationId { get; init; }
        public required Guid Id { get; init; }
    }
}
