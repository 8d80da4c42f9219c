using Baton.People;
using Baton.Plumbing;
using Baton.Routing;
using Baton.Tools;

namespace Baton.Bots.Life;

/// <summary>What leads to a bot, who is beside it, what it may do, and what in that is probably not meant.</summary>
internal static class Details
{
    private const int OthersMax = 6;
    private const int LeadsMax = 200;

    private static readonly Dictionary<string, string> Escalated = new() { ["conversation.escalated"] = "true" };

    /// <summary>All of it.</summary>
    public sealed record Shown
    {
        public required IReadOnlyList<ShownQueue> Queues { get; init; }
        public required IReadOnlyList<Lead> Leads { get; init; }

        /// <summary>What a bot may do here, in words.</summary>
        public required string Role { get; init; }
        public required IReadOnlyList<MayRun> Tools { get; init; }
        public required IReadOnlyList<string> Languages { get; init; }
        public required IReadOnlyList<string> Warnings { get; init; }
    }

    /// <summary>A queue of the bot, and who else is there.</summary>
    /// <param name="IsFirst">It holds more than anybody else there, and so is given what comes before them.</param>
    /// <param name="More">So many others are not listed.</param>
    public sealed record ShownQueue(Guid Id, string Name, bool IsFirst, IReadOnlyList<Beside> Others, int More);

    /// <summary>Somebody else in a queue.</summary>
    public sealed record Beside
    {
        public required string Name { get; init; }
        public required string Kind { get; init; }
        public required int Capacity { get; init; }
    }

    /// <summary>A rule, or the fallback, of a workstream that leads to a queue of the bot.</summary>
    public sealed record Lead
    {
        public required Guid WorkstreamId { get; init; }
        public required string Workstream { get; init; }
        public string? Rule { get; init; }
        public required Guid QueueId { get; init; }
        public required string Queue { get; init; }
        public string[] Channels { get; init; } = [];
    }

    /// <summary>A tool, and on what terms the bot may run it: allow, askVisitor, askAgent or forbid.</summary>
    public sealed record MayRun(string Name, string Title, string Rule);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/bots/{id:guid}/details", async (Guid id, Caller caller, Database database, ToolBox tools, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await Of(await database.BotAccount(id, ct), database, tools, ct));
        }).RequireCaller();

    private static async Task<Shown> Of(BotAccount bot, Database database, ToolBox box, CancellationToken ct)
    {
        var queues = new List<ShownQueue>();
        foreach (var queue in await database.List<QueueName>("select id, name from queues where id = any(@QueueIds) order by name, id", new { bot.QueueIds }, ct))
            queues.Add(await Around(bot, queue, database, ct));
        var leads = await database.List<Lead>("""
            select w.id as workstream_id, w.name as workstream, r.name as rule, q.id as queue_id, q.name as queue,
                   array(select c.name from channels c where c.workstream_id = w.id order by c.name) as channels
            from workstreams w
            join lateral (select name, queue_id, position from rules where workstream_id = w.id
                          union all select null, coalesce(w.fallback_queue_id, (select id from queues where is_fallback)), 1000000) r on r.queue_id = any(@QueueIds)
            join queues q on q.id = r.queue_id order by w.name, w.id, r.position limit @LeadsMax
            """, new { bot.QueueIds, LeadsMax }, ct);
        var set = (await database.List<SetRule>("select tool, rule from policies where holder_id = @Id", new { bot.Id }, ct)).ToDictionary(row => row.Tool, row => row.Rule);
        return new Shown
        {
            Queues = queues, Leads = leads, Languages = bot.Languages,
            Role = "Bots take conversations at once, run tools on the terms below, and give up what needs a person. They see no other conversations, and change no settings.",
            Tools = [.. from tool in box.Tools orderby tool.Title
                        select new MayRun(tool.Name, tool.Title, set.GetValueOrDefault(tool.Name) ?? Policy.NameOf(Policy.Default(tool)))],
            Warnings = [.. await Warnings(bot, queues, leads, database, ct)],
        };
    }

    private static async Task<ShownQueue> Around(BotAccount bot, QueueName queue, Database database, CancellationToken ct)
    {
        var others = await database.List<Beside>("""
            select u.name, u.kind, u.capacity from members m join users u on u.id = m.user_id
            where m.queue_id = @queue and u.id <> @Id and u.disabled_at is null order by u.capacity desc, u.name limit @most
            """, new { queue = queue.Id, bot.Id, most = OthersMax }, ct);
        var count = await database.Find<int>("""
            select count(*)::int from members m join users u on u.id = m.user_id where m.queue_id = @queue and u.id <> @Id and u.disabled_at is null
            """, new { queue = queue.Id, bot.Id }, ct);
        return new ShownQueue(queue.Id, queue.Name, others.All(other => other.Capacity < bot.Capacity), others, count - others.Count);
    }

    private static async Task<IReadOnlyList<string>> Warnings(
        BotAccount bot, IReadOnlyList<ShownQueue> queues, IReadOnlyList<Lead> leads, Database database, CancellationToken ct)
    {
        var warnings = new List<string>();
        if (queues.Count == 0) warnings.Add("It is in no queue, so it is given nothing.");
        else if (leads.Count == 0) warnings.Add("No rule and no fallback leads to a queue of it.");
        foreach (var queue in queues.Where(queue => !queue.IsFirst))
            warnings.Add($"In {queue.Name} others come before it: {queue.Others[0].Name} holds {queue.Others[0].Capacity}, it holds {bot.Capacity}. "
                + "Whoever has most room is first; give it a higher capacity.");
        foreach (var alone in queues.Where(queue => queue.Others.Count == 0))
            foreach (var workstream in leads.Where(lead => lead.QueueId == alone.Id).DistinctBy(lead => lead.WorkstreamId))
                if (await ComesBack(workstream.WorkstreamId, alone.Id, database, ct))
                    warnings.Add($"It is alone in {alone.Name}, and what it gives up there comes to {alone.Name} again by the rules of {workstream.Workstream}: people get it by the fallback only. "
                        + "Put people into the queue, or a rule for what was escalated before that one.");
        return warnings;
    }

    /// <summary>Where the rules send what a bot has given up, as far as that can be said without knowing what it is about.</summary>
    private static async Task<bool> ComesBack(Guid workstreamId, Guid queueId, Database database, CancellationToken ct)
    {
        var rows = await database.List<RuleRow>("""select name, "when"::text as "when", queue_id from rules where workstream_id = @workstreamId order by position""", new { workstreamId }, ct);
        return Rules.Match([.. rows.Select(row => row.Rule)], Escalated).QueueId == queueId;
    }

    private sealed record SetRule
    {
        public required string Tool { get; init; }
        public required string Rule { get; init; }
    }
}
