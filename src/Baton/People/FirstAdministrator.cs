using System.Security.Cryptography;
using System.Text;
using Baton.Plumbing;
using Dapper;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace Baton.People;

/// <summary>
/// Nobody can sign in to an empty Baton, so it prints a link at start. Whoever opens it becomes the first administrator; from then on no link
/// counts. A link may be made by whoever can start Baton or read its database, who could make themselves administrator anyway.
/// </summary>
public sealed class FirstAdministrator(Database database)
{
    private const int CodeBytes = 32;
    private const int CodeLengthMax = 100;
    private const int CapacityUsual = 3;

    /// <summary>Every process that starts prints a link of its own; so many hold at once.</summary>
    private const int LinksMax = 10;
    private const int AttemptsMax = 10;

    private const string ThereIsOne = "select exists (select from users where role = 'administrator' and disabled_at is null)";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var setup = routes.MapGroup("/api/v1/setup");
        setup.MapGet("", async (Database database, CancellationToken ct) =>
            TypedResults.Ok(new Needed(!await database.Find<bool>(ThereIsOne, null, ct))));

        setup.MapPost("", async (Given given, FirstAdministrator first, HttpContext http, CancellationToken ct) =>
        {
            var (token, user) = await first.Make(given, from: $"set-up from {http.Connection.RemoteIpAddress}", ct);
            Sessions.GiveCookie(http, token);
            return TypedResults.Ok(new SigningIn.SignedIn(token, user));
        });
    }

    /// <summary>A fresh link, of which only a hash stays with us; null when there is an administrator.</summary>
    public static async Task<string?> NewLink(string connectionString, BatonSettings settings, TimeProvider clock, CancellationToken ct)
    {
        var code = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(CodeBytes));
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        var made = await connection.ExecuteAsync(new CommandDefinition($"""
            insert into setup_codes (code_hash, made_at) select @hash, @now where not ({ThereIsOne})
            """, new { hash = Hash(code), now = clock.Now() }, cancellationToken: ct));
        if (made == 0) return null;
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from setup_codes where code_hash in (select code_hash from setup_codes order by made_at desc offset @LinksMax)",
            new { LinksMax }, cancellationToken: ct));
        return $"{settings.PublicUrl.ToString().TrimEnd('/')}/desk#setup={code}";
    }

    private async Task<(string Token, Me User)> Make(Given given, string from, CancellationToken ct)
    {
        if (await database.Find<bool>(ThereIsOne, null, ct)) throw AlreadySetUp();
        Passwords.MustBeStrong(given.Password ?? "", given.Name ?? "", given.Email ?? "");
        var person = new Users.Given(given.Name, given.Email, given.Password, "administrator", CapacityUsual, null).Checked(isNew: true);
        await database.CountAttempt(from, AttemptsMax, "set up Baton", ct);

        await using var work = await database.Begin(ct);
        // One at a time from here: two who hold links must not both become the first.
        await work.Run("select pg_advisory_xact_lock(hashtext('baton first administrator'))");
        if (await work.Find<bool>(ThereIsOne)) throw AlreadySetUp();
        await MustKnow(work, given.Code);

        var id = Guid.CreateVersion7();
        await Insert(work, id, person.Name, person.Email, person.Password!);
        await work.Run("delete from setup_codes");
        await work.ForgetAttempts(from);
        await work.WriteAudit(id, "first administrator made", id.ToString(), new { person.Name, person.Email });
        work.Record(new UserChanged(id));
        var token = await Sessions.Open(work, id);
        await work.Commit();
        return (token, await Me.Of(database, id, ct));
    }

    private static async Task MustKnow(Work work, string? code)
    {
        var known = code is { Length: > 0 and <= CodeLengthMax }
            && await work.Find<bool>("select exists (select from setup_codes where code_hash = @hash)", new { hash = Hash(code) });
        if (!known)
            throw new Refusal(403, "wrong_setup_code", "This set-up link is incomplete or too old. ./baton setup-link prints a fresh one.");
    }

    private static async Task Insert(Work work, Guid id, string name, string email, string password)
    {
        try
        {
            await work.Run("""
                insert into users (id, kind, name, email, password_hash, role, capacity, created_at)
                values (@id, 'agent', @name, @email, @hash, 'administrator', @CapacityUsual, @Now)
                """, new { id, name, email, hash = Passwords.Hash(password), CapacityUsual, work.Now });
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw Refusal.Conflict("email_taken", $"Somebody else has the address {email}.");
        }
    }

    private static Refusal AlreadySetUp() => Refusal.Conflict("already_set_up", "Baton has an administrator already. Sign in, or ask them to let you in.");

    private static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));

    /// <summary>Whether there is no administrator yet.</summary>
    public sealed record Needed(bool SetupNeeded);

    /// <summary>The code of the link, and who the first administrator is to be.</summary>
    public sealed record Given(string? Code, string? Name, string? Email, string? Password);
}
