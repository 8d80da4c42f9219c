using Baton.Bots.Authoring;
using Baton.People;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots.Ai.Making;

/// <summary>What the author of an AI bot is at work on: one draft for each bot, met by no visitor until it is published.</summary>
internal static class AiDrafts
{
    /// <summary>An AI bot as its page shows it: what is live, and the draft; without a draft that is what is live, with revision 0.</summary>
    public sealed record Shown
    {
        public AiProgram? Live { get; init; }

        /// <summary>What the next conversation begins on; null: nothing was published.</summary>
        public int? LiveVersion { get; init; }
        public required AiProgram Draft { get; init; }

        /// <summary>To be sent with the next change: it is refused when somebody else was faster.</summary>
        public required int Revision { get; init; }

        /// <summary>Whether the draft differs from what is live.</summary>
        public required bool IsChanged { get; init; }
        public DateTimeOffset? ChangedAt { get; init; }
        public string? ChangedBy { get; init; }
    }

    /// <summary>The whole draft, on top of the revision that was seen.</summary>
    public sealed record Given(int? Revision, AiProgram? Program);

    public static void Map(RouteGroupBuilder ai)
    {
        ai.MapGet("", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.MustBeAi(id, ct);
            return TypedResults.Ok(await Show(database, id, ct));
        });
        ai.MapPut("draft", async (Guid id, Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustBeAi(id, ct);
            var program = Sound.Draft(given.Program);
            await using var work = await database.Begin(ct);
            var kept = await Keep(work, id, given.Revision, program, caller.UserId);
            await work.Commit();
            return TypedResults.Ok(new KeptDraft(kept));
        });
        ai.MapDelete("draft", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustBeAi(id, ct);
            await using var work = await database.Begin(ct);
            await Lock(work, id);
            if (await Drop(work, id)) await work.WriteAudit(caller.UserId, "ai draft dropped", id.ToString());
            await work.Commit();
            return TypedResults.NoContent();
        });
        ai.MapPost("publish", async (Guid id, GivenPublication given, Caller caller, Database database, ToolBox tools, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustBeAi(id, ct);
            var note = Publishing.Note(given.Note);
            await using var work = await database.Begin(ct);
            var standing = await Lock(work, id);
            Revisions.MustBeCurrent(standing.Revision, given.Revision);
            Revisions.MustBeThere(standing.Revision);
            var published = await work.PublishAi(id, AiPrograms.Read(standing.Program!), tools, caller.UserId, note);
            await Drop(work, id);
            await work.Commit();
            return TypedResults.Ok(new Publishing.Published(published));
        });
    }

    /// <summary>Keeps the draft in the caller's work, on top of the revision that they saw.</summary>
    public static async Task<int> Keep(Work work, Guid id, int? seen, AiProgram program, Guid? by)
    {
        var standing = await Lock(work, id);
        Revisions.MustBeCurrent(standing.Revision, seen);
        var revision = standing.Count + 1;
        await work.Run("""
            insert into ai_drafts (bot_id, revision, based_on, program, changed_at, changed_by) values (@id, @revision, @AiVersion, @program::jsonb, @Now, @by)
            on conflict (bot_id) do update set revision = @revision, program = @program::jsonb, changed_at = @Now, changed_by = @by;
            update bots set ai_draft_revision = @revision where user_id = @id
            """, new { id, revision, standing.AiVersion, program = AiPrograms.Write(program), work.Now, by });
        // A save is no change of what visitors meet; that the draft was begun is worth knowing, not each time that somebody typed.
        if (standing.Revision == 0 && by is not null) await work.WriteAudit(by, "ai draft begun", id.ToString(), new { basedOn = standing.AiVersion });
        return revision;
    }

    /// <summary>The program as its author has it: the draft, or what is live.</summary>
    public static async Task<AiProgram> Standing(Database database, Guid id, CancellationToken ct) => (await Show(database, id, ct)).Draft;

    private static async Task<Shown> Show(Database database, Guid id, CancellationToken ct)
    {
        var row = await database.Find<Row>("""
            select b.ai_version, v.program::text as live, d.program::text as draft, coalesce(d.revision, 0) as revision, d.changed_at, u.name as changed_by,
                   d.program is not null and d.program is distinct from v.program as is_changed
            from bots b left join ai_versions v on v.bot_id = b.user_id and v.n = b.ai_version left join ai_drafts d on d.bot_id = b.user_id left join users u on u.id = d.changed_by
            where b.user_id = @id
            """, new { id }, ct) ?? throw Refusal.NotFound("bot");
        var live = row.Live is null ? null : AiPrograms.Read(row.Live);
        return new Shown
        {
            Live = live, LiveVersion = row.AiVersion, Draft = row.Draft is null ? live ?? new AiProgram() : AiPrograms.Read(row.Draft), Revision = row.Revision,
            IsChanged = row.IsChanged, ChangedAt = row.ChangedAt, ChangedBy = row.ChangedBy,
        };
    }

    private static async Task<bool> Drop(Work work, Guid id) => await work.Run("delete from ai_drafts where bot_id = @id", new { id }) > 0;

    private static async Task<Locked> Lock(Work work, Guid id)
    {
        await work.LockTopics(id);
        return await work.Find<Locked>("""
            select b.ai_draft_revision as count, b.ai_version, coalesce(d.revision, 0) as revision, d.program::text as program
            from bots b left join ai_drafts d on d.bot_id = b.user_id where b.user_id = @id
            """, new { id }) ?? throw Refusal.NotFound("bot");
    }

    private sealed record Row
    {
        public int? AiVersion { get; init; }
        public string? Live { get; init; }
        public string? Draft { get; init; }
        public required int Revision { get; init; }
        public required bool IsChanged { get; init; }
        public DateTimeOffset? ChangedAt { get; init; }
        public string? ChangedBy { get; init; }
    }

    /// <summary>The bot's row as locked: the revisions counted so far, and the draft there is.</summary>
    private sealed record Locked
    {
        public required int Count { get; init; }
        public int? AiVersion { get; init; }
        public required int Revision { get; init; }
        public string? Program { get; init; }
    }
}
