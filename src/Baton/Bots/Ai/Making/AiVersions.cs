using System.Globalization;
using Baton.Bots.Authoring;
using Baton.People;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots.Ai.Making;

/// <summary>Every published program of an AI bot: which is live, and the way back to an earlier one.</summary>
internal static class AiVersions
{
    private const string Rows = """
        select v.n, v.published_at as at, u.name as by, v.note, b.ai_version = v.n as is_live, v.program::text as program
        from ai_versions v join bots b on b.user_id = v.bot_id left join users u on u.id = v.published_by
        where v.bot_id = @id
        """;

    /// <summary>A version, whole: it is compared with others.</summary>
    public sealed record Shown(int N, DateTimeOffset At, string? By, string? Note, bool IsLive, AiProgram Program);

    public static void Map(RouteGroupBuilder ai)
    {
        ai.MapGet("versions", async (Guid id, int? before, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.MustBeAi(id, ct);
            var most = Page.Checked(limit);
            var found = await database.List<Row>($"{Rows} and (@before::int is null or v.n < @before) order by v.n desc limit @most", new { id, before, most }, ct);
            Page.Announce(http, found.Count, most, found is [.., var last] ? last.N.ToString(CultureInfo.InvariantCulture) : null, "before");
            return TypedResults.Ok(found.Select(row => row.Shown));
        });
        ai.MapGet("versions/{n:int}", async (Guid id, int n, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.MustBeAi(id, ct);
            return TypedResults.Ok(await Find(database, id, n, ct));
        });
        ai.MapPost("versions/{n:int}/restore", async (Guid id, int n, Caller caller, Database database, ToolBox tools, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustBeAi(id, ct);
            var earlier = await Find(database, id, n, ct);
            await using var work = await database.Begin(ct);
            var published = await work.PublishAi(id, earlier.Program, tools, caller.UserId, $"Back to version {n}");
            await work.Commit();
            return TypedResults.Ok(new Publishing.Published(published));
        });
    }

    /// <summary>Gives the bot its next version, in the caller's work. Refuses what visitors can't be given.</summary>
    public static async Task<int> PublishAi(this Work work, Guid botId, AiProgram program, ToolBox tools, Guid? by = null, string? note = null)
    {
        Sound.MustRun(program, tools);
        await work.LockTopics(botId);
        var n = 1 + await work.Find<int>("select coalesce(max(n), 0) from ai_versions where bot_id = @botId", new { botId });
        await work.Run("""
            insert into ai_versions (bot_id, n, program, published_at, published_by, note) values (@botId, @n, @program::jsonb, @Now, @by, @note);
            update bots set ai_version = @n where user_id = @botId
            """, new { botId, n, program = AiPrograms.Write(program), work.Now, by, note });
        // Without a model it runs on these; a program that was written from nothing has none.
        if (Twin.Files(program) is { Count: > 0 } topics) await work.Publish(botId, topics, note: note);
        else await work.Run("update bots set live_version = null where user_id = @botId", new { botId });
        if (by is not null) await work.WriteAudit(by, "ai bot published", botId.ToString(), new { version = n, note });
        work.Record(new AiPublished(botId));
        return n;
    }

    private static async Task<Shown> Find(Database database, Guid id, int n, CancellationToken ct) =>
        (await database.Find<Row>($"{Rows} and v.n = @n", new { id, n }, ct) ?? throw Refusal.NotFound("version")).Shown;

    private sealed record Row
    {
        public required int N { get; init; }
        public required DateTimeOffset At { get; init; }
        public string? By { get; init; }
        public string? Note { get; init; }
        public required bool IsLive { get; init; }
        public required string Program { get; init; }

        public Shown Shown => new(N, At, By, Note, IsLive, AiPrograms.Read(Program));
    }
}
