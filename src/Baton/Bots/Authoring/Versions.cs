using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Authoring;

/// <summary>Every published set of a bot's topics: which is live, who runs which, and the way back to an earlier one.</summary>
internal static class Versions
{
    private const string Rows = """
        select v.n, v.published_at as at, u.name as by, v.note, b.live_version = v.n as is_live
        from topic_versions v join bots b on b.user_id = v.bot_id left join users u on u.id = v.published_by
        where v.bot_id = @id
        """;

    /// <summary>A version, as the list has it.</summary>
    public sealed record Shown
    {
        public required int N { get; init; }
        public required DateTimeOffset At { get; init; }

        /// <summary>Who published it; nobody: the program.</summary>
        public string? By { get; init; }
        public string? Note { get; init; }

        /// <summary>How many files it has.</summary>
        public required int Files { get; init; }
        public required bool IsLive { get; init; }

        /// <summary>How many conversations that are not over run it.</summary>
        public required int Conversations { get; init; }
    }

    /// <summary>One version with its files.</summary>
    public sealed record Whole
    {
        public required int N { get; init; }
        public required DateTimeOffset At { get; init; }
        public string? By { get; init; }
        public string? Note { get; init; }
        public required bool IsLive { get; init; }
        public IReadOnlyList<ShownFile> Files { get; init; } = [];
    }

    public static void Map(RouteGroupBuilder topics)
    {
        topics.MapGet("versions", async (Guid id, int? before, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.MustRunTopics(id, ct);
            var most = Page.Checked(limit);
            var found = await List(database, id, before, most, ct);
            Page.Announce(http, found.Count, most, found is [.., var last] ? last.N.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, "before");
            return TypedResults.Ok(found);
        });
        topics.MapGet("versions/{n:int}", async (Guid id, int n, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.MustRunTopics(id, ct);
            return TypedResults.Ok(await Find(database, id, n, ct));
        });
        topics.MapPost("versions/{n:int}/publish", async (Guid id, int n, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustRunTopics(id, ct);
            var earlier = await Find(database, id, n, ct);
            await using var work = await database.Begin(ct);
            var published = await work.Publish(id, [.. earlier.Files.Select(file => file.Topic)], caller.UserId, $"Back to version {n}");
            await work.Commit();
            return TypedResults.Ok(new Publishing.Published(published));
        });
    }

    /// <summary>The files that are live; none before the first publication.</summary>
    public static Task<IReadOnlyList<ShownFile>> Live(Database database, Guid botId, CancellationToken ct) => database.List<ShownFile>("""
        select f.path, f.text from bots b join topic_files f on f.bot_id = b.user_id and f.n = b.live_version where b.user_id = @botId order by f.path
        """, new { botId }, ct);

    public static Task<IReadOnlyList<ShownFile>> Files(Database database, Guid botId, int n, CancellationToken ct) =>
        database.List<ShownFile>("select path, text from topic_files where bot_id = @botId and n = @n order by path", new { botId, n }, ct);

    /// <summary>What of a version's files the bot is made of.</summary>
    public static IReadOnlyList<TopicFile> ToRun(IEnumerable<ShownFile> files) => files.Select(file => file.Topic).WithoutChats();

    private static Task<IReadOnlyList<Shown>> List(Database database, Guid id, int? before, int limit, CancellationToken ct) => database.List<Shown>($"""
        select v.*, (select count(*)::int from topic_files f where f.bot_id = @id and f.n = v.n) as files, coalesce(running.conversations, 0) as conversations
        from ({Rows} and (@before::int is null or v.n < @before) order by v.n desc limit @limit) v
        left join (
            select m.version as n, count(*)::int as conversations from conversations c join memories m on m.conversation_id = c.id and m.epoch = c.epoch
            where c.handler_id = @id and c.state = 'WithBot' group by m.version) running on running.n = v.n
        order by v.n desc
        """, new { id, before, limit }, ct);

    private static async Task<Whole> Find(Database database, Guid id, int n, CancellationToken ct)
    {
        var found = await database.Find<Whole>($"{Rows} and v.n = @n", new { id, n }, ct) ?? throw Refusal.NotFound("version");
        return found with { Files = await Files(database, id, n, ct) };
    }
}
