using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Crm;
using Baton.People;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Desk.Macros;

/// <summary>What a macro would do in a conversation, with the values put in. Nothing is done.</summary>
public sealed record MacroPreview
{
    public required Guid MacroId { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required IReadOnlyList<MacroPreviewStep> Steps { get; init; }

    /// <summary>Names that have no value in this conversation: they are to be given with the run.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Why it can't be run as it is, if it can't.</summary>
    public string? Problem { get; init; }
}

/// <summary>A step as it would be done.</summary>
public sealed record MacroPreviewStep
{
    public required string Kind { get; init; }

    /// <summary>What is done, in a few words: "Run Create case".</summary>
    public required string Title { get; init; }

    /// <summary>The words that are said, noted or put into the reply box; the reason of a transfer.</summary>
    public string? Text { get; init; }

    /// <summary>A tool's input, or a context variable, by name.</summary>
    public IReadOnlyList<Change> Details { get; init; } = [];

    /// <summary>The agent is shown what the tool would change before it does.</summary>
    public bool AsksFirst { get; init; }

    /// <summary>Why this step would fail.</summary>
    public string? Problem { get; init; }
}

/// <summary>The preview of a macro.</summary>
internal sealed class MacroPreviewing(Database database, ToolBox tools, CrmLine crm)
{
    /// <summary>What is given to a preview and to a run.</summary>
    public sealed record Given(JsonObject? Parameters);

    public static void Map(RouteGroupBuilder routes) =>
        routes.MapPost("/conversations/{id:guid}/macros/{macroId:guid}/preview", async (
            Guid id, Guid macroId, Given given, Caller caller, Database database, MacroPreviewing previewing, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            return TypedResults.Ok(await previewing.Of(await database.Macro(macroId, caller, ct), await database.Conversation(id, ct), caller, MacroValues.Parameters(given.Parameters), ct));
        }).WithTags("Macros");

    private async Task<MacroPreview> Of(Macro macro, Conversation conversation, Caller caller, Dictionary<string, JsonNode> parameters, CancellationToken ct)
    {
        var values = await MacroValues.Of(database, conversation, caller, parameters, ct);
        var queues = (await database.List<QueueName>("select id, name from queues where id = any(@ids)", new { ids = macro.Steps.Select(step => step.QueueId).OfType<Guid>().ToArray() }, ct))
            .ToDictionary(queue => queue.Id, queue => queue.Name);
        var isConnected = await crm.Find(ct) is not null;
        var missing = MacroValues.Missing(macro.Steps, values);   // before the steps below set some
        var steps = new List<MacroPreviewStep>();
        foreach (var step in macro.Steps)
        {
            var filled = step.Filled(values.GetValueOrDefault);
            steps.Add(Shown(filled, queues, isConnected));
            if (filled is { Kind: "set", Name: { } name, Value: { } value }) values[name] = value;
        }
        return new MacroPreview
        {
            MacroId = macro.Id, Name = macro.Name, Description = macro.Description, Steps = steps, Missing = missing,
            Problem = conversation.State == State.WithAgent && conversation.HandlerId == caller.UserId ? null : "Only whoever has the conversation runs macros in it.",
        };
    }

    private MacroPreviewStep Shown(MacroStep step, Dictionary<Guid, string> queues, bool isConnected) => step.Kind switch
    {
        "tool" => tools.Find(step.Tool!) is { } tool
            ? new() { Kind = "tool", Title = Title(step, tools, queues), Details = Preview.Of("", step.Input!).Changes, AsksFirst = tool.NeedsYes }
            : new() { Kind = "tool", Title = Title(step, tools, queues), Problem = "There is no such tool any more." },
        "set" => new() { Kind = "set", Title = Title(step, tools, queues), Details = [new Change(step.Name!, null, step.Value)] },
        "open" => new()
        {
            Kind = "open", Title = Title(step, tools, queues), Details = [new Change("Record", null, step.Record)],
            Problem = isConnected ? null : "No Dynamics organisation is connected.",
        },
        "transfer" => new()
        {
            Kind = "transfer", Title = Title(step, tools, queues), Text = step.Reason, Problem = queues.ContainsKey(step.QueueId!.Value) ? null : "There is no such queue any more.",
        },
        _ => new() { Kind = step.Kind!, Title = Title(step, tools, queues), Text = step.Text },
    };

    /// <summary>A step in a few words.</summary>
    public static string Title(MacroStep step, ToolBox tools, IReadOnlyDictionary<Guid, string>? queues = null) => step.Kind switch
    {
        "say" => "Say to the visitor",
        "note" => "Leave a note",
        "tool" => tools.Find(step.Tool!)?.Title ?? step.Tool!,
        "set" => $"Set {step.Name}",
        "open" => $"Open the {(step.Table == "incident" ? "case" : step.Table!.Replace('_', ' '))}",
        "reply" => "Put into the reply box",
        "transfer" => queues?.GetValueOrDefault(step.QueueId!.Value) is { } queue ? $"Transfer to {queue}" : "Transfer",
        _ => "End the conversation",
    };

    private sealed record QueueName
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
    }
}
