using Baton.Plumbing;
using Npgsql;

namespace Baton.People;

/// <summary>An agent, supervisor or administrator, as the set-up shows them.</summary>
public sealed record User
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }
    public required string Role { get; init; }
    public required string Presence { get; init; }
    public required int Capacity { get; init; }
    public required int Load { get; init; }
    public Guid[] QueueIds { get; init; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Set-up of users. Supervisors may look, administrators may change.</summary>
public static class Users
{
    public const int CapacityMax = 1_000_000;
    private const int CapacityUsual = 3;
    private const int NameLengthMax = 200;
    private const int EmailLengthMax = 320;
    private static readonly string[] Roles = ["agent", "supervisor", "administrator"];

    private const string Rows = """
        select u.id, u.name, u.email, u.role, u.presence, u.capacity, u.load, u.created_at,
               array(select m.queue_id from members m where m.user_id = u.id order by m.queue_id) as queue_ids
        from users u where u.kind = 'agent' and u.disabled_at is null
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/v1/users").RequireCaller().WithTags("Users");
        users.MapGet("", async (Guid? after, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            var page = Page.From(after, limit);
            var found = await database.List<User>($"{Rows} and (@After::uuid is null or u.id > @After) order by u.id limit @Limit",
                page, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok(found);
        });
        users.MapGet("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await Read(database, id, ct));
        });
        users.MapPost("", async (Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            var id = Guid.CreateVersion7();
            await Write(database, caller, id, given, isNew: true, ct);
            return TypedResults.Created($"/api/v1/users/{id}", await Read(database, id, ct));
        });
        users.MapPut("{id:guid}", async (Guid id, Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await Write(database, caller, id, given, isNew: false, ct);
            return TypedResults.Ok(await Read(database, id, ct));
        });
        users.MapDelete("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await Disable(database, caller, id, "agent", ct);
            return TypedResults.NoContent();
        });
    }

    /// <summary>Takes somebody away, who stays in the transcripts. For bots too.</summary>
    internal static async Task Disable(Database database, Caller caller, Guid id, string kind, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var name = await work.Find<string>("select name from users where id = @id and kind = @kind and disabled_at is null for update",
            new { id, kind })
            ?? throw Refusal.NotFound(kind == "bot" ? "bot" : "user");
        var holds = await work.Find<int>("""
            select (select count(*) from conversations where handler_id = @id and state <> 'Closed')::int
                 + (select count(*) from conversations where offered_to = @id)::int
            """, new { id });
        if (holds > 0 && kind != "bot")   // what a bot has goes to people
            throw Refusal.Conflict("has_conversations", $"{name} still has {holds} conversations. Transfer or close them first.");

        await work.Run("""
            update users set disabled_at = @Now, presence = 'Offline' where id = @id;
            delete from sessions where user_id = @id;
            delete from members where user_id = @id;
            """, new { id, work.Now });
        await MustKeepAnAdministrator(work);
        await work.WriteAudit(caller.UserId, $"{kind} removed", id.ToString(), new { name });
        work.Record(new UserChanged(id));
        if (kind == "bot") work.Record(new BotDisconnected(id));
        await work.Commit();
    }

    private static async Task<User> Read(Database database, Guid id, CancellationToken ct) =>
        await database.Find<User>($"{Rows} and u.id = @id", new { id }, ct) ?? throw Refusal.NotFound("user");

    private static async Task Write(Database database, Caller caller, Guid id, Given given, bool isNew, CancellationToken ct)
    {
        var user = given.Checked(isNew);
        await using var work = await database.Begin(ct);
        try
        {
            var written = await work.Run(isNew
                ? """
                insert into users (id, kind, name, email, password_hash, role, capacity, created_at)
                values (@id, 'agent', @Name, @Email, @hash, @Role, @Capacity, @Now)
                """
                : """
                update users set name = @Name, email = @Email, password_hash = coalesce(@hash, password_hash),
                    role = @Role, capacity = @Capacity
                where id = @id and kind = 'agent' and disabled_at is null
                """,
                new
                {
                    id, user.Name, user.Email, user.Role, user.Capacity, work.Now,
                    hash = user.Password is { } password ? Passwords.Hash(password) : null,
                });
            if (written == 0) throw Refusal.NotFound("user");
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw Refusal.Conflict("email_taken", $"Somebody else has the address {user.Email}.");
        }
        if (given.QueueIds is { } queues) await work.SetQueues(id, queues);
        if (!isNew)
        {
            await MustKeepAnAdministrator(work);
            if (user.Password is not null) await work.Run("delete from sessions where user_id = @id", new { id });
        }
        await work.WriteAudit(caller.UserId, isNew ? "user made" : "user changed", id.ToString(),
            new { user.Name, user.Email, user.Role, user.Capacity });
        work.Record(new UserChanged(id));
        await work.Commit();
    }

    private static async Task MustKeepAnAdministrator(Work work)
    {
        var left = await work.Find<bool>("select exists (select from users where role = 'administrator' and disabled_at is null)");
        if (!left) throw Refusal.Conflict("last_administrator", "Somebody must stay an administrator.");
    }

    /// <summary>A user as given. Without a password, a changed one keeps theirs; without queueIds, the queues stay.</summary>
    public sealed record Given(string? Name, string? Email, string? Password, string? Role, int? Capacity, Guid[]? QueueIds)
    {
        internal (string Name, string Email, string? Password, string Role, int Capacity) Checked(bool isNew)
        {
            var name = Text.Named(Name, NameLengthMax);
            var email = Email?.Trim() ?? "";
            if (email.Length is 0 or > EmailLengthMax || !System.Net.Mail.MailAddress.TryCreate(email, out var address)
                || address.Address != email)
                throw Refusal.Invalid("invalid_email", "Give an e-mail address, such as alex@contoso.example.");
            var role = Role ?? "agent";
            if (!Roles.Contains(role)) throw Refusal.Invalid("invalid_role", $"Role is one of {string.Join(", ", Roles)}.");
            if (isNew && string.IsNullOrEmpty(Password))
                throw Refusal.Invalid("invalid_password", "Give the user a password to start with.");
            if (!string.IsNullOrEmpty(Password)) Passwords.MustBeGood(Password);
            return (name, email, string.IsNullOrEmpty(Password) ? null : Password, role, Text.Capacity(Capacity ?? CapacityUsual));
        }
    }
}

/// <summary>Checks that the set-up of people and bots shares.</summary>
internal static class Text
{
    public static string Named(string? name, int lengthMax)
    {
        var trimmed = name?.Trim() ?? "";
        if (trimmed.Length == 0 || trimmed.Length > lengthMax || trimmed.Contains('\0', StringComparison.Ordinal))
            throw Refusal.Invalid("invalid_name", $"A name has 1 to {lengthMax} characters.");
        return trimmed;
    }

    public static int Capacity(int capacity) =>
        capacity is >= 0 and <= Users.CapacityMax
            ? capacity
            : throw Refusal.Invalid("invalid_capacity", $"Capacity is a number from 0 to {Users.CapacityMax:N0}.");
}
