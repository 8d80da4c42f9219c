using System.Text.Json;
using Baton.People;
using Baton.Plumbing;
using Baton.Tools;
using Npgsql;

namespace Baton.Desk.Macros;

/// <summary>A macro: steps that an agent has done for them, in order, in the conversation that they have.</summary>
public sealed record Macro
{
    public required Guid Id { get; init; }

    /// <summary>No two macros have the same, in whatever case.</summary>
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required IReadOnlyList<MacroStep> Steps { get; init; }

    /// <summary>It is for the members of these queues, and for supervisors; for everybody where there are none.</summary>
    public required IReadOnlyList<Guid> QueueIds { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>The set-up of macros. Whoever may run one finds it; for others there is none.</summary>
internal static class MacroBook
{
    public const int StepsMax = 20;

    /// <summary>So many that an agent's desk can hold them all.</summary>
    private const int MacrosMax = 200;
    private const int NameLengthMax = 100;
    private const int DescriptionLengthMax = 500;

    private const int QueuesMax = 100;

    private const string Columns = "id, name, description, steps::text as steps, queue_ids, changed_at";

    private const string Theirs =
        "(@all or queue_ids = '{}' or exists (select from members m where m.user_id = @UserId and m.queue_id = any(queue_ids)))";

    /// <summary>A macro as given. Without queueIds it stays whose it is; a new one is everybody's.</summary>
    public sealed record Given(string? Name, string? Description, IReadOnlyList<MacroStep?>? Steps, Guid[]? QueueIds = null);

    private sealed record Sound(string Name, string Description, MacroStep[] Steps, Guid[]? QueueIds);

    public static void Map(RouteGroupBuilder routes)
    {
        var macros = routes.MapGroup("/macros").WithTags("Macros");
        macros.MapGet("", async (Guid? after, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            var page = Page.From(after, limit);
            var found = await database.List<Row>($"select {Columns} from macros where (@After::uuid is null or id > @After) and {Theirs} order by id limit @Limit",
                new { page.After, page.Limit, caller.UserId, all = caller.IsAtLeast(Role.Supervisor) }, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok(found.Select(row => row.Macro));
        });
        macros.MapGet("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) => TypedResults.Ok(await database.Macro(id, caller, ct)));
        macros.MapPost("", async (Given given, Caller caller, Database database, ToolBox tools, CancellationToken ct) =>
        {
            var id = Guid.CreateVersion7();
            await Write(database, caller, id, Checked(given, caller, tools), isNew: true, ct);
            return TypedResults.Created($"/api/v1/macros/{id}", await database.Macro(id, caller, ct));
        });
        macros.MapPut("{id:guid}", async (Guid id, Given given, Caller caller, Database database, ToolBox tools, CancellationToken ct) =>
        {
            await Write(database, caller, id, Checked(given, caller, tools), isNew: false, ct);
            return TypedResults.Ok(await database.Macro(id, caller, ct));
        });
        macros.MapDelete("{id:guid}", Remove);
    }

    /// <summary>A macro that the caller may run. Another is not there.</summary>
    public static async Task<Macro> Macro(this Database database, Guid id, Caller caller, CancellationToken ct) =>
        (await database.Find<Row>($"select {Columns} from macros where id = @id and {Theirs}", new { id, caller.UserId, all = caller.IsAtLeast(Role.Supervisor) }, ct))?.Macro
            ?? throw Refusal.NotFound("macro");

    private static Sound Checked(Given given, Caller caller, ToolBox tools)
    {
        caller.MustAdminister();
        var name = Text.Named(given.Name, NameLengthMax);
        var description = given.Description?.Trim() ?? "";
        if (description.Length > DescriptionLengthMax || description.Contains('\0', StringComparison.Ordinal))
            throw Refusal.Invalid("invalid_description", $"A description has at most {DescriptionLengthMax} characters.");
        var steps = given.Steps ?? [];
        if (steps.Count is 0 or > StepsMax) throw Refusal.Invalid("invalid_steps", $"A macro has 1 to {StepsMax} steps.");
        var sound = steps.Select((step, at) => (step ?? new MacroStep()).Checked(at + 1, at == steps.Count - 1, tools)).ToArray();
        var early = Array.FindIndex(sound, step => step.Texts().SelectMany(Placeholders.Named).Any(name => name.StartsWith(Placeholders.Result, StringComparison.Ordinal)));
        if (early >= 0 && !sound.Take(early).Any(step => step.Kind == "tool"))
            throw Refusal.Invalid("invalid_step", $"Step {early + 1}: {{{Placeholders.Result}…}} is what a tool before it has found, and none runs before it.");
        if (given.QueueIds is { Length: > QueuesMax }) throw Refusal.Invalid("invalid_queues", $"A macro is for at most {QueuesMax} queues, or for everybody.");
        return new Sound(name, description, sound, given.QueueIds?.Distinct().ToArray());
    }

    private static async Task Write(Database database, Caller caller, Guid id, Sound macro, bool isNew, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        // Held as they are: a queue is not removed while a macro becomes its members'.
        if (macro.QueueIds is { Length: > 0 } its && (await work.List<Guid>("select id from queues where id = any(@its) order by id for key share", new { its })).Count < its.Length)
            throw Refusal.Invalid("invalid_queues", "It is for a queue that does not exist.");
        var queues = macro.Steps.Select(step => step.QueueId).OfType<Guid>().ToArray();
        if (await work.Find<int>("select count(*)::int from queues where id = any(@queues)", new { queues }) < queues.Length)
            throw Refusal.Invalid("invalid_step", $"Step {macro.Steps.Length}: There is no such queue.");
        // One at a time from here: two that count could both add the last one.
        if (isNew && await work.Find<int>("lock table macros in share row exclusive mode; select count(*)::int from macros") >= MacrosMax)
            throw Refusal.Conflict("too_many_macros", $"There are {MacrosMax} macros, and no agent finds more. Remove one first.");
        try
        {
            var written = await work.Run(isNew
                ? "insert into macros (id, name, description, steps, queue_ids, changed_at) values (@id, @Name, @Description, @steps::jsonb, coalesce(@QueueIds::uuid[], '{}'), @Now)"
                : """
                    update macros set name = @Name, description = @Description, steps = @steps::jsonb, queue_ids = coalesce(@QueueIds::uuid[], queue_ids), changed_at = @Now where id = @id
                    """,
                new { id, macro.Name, macro.Description, macro.QueueIds, steps = JsonSerializer.Serialize(macro.Steps, MacroStep.Json), work.Now });
            if (written == 0) throw Refusal.NotFound("macro");
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw Refusal.Conflict("name_taken", $"There is a macro named {macro.Name} already.");
        }
        await work.WriteAudit(caller.UserId, isNew ? "macro made" : "macro changed", id.ToString(), new { macro.Name, steps = macro.Steps.Select(step => step.Kind), macro.QueueIds });
        await work.Commit();
    }

    private static async Task<IResult> Remove(Guid id, Caller caller, Database database, CancellationToken ct)
    {
        caller.MustAdminister();
        await using var work = await database.Begin(ct);
        var name = await work.Find<string>("delete from macros where id = @id returning name", new { id }) ?? throw Refusal.NotFound("macro");
        await work.WriteAudit(caller.UserId, "macro removed", id.ToString(), new { name });
        await work.Commit();
        return TypedResults.NoContent();
    }

    private sealed record Row
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string Description { get; init; }
        public required string Steps { get; init; }
        public required Guid[] QueueIds { get; init; }
        public required DateTimeOffset ChangedAt { get; init; }

        public Macro Macro => new()
        {
            Id = Id, Name = Name, Description = Description, ChangedAt = ChangedAt, QueueIds = QueueIds, Steps = JsonSerializer.Deserialize<MacroStep[]>(Steps, MacroStep.Json)!,
        };
    }
}
