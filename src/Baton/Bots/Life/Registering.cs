using System.Text.Json;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Life;

/// <summary>Bots' accounts: supervisors may look, administrators make and change them.</summary>
internal static class Registering
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var bots = routes.MapGroup("/api/v1/bots").RequireCaller();
        bots.MapGet("", async (Guid? after, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            var page = Page.From(after, limit);
            var found = await database.List<BotAccount>($"{BotAccounts.Rows} and (@After::uuid is null or u.id > @After) order by u.id limit @Limit", page, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok(found);
        });
        bots.MapGet("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await database.BotAccount(id, ct));
        });
        bots.MapPost("", async (Given given, Caller caller, Database database, Keeping keeping, CancellationToken ct) =>
        {
            caller.MustAdminister();
            var id = Guid.CreateVersion7();
            await Write(database, keeping, caller, id, given, isNew: true, ct);
            return TypedResults.Created($"/api/v1/bots/{id}", await database.BotAccount(id, ct));
        });
        bots.MapPut("{id:guid}", async (Guid id, Given given, Caller caller, Database database, Keeping keeping, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await Write(database, keeping, caller, id, given, isNew: false, ct);
            return TypedResults.Ok(await database.BotAccount(id, ct));
        });
    }

    private static async Task Write(Database database, Keeping keeping, Caller caller, Guid id, Given given, bool isNew, CancellationToken ct)
    {
        var (name, kind, capacity) = given.Checked();
        await using var work = await database.Begin(ct);
        await work.MustBeTheOnlyOne(id, given.ApplicationId);
        if (isNew) await work.MakeBot(id, name, kind, capacity, given.Published ?? true);
        var written = await work.Run("update users set name = @name, capacity = @capacity where id = @id and kind = 'bot' and disabled_at is null", new { id, name, capacity });
        if (written == 0) throw Refusal.NotFound("bot");

        await keeping.Keep(work, id, given, (await work.Find<KeptCredentials>(KeptCredentials.Row, new { id }))!);
        if (given.QueueIds is { } queues) await work.SetQueues(id, queues);
        await work.SetBotPresence(id);
        await work.WriteAudit(caller.UserId, isNew ? "bot made" : "bot changed", id.ToString(), new
        {
            name, kind, given.ApplicationId, given.Handle, given.Endpoint, capacity, given.Languages, given.Published, privacyNotice = given.PrivacyNotice,
            credentials = given.Auth is null ? "kept" : "given",
        });
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
        if (other is not null)
            throw Refusal.Conflict("application_id_taken",
                $"The bot '{other}' has this application id, by which a bot is known when it calls. Each bot needs an app registration of its own.");
    }

    /// <summary>
    /// A bot as given. What is left out of languages, published, privacyNotice, queueIds, inlineReplies, contextEvent and auth stays as it is; a new bot is published, and without
    /// the rest. An empty text takes the privacy notice away.
    /// </summary>
    public sealed record Given(
        string? Name, string? Kind, string? ApplicationId, string? Handle, string? Endpoint, JsonElement? Auth, Guid[]? QueueIds, int? Capacity, bool? InlineReplies,
        string[]? Languages, bool? Published, PrivacyNotice? PrivacyNotice, string? ContextEvent = null);
}

/// <summary>Writes what a bot is, beside its name; its credentials once they were found to do.</summary>
internal sealed class Keeping(Secrets secrets, BatonSettings settings, OutsideSettings outside)
{
    /// <param name="known">What is kept now: of the bot itself, or of the one that it is a copy of.</param>
    public async Task Keep(Work work, Guid id, Registering.Given given, KeptCredentials known)
    {
        var trusted = given.Trusted(known.Opened(given.Kind!, secrets), settings, outside);
        var credentials = known.With(trusted, given.Kind!, secrets);
        given.MustLeadThere(credentials, settings, outside, secrets);
        var notice = given.CheckedNotice();
        await work.Run("""
            update bots set kind = @Kind, application_id = @ApplicationId, handle = @Handle, endpoint = @Endpoint,
                inline_replies = coalesce(@InlineReplies, inline_replies), context_event = coalesce(@ContextEvent, context_event),
                languages = coalesce(@languages, languages), published = coalesce(@Published, published),
                privacy_notice = case when @tells then @notice else privacy_notice end, privacy_asks = case when @tells then @asks else privacy_asks end,
                auth_sealed = @AuthSealed, auth_shape = @AuthShape::jsonb
            where user_id = @id
            """,
            new
            {
                id, given.Kind, given.ApplicationId, given.Handle, given.Endpoint, given.InlineReplies, given.ContextEvent, given.Published, languages = given.CheckedLanguages(),
                tells = given.PrivacyNotice is not null, notice, asks = notice is not null && given.PrivacyNotice!.Asks, credentials.AuthSealed, credentials.AuthShape,
            });
    }
}
