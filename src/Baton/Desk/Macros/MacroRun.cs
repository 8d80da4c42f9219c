using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Desk.Macros;

/// <summary>The next step of a macro's run is to be done. Each run has a lane of its own.</summary>
public sealed record MacroStepDue(Guid ConversationId, Guid RunId, int Step) : Fact(RunId);

/// <summary>A run of somebody's has moved. Their desks look again.</summary>
public sealed record MacroMoved(Guid UserId) : Fact(UserId);

/// <summary>A run of a macro as its agent, and whoever looks later, is shown it.</summary>
public sealed record MacroRunView
{
    public required Guid Id { get; init; }
    public required Guid MacroId { get; init; }
    public required string Name { get; init; }

    /// <summary>Whose run it is.</summary>
    public required string By { get; init; }

    /// <summary>running, asks (its agent has to say yes), done or failed.</summary>
    public required string State { get; init; }
    public required IReadOnlyList<MacroRunStep> Steps { get; init; }

    /// <summary>What the agent has to say yes to: the run goes on when it is repeated with this confirmation.</summary>
    public MacroAsks? Asks { get; init; }

    /// <summary>Why it failed, and what was done by then.</summary>
    public string? Problem { get; init; }
    public required DateTimeOffset BeganAt { get; init; }
}

/// <summary>A step of a run.</summary>
public sealed record MacroRunStep
{
    public required string Kind { get; init; }
    public required string Title { get; init; }

    /// <summary>waiting, running, asks, done or failed.</summary>
    public required string State { get; init; }

    /// <summary>For reply: the words for the reply box.</summary>
    public string? Text { get; init; }

    /// <summary>For open: the record's page in Dynamics.</summary>
    public string? Url { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }
    public DateTimeOffset? At { get; init; }
}

/// <summary>What a tool would change, and with what to say yes.</summary>
public sealed record MacroAsks(string Summary, IReadOnlyList<Change> Changes, string Confirmation);

/// <summary>What came of a step.</summary>
internal sealed record MacroResult
{
    public bool Failed { get; init; }
    public string? Text { get; init; }
    public string? Url { get; init; }
    public string? Problem { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>A run as it is kept.</summary>
internal sealed record MacroRunRow
{
    public const string Columns = """
        conversation_id, id, user_id, user_name, client_id, macro_id, macro_name, steps::text as steps_json, "values"::text as values_json, results::text as results_json,
        state, asks::text as asks_json, confirmation, began_at, moved_at
        """;

    public required Guid ConversationId { get; init; }
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required string UserName { get; init; }
    public required string ClientId { get; init; }
    public required Guid MacroId { get; init; }
    public required string MacroName { get; init; }
    public required string StepsJson { get; init; }
    public required string ValuesJson { get; init; }
    public required string ResultsJson { get; init; }
    public required string State { get; init; }
    public string? AsksJson { get; init; }
    public string? Confirmation { get; init; }
    public required DateTimeOffset BeganAt { get; init; }
    public required DateTimeOffset MovedAt { get; init; }

    public MacroStep[] Steps => field ??= JsonSerializer.Deserialize<MacroStep[]>(StepsJson, MacroStep.Json)!;
    public MacroResult[] Results => field ??= JsonSerializer.Deserialize<MacroResult[]>(ResultsJson, MacroStep.Json)!;
    public JsonObject Values => (JsonObject)JsonNode.Parse(ValuesJson)!;

    /// <summary>The step that is next, with its values put in.</summary>
    public MacroStep Next => Steps[Results.Length].Filled(name => Values[name]);

    public MacroRunView View(ToolBox tools) => new()
    {
        Id = Id, MacroId = MacroId, Name = MacroName, By = UserName, State = State, BeganAt = BeganAt,
        Steps = [.. Steps.Select((step, at) => Shown(step, at, tools))],
        Asks = AsksJson is null ? null : JsonSerializer.Deserialize<MacroAsks>(AsksJson, MacroStep.Json),
        Problem = State == "failed" ? Told(tools) : null,
    };

    private MacroRunStep Shown(MacroStep step, int at, ToolBox tools)
    {
        var result = Results.ElementAtOrDefault(at);
        return new MacroRunStep
        {
            Kind = step.Kind!, Title = MacroPreviewing.Title(step, tools), Text = result?.Text, Url = result?.Url, Problem = result?.Problem, At = result?.At,
            State = result is null ? at == Results.Length && State is "running" or "asks" ? State : "waiting" : result.Failed ? "failed" : "done",
        };
    }

    private string Told(ToolBox tools)
    {
        var at = Results.Length - 1;
        var done = at == 0 ? "Nothing was done before it." : $"Done before it: {string.Join(", ", Steps.Take(at).Select(step => MacroPreviewing.Title(step, tools)))}.";
        var left = Steps.Length - at - 1;
        return $"Step {at + 1} of {Steps.Length}, {MacroPreviewing.Title(Steps[at], tools)}, failed: {Results[at].Problem} {done}"
            + (left == 0 ? "" : left == 1 ? " The step after it was not done." : $" The {left} steps after it were not done.");
    }
}
