using Baton.Bots.Authoring;
using Baton.People;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots;

/// <summary>
/// What the flows and connectors of a bot's topics are here. One that has the name of a tool is that tool; for any other, an administrator says which tool it is,
/// or the address of a service that does it.
/// </summary>
internal static class BotActions
{
    private const int ActionsMax = 200;
    private const int NameLengthMax = 200;
    private const int UrlLengthMax = 2_000;
    private const int SecretLengthMin = 16;
    private const int SecretLengthMax = 200;

    public sealed record Shown
    {
        public required string Name { get; init; }

        /// <summary>The tool that it is,</summary>
        public string? Tool { get; init; }

        /// <summary>or the service that is called.</summary>
        public string? Url { get; init; }

        /// <summary>Whether calls are signed; the secret itself is shown to nobody.</summary>
        public required bool HasSecret { get; init; }
    }

    /// <summary>All actions of the bot, in the place of those it has.</summary>
    public sealed record Given(IReadOnlyList<GivenAction>? Actions);

    /// <summary>One action: a tool, or an address. A secret that is left out stays.</summary>
    public sealed record GivenAction(string? Name, string? Tool, string? Url, string? Secret);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var actions = routes.MapGroup("/api/v1/bots/{id:guid}/actions").RequireCaller();
        actions.MapGet("", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.MustRunTopics(id, ct);
            return TypedResults.Ok(await List(database, id, ct));
        });
        actions.MapPut("", async (Guid id, Given given, Caller caller, Database database, ToolBox box, Secrets secrets, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustRunTopics(id, ct);
            var wanted = Checked(given.Actions, box);
            await using var work = await database.Begin(ct);
            await work.LockTopics(id);
            await Replace(work, id, wanted, secrets);
            await work.WriteAudit(caller.UserId, "bot actions changed", id.ToString(), wanted.Select(action => new { action.Name, action.Tool, action.Url, newSecret = action.Secret is not null }));
            await work.Commit();
            return TypedResults.Ok(await List(database, id, ct));
        });
    }

    public static Task<ActionRow?> Find(Database database, Guid botId, string name, CancellationToken ct) =>
        database.Find<ActionRow>("select tool, url, secret_sealed from bot_actions where bot_id = @botId and name = @name", new { botId, name }, ct);

    private static Task<IReadOnlyList<Shown>> List(Database database, Guid id, CancellationToken ct) =>
        database.List<Shown>("select name, tool, url, secret_sealed is not null as has_secret from bot_actions where bot_id = @id order by name", new { id }, ct);

    private static async Task Replace(Work work, Guid id, IReadOnlyList<GivenAction> wanted, Secrets secrets)
    {
        await work.Run("delete from bot_actions where bot_id = @id and name <> all(@names)", new { id, names = wanted.Select(action => action.Name!).ToArray() });
        foreach (var action in wanted)
            await work.Run("""
                insert into bot_actions (bot_id, name, tool, url, secret_sealed) values (@id, @Name, @Tool, @Url, @secret)
                on conflict (bot_id, name) do update set tool = @Tool, url = @Url,
                    secret_sealed = case when @Url::text is null then null else coalesce(@secret, bot_actions.secret_sealed) end
                """,
                new { id, action.Name, action.Tool, action.Url, secret = action.Secret is { } secret ? secrets.Seal(secret) : null });
    }

    private static IReadOnlyList<GivenAction> Checked(IReadOnlyList<GivenAction>? actions, ToolBox box)
    {
        if (actions is null || actions.Count > ActionsMax) throw Refusal.Invalid("invalid_actions", $"Give a list of at most {ActionsMax} actions.");
        foreach (var action in actions)
        {
            if (action?.Name?.Trim() is not { Length: > 0 and <= NameLengthMax } name || name.Contains('\0', StringComparison.Ordinal))
                throw Refusal.Invalid("invalid_actions", $"Each action has the name that the topics give it, of at most {NameLengthMax} characters.");
            if (action.Tool is null == action.Url is null) throw Refusal.Invalid("invalid_actions", $"An action is a tool, or has a url: one of the two ('{Cutting.Text(name, 60)}').");
            if (action.Tool is { } tool && box.Find(tool) is null) throw Refusal.Invalid("invalid_tool", $"There is no tool '{Cutting.Text(tool, 60)}'.");
            if (action.Url is { } url && (url.Length > UrlLengthMax || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")))
                throw Refusal.Invalid("invalid_url", "A url is an address such as https://flows.contoso.example/refund.");
            if (action.Secret is { } secret && (action.Url is null || secret.Length is < SecretLengthMin or > SecretLengthMax))
                throw Refusal.Invalid("invalid_secret", $"A secret goes with a url and has {SecretLengthMin} to {SecretLengthMax} characters.");
        }
        var trimmed = actions.Select(action => action with { Name = action.Name!.Trim() }).ToArray();
        return trimmed.DistinctBy(action => action.Name).Count() == trimmed.Length ? trimmed : throw Refusal.Invalid("invalid_actions", "Two actions have the same name.");
    }

    internal sealed record ActionRow
    {
        public string? Tool { get; init; }
        public string? Url { get; init; }
        public string? SecretSealed { get; init; }
    }
}
