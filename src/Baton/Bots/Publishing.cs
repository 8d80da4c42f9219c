using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>Administrators give a bot its topics: all of them at once, checked, live from the next conversation on.</summary>
internal static class Publishing
{
    private const int FilesMax = 500;
    private const int PathLengthMax = 200;
    private const int CharactersMax = 2_000_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var topics = routes.MapGroup("/api/v1/bots/{id:guid}/topics").RequireCaller();
        topics.MapGet("", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await MustRunTopics(database, id, ct);
            return TypedResults.Ok(await database.List<Shown>("select path, text from topics where bot_id = @id order by path", new { id }, ct));
        });

        topics.MapPut("", async (Guid id, Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await MustRunTopics(database, id, ct);
            var files = given.Checked();
            await using var work = await database.Begin(ct);
            await TopicBots.Publish(work, id, files);
            await work.WriteAudit(caller.UserId, "topics published", id.ToString(), new { files = files.Select(file => file.Path) });
            await work.Commit();
            return TypedResults.Ok(files.Select(file => new Shown { Path = file.Path, Text = file.Text }));
        });
    }

    private static async Task MustRunTopics(Database database, Guid id, CancellationToken ct)
    {
        if ((await database.BotAccount(id, ct)).Kind != "topics")
            throw Refusal.Conflict("no_topics", "Only bots of the kind topics have topics here; others run elsewhere.");
    }

    /// <summary>A topic's file.</summary>
    public sealed record Shown
    {
        public required string Path { get; init; }
        public required string Text { get; init; }
    }

    /// <summary>All topics of the bot, in the place of those it has.</summary>
    public sealed record Given(IReadOnlyList<GivenFile>? Files)
    {
        internal IReadOnlyList<TopicFile> Checked()
        {
            if (Files is null or { Count: 0 or > FilesMax }) throw Refusal.Invalid("invalid_topics", $"Give 1 to {FilesMax} topics.");
            if (Files.Any(file => file is null)) throw Refusal.Invalid("invalid_topics", "A topic in the list is null.");
            if (Files.Sum(file => (long)(file.Text?.Length ?? 0)) > CharactersMax)
                throw Refusal.TooLong($"A bot's topics have at most {CharactersMax:N0} characters together.");
            if (Files.Any(file => file.Path?.Trim() is not { Length: > 0 and <= PathLengthMax } path || path.Contains('\0', StringComparison.Ordinal)
                || file.Text is null || file.Text.Contains('\0', StringComparison.Ordinal)))
                throw Refusal.Invalid("invalid_topics", $"Each topic has a path of 1 to {PathLengthMax} characters and a text, without the character U+0000.");
            if (Files.Select(file => file.Path!.Trim()).Distinct(StringComparer.Ordinal).Count() < Files.Count)
                throw Refusal.Invalid("invalid_topics", "Two topics have the same path.");
            return [.. Files.Select(file => new TopicFile(file.Path!.Trim(), file.Text!))];
        }
    }

    public sealed record GivenFile(string? Path, string? Text);
}
