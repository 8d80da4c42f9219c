using Baton.Plumbing;

namespace Baton.People;

/// <summary>Who is in which queue.</summary>
public static class Memberships
{
    public const int QueuesMax = 200;

    /// <summary>Makes these the queues of a user.</summary>
    public static async Task SetQueues(this Work work, Guid userId, IReadOnlyCollection<Guid> queueIds)
    {
        var wanted = queueIds.Distinct().ToArray();
        if (wanted.Length > QueuesMax) throw Refusal.Invalid("invalid_queues", $"A user is in at most {QueuesMax} queues.");

        var known = await work.Find<int>("select count(*)::int from queues where id = any(@wanted)", new { wanted });
        if (known < wanted.Length) throw Refusal.Invalid("invalid_queues", "One of these queues does not exist.");

        var removed = await work.List<Guid>(
            "delete from members where user_id = @userId and queue_id <> all(@wanted) returning queue_id", new { userId, wanted });
        var added = await work.List<Guid>("""
            insert into members (queue_id, user_id, added_at) select id, @userId, @Now from unnest(@wanted) id
            on conflict do nothing returning queue_id
            """, new { userId, wanted, work.Now });
        foreach (var queueId in removed.Concat(added)) work.Record(new MembersChanged(queueId));
    }

    /// <summary>Makes these the members of a queue.</summary>
    public static async Task SetMembers(this Work work, Guid queueId, IReadOnlyCollection<Guid> userIds)
    {
        var wanted = userIds.Distinct().ToArray();
        var known = await work.Find<int>("select count(*)::int from users where id = any(@wanted) and disabled_at is null", new { wanted });
        if (known < wanted.Length) throw Refusal.Invalid("invalid_members", "One of these users does not exist.");

        await work.Run("delete from members where queue_id = @queueId and user_id <> all(@wanted)", new { queueId, wanted });
        await work.Run("""
            insert into members (queue_id, user_id, added_at) select @queueId, id, @Now from unnest(@wanted) id on conflict do nothing
            """, new { queueId, wanted, work.Now });
        work.Record(new MembersChanged(queueId));
    }
}
