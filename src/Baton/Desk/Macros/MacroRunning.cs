using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Crm;
using Baton.People;
using Baton.Plumbing;
using Baton.Routing;
using Baton.Tools;

namespace Baton.Desk.Macros;

/// <summary>
/// Runs macros, a step a job: what a step does, what came of it and the job of the next are one commit, so a crash neither loses a step nor does it twice. A tool is run
/// before that commit, under a key that follows from run and step. The agent has to have the conversation at every step.
/// </summary>
internal sealed class MacroRunning(Database database, ToolBox tools, CrmLine crm)
{
    /// <summary>A run that has not moved for so long holds no other up: its job was put aside.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(2);

    /// <summary>A run as asked for. A repeat of the client id answers with the first run, which goes on where a confirmation that it waits for comes with it.</summary>
    public sealed record Given(JsonObject? Parameters, string? ClientId, string? Confirmation);

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/conversations/{id:guid}/macros/{macroId:guid}/run", async (
            Guid id, Guid macroId, Given given, Caller caller, Database database, MacroRunning running, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            return TypedResults.Ok(await running.Run(id, macroId, given, caller, ct));
        }).WithTags("Macros");
        var runs = routes.MapGroup("/conversations/{id:guid}/macro-runs").WithTags("Macros");
        runs.MapGet("", async (Guid id, Guid? after, int? limit, Caller caller, Database database, ToolBox tools, HttpContext http, CancellationToken ct) =>
        {
            var page = Page.From(after, limit);
            await database.MustSee(caller, id, ct);
            var found = await database.List<MacroRunRow>($"""
                select {MacroRunRow.Columns} from macro_runs where conversation_id = @id and (@After::uuid is null or id < @After) order by id desc limit @Limit
                """, new { id, page.After, page.Limit }, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok(found.Select(run => run.View(tools)));
        });
        runs.MapGet("{runId:guid}", async (Guid id, Guid runId, Caller caller, Database database, ToolBox tools, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            return TypedResults.Ok((await Find(database, id, runId, ct) ?? throw Refusal.NotFound("run")).View(tools));
        });
    }

    /// <summary>The next step of a run.</summary>
    public async Task Step(MacroStepDue fact, CancellationToken ct)
    {
        if (await Find(database, fact.ConversationId, fact.RunId, ct) is not { State: "running" } run || run.Results.Length != fact.Step) return;
        try
        {
            (await database.Conversation(run.ConversationId, ct)).MustBeWith(run.UserId);   // before a tool does what can't be undone
            var step = run.Next;
            var ran = step.Kind == "tool" ? await RunTool(run, step, ct) : null;
            if (ran?.Error is { } error) await Failed(run, error, ct);
            else await Done(run, step, ran?.Json, ct);
        }
        catch (Refusal refusal)
        {
            await Failed(run, new ToolError(refusal.Code, refusal.Message, null), ct);
        }
    }

    private async Task<MacroRunView> Run(Guid id, Guid macroId, Given given, Caller caller, CancellationToken ct)
    {
        if (given.ClientId is not { Length: > 0 and <= Limits.ClientIdLengthMax } clientId || clientId.Contains('\0', StringComparison.Ordinal))
            throw Refusal.Invalid("invalid_client_id", $"clientId takes 1 to {Limits.ClientIdLengthMax} characters.");
        var parameters = MacroValues.Parameters(given.Parameters);
        if (await Earlier(id, macroId, clientId, given.Confirmation, caller, ct) is { } earlier) return earlier.View(tools);

        var macro = await database.Macro(macroId, caller, ct);
        var seen = await database.Conversation(id, ct);
        seen.MustBeWith(caller.UserId);
        var values = await MacroValues.Of(database, seen, caller, parameters, ct);
        if (MacroValues.Missing(macro.Steps, values) is { Length: > 0 } missing)
            throw Refusal.Invalid("missing_values", $"There is no value for {string.Join(", ", missing)}: give it in parameters.");
        await Begin(id, macro, values, clientId, caller, ct);
        return (await Earlier(id, macroId, clientId, null, caller, ct))!.View(tools);
    }

    /// <summary>The run of that client id, if there is one; it goes on where it waited for this confirmation.</summary>
    private async Task<MacroRunRow?> Earlier(Guid id, Guid macroId, string clientId, string? confirmation, Caller caller, CancellationToken ct)
    {
        const string Sql = $"select {MacroRunRow.Columns} from macro_runs where conversation_id = @id and user_id = @UserId and client_id = @clientId";
        var with = new { id, caller.UserId, clientId };
        var run = await database.Find<MacroRunRow>(Sql, with, ct);
        if (run is not null && run.MacroId != macroId) throw Refusal.Conflict("client_id_reused", "This clientId belongs to a run of another macro.");
        if (run is not { State: "asks" } || confirmation is null) return run;

        await using var work = await database.Begin(ct);
        (await work.LockConversation(id)).MustBeWith(caller.UserId);
        await MustBeFree(work, id);
        var moved = await work.Run("""
            update macro_runs set state = 'running', asks = null, confirmation = @confirmation, moved_at = @Now
            where conversation_id = @id and id = @runId and state = 'asks' and asks ->> 'confirmation' = @confirmation
            """, new { id, runId = run.Id, confirmation, work.Now });
        if (moved > 0) work.Record(new MacroStepDue(id, run.Id, run.Results.Length));
        await work.Commit();
        return await database.Find<MacroRunRow>(Sql, with, ct);
    }

    private async Task Begin(Guid id, Macro macro, Dictionary<string, JsonNode> values, string clientId, Caller caller, CancellationToken ct)
    {
        var used = macro.Steps.SelectMany(step => step.Texts()).SelectMany(Placeholders.Named).Distinct().Where(values.ContainsKey).ToArray();
        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(id);
        conversation.MustBeWith(caller.UserId);
        var isThere = await work.Find<int>("select count(*)::int from macro_runs where conversation_id = @id and user_id = @UserId and client_id = @clientId", new { id, caller.UserId, clientId }) > 0;
        if (isThere) return;   // the same, a moment ago

        await MustBeFree(work, id);
        var run = Guid.CreateVersion7();
        await work.Run("""
            insert into macro_runs (conversation_id, id, user_id, user_name, client_id, macro_id, macro_name, steps, "values", state, began_at, moved_at)
            values (@id, @run, @UserId, @by, @clientId, @macroId, @macroName, @steps::jsonb, @values::jsonb, 'running', @Now, @Now)
            """,
            new
            {
                id, run, caller.UserId, by = caller.Name, clientId, macroId = macro.Id, macroName = macro.Name, steps = JsonSerializer.Serialize(macro.Steps, MacroStep.Json),
                values = new JsonObject(used.Select(name => KeyValuePair.Create(name, (JsonNode?)values[name].DeepClone()))).ToJsonString(), work.Now,
            });
        await work.Say(conversation, Utterance.Event($"{caller.Name} ran “{macro.Name}”.", new Happening("macro", caller.Name), @internal: true));
        work.Record(new MacroStepDue(id, run, 0));
        await work.Commit();
    }

    /// <summary>One run at a time in a conversation: the steps of two would stand between each other.</summary>
    private static async Task MustBeFree(Work work, Guid id)
    {
        const string Sql = "select macro_name from macro_runs where conversation_id = @id and state = 'running' and moved_at > @since limit 1";
        if (await work.Find<string>(Sql, new { id, since = work.Now - StuckAfter }) is { } name)
            throw Refusal.Conflict("macro_running", $"“{name}” is still running here. Wait until it is done.");
    }

    private Task<ToolResult> RunTool(MacroRunRow run, MacroStep step, CancellationToken ct) => tools.Run(step.Tool!, step.Input, new ToolCall
    {
        Who = Runner.Agent(run.UserId, run.UserName), ConversationId = run.ConversationId, Confirmation = run.Confirmation,
        IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"macro:{run.Id:N}:{run.Results.Length}"),
    }, ct);

    private async Task Done(MacroRunRow run, MacroStep step, JsonObject? found, CancellationToken ct)
    {
        var url = step.Kind == "open" ? await PageOf(step, ct) : null;
        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(run.ConversationId);
        if (step.Kind != "tool") conversation.MustBeWith(run.UserId);   // what a tool did is done, whoever has it by now
        await Do(work, conversation, run, step);
        var isLast = run.Results.Length + 1 == run.Steps.Length;
        await Keep(work, run, new MacroResult { At = work.Now, Url = url, Text = step.Kind == "reply" ? step.Text : null }, isLast ? "done" : "running", Values(run, step, found));
        if (!isLast) work.Record(new MacroStepDue(run.ConversationId, run.Id, run.Results.Length + 1));
        work.Record(new MacroMoved(run.UserId));
        await work.Commit();
    }

    /// <summary>What a step does here; a tool's work is done elsewhere, and the desk opens records and fills its reply box.</summary>
    private static async Task Do(Work work, Conversation conversation, MacroRunRow run, MacroStep step)
    {
        var speaker = Speaker.Agent(run.UserId, run.UserName);
        switch (step.Kind)
        {
            case "say" or "note":
                await work.Say(conversation, new Utterance { Kind = step.Kind == "say" ? "message" : "note", From = speaker, Text = step.Text! });
                break;
            case "set":
                await work.SetVariables(conversation.Id, new Dictionary<string, object?> { [step.Name!] = Typed(step.Value!) }, "agent");
                break;
            case "transfer":
                await work.Transfer(conversation, run.UserId, run.UserName, step.QueueId, null, step.Reason);
                break;
            case "end":
                await Ending.End(work, conversation, "ended_by_agent", $"{run.UserName} ended the conversation.", new Happening("ended", run.UserName));
                break;
        }
    }

    /// <summary>It goes no further: it failed, or its agent has to say yes first.</summary>
    private async Task Failed(MacroRunRow run, ToolError error, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await work.LockConversation(run.ConversationId);
        if (error is { Code: "confirmation_required", Preview: { } preview, Confirmation: { } confirmation })
            await work.Run("update macro_runs set state = 'asks', asks = @asks::jsonb, moved_at = @Now where conversation_id = @ConversationId and id = @Id", new
            {
                run.ConversationId, run.Id, asks = JsonSerializer.Serialize(new MacroAsks(preview.Summary, preview.Changes, confirmation), MacroStep.Json), work.Now,
            });
        else await Keep(work, run, new MacroResult { At = work.Now, Failed = true, Problem = error.Hint is null ? error.Message : $"{error.Message} {error.Hint}" }, "failed", run.Values);
        work.Record(new MacroMoved(run.UserId));
        await work.Commit();
    }

    private static Task Keep(Work work, MacroRunRow run, MacroResult result, string state, JsonObject values) => work.Run("""
        update macro_runs set results = results || @result::jsonb, "values" = @values::jsonb, state = @state, confirmation = null, moved_at = @Now
        where conversation_id = @ConversationId and id = @Id
        """, new { run.ConversationId, run.Id, result = JsonSerializer.Serialize(new[] { result }, MacroStep.Json), values = values.ToJsonString(), state, work.Now });

    /// <summary>What the steps after this one have to put in: the variable that was set, and as much of what the tool found as they name.</summary>
    private static JsonObject Values(MacroRunRow run, MacroStep step, JsonObject? found)
    {
        var values = run.Values;
        if (step.Kind == "set") values[step.Name!] = MacroValues.Of(Typed(step.Value!));
        if (found is null) return values;
        foreach (var name in run.Steps.Skip(run.Results.Length + 1).SelectMany(later => later.Texts()).SelectMany(Placeholders.Named).Distinct())
        {
            if (!name.StartsWith(Placeholders.Result, StringComparison.Ordinal)) continue;
            values.Remove(name);
            if (Placeholders.At(found, name) is { } value) values[name] = value.DeepClone();
        }
        return values;
    }

    /// <summary>A number or a boolean where the text is one and nothing would be lost by it: 0815 stays a text.</summary>
    private static object Typed(string text) => text switch
    {
        "true" or "false" => text == "true",
        _ => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text ? number : text,
    };

    private async Task<string> PageOf(MacroStep step, CancellationToken ct)
    {
        if (!Guid.TryParse(step.Record, out var record)) throw Refusal.Invalid("invalid_record", "A record is opened by its id, and this is none.");
        return (await crm.Get(ct)).Connection.PageOf(step.Table!, record);
    }

    private static Task<MacroRunRow?> Find(Database database, Guid id, Guid runId, CancellationToken ct) =>
        database.Find<MacroRunRow>($"select {MacroRunRow.Columns} from macro_runs where conversation_id = @id and id = @runId", new { id, runId }, ct);
}
