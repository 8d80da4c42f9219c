using Baton.People;
using Baton.Plumbing;

namespace Baton.Tools;

/// <summary>Somebody whose runs policies are about: a bot or a key.</summary>
public sealed record Holder(Guid Id, string Kind, string Name);

/// <summary>Where holders of one kind are found. Rooms below that know more kinds add theirs as services.</summary>
public sealed record HolderSource(Func<Database, CancellationToken, Task<IReadOnlyList<Holder>>> List);

/// <summary>Set-up of policies: the tools' own defaults, and what administrators have set for each holder.</summary>
public static class Policies
{
    /// <summary>All of it, as Setup shows it.</summary>
    public sealed record Shown(IReadOnlyDictionary<string, string> Defaults, IReadOnlyList<ShownHolder> Holders);

    public sealed record ShownHolder(Guid Id, string Kind, string Name, IReadOnlyDictionary<string, string> Rules);

    /// <summary>What is to change: a rule by its name, or null to go by the default again.</summary>
    public sealed record Given(Dictionary<string, string?>? Rules);

    internal static readonly HolderSource Bots = new(async (database, ct) =>
        [.. (await database.List<NamedRow>("select id, name from users where kind = 'bot' and disabled_at is null order by name, id", null, ct))
            .Select(row => new Holder(row.Id, "bot", row.Name))]);

    internal static readonly HolderSource Keys = new(async (database, ct) =>
        [.. (await database.List<NamedRow>("select id, name from keys where @scope = any(scopes) order by name, id", new { scope = People.Keys.Tools }, ct))
            .Select(row => new Holder(row.Id, "key", row.Name))]);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var policies = routes.MapGroup("/api/v1/policies").RequireCaller().WithTags("Tools");
        policies.MapGet("", async (Caller caller, Database database, ToolBox box, IEnumerable<HolderSource> sources, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await Show(database, box, sources, ct));
        }).WithName("Policies");
        policies.MapPut("{holderId:guid}", async (Guid holderId, Given given, Caller caller, Database database, ToolBox box, IEnumerable<HolderSource> sources, CancellationToken ct) =>
        {
            caller.MustAdminister();
            if ((await Holders(database, sources, ct)).All(holder => holder.Id != holderId)) throw Refusal.NotFound("bot or key");
            await Set(database, box, holderId, given.Rules ?? [], caller, ct);
            var shown = await Show(database, box, sources, ct);
            return TypedResults.Ok(shown.Holders.First(holder => holder.Id == holderId));
        }).WithName("SetPolicies");
    }

    private static async Task<Shown> Show(Database database, ToolBox box, IEnumerable<HolderSource> sources, CancellationToken ct)
    {
        var set = (await database.List<PolicyRow>("select holder_id, tool, rule from policies order by tool", null, ct)).ToLookup(row => row.HolderId);
        return new Shown(
            box.Tools.ToDictionary(tool => tool.Name, tool => Policy.NameOf(Policy.Default(tool))),
            [.. (await Holders(database, sources, ct)).Select(holder =>
                new ShownHolder(holder.Id, holder.Kind, holder.Name, set[holder.Id].ToDictionary(row => row.Tool, row => row.Rule)))]);
    }

    private static async Task<IReadOnlyList<Holder>> Holders(Database database, IEnumerable<HolderSource> sources, CancellationToken ct)
    {
        var all = new List<Holder>();
        foreach (var source in sources) all.AddRange(await source.List(database, ct));
        return all;
    }

    private static async Task Set(Database database, ToolBox box, Guid holderId, Dictionary<string, string?> rules, Caller caller, CancellationToken ct)
    {
        foreach (var (tool, rule) in rules)
        {
            if (box.Tools.All(known => known.Name != tool)) throw Refusal.Invalid("invalid_tool", $"There is no tool '{Cutting.Text(tool, 60)}'.");
            if (rule is not null && Policy.Named(rule) is null)
                throw Refusal.Invalid("invalid_rule", $"A rule is allow, askVisitor, askAgent or forbid, or null for the default; not '{Cutting.Text(rule, 60)}'.");
        }
        await using var work = await database.Begin(ct);
        var kept = rules.Where(pair => pair.Value is not null).ToArray();
        await work.Run("delete from policies where holder_id = @holderId and tool = any(@tools)", new { holderId, tools = rules.Keys.ToArray() });
        await work.Run("""
            insert into policies (holder_id, tool, rule, changed_at) select @holderId, tool, rule, @Now from unnest(@tools, @names) as given (tool, rule)
            """, new { holderId, tools = kept.Select(pair => pair.Key).ToArray(), names = kept.Select(pair => pair.Value!).ToArray(), work.Now });
        await work.WriteAudit(caller.UserId, "policies changed", holderId.ToString(), rules);
        work.Record(new PoliciesChanged(holderId));
        await work.Commit();
    }

    private sealed record NamedRow
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
    }
}
