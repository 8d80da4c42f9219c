using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Authoring;

/// <summary>What authors are at work on: one draft for each bot, kept also with errors, met by no visitor until it is published.</summary>
internal static class Drafts
{
    /// <summary>The draft; where there is none, what is published, with revision 0.</summary>
    public sealed record Shown
    {
        /// <summary>To be sent with the next change: it is refused when somebody else was faster.</summary>
        public required int Revision { get; init; }

        /// <summary>The version that was live when the draft was begun.</summary>
        public int? BasedOn { get; init; }

        /// <summary>Whether it differs from what is live.</summary>
        public required bool IsChanged { get; init; }
        public DateTimeOffset? ChangedAt { get; init; }
        public string? ChangedBy { get; init; }
        public required IReadOnlyList<ShownFile> Files { get; init; }
    }

    /// <summary>The whole draft. With basedOn, a first draft is refused when another version has become live since.</summary>
    public sealed record Given(int? Revision, int? BasedOn, IReadOnlyList<GivenFile>? Files);

    public static void Map(RouteGroupBuilder topics)
    {
        topics.MapGet("draft", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.MustRunTopics(id, ct);
            return TypedResults.Ok(await Show(database, id, ct));
        });
        topics.MapPut("draft", async (Guid id, Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustRunTopics(id, ct);
            var files = TopicFiles.Checked(given.Files, mayBeNone: true);
            await using var work = await database.Begin(ct);
            var kept = await Keep(work, id, given, files, caller);
            await work.Commit();
            return TypedResults.Ok(new KeptDraft(kept));
        });
        topics.MapDelete("draft", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustRunTopics(id, ct);
            await using var work = await database.Begin(ct);
            await Lock(work, id);
            if (await Drop(work, id)) await work.WriteAudit(caller.UserId, "topic draft dropped", id.ToString());
            await work.Commit();
            return TypedResults.NoContent();
        });
        topics.MapPost("draft/publish", async (Guid id, GivenPublication given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.MustRunTopics(id, ct);
            var note = Publishing.Note(given.Note);
            await using var work = await database.Begin(ct);
            var standing = await Lock(work, id);
            Revisions.MustBeCurrent(standing.Revision, given.Revision);
            Revisions.MustBeThere(standing.Revision);
            var files = await work.List<ShownFile>("select path, text from topic_draft_files where bot_id = @id order by path", new { id });
            var published = await work.Publish(id, [.. files.Select(file => file.Topic)], caller.UserId, note);
            await Drop(work, id);
            await work.Commit();
            return TypedResults.Ok(new Publishing.Published(published));
        });
    }

    public static async Task<Shown> Show(Database database, Guid id, CancellationToken ct)
    {
        var live = await Versions.Live(database, id, ct);
        var draft = await database.Find<DraftRow>("""
            select d.revision, d.based_on, d.changed_at, u.name as changed_by from topic_drafts d left join users u on u.id = d.changed_by where d.bot_id = @id
            """, new { id }, ct);
        if (draft is null)
        {
            var version = await database.Find<int?>("select live_version from bots where user_id = @id", new { id }, ct);
            return new Shown { Revision = 0, BasedOn = version, IsChanged = false, Files = live };
        }
        var files = await database.List<ShownFile>("select path, text from topic_draft_files where bot_id = @id order by path", new { id }, ct);
        return new Shown
        {
            Revision = draft.Revision, BasedOn = draft.BasedOn, IsChanged = !files.SequenceEqual(live), ChangedAt = draft.ChangedAt, ChangedBy = draft.ChangedBy, Files = files,
        };
    }

    private static async Task<int> Keep(Work work, Guid id, Given given, IReadOnlyList<TopicFile> files, Caller caller)
    {
        var standing = await Lock(work, id);
        Revisions.MustBeCurrent(standing.Revision, given.Revision);
        if (standing.Revision == 0 && given.BasedOn is { } basedOn && basedOn != standing.LiveVersion) throw Revisions.Stale();
        var revision = standing.Count + 1;
        await work.Run("""
            insert into topic_drafts (bot_id, revision, based_on, changed_at, changed_by) values (@id, @revision, @LiveVersion, @Now, @UserId)
            on conflict (bot_id) do update set revision = @revision, changed_at = @Now, changed_by = @UserId;
            delete from topic_draft_files where bot_id = @id;
            insert into topic_draft_files (bot_id, path, text) select @id, path, text from unnest(@paths, @texts) as files (path, text);
            update bots set draft_revision = @revision where user_id = @id
            """,
            new
            {
                id, revision, standing.LiveVersion, work.Now, caller.UserId,
                paths = files.Select(file => file.Path).ToArray(), texts = files.Select(file => file.Text).ToArray(),
            });
        // A save is no change of what visitors meet; that the draft was begun is worth knowing, not each time that somebody typed.
        if (standing.Revision == 0) await work.WriteAudit(caller.UserId, "topic draft begun", id.ToString(), new { basedOn = standing.LiveVersion });
        return revision;
    }

    private static async Task<bool> Drop(Work work, Guid id) => await work.Run("delete from topic_drafts where bot_id = @id", new { id }) > 0;

    private static async Task<Standing> Lock(Work work, Guid id)
    {
        await work.LockTopics(id);
        return await work.Find<Standing>("""
            select b.draft_revision as count, b.live_version, coalesce(d.revision, 0) as revision from bots b left join topic_drafts d on d.bot_id = b.user_id where b.user_id = @id
            """, new { id }) ?? throw Refusal.NotFound("bot");
    }

    private sealed record DraftRow
    {
        public required int Revision { get; init; }
        public int? BasedOn { get; init; }
        public required DateTimeOffset ChangedAt { get; init; }
        public string? ChangedBy { get; init; }
    }

    /// <summary>The bot's row as locked: the revisions counted so far, and that of the draft there is.</summary>
    private sealed record Standing
    {
        public required int Count { get; init; }
        public int? LiveVersion { get; init; }
        public required int Revision { get; init; }
    }
}
