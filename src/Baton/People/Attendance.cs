using System.Collections.Concurrent;
using Baton.Plumbing;

namespace Baton.People;

/// <summary>
/// Who is there: whoever has an open socket in a living process, or called the API a moment ago. It is no matter of what they say of
/// themselves: an agent who is Available, but whose browser is gone, is not there and gets no offers.
/// </summary>
public sealed class Attendance(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>Who called the API is there for so long, with no socket open.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    /// <summary>Calls are written down only this often for each user.</summary>
    private static readonly TimeSpan WrittenEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _written = new();

    /// <summary>For SQL: whether the user u is there; @since is <see cref="Since"/>.</summary>
    public const string IsThere = "(coalesce(u.seen_at > @since, false) or exists (select from sockets s where s.user_id = u.id))";

    public static DateTimeOffset Since(DateTimeOffset now) => now - Grace;

    /// <summary>They have called.</summary>
    public async Task Seen(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_written.TryGetValue(userId, out var last) && now - last < WrittenEvery) return;

        _written[userId] = now;
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(ct);
        var wasThere = await work.Find<bool?>($"""
            update users as u set seen_at = @now
            from (select id, {IsThere} as there from users u where id = @userId for no key update) as before
            where u.id = before.id returning before.there
            """,
            new { userId, now, since = Since(now) });
        if (wasThere is false) work.Record(new CameBack(userId));
        await work.Commit();
    }
}
