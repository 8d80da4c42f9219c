using System.Buffers.Text;
using System.Security.Cryptography;
using Baton.Plumbing;

namespace Baton.Bots.Trust;

/// <summary>A key that Baton signs with, or has signed with, or will.</summary>
internal sealed record SigningKey
{
    public required string Id { get; init; }
    public required string Sealed { get; init; }
    public required byte[] PublicKey { get; init; }
    public required DateTimeOffset SignsFrom { get; init; }

    public RSA Public()
    {
        var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(PublicKey, out _);
        return key;
    }
}

/// <summary>
/// The keys that Baton signs with, for all processes: made and kept in the database, the private parts sealed. A new one is published for two days before it signs,
/// as bots keep what they have read of us for a day; an old one stays published for as long as something that it signed is good.
/// </summary>
internal sealed class SigningKeys(IServiceScopeFactory scopes, Secrets secrets, TimeProvider clock)
{
    /// <summary>How long whatever is signed here is good.</summary>
    public static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    public static readonly TimeSpan SignsFor = TimeSpan.FromDays(90);
    public static readonly TimeSpan PublishedBefore = TimeSpan.FromDays(2);

    /// <summary>After the next one has begun to sign: the life of a token, what clocks differ by, and the time until every process knows of it.</summary>
    public static readonly TimeSpan PublishedAfter = TokenLife + TimeSpan.FromMinutes(15);

    private const int Bits = 2048;
    private const int IdBytes = 12;
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(1);

    private Known? _known;

    /// <summary>Those that others may know, oldest first.</summary>
    public async Task<IReadOnlyList<SigningKey>> Published(CancellationToken ct) => Published(await All(ct), clock.GetUtcNow());

    /// <summary>The published key of this name, or null. One that another process has just made is not missed.</summary>
    public async Task<SigningKey?> Find(string id, CancellationToken ct) =>
        (await Published(ct)).FirstOrDefault(key => key.Id == id) ?? (HasReadLately() ? null : Published(await Read(ct), clock.GetUtcNow()).FirstOrDefault(key => key.Id == id));

    /// <summary>Signs with the key whose time it is.</summary>
    public async Task<string> Sign(System.Text.Json.Nodes.JsonObject claims, CancellationToken ct)
    {
        var all = await All(ct);
        var key = all.LastOrDefault(key => key.SignsFrom <= clock.GetUtcNow()) ?? all[0];   // the clock of whoever made the first may be ahead of ours
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(secrets.Open(key.Sealed)), out _);
        return Jwt.Sign(rsa, key.Id, claims);
    }

    private static IReadOnlyList<SigningKey> Published(IReadOnlyList<SigningKey> keys, DateTimeOffset now) =>
        [.. keys.Where((_, i) => i + 1 == keys.Count || now < keys[i + 1].SignsFrom + PublishedAfter)];

    /// <summary>Somebody who shows made-up keys must not make us ask the database each time.</summary>
    private bool HasReadLately() => _known is { } known && clock.GetElapsedTime(known.ReadAt) < ReadAgainAfter / 10;

    private async ValueTask<IReadOnlyList<SigningKey>> All(CancellationToken ct) =>
        _known is { } known && clock.GetElapsedTime(known.ReadAt) < ReadAgainAfter ? known.Keys : await Read(ct);

    private async Task<IReadOnlyList<SigningKey>> Read(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        const string all = "select id, sealed, public_key, signs_from from signing_keys order by signs_from";
        var keys = await database.List<SigningKey>(all, null, ct);
        if (NextSignsFrom(keys, clock.Now()) is not null)
        {
            await MakeNext(database, ct);
            keys = await database.List<SigningKey>(all, null, ct);
        }
        _known = new Known(keys, clock.GetTimestamp());
        return keys;
    }

    /// <summary>When the next key has to sign, once it is time to make it. The very first signs at once: nobody knows us yet.</summary>
    private static DateTimeOffset? NextSignsFrom(IReadOnlyList<SigningKey> keys, DateTimeOffset now)
    {
        if (keys.Count == 0) return now;
        var due = keys[^1].SignsFrom + SignsFor;
        if (now < due - PublishedBefore) return null;
        return due > now + PublishedBefore ? due : now + PublishedBefore;
    }

    private async Task MakeNext(Database database, CancellationToken ct)
    {
        using var rsa = RSA.Create(Bits);
        await using var work = await database.Begin(ct);
        // One process at a time from here: two would make two keys.
        await work.Run("select pg_advisory_xact_lock(hashtext('baton signing keys'))");
        var keys = await work.List<SigningKey>("select id, sealed, public_key, signs_from from signing_keys order by signs_from");
        if (NextSignsFrom(keys, work.Now) is not { } signsFrom) return;

        await work.Run("""
            insert into signing_keys (id, sealed, public_key, signs_from, made_at) values (@id, @text, @publicKey, @signsFrom, @Now)
            """,
            new
            {
                id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)), text = secrets.Seal(Convert.ToBase64String(rsa.ExportPkcs8PrivateKey())),
                publicKey = rsa.ExportSubjectPublicKeyInfo(), signsFrom, work.Now,
            });
        var over = keys.Except(Published(keys, work.Now)).Select(key => key.Id).ToArray();
        await work.Run("delete from signing_keys where id = any(@over)", new { over });
        await work.Commit();
    }

    private sealed record Known(IReadOnlyList<SigningKey> Keys, long ReadAt);
}
