using System.Text.Json;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>A queue, as routing needs it.</summary>
internal sealed record QueueRow
{
    /// <summary>Members are counted no further than this.</summary>
    public const int CountedMax = 201;

    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public int Members { get; init; }

    /// <summary>Some member could take it, now or later: a person, or a bot that gets visitors and has not given it up.</summary>
    public bool CouldTake { get; init; }
}

/// <summary>What the router reads and writes beside conversations.</summary>
internal static class RoutingRows
{
    public static async Task<QueueRow?> Queue(this Work work, Guid? queueId, Guid[] givenUpBy) =>
        queueId is null ? null : await work.Find<QueueRow>($"""
            select q.id, q.name,
                (select count(*) from (select from members m where m.queue_id = q.id limit {QueueRow.CountedMax}) counted)::int as members,
                exists (select from members m join users u on u.id = m.user_id
                        where m.queue_id = q.id and {CandidateRows.MayTake} and u.id <> all(@givenUpBy)) as could_take
            from queues q where q.id = @queueId
            """, new { queueId, givenUpBy });

    /// <summary>The fallback of a workstream, else the general one, else any queue at all.</summary>
    public static Task<Guid?> Fallback(this Work work, Guid workstreamId) => work.Find<Guid?>("""
        select coalesce(
            (select fallback_queue_id from workstreams where id = @workstreamId),
            (select id from queues where is_fallback),
            (select id from queues order by priority, id limit 1))
        """, new { workstreamId });

    public static async Task<IReadOnlyList<Rule>> Rules(this Work work, Guid workstreamId) =>
    [
        .. from row in await work.List<RuleRow>(
               """select name, "when"::text as "when", queue_id from rules where workstream_id = @workstreamId order by position""",
               new { workstreamId })
           select row.Rule,
    ];

    /// <summary>How many wait before this one in the queue, counted no further than so many.</summary>
    public static Task<int> Ahead(this Work work, Conversation conversation, Guid queueId, int most) => work.Find<int>("""
        select count(*)::int from (
            select from conversations
            where queue_id = @queueId and state = 'Waiting' and (waiting_since, id) < (@WaitingSince, @Id) limit @most) ahead
        """, new { queueId, most, conversation.WaitingSince, conversation.Id });

    public static async Task<string> NameOf(this Work work, Guid userId) =>
        await work.Find<string>("select name from users where id = @userId", new { userId }) ?? "somebody";

    /// <summary>Notes that they were given something just now; for users that this work has locked, after their seats were taken.</summary>
    public static async Task NoteAssigned(this Work work, Guid[] userIds)
    {
        await work.Run("update users set assigned_at = @Now where id = any(@userIds)", new { userIds, work.Now });
        await work.Refresh(userIds);
    }

    /// <summary>
    /// Copies the room of those for whom the copy is wrong; of one queue's members, or of all. Whoever is just being changed is left out.
    /// </summary>
    public static Task<int> RefreshWrong(this Work work, Guid? queueId) => work.Run($"""
        with wrong as (
            select m.queue_id, m.user_id, {CandidateRows.Room} as room from members m join users u on u.id = m.user_id
            where {(queueId is null ? "" : "m.queue_id = @queueId and")} m.room <> {CandidateRows.Room}
            for no key update of m skip locked)
        update members m set room = wrong.room from wrong where m.queue_id = wrong.queue_id and m.user_id = wrong.user_id
        """, new { queueId, since = Attendance.Since(work.Now) });

    /// <summary>Copies the room of some users to where it is looked for; for users that this work has locked.</summary>
    public static Task<int> Refresh(this Work work, Guid[] userIds) => work.Run($"""
        update members m set room = {CandidateRows.Room}, assigned_at = u.assigned_at
        from users u where u.id = m.user_id and u.id = any(@userIds)
        """, new { userIds, since = Attendance.Since(work.Now) });
}

/// <summary>The SQL of candidates, which is the same wherever they are read.</summary>
internal static class CandidateRows
{
    /// <summary>Whether somebody may be waited for: people come back; a bot that is a draft, disconnected or failing is passed by.</summary>
    public const string MayTake = "(u.disabled_at is null and (u.kind <> 'bot' or u.presence = 'Available'))";

    /// <summary>How many more the user u could take now.</summary>
    public const string Room = $"""
        (case when u.disabled_at is not null then 0
              when u.kind = 'bot' then case when u.presence = 'Available' then u.capacity else 0 end
              when u.presence = 'Available' and {Attendance.IsThere} then greatest(u.capacity - u.load, 0)
              else 0 end)
        """;

    private const string Columns = $"""
        u.id, u.name, u.kind, u.capacity, u.load, u.presence, u.assigned_at, (u.kind = 'bot' or {Attendance.IsThere}) as is_there,
        coalesce(b.published, true) as is_published, coalesce(b.connected, true) as is_connected, b.breaker_until
        """;

    private const string From = "users u left join bots b on b.user_id = u.id";

    /// <summary>Of a small queue all members; of a big one those with most room. And whoever is asked for by name.</summary>
    public static string Of(bool small) => $"""
        select {Columns} from {From}
        where u.disabled_at is null and u.id in (
            select unnest(@wanted)
            union all
            (select user_id from members where queue_id = @Id
             {(small ? "" : "and room > 0 order by room desc, assigned_at nulls first, user_id")} limit @most))
        """;

    public const string Locked = $"""
        select {Columns} from {From} where u.id = any(@ids) and u.disabled_at is null order by u.id for no key update of u
        """;
}

internal sealed record RuleRow
{
    public Guid WorkstreamId { get; init; }
    public required string Name { get; init; }
    public required string When { get; init; }
    public required Guid QueueId { get; init; }

    public Rule Rule =>
        new() { Name = Name, QueueId = QueueId, When = JsonSerializer.Deserialize<When>(When, JsonSerializerOptions.Web) ?? new When() };
}
