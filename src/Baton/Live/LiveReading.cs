using Baton.People;
using Baton.Plumbing;

namespace Baton.Live;

/// <summary>A colleague as desks show them.</summary>
public sealed record PersonView
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required string Role { get; init; }
    public required string Presence { get; init; }
    public required int Capacity { get; init; }
    public required int Load { get; init; }
}

/// <summary>A queue as desks show it.</summary>
public sealed record QueueView
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required int Waiting { get; init; }
}

/// <summary>What only desks read: everybody, every queue, whoever looks.</summary>
internal static class LiveReading
{
    /// <summary>A desk lists so many conversations at most, those that have waited or gone on longest left out.</summary>
    private const int RowsMax = 2_000;

    public static Task<IReadOnlyList<PersonView>> People(this Database database, CancellationToken ct) =>
        database.List<PersonView>("select id, name, kind, role, presence, capacity, load from users where disabled_at is null", null, ct);

    public static Task<IReadOnlyList<QueueView>> Queues(this Database database, CancellationToken ct) =>
        database.List<QueueView>("""
            select q.id, q.name, coalesce(w.waiting, 0) as waiting
            from queues q left join (select queue_id, count(*)::int as waiting from conversations where state = 'Waiting' group by queue_id) w on w.queue_id = q.id
            """, null, ct);

    public static async Task<Viewer?> ViewerOf(this Database database, Guid userId, CancellationToken ct)
    {
        var row = await database.Find<ViewerRow>("""
            select name, role, coalesce((select array_agg(queue_id) from members where user_id = users.id), '{}') as queues
            from users where id = @userId and disabled_at is null
            """, new { userId }, ct);
        return row is null ? null : new Viewer(userId, row.Name, row.Role is "supervisor" or "administrator", row.Queues.ToHashSet());
    }

    /// <summary>The conversations that a desk lists, newest first.</summary>
    public static async Task<Guid[]> ShownTo(this Database database, Viewer viewer, CancellationToken ct) =>
        [.. await database.List<Guid>($"""
            select id from conversations
            where state <> 'Closed' and (@all or handler_id = @user or offered_to = @user or queue_id = any(@queues))
            order by created_at desc limit {RowsMax}
            """, new { all = viewer.SeesAll, user = viewer.UserId, queues = viewer.Queues.ToArray() }, ct)];

    /// <summary>What each of these users is told of themselves.</summary>
    public static async Task<Dictionary<Guid, Me>> Mes(this Database database, Guid[] users, CancellationToken ct)
    {
        var mes = new Dictionary<Guid, Me>();
        foreach (var user in users) mes[user] = await Me.Of(database, user, ct);
        return mes;
    }

    private sealed record ViewerRow
    {
        public required string Name { get; init; }
        public required string Role { get; init; }
        public required Guid[] Queues { get; init; }
    }
}
