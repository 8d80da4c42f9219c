using System.Text.Json;
using Baton.Plumbing;

namespace Baton.People;

/// <summary>A bot: a user with an account of its own, that sits in queues like anybody else.</summary>
public sealed record BotAccount
{
    public static readonly string[] Kinds = ["connector", "directLine", "copilotStudio", "topics", "ai"];

    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>How it is spoken to: connector, directLine, copilotStudio, topics or ai.</summary>
    public required string Kind { get; init; }
    public string? ApplicationId { get; init; }
    public string? Handle { get; init; }
    public string? Endpoint { get; init; }

    /// <summary>Whether it has credentials; they themselves are shown to nobody.</summary>
    public bool HasAuth { get; init; }

    /// <summary>Whether it is asked to answer within the answer to our call, since it can't reach us.</summary>
    public bool InlineReplies { get; init; }
    public Guid[] QueueIds { get; init; } = [];
    public required int Capacity { get; init; }
}

/// <summary>Bots and their accounts: read by the line to each bot, set up by administrators.</summary>
public static class BotAccounts
{
    private const int CapacityUsual = 1_000;
    private const int NameLengthMax = 200;
    private const int FieldLengthMax = 200;
    private const int EndpointLengthMax = 2_000;
    private const int AuthLengthMax = 20_000;

    private const string Rows = """
        select u.id, u.name, b.kind, b.application_id, b.handle, b.endpoint, b.auth_sealed is not null as has_auth, b.inline_replies, u.capacity,
               array(select m.queue_id from members m where m.user_id = u.id order by m.queue_id) as queue_ids
        from users u join bots b on b.user_id = u.id where u.disabled_at is null
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var bots = routes.MapGroup("/api/v1/bots").RequireCaller().WithTags("Bots");
        bots.MapGet("", async (Guid? after, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            var page = Page.From(after, limit);
            var found = await database.List<BotAccount>($"{Rows} and (@After::uuid is null or u.id > @After) order by u.id limit @Limit",
                page, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok(found);
        });
        bots.MapGet("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await database.BotAccount(id, ct));
        });
        bots.MapPost("", async (Given given, Caller caller, Database database, Secrets secrets, BatonSettings settings, OutsideSettings outside, CancellationToken ct) =>
        {
            caller.MustAdminister();
            var id = Guid.CreateVersion7();
            await Write(database, secrets, caller, id, given.Trusted(null, settings, outside), isNew: true, ct);
            return TypedResults.Created($"/api/v1/bots/{id}", await database.BotAccount(id, ct));
        });
        bots.MapPut("{id:guid}", async (Guid id, Given given, Caller caller, Database database, Secrets secrets, BatonSettings settings, OutsideSettings outside, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await Write(database, secrets, caller, id, given.Trusted(await database.BotAuth(secrets, id, ct), settings, outside), isNew: false, ct);
            return TypedResults.Ok(await database.BotAccount(id, ct));
        });
        bots.MapDelete("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await Users.Disable(database, caller, id, "bot", ct);
            return TypedResults.NoContent();
        });
    }

    public static async Task<BotAccount> BotAccount(this Database database, Guid id, CancellationToken ct) =>
        await database.Find<BotAccount>($"{Rows} and u.id = @id", new { id }, ct) ?? throw Refusal.NotFound("bot");

    /// <summary>A bot's credentials as they were given, opened; null when it has none.</summary>
    public static async Task<JsonElement?> BotAuth(this Database database, Secrets secrets, Guid id, CancellationToken ct) =>
        await database.Find<string>("select auth_sealed from bots where user_id = @id", new { id }, ct) is { } text
            ? JsonSerializer.Deserialize<JsonElement>(secrets.Open(text))
            : null;

    /// <summary>Makes a bot in the caller's work.</summary>
    public static async Task MakeBot(this Work work, Guid id, string name, string kind, int capacity)
    {
        await work.Run("""
            insert into users (id, kind, name, capacity, presence, created_at) values (@id, 'bot', @name, @capacity, 'Available', @Now);
            insert into bots (user_id, kind) values (@id, @kind)
            """, new { id, name, kind, capacity, work.Now });
        work.Record(new UserChanged(id));
    }

    private static async Task Write(
        Database database, Secrets secrets, Caller caller, Guid id, Given given, bool isNew, CancellationToken ct)
    {
        var name = Text.Named(given.Name, NameLengthMax);
        var kind = given.CheckedKind();
        var capacity = Text.Capacity(given.Capacity ?? CapacityUsual);
        given.MustBeReachable(kind);

        await using var work = await database.Begin(ct);
        await work.MustBeTheOnlyOne(id, given.ApplicationId);
        if (isNew) await work.MakeBot(id, name, kind, capacity);
        var written = await work.Run("""
            update users set name = @name, capacity = @capacity where id = @id and kind = 'bot' and disabled_at is null
            """, new { id, name, capacity });
        if (written == 0) throw Refusal.NotFound("bot");
        await work.Run("""
            update bots set kind = @kind, application_id = @ApplicationId, handle = @Handle, endpoint = @Endpoint,
                inline_replies = coalesce(@InlineReplies, inline_replies),
                auth_sealed = case when @keepsAuth then auth_sealed else @auth end
            where user_id = @id
            """,
            new
            {
                id, kind, given.ApplicationId, given.Handle, given.Endpoint, given.InlineReplies,
                keepsAuth = given.Auth is null,
                auth = given.Auth is { ValueKind: not JsonValueKind.Null } auth ? secrets.Seal(auth.GetRawText()) : null,
            });
        if (given.QueueIds is { } queues) await work.SetQueues(id, queues);
        await work.WriteAudit(caller.UserId, isNew ? "bot made" : "bot changed", id.ToString(),
            new { name, kind, given.ApplicationId, given.Handle, given.Endpoint, capacity });
        work.Record(new UserChanged(id));
        await work.Commit();
    }

    /// <summary>Two bots with one application id could not be told apart. Administrators wait for each other here, so that both can't be first.</summary>
    private static async Task MustBeTheOnlyOne(this Work work, Guid id, string? applicationId)
    {
        if (applicationId is null) return;
        await work.Run("select pg_advisory_xact_lock(hashtext('bots.application_id'))");
        var other = await work.Find<string>("""
            select u.name from bots b join users u on u.id = b.user_id
            where lower(b.application_id) = lower(@applicationId) and b.user_id <> @id and u.disabled_at is null limit 1
            """, new { id, applicationId });
        if (other is not null) throw Refusal.Conflict("application_id_taken", $"The bot '{other}' has this application id. Each bot needs an app registration of its own.");
    }

    /// <summary>A bot as given. Without auth, a changed one keeps its own; without queueIds, the queues stay.</summary>
    public sealed record Given(
        string? Name, string? Kind,
        string? ApplicationId, string? Handle, string? Endpoint, JsonElement? Auth, Guid[]? QueueIds, int? Capacity, bool? InlineReplies)
    {
        internal string CheckedKind() =>
            People.BotAccount.Kinds.FirstOrDefault(known => known == Kind)
                ?? throw Refusal.Invalid("invalid_kind", $"Kind is one of {string.Join(", ", People.BotAccount.Kinds)}.");

        internal void MustBeReachable(string kind)
        {
            if (ApplicationId?.Length > FieldLengthMax || Handle?.Length > FieldLengthMax)
                throw Refusal.Invalid("invalid_bot", $"Application id and handle have at most {FieldLengthMax} characters.");
            if (Auth is { } auth && auth.GetRawText().Length > AuthLengthMax)
                throw Refusal.Invalid("invalid_auth", $"Credentials have at most {AuthLengthMax:N0} characters.");
            if (Endpoint is null && kind != "connector") return;
            if (Endpoint?.Length > EndpointLengthMax || !Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https"))
                throw Refusal.Invalid("invalid_endpoint",
                    "The endpoint is the address that the bot listens at, such as https://bot.contoso.example/api/messages.");
        }

        /// <summary>As given, with the credentials that will be kept; refused where they can't be trusted.</summary>
        internal Given Trusted(JsonElement? known, BatonSettings settings, OutsideSettings outside)
        {
            if (Kind is not null && RemoteAccess.Check(Kind, Endpoint, Auth ?? known, settings.Demo, outside) is { } wrong) throw Refusal.Invalid("invalid_auth", wrong);
            if (Kind != "connector") return this;
            MustBeReachable(Kind);
            return this with { Auth = BotTrust.Check(Auth, known, ApplicationId, Endpoint, settings, outside) ?? BotTrust.Nothing };
        }
    }
}
