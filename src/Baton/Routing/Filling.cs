using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>
/// Somebody can take more than before: their seat came free, they are there again, Available, in one more queue. The conversations that
/// have waited longest are given out until they are full. A hint is enough to start it, and to start it twice does no harm.
/// </summary>
public sealed class Filling(IServiceScopeFactory scopes, ILogger<Filling> log)
{
    /// <summary>So many are given out in one commit.</summary>
    private const int TogetherMax = 32;

    /// <summary>One call gives out no more than this many times; what is left, the sweep goes on with.</summary>
    private const int RoundsMax = 200;

    private const int MembersFilledMax = 50;

    public Task Fill(PresenceChanged changed, CancellationToken ct) => FillUser(changed.UserId, ct);

    public Task Fill(CameBack back, CancellationToken ct) => FillUser(back.UserId, ct);

    public Task Fill(UserChanged changed, CancellationToken ct) => FillUser(changed.UserId, ct);

    public Task Fill(Transferred transferred, CancellationToken ct) => FillUser(transferred.By, ct);

    public Task Fill(Declined declined, CancellationToken ct) => FillUser(declined.UserId, ct);

    public Task Fill(Closed closed, CancellationToken ct) => closed.FreedUser is { } user ? FillUser(user, ct) : Task.CompletedTask;

    public async Task Fill(MembersChanged changed, CancellationToken ct)
    {
        await using (var scope = scopes.CreateAsyncScope())
        await using (var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(ct))
        {
            await work.RefreshWrong(changed.QueueId);
            await work.Commit();
        }
        await FillQueue(changed.QueueId, ct);
    }

    /// <summary>Looks at a queue again soon, by itself.</summary>
    public void Nudge(Guid queueId) => _ = NudgeNow(queueId);

    /// <summary>Gives this user's queues out, the most urgent first, for as long as they have room.</summary>
    public async Task FillUser(Guid userId, CancellationToken ct)
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            var room = await Refresh(userId, ct);
            if (room == 0) return;

            var next = await Next(userId, Math.Min(room, TogetherMax), ct);
            if (next.Count == 0) return;

            var placed = 0;
            foreach (var queue in next.GroupBy(waiting => waiting.QueueId)) placed += await Place(queue.Key,
                [.. queue.Select(one => one.Id)], ct);
            if (placed == 0) return;
        }
    }

    /// <summary>For a queue where somebody seems to have room.</summary>
    public async Task FillQueue(Guid queueId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        var free = await database.List<Guid>("""
            select user_id from members where queue_id = @queueId and room > 0
            order by room desc, assigned_at nulls first, user_id limit @MembersFilledMax
            """, new { queueId, MembersFilledMax }, ct);
        foreach (var userId in free) await FillUser(userId, ct);
    }

    private async Task NudgeNow(Guid queueId)
    {
        try
        {
            await FillQueue(queueId, CancellationToken.None);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or Refusal)
        {
            RoutingLog.NudgeFailed(log, queueId, failure.Message);   // the sweep comes by anyway
        }
    }

    /// <summary>Makes the copies of somebody's room right; answers how much they have.</summary>
    private async Task<int> Refresh(Guid userId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(ct);
        var since = Attendance.Since(work.Now);
        var room = await work.Find<int?>($"select {CandidateRows.Room} from users u where id = @userId for no key update",
            new { userId, since });
        await work.Refresh([userId]);
        await work.Commit();
        return room ?? 0;
    }

    /// <summary>
    /// Who waits longest in the queues of a user, the most urgent queue first, without those that this user can't be given.
    /// </summary>
    private async Task<IReadOnlyList<WaitingRow>> Next(Guid userId, int most, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        // Whoever is just being routed holds the lock of their queue and may have looked before this user had room: wait until they wait.
        await database.List<int>(
            "select 1 from queues where id in (select queue_id from members where user_id = @userId) order by id for share", new { userId },
                ct);
        return await database.List<WaitingRow>("""
            select c.id, c.queue_id
            from members m join queues q on q.id = m.queue_id
            cross join lateral (
                select c.id, c.queue_id, c.waiting_since from conversations c
                where c.queue_id = m.queue_id and c.state = 'Waiting' and @userId <> all(c.given_up_by)
                  and cardinality(array_positions(c.declined_by, @userId))
                    < coalesce((select declines_max from workstreams w where w.id = c.workstream_id), @DeclinesMaxUsual)
                order by c.waiting_since, c.id limit @most) c
            where m.user_id = @userId
            order by q.priority, c.waiting_since, c.id limit @most
            """, new { userId, most, Choice.DeclinesMaxUsual }, ct);
    }

    private async Task<int> Place(Guid queueId, Guid[] ids, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(ct);
        var locked = await work.List<Conversation>("select * from conversations where id = any(@ids) order by id for update", new { ids });
        var waiting = locked.Where(one => one.State == State.Waiting && one.QueueId == queueId).OrderBy(one => one.WaitingSince)
            .ThenBy(one => one.Id).ToArray();
        if (waiting.Length == 0 || await work.Queue(queueId, []) is not { } queue) return 0;

        var placing = new Placing(work, queue, new Occasion { Why = "A seat came free." });
        var placed = (await placing.Place(waiting)).Where(one => one.Chosen is not null).ToArray();
        if (placed.Length == 0) return 0;

        await placing.Save(placed);
        await work.Commit();
        return placed.Length;
    }

    private sealed record WaitingRow
    {
        public required Guid Id { get; init; }
        public required Guid QueueId { get; init; }
    }
}
