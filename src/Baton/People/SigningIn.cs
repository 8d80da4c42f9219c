using System.Security.Cryptography;
using System.Text;
using Baton.Plumbing;
using Microsoft.AspNetCore.Identity;

namespace Baton.People;

/// <summary>
/// E-mail and password for a session. Whether an address is known shows neither in the answer, nor in the time it takes, nor in being
/// locked out: attempts are counted by address before anything is looked up.
/// </summary>
public sealed class SigningIn(Database database)
{
    /// <summary>After so many failures nobody can sign in by that address for <see cref="LockOut"/>.</summary>
    public const int FailuresMax = 5;
    public static readonly TimeSpan LockOut = TimeSpan.FromMinutes(5);

    private const int EmailLengthMax = 320;
    private const int PasswordLengthMax = 200;

    private static readonly string HashOfNobody = Passwords.Hash(Guid.NewGuid().ToString());

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/session", async (Credentials given, SigningIn signingIn, HttpContext http, CancellationToken ct) =>
        {
            var (token, user) = await signingIn.In(given.Email ?? "", given.Password ?? "", ct);
            Sessions.GiveCookie(http, token);
            return TypedResults.Ok(new SignedIn(token, user));
        }).WithName("SignIn");

        routes.MapDelete("/api/v1/session", async (Database database, HttpContext http, CancellationToken ct) =>
        {
            if (Sessions.TokenOf(http) is { } session)
            {
                await using var work = await database.Begin(ct);
                await Sessions.Close(work, session.Token);
                await work.Commit();
            }
            http.Response.Cookies.Delete(Sessions.CookieName);
            return TypedResults.NoContent();
        }).RequireCaller().WithName("SignOut");
    }

    private async Task<(string Token, Me User)> In(string email, string password, CancellationToken ct)
    {
        if (email.Length is 0 or > EmailLengthMax || password.Length is 0 or > PasswordLengthMax)
            throw Refusal.Invalid("invalid_credentials", "Give an e-mail address and a password.");

        var address = SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant()));
        await CountAttempt(address, ct);
        var user = await database.Find<Secret>(
            "select id, password_hash from users where lower(email) = lower(@email) and disabled_at is null",
            new { email = email.Trim() }, ct);
        var right = Passwords.Match(user?.PasswordHash ?? HashOfNobody, password);
        if (!right || user?.PasswordHash is null)
            throw new Refusal(401, "wrong_credentials", "That e-mail address and password don't belong together.");

        await using var work = await database.Begin(ct);
        await work.Run("delete from sign_in_attempts where email_hash = @address", new { address });
        var token = await Sessions.Open(work, user.Id);
        await work.Commit();
        return (token, await Me.Of(database, user.Id, ct));
    }

    /// <summary>Counted before the password is tried, so that a hundred guesses at once are a hundred.</summary>
    private async Task CountAttempt(byte[] address, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var attempts = (await work.Find<Attempts>("""
            insert into sign_in_attempts as before (email_hash, count, last_at) values (@address, 1, @Now)
            on conflict (email_hash) do update set
                count = case when before.last_at <= @lapsed then 1 else least(before.count + 1, @max + 1) end,
                last_at = case when before.count >= @max and before.last_at > @lapsed then before.last_at else @Now end
            returning count, last_at
            """,
            new { address, work.Now, lapsed = work.Now - LockOut, max = FailuresMax }))!;
        await work.Run("delete from sign_in_attempts where last_at <= @lapsed", new { lapsed = work.Now - LockOut });
        await work.Commit();
        if (attempts.Count <= FailuresMax) return;

        var wait = attempts.LastAt + LockOut - work.Now;
        throw Refusal.TooMany($"Too many attempts to sign in. Try again in {Math.Ceiling(wait.TotalMinutes):0} minutes.",
            (int)Math.Ceiling(wait.TotalSeconds));
    }

    public sealed record Credentials(string? Email, string? Password);

    public sealed record SignedIn(string Token, Me User);

    private sealed record Secret
    {
        public required Guid Id { get; init; }
        public string? PasswordHash { get; init; }
    }

    private sealed record Attempts
    {
        public required int Count { get; init; }
        public required DateTimeOffset LastAt { get; init; }
    }
}

/// <summary>Passwords, hashed by the framework's hasher.</summary>
internal static class Passwords
{
    public const int LengthMin = 8;
    public const int LengthMax = 200;

    private static readonly PasswordHasher<object> Hasher = new();
    private static readonly object Anybody = new();

    public static string Hash(string password) => Hasher.HashPassword(Anybody, password);

    public static bool Match(string hash, string password) =>
        Hasher.VerifyHashedPassword(Anybody, hash, password) != PasswordVerificationResult.Failed;

    public static void MustBeGood(string password)
    {
        if (password.Length is < LengthMin or > LengthMax)
            throw Refusal.Invalid("invalid_password", $"A password has {LengthMin} to {LengthMax} characters.");
    }
}
