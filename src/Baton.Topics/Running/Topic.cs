using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>A topic made ready to run: what starts it, and its nodes as one row of steps.</summary>
internal sealed record Topic
{
    /// <summary>The short name, by which dialogs and the state know it.</summary>
    public required string Name { get; init; }
    public required string Path { get; init; }
    public string? Schema { get; init; }
    public required string DisplayName { get; init; }

    /// <summary>The kind of its trigger.</summary>
    public required string Trigger { get; init; }
    public string TriggerId { get; init; } = "main";
    public IReadOnlyList<string> Phrases { get; init; } = [];
    public bool InSelectIntent { get; init; } = true;
    public double Priority { get; init; }
    public bool RunOnce { get; init; }
    public FxFormula? Condition { get; init; }
    public bool CancelsOthers { get; init; }

    /// <summary>Of OnSelectIntent: also when only one topic fits. Of OnActivity: its type. Of OnEventActivity: the name of the
    /// event.</summary>
    public string? Filter { get; init; }
    public int SilenceSeconds { get; init; } = 1800;
    public IReadOnlyList<TopicInput> Inputs { get; init; } = [];
    public required Step[] Steps { get; init; }

    /// <summary>Where each node begins, by its id.</summary>
    public required IReadOnlyDictionary<string, int> Nodes { get; init; }
}

/// <summary>A value that a topic takes, with what it is when nobody gives it.</summary>
internal sealed record TopicInput(string Name, Value? Default);

/// <summary>One step of a topic. Steps never change and are shared by all conversations; what changes is in the dialog.</summary>
internal abstract class Step
{
    public string Node { get; set; } = "";
    public string Kind { get; set; } = "";
    public int Line { get; set; }
    public string? ConversationOutcome { get; set; }

    /// <summary>False for steps that only lead from one node to the next.</summary>
    public bool IsNode => Node.Length > 0;

    /// <summary>Does its work. The dialog already stands at the next step; a step that waits sets it back to itself.</summary>
    public abstract void Run(Turn turn, Dialog dialog);

    /// <summary>Takes what it waited for.</summary>
    public virtual void Resume(Turn turn, Dialog dialog, Incoming incoming) => Run(turn, dialog);
}

/// <summary>A value in a topic: a formula after '=', or what stands there.</summary>
internal sealed class Value(FxFormula? formula, FxValue literal)
{
    public FxValue Get(Turn turn) => formula is null ? literal : formula.Run(turn.Frame);
    public FxFormula? Formula => formula;
    public FxValue Literal => literal;

    public static Value Of(FxValue literal) => new(null, literal);
}

/// <summary>Thrown by a step that cannot go on; the turn hands it to the bot's OnError topic.</summary>
internal sealed class TopicError(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
