using System.Security.Cryptography;
using System.Text;
using Baton.Plumbing;

namespace Baton.People;

/// <summary>
/// Counts how often somebody tried a door: an address to sign in with, a computer with a set-up code. Counted before it is known whether the
/// try is right, so that a hundred guesses at once are a hundred.
/// </summary>
internal static class Attempts
{
    /// <summary>After too many failures a door stays shut for so long.</summary>
    public static readonly TimeSpan LockOut = TimeSpan.FromMinutes(5);

    /// <summary>Counts a try, or refuses it.</summary>
    public static async Task CountAttempt(this Database database, string door, int max, string what, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var tries = (await work.Find<Tries>("""
            insert into sign_in_attempts as before (email_hash, count, last_at) values (@hash, 1, @Now)
            on conflict (email_hash) do update set
                count = case when before.last_at <= @lapsed then 1 else least(before.count + 1, @max + 1) end,
                last_at = case when before.count >= @max and before.last_at > @lapsed then before.last_at else @Now end
            returning count, last_at
            """,
            new { hash = Hash(door), work.Now, lapsed = work.Now - LockOut, max }))!;
        await work.Run("delete from sign_in_attempts where last_at <= @lapsed", new { lapsed = work.Now - LockOut });
        await work.Commit();
        if (tries.Count <= max) return;

        var wait = tries.LastAt + LockOut - work.Now;
        throw Refusal.TooMany($"Too many attempts to {what}. Try again in {Math.Ceiling(wait.TotalMinutes):0} minutes.", (int)Math.Ceiling(wait.TotalSeconds));
    }

    /// <summary>The one who tried was right: what came before is forgotten.</summary>
    public static Task ForgetAttempts(this Work work, string door) => work.Run("delete from sign_in_attempts where email_hash = @hash", new { hash = Hash(door) });

    private static byte[] Hash(string door) => SHA256.HashData(Encoding.UTF8.GetBytes(door));

    private sealed record Tries
    {
        public required int Count { get; init; }
        public required DateTimeOffset LastAt { get; init; }
    }
}
