using Baton.Plumbing;
using Microsoft.AspNetCore.Identity;

namespace Baton.People;

/// <summary>
/// E-mail and password for a session. Whether an address is known shows neither in the answer, nor in the time it takes, nor in being
/// locked out: attempts are counted by address before anything is looked up.
/// </summary>
public sealed class SigningIn(Database database)
{
    /// <summary>After so many failures nobody can sign in by that address for <see cref="Attempts.LockOut"/>.</summary>
    public const int FailuresMax = 5;

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

        var address = email.Trim().ToLowerInvariant();
        await database.CountAttempt(address, FailuresMax, "sign in", ct);
        var user = await database.Find<Secret>(
            "select id, password_hash from users where lower(email) = lower(@email) and disabled_at is null",
            new { email = email.Trim() }, ct);
        var right = Passwords.Match(user?.PasswordHash ?? HashOfNobody, password);
        if (!right || user?.PasswordHash is null)
            throw new Refusal(401, "wrong_credentials", "That e-mail address and password don't belong together.");

        await using var work = await database.Begin(ct);
        await work.ForgetAttempts(address);
        var token = await Sessions.Open(work, user.Id);
        await work.Commit();
        return (token, await Me.Of(database, user.Id, ct));
    }

    public sealed record Credentials(string? Email, string? Password);

    public sealed record SignedIn(string Token, Me User);

    private sealed record Secret
    {
        public required Guid Id { get; init; }
        public string? PasswordHash { get; init; }
    }
}

/// <summary>Passwords, hashed by the framework's hasher.</summary>
internal static class Passwords
{
    public const int LengthMin = 8;
    public const int LengthMax = 200;

    private const int StrongLengthMin = 12;
    private const int StrongDifferentMin = 5;
    private const int TellingLengthMin = 3;

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

    /// <summary>For the one account that opens everything. The desk shows the same rules while one types (web/desk/src/session/password.ts).</summary>
    public static void MustBeStrong(string password, string name, string email)
    {
        if (password.Length is < StrongLengthMin or > LengthMax)
            throw Refusal.Invalid("invalid_password", $"An administrator's password has {StrongLengthMin} to {LengthMax} characters.");
        if (password.Distinct().Count() < StrongDifferentMin)
            throw Refusal.Invalid("invalid_password", $"Use at least {StrongDifferentMin} different characters.");
        if (name.Split(' ').Append(email.Split('@')[0]).Any(part => part.Length >= TellingLengthMin && password.Contains(part, StringComparison.OrdinalIgnoreCase)))
            throw Refusal.Invalid("invalid_password", "Leave your name and your address out of the password.");
    }
}
