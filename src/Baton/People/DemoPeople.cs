using System.Security.Cryptography;
using Baton.Plumbing;

namespace Baton.People;

/// <summary>The people of the Contoso demo and their bot.</summary>
public static class DemoPeople
{
    public static readonly Guid Admin = new("0192de00-0000-7000-8000-000000000001");
    public static readonly Guid Sam = new("0192de00-0000-7000-8000-000000000002");
    public static readonly Guid Alex = new("0192de00-0000-7000-8000-000000000003");
    public static readonly Guid Bea = new("0192de00-0000-7000-8000-000000000004");
    public static readonly Guid Bot = new("0192de00-0000-7000-8000-000000000005");
    public static readonly Guid SalesBot = new("0192de00-0000-7000-8000-000000000006");
    public const string BotName = "Contoso assistant";

    private const int Capacity = 3;
    private const int BotCapacity = 1_000;
    private const string PasswordLetters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int PasswordLength = 16;

    private static readonly (Guid Id, string Name, string Role)[] People =
        [(Admin, "Admin", "administrator"), (Sam, "Sam", "supervisor"), (Alex, "Alex", "agent"), (Bea, "Bea", "agent")];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/demo", (BatonSettings settings) => settings.Demo
            ? TypedResults.Ok(new Shown([.. People.Select(person => new Person(person.Name, Email(person.Name), person.Role))]))
            : throw Refusal.NotFound("page")).ExcludeFromDescription();

    /// <summary>Whether nobody has ever been made here. Holds other starting processes back until this work is over.</summary>
    public static async Task<bool> IsNobodyHere(this Work work)
    {
        await work.Run("select pg_advisory_xact_lock(hashtext('baton demo'))");
        return !await work.Find<bool>("select exists (select from users)");
    }

    /// <summary>Makes them; answers the password that they share.</summary>
    public static async Task<string> Seed(Work work, string? password)
    {
        password ??= RandomNumberGenerator.GetString(PasswordLetters, PasswordLength);
        foreach (var (id, name, role) in People)
        {
            await work.Run("""
                insert into users (id, kind, name, email, password_hash, role, capacity, created_at)
                values (@id, 'agent', @name, @email, @hash, @role, @Capacity, @Now)
                """, new { id, name, email = Email(name), hash = Passwords.Hash(password), role, Capacity, work.Now });
            work.Record(new UserChanged(id));
        }
        await work.MakeBot(Bot, BotName, "topics", BotCapacity);
        return password;
    }

    /// <summary>The AI bot at the door of the demo's sales.</summary>
    public static Task SeedSales(Work work) => work.MakeBot(SalesBot, "Contoso Sales Assistant", "ai", BotCapacity);

    private static string Email(string name) => $"{name.ToLowerInvariant()}@contoso.example";

    public sealed record Shown(IReadOnlyList<Person> Users);

    public sealed record Person(string Name, string Email, string Role);
}
