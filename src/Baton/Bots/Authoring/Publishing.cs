using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Authoring;

/// <summary>Administrators give a bot its topics: all of them at once, checked, live from the next conversation on.</summary>
internal static class Publishing
{
    private const int NoteLengthMax = 1_000;

    /// <summary>All topics of the bot, in the place of those it has.</summary>
    public sealed record Given(IReadOnlyList<GivenFile>? Files, string? Note);

    /// <summary>The version that came of it.</summary>
    public sealed record Published(int N);

    public static void Map(RouteGroupBuilder topics)
    {
        topics.MapGet("", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.MustRunTopics(id, ct);
            return TypedResults.Ok(await Versions.Live(database, id, ct));
        });

        topics.MapPut("", async (Guid id, Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustRunTopics(id, ct);
            var files = TopicFiles.Checked(given.Files);
            var note = Note(given.Note);
            await using var work = await database.Begin(ct);
            await work.Publish(id, files, caller.UserId, note);
            await work.Commit();
            return TypedResults.Ok(files.Shown());
        });
    }

    /// <summary>What an author says of a version.</summary>
    public static string? Note(string? given) => given?.Trim() switch
    {
        null or "" => null,
        { Length: <= NoteLengthMax } note when !note.Contains('\0', StringComparison.Ordinal) => note,
        _ => throw Refusal.Invalid("invalid_note", $"A note has at most {NoteLengthMax} characters, none of them U+0000."),
    };

    /// <summary>One author at a time: the bot's row is the lock, in a statement of its own so that the next one sees what the last holder did.</summary>
    public static async Task LockTopics(this Work work, Guid botId) => await work.Find<Guid>("select user_id from bots where user_id = @botId for update", new { botId });

    /// <summary>Gives the bot its next version, in the caller's work. Refuses topics that have errors, and says where.</summary>
    public static async Task<int> Publish(this Work work, Guid botId, IReadOnlyList<TopicFile> files, Guid? by = null, string? note = null)
    {
        TopicFiles.MustRun(files);
        await work.LockTopics(botId);
        var n = 1 + await work.Find<int>("select coalesce(max(n), 0) from topic_versions where bot_id = @botId", new { botId });
        await work.Run("""
            insert into topic_versions (bot_id, n, published_at, published_by, note) values (@botId, @n, @Now, @by, @note);
            insert into topic_files (bot_id, n, path, text) select @botId, @n, path, text from unnest(@paths, @texts) as files (path, text);
            update bots set live_version = @n where user_id = @botId
            """,
            new { botId, n, work.Now, by, note, paths = files.Select(file => file.Path).ToArray(), texts = files.Select(file => file.Text).ToArray() });
        if (by is not null) await work.WriteAudit(by, "topics published", botId.ToString(), new { version = n, note, files = files.Select(file => file.Path) });
        work.Record(new TopicsPublished(botId));
        return n;
    }
}
