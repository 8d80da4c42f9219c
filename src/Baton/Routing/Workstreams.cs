using System.Text.Json;
using Baton.People;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Routing;

/// <summary>Settings and rules that a channel's conversations share.</summary>
public sealed record Workstream
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public IReadOnlyList<Rule> Rules { get; init; } = [];
    public Guid? FallbackQueueId { get; init; }
    public required int OfferSeconds { get; init; }
    public required int WrapUpSeconds { get; init; }
    public required int BotSilenceSeconds { get; init; }
    public required int DeclinesMax { get; init; }
}

/// <summary>Set-up of workstreams. Supervisors may look, administrators may change.</summary>
public static class Workstreams
{
    private const int NameLengthMax = 100;
    private const int RulesMax = 200;
    private const int ConditionsMax = 50;

    private const string Rows = """
        select id, name, fallback_queue_id, offer_seconds, wrap_up_seconds, bot_silence_seconds, declines_max from workstreams
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        var workstreams = routes.MapGroup("/workstreams").WithTags("Workstreams");
        workstreams.MapGet("", async (Guid? after, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustSupervise();
            var page = Page.From(after, limit);
            var found = await database.List<Workstream>($"{Rows} where @After::uuid is null or id > @After order by id limit @Limit",
                page, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok(await WithRules(database, found, ct));
        });
        workstreams.MapGet("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await Read(database, id, ct));
        });
        workstreams.MapPost("", async (Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            var id = Guid.CreateVersion7();
            await Write(database, caller, id, given, isNew: true, ct);
            return TypedResults.Created($"/api/v1/workstreams/{id}", await Read(database, id, ct));
        });
        workstreams.MapPut("{id:guid}", async (Guid id, Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            await Write(database, caller, id, given, isNew: false, ct);
            return TypedResults.Ok(await Read(database, id, ct));
        });
        workstreams.MapDelete("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await using var work = await database.Begin(ct);
            var name = await work.Find<string>("select name from workstreams where id = @id for update", new { id })
                ?? throw Refusal.NotFound("workstream");
            const string open = "select exists (select from conversations where workstream_id = @id and state <> 'Closed')";
            if (await work.Find<bool>(open, new { id }))
                throw Refusal.Conflict("workstream_in_use", $"{name} still has conversations that are not closed.");
            try
            {
                await work.Run("delete from workstreams where id = @id", new { id });
            }
            catch (PostgresException used) when (used.SqlState == PostgresErrorCodes.ForeignKeyViolation)
            {
                throw Refusal.Conflict("workstream_in_use", $"A channel still uses {name}.");
            }
            await work.WriteAudit(caller.UserId, "workstream removed", id.ToString(), new { name });
            work.Record(new WorkstreamChanged(id));
            await work.Commit();
            return TypedResults.NoContent();
        });
    }

    /// <summary>Puts these rules in the place of a workstream's own, in the caller's work.</summary>
    public static async Task SetRules(this Work work, Guid workstreamId, IReadOnlyList<Rule> rules)
    {
        await work.Run("delete from rules where workstream_id = @workstreamId", new { workstreamId });
        await work.Run("""
            insert into rules (workstream_id, position, name, "when", queue_id)
            select @workstreamId, position, name, condition::jsonb, queue_id
            from unnest(@positions, @names, @conditions, @queues) as r (position, name, condition, queue_id)
            """,
            new
            {
                workstreamId, positions = Enumerable.Range(1, rules.Count).ToArray(), names = rules.Select(rule => rule.Name).ToArray(),
                conditions = rules.Select(rule => JsonSerializer.Serialize(rule.When, JsonSerializerOptions.Web)).ToArray(),
                queues = rules.Select(rule => rule.QueueId).ToArray(),
            });
        work.Record(new WorkstreamChanged(workstreamId));
    }

    private static async Task Write(Database database, Caller caller, Guid id, Given given, bool isNew, CancellationToken ct)
    {
        caller.MustAdminister();
        var name = Text.Named(given.Name, NameLengthMax);
        var rules = given.CheckedRules(NameLengthMax, RulesMax, ConditionsMax);
        await using var work = await database.Begin(ct);
        await MustKnow(work, given, rules);
        try
        {
            var written = await work.Run(isNew
                ? """
                insert into workstreams
                    (id, name, fallback_queue_id, offer_seconds, wrap_up_seconds, bot_silence_seconds, declines_max, created_at)
                values (@id, @name, @FallbackQueueId, @offer, @wrapUp, @silence, @declines, @Now)
                """
                : """
                update workstreams set
                    name = @name, fallback_queue_id = @FallbackQueueId, offer_seconds = @offer, wrap_up_seconds = @wrapUp,
                    bot_silence_seconds = @silence, declines_max = @declines where id = @id
                """,
                new
                {
                    id, name, given.FallbackQueueId, offer = Within(given.OfferSeconds ?? 120, 5, 3_600, "offerSeconds"),
                    wrapUp = Within(given.WrapUpSeconds ?? 60, 0, 3_600, "wrapUpSeconds"),
                    silence = Within(given.BotSilenceSeconds ?? 20, 1, 110, "botSilenceSeconds"),
                    declines = Within(given.DeclinesMax ?? Choice.DeclinesMaxUsual, 1, 10, "declinesMax"), work.Now,
                });
            if (written == 0) throw Refusal.NotFound("workstream");
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw Refusal.Conflict("name_taken", $"There is a workstream named {name} already.");
        }
        if (rules is not null) await work.SetRules(id, rules);
        await work.WriteAudit(caller.UserId, isNew ? "workstream made" : "workstream changed", id.ToString(),
            new { name, rules = rules?.Count });
        work.Record(new WorkstreamChanged(id));
        await work.Commit();
    }

    private static async Task MustKnow(Work work, Given given, IReadOnlyList<Rule>? rules)
    {
        var queues = (rules ?? []).Select(rule => rule.QueueId).Concat(given.FallbackQueueId is { } fallback ? [fallback] : []).Distinct()
            .ToArray();
        var known = await work.Find<int>("select count(*)::int from queues where id = any(@queues)", new { queues });
        if (known < queues.Length) throw Refusal.Invalid("invalid_queue", "A rule or the fallback names a queue that does not exist.");
    }

    private static int Within(int value, int min, int max, string name) =>
        value >= min && value <= max ? value : throw Refusal.Invalid("invalid_seconds", $"{name} is a number from {min} to {max}.");

    private static async Task<Workstream> Read(Database database, Guid id, CancellationToken ct) =>
        (await WithRules(database, await database.List<Workstream>($"{Rows} where id = @id", new { id }, ct), ct)).SingleOrDefault()
            ?? throw Refusal.NotFound("workstream");

    private static async Task<IReadOnlyList<Workstream>> WithRules(
        Database database, IReadOnlyList<Workstream> workstreams, CancellationToken ct)
    {
        var rules = (await database.List<RuleRow>(
            """
            select workstream_id, name, "when"::text as "when", queue_id from rules
            where workstream_id = any(@ids) order by workstream_id, position
            """,
            new { ids = workstreams.Select(one => one.Id).ToArray() }, ct)).ToLookup(row => row.WorkstreamId, row => row.Rule);
        return [.. workstreams.Select(one => one with { Rules = [.. rules[one.Id]] })];
    }

    /// <summary>A workstream as given. Without rules, a changed one keeps its own.</summary>
    public sealed record Given(
        string? Name, IReadOnlyList<GivenRule>? Rules, Guid? FallbackQueueId,
        int? OfferSeconds, int? WrapUpSeconds, int? BotSilenceSeconds, int? DeclinesMax)
    {
        internal IReadOnlyList<Rule>? CheckedRules(int nameLengthMax, int rulesMax, int conditionsMax)
        {
            if (Rules is null) return null;
            if (Rules.Count > rulesMax) throw Refusal.Invalid("invalid_rule", $"A workstream has at most {rulesMax} rules.");
            if (Rules.Any(rule => rule is null)) throw Refusal.Invalid("invalid_rule", "A rule in the list is null.");
            return [.. Rules.Select(rule => rule.Checked(nameLengthMax, conditionsMax))];
        }
    }

    /// <summary>A rule as given.</summary>
    public sealed record GivenRule(string? Name, GivenWhen? When, Guid? QueueId)
    {
        internal Rule Checked(int nameLengthMax, int conditionsMax)
        {
            var all = (When?.All ?? []).Select(condition => condition.Checked()).ToArray();
            var any = (When?.Any ?? []).Select(condition => condition.Checked()).ToArray();
            if (all.Length + any.Length > conditionsMax)
                throw Refusal.Invalid("invalid_rule", $"A rule has at most {conditionsMax} conditions.");
            return new Rule
            {
                Name = Text.Named(Name, nameLengthMax),
                When = new When { All = all.Length > 0 ? all : null, Any = any.Length > 0 ? any : null },
                QueueId = QueueId ?? throw Refusal.Invalid("invalid_rule", "A rule names the queue that it sends conversations to."),
            };
        }
    }

    public sealed record GivenWhen(IReadOnlyList<GivenCondition>? All, IReadOnlyList<GivenCondition>? Any);

    public sealed record GivenCondition(string? Variable, string? Is, JsonElement? Value)
    {
        internal Condition Checked()
        {
            var condition = new Condition { Variable = Variable ?? "", Is = Is ?? "", Value = Value };
            condition.MustBeSound();
            return condition;
        }
    }
}
