using System.Security.Cryptography;
using Baton.Plumbing;
using Microsoft.AspNetCore.WebUtilities;

namespace Baton.People;

/// <summary>An outside program that calls with a key of its own.</summary>
public sealed record KeyHolder(Guid Id, string Name, int CallsPerMinute);

/// <summary>
/// Keys of outside programs. A key is an id and 32 random bytes of which only a hash is kept. It is read from the store with every request, so a
/// key that was taken away opens nothing from that moment on, in any process.
/// </summary>
public sealed class Keys(Database database, TimeProvider clock)
{
    /// <summary>Opens the tools over MCP.</summary>
    public const string Tools = "tools";

    private const string Prefix = "baton_";
    private const int SecretBytes = 32;
    private const int IdCharacters = 22;
    private const int KeyCharacters = 6 + IdCharacters + 43;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>A fresh key: what its holder gets, and what is kept of it.</summary>
    internal static (string Key, byte[] Hash) Make(Guid id)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        return (Prefix + WebEncoders.Base64UrlEncode(id.ToByteArray()) + WebEncoders.Base64UrlEncode(secret), SHA256.HashData(secret));
    }

    /// <summary>Whoever's key this request carries, as a Bearer. Refuses when there is none, when it is not known, and when it does not open this.</summary>
    public async Task<KeyHolder> HolderOf(HttpRequest request, string scope, CancellationToken ct)
    {
        const string bearer = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
            throw new Refusal(401, "no_key", "Send a key: Authorization: Bearer baton_... An administrator makes one at POST /api/v1/keys.");
        if (Read(header[bearer.Length..].Trim()) is not var (id, secret))
            throw Unknown();

        var known = await database.Find<Row>("select name, secret_hash, scopes, calls_per_minute from keys where id = @id", new { id }, ct);
        // The hash is compared whole, also where there is no such key: how long it takes tells nothing.
        var right = CryptographicOperations.FixedTimeEquals(known?.SecretHash ?? new byte[SHA256.HashSizeInBytes], SHA256.HashData(secret));
        if (known is null || !right) throw Unknown();
        if (!known.Scopes.Contains(scope)) throw Refusal.NotAllowed($"This key does not have the scope '{scope}'.");
        return new KeyHolder(id, known.Name, known.CallsPerMinute);
    }

    /// <summary>
    /// Counts a call, or refuses it with the seconds to wait. A full minute's calls may come at once; then they come back evenly. One conditional
    /// update of one row: all processes count together, and two calls at once can't both be the last.
    /// </summary>
    public async Task CountCall(KeyHolder holder, CancellationToken ct)
    {
        var now = clock.Now();
        var share = Minute / holder.CallsPerMinute;
        await using var work = await database.Begin(ct);
        var counted = await work.Run("""
            update keys set busy_until = greatest(busy_until, @now) + @share, last_used_at = @now
            where id = @Id and (busy_until is null or busy_until + @share <= @now + interval '1 minute')
            """,
            new { holder.Id, now, share });
        await work.Commit();
        if (counted > 0) return;

        var left = await database.Find<double?>("select extract(epoch from busy_until + @share - interval '1 minute' - @now)::float8 from keys where id = @Id",
            new { holder.Id, now, share }, ct) ?? throw Unknown();
        var wait = Math.Max(1, (int)Math.Ceiling(left));
        throw Refusal.TooMany($"This key has used up its {holder.CallsPerMinute} calls a minute. Go on in {wait} s, or ask an administrator to raise the key's limit.", wait);
    }

    /// <summary>The id and the secret that a key is made of; null when it can't be one of ours.</summary>
    private static (Guid Id, byte[] Secret)? Read(string key)
    {
        if (key.Length != KeyCharacters || !key.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        try
        {
            var id = new Guid(WebEncoders.Base64UrlDecode(key, Prefix.Length, IdCharacters));
            var secret = WebEncoders.Base64UrlDecode(key[(Prefix.Length + IdCharacters)..]);
            return secret.Length == SecretBytes ? (id, secret) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Refusal Unknown() => new(401, "invalid_key", "This key is not known here. It may have been taken away; an administrator can make a new one.");

    private sealed record Row
    {
        public required string Name { get; init; }
        public required byte[] SecretHash { get; init; }
        public required string[] Scopes { get; init; }
        public required int CallsPerMinute { get; init; }
    }
}
