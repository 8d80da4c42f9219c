using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Assist;

/// <summary>Which bots assist the agents of a workstream, and whether the model drafts answers for them.</summary>
internal static class Assists
{
    private const int BotsMax = 10;

    /// <summary>The kinds of bots that can be fed what others say.</summary>
    private static readonly string[] Kinds = ["connector", "topics", "ai"];

    /// <summary>The assists of a workstream.</summary>
    public sealed record Setting(IReadOnlyList<Guid> BotIds, bool Drafts);

    /// <summary>The assists of a workstream, as given.</summary>
    public sealed record Given(IReadOnlyList<Guid>? BotIds, bool? Drafts);

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("/api/v1/workstreams/{id:guid}/assists").RequireCaller();
        routes.MapGet("", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await Read(database, id, ct));
        });
        routes.MapPut("", Write);
    }

    private static async Task<Setting> Write(Guid id, Given given, Caller caller, Database database, CancellationToken ct)
    {
        caller.MustAdminister();
        var bots = (given.BotIds ?? []).Distinct().ToArray();
        if (bots.Length > BotsMax) throw Refusal.Invalid("invalid_bot", $"A workstream has at most {BotsMax} assists.");

        await using (var work = await database.Begin(ct))
        {
            var name = await work.Find<string>("select name from workstreams where id = @id for update", new { id }) ?? throw Refusal.NotFound("workstream");
            var fit = await work.Find<int>("select count(*)::int from bots b join users u on u.id = b.user_id where b.user_id = any(@bots) and b.kind = any(@Kinds) and u.disabled_at is null",
                new { bots, Kinds });
            if (fit < bots.Length) throw Refusal.Invalid("invalid_bot", "An assist is a bot of the kind connector, topics or ai.");

            await work.Run("""
                delete from workstream_assists where workstream_id = @id;
                insert into workstream_assists (workstream_id, bot_id, position) select @id, bot, position from unnest(@bots) with ordinality as given (bot, position);
                update workstreams set assist_drafts = @drafts where id = @id;
                update conversations set assisted = @any where workstream_id = @id and state = 'WithAgent'
                """, new { id, bots, drafts = given.Drafts ?? false, any = bots.Length > 0 || given.Drafts == true });
            await work.WriteAudit(caller.UserId, "assists changed", id.ToString(), new { name, bots = bots.Length, given.Drafts });
            await work.Commit();
        }
        return await Read(database, id, ct);
    }

    private static async Task<Setting> Read(Database database, Guid id, CancellationToken ct)
    {
        var drafts = await database.Find<bool?>("select assist_drafts from workstreams where id = @id", new { id }, ct) ?? throw Refusal.NotFound("workstream");
        return new Setting(await database.List<Guid>("select bot_id from workstream_assists where workstream_id = @id order by position", new { id }, ct), drafts);
    }
}
