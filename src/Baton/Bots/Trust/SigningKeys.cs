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
internal sealed class SigningKeys
{
    /// <summary>How long whatever is signed here is good.</summary>
    public static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    public static readonly TimeSpan SignsFor = TimeSpan.FromDays(90);
    public static readonly TimeSpan PublishedBefore = TimeSpan.FromDays(2);

    /// <summary>After the next one has begun to sign: the life of a token, what clocks differ by, and the time until every process knows of it.</summary>
    public static readonly TimeSpan PublishedAfter = TokenLife + TimeSpan.FromMinutes(15);

    private const int Bits = 2048;

    /// <summary>One process at a time from here: two would make two keys.</summary>
    private const string Lock = "select pg_advisory_xact_lock(hashtext('baton signing keys'))";
    private const int IdBytes = 12;
    private const string Columns = "id, sealed, public_key, signs_from";
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(10);

    private readonly IServiceScopeFactory _scopes;
    private readonly Secrets _secrets;
    private readonly TimeProvider _clock;
    private Known? _known;

    public SigningKeys(IServiceScopeFactory scopes, Secrets secrets, Bulletin bulletin, TimeProvider clock)
    {
        (_scopes, _secrets, _clock) = (scopes, secrets, clock);
        bulletin.Listen(notices =>
        {
            if (notices.Any(notice => notice.Kind == nameof(KeysRotated))) _known = null;
        });
    }

    /// <summary>Those that others may know, oldest first.</summary>
    public async Task<IReadOnlyList<SigningKey>> Published(CancellationToken ct) => Published(await All(ct), _clock.GetUtcNow());

    /// <summary>The published key of this name, or null. One that another process has just made is not missed.</summary>
    public async Task<SigningKey?> Find(string id, CancellationToken ct) =>
        (await Published(ct)).FirstOrDefault(key => key.Id == id) ?? (HasReadLately() ? null : Published(await Read(ct), _clock.GetUtcNow()).FirstOrDefault(key => key.Id == id));

    /// <summary>
    /// Somebody may know our keys: all of them are nobody's from this commit on, whatever they signed, and a new one signs at once. Bots learn of it when they read our
    /// keys again. Answers the names of those that are gone, and of the new one.
    /// </summary>
    public async Task<(IReadOnlyList<string> Revoked, string Id)> Rotate(Work work)
    {
        await work.Run(Lock);
        var revoked = await work.List<string>("delete from signing_keys returning id");
        var id = await Make(work, work.Now);
        work.Record(new KeysRotated(Guid.CreateVersion7()));
        return (revoked, id);
    }

    /// <summary>Signs with the key whose time it is.</summary>
    public async Task<string> Sign(System.Text.Json.Nodes.JsonObject claims, CancellationToken ct)
    {
        var all = await All(ct);
        var key = all.LastOrDefault(key => key.SignsFrom <= _clock.GetUtcNow()) ?? all[0];   // the clock of whoever made the first may be ahead of ours
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(_secrets.Open(key.Sealed)), out _);
        return Jwt.Sign(rsa, key.Id, claims);
    }

    private static IReadOnlyList<SigningKey> Published(IReadOnlyList<SigningKey> keys, DateTimeOffset now) =>
        [.. keys.Where((_, i) => i + 1 == keys.Count || now < keys[i + 1].SignsFrom + PublishedAfter)];

    /// <summary>Somebody who shows made-up keys must not make us ask the database each time.</summary>
    private bool HasReadLately() => _known is { } known && _clock.GetElapsedTime(known.ReadAt) < ReadAgainAfter / 10;

    private async ValueTask<IReadOnlyList<SigningKey>> All(CancellationToken ct) =>
        _known is { } known && _clock.GetElapsedTime(known.ReadAt) < ReadAgainAfter ? known.Keys : await Read(ct);

    private async Task<IReadOnlyList<SigningKey>> Read(CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        const string all = $"select {Columns} from signing_keys order by signs_from";
        var keys = await database.List<SigningKey>(all, null, ct);
        if (NextSignsFrom(keys, _clock.Now()) is not null)
        {
            await MakeNext(database, ct);
            keys = await database.List<SigningKey>(all, null, ct);
        }
        _known = new Known(keys, _clock.GetTimestamp());
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
        await using var work = await database.Begin(ct);
        await work.Run(Lock);
        var keys = await work.List<SigningKey>($"select {Columns} from signing_keys order by signs_from");
        if (NextSignsFrom(keys, work.Now) is not { } signsFrom) return;

        await Make(work, signsFrom);
        var over = keys.Except(Published(keys, work.Now)).Select(key => key.Id).ToArray();
        await work.Run("delete from signing_keys where id = any(@over)", new { over });
        await work.Commit();
    }

    private async Task<string> Make(Work work, DateTimeOffset signsFrom)
    {
        using var rsa = RSA.Create(Bits);
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        await work.Run("""
            insert into signing_keys (id, sealed, public_key, signs_from, made_at) values (@id, @text, @publicKey, @signsFrom, @Now)
            """,
            new { id, text = _secrets.Seal(Convert.ToBase64String(rsa.ExportPkcs8PrivateKey())), publicKey = rsa.ExportSubjectPublicKeyInfo(), signsFrom, work.Now });
        return id;
    }

    private sealed record Known(IReadOnlyList<SigningKey> Keys, long ReadAt);
}

/// <summary>The keys that Baton signs with were replaced at once: whoever keeps what they signed, or who they are, forgets it.</summary>
public sealed record KeysRotated(Guid Rotation) : Fact(Rotation);
