using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Baton.Plumbing;
using Dapper;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace Baton.People;

/// <summary>
/// Who is signed in. A session is a random token that only its holder knows: the table has its hash. Looked up for every request, so each
/// process remembers the answer for some seconds and forgets it when it hears that the session ended or the user changed.
/// </summary>
public sealed class Sessions
{
    public const string CookieName = "baton_session";

    /// <summary>A session lasts this long after its last use.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(12);

    /// <summary>Use prolongs a session, but is written down only this often.</summary>
    private static readonly TimeSpan ProlongAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(5);
    private const int RememberedMax = 20_000;
    private const int TokenBytes = 32;
    private const int TokenLengthMax = 100;

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> _remembered = new();

    public Sessions(NpgsqlDataSource source, Bulletin bulletin, TimeProvider clock)
    {
        (_source, _clock) = (source, clock);
        bulletin.Listen(ForgetChanged);
        bulletin.OnGap(_remembered.Clear);
    }

    /// <summary>Opens a session in the caller's work; answers the token, which is not kept.</summary>
    public static async Task<string> Open(Work work, Guid userId)
    {
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(TokenBytes));
        await work.Run("delete from sessions where expires_at < @Now", new { work.Now });
        await work.Run("insert into sessions (token_hash, user_id, created_at, expires_at) values (@hash, @userId, @Now, @expires)",
            new { hash = Hash(token), userId, work.Now, expires = work.Now + Length });
        return token;
    }

    public static async Task Close(Work work, string token)
    {
        var user = await work.Find<Guid?>("delete from sessions where token_hash = @hash returning user_id", new { hash = Hash(token) });
        if (user is { } userId) work.Record(new SignedOut(userId));
    }

    /// <summary>Whoever makes this request, or null. A cookie alone does not count for a request that another site's page sent.</summary>
    public async Task<Caller?> CallerOf(HttpContext http)
    {
        if (TokenOf(http) is not { } found) return null;
        if (found.IsCookie) CrossSite.MustNotBe(http.Request);

        var key = Convert.ToBase64String(Hash(found.Token));
        var now = _clock.GetUtcNow();
        if (_remembered.TryGetValue(key, out var known) && known.Until > now) return known.Caller;

        if (await Find(found.Token, now, http.RequestAborted) is not { } session) return null;
        if (session.Prolonged && found.IsCookie) GiveCookie(http, found.Token);
        if (_remembered.Count >= RememberedMax) _remembered.Clear();
        _remembered[key] = (session.Caller, now + RememberedFor);
        return session.Caller;
    }

    /// <summary>
    /// The token of a request: Bearer, the cookie, or for sockets (which browsers open without headers) a query parameter.
    /// </summary>
    public static (string Token, bool IsCookie)? TokenOf(HttpContext http)
    {
        const string bearer = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        if (header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)) return Sound(header[bearer.Length..].Trim(), false);
        if (http.Request.Path.StartsWithSegments("/live") && http.Request.Query["access_token"].ToString() is { Length: > 0 } query)
            return Sound(query, false);
        return http.Request.Cookies[CookieName] is { Length: > 0 } cookie ? Sound(cookie, true) : null;
    }

    public static void GiveCookie(HttpContext http, string token) =>
        http.Response.Cookies.Append(CookieName, token, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/", MaxAge = Length,
        });

    private static (string, bool)? Sound(string token, bool isCookie) =>
        token.Length is > 0 and <= TokenLengthMax ? (token, isCookie) : null;

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private async Task<(Caller Caller, bool Prolonged)?> Find(string token, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        var session = await connection.QuerySingleOrDefaultAsync<SessionRow>(new CommandDefinition("""
            select s.user_id, s.expires_at, u.name, u.role
            from sessions s join users u on u.id = s.user_id
            where s.token_hash = @hash and s.expires_at > @now and u.disabled_at is null
            """, new { hash = Hash(token), now }, cancellationToken: ct));
        if (session is null) return null;

        var prolonged = session.ExpiresAt < now + Length - ProlongAfter;
        if (prolonged)
            await connection.ExecuteAsync(new CommandDefinition("update sessions set expires_at = @expires where token_hash = @hash",
                new { hash = Hash(token), expires = now + Length }, cancellationToken: ct));
        return (new Caller(session.UserId, session.Name, Enum.Parse<Role>(session.Role, ignoreCase: true)), prolonged);
    }

    private void ForgetChanged(IReadOnlyList<Notice> notices)
    {
        foreach (var notice in notices)
            if (notice.Kind is nameof(SignedOut) or nameof(UserChanged))
                foreach (var (key, known) in _remembered)
                    if (known.Caller.UserId == notice.Subject) _remembered.TryRemove(key, out _);
    }

    private sealed record SessionRow
    {
        public required Guid UserId { get; init; }
        public required DateTimeOffset ExpiresAt { get; init; }
        public required string Name { get; init; }
        public required string Role { get; init; }
    }
}
