using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>What a bot remembers of one conversation between turns. Never changes: each turn gives a new one.</summary>
public sealed class BotState
{
    /// <summary>A conversation that the bot has not seen yet.</summary>
    public static readonly BotState New = new();

    internal List<Dialog> Stack { get; init; } = [];
    internal Dictionary<string, FxValue> Globals { get; init; } = [];
    internal Dictionary<string, FxValue> User { get; init; } = [];

    /// <summary>System values that outlive a turn, such as Recognizer.SelectedIntent.</summary>
    internal Dictionary<string, FxValue> System { get; init; } = [];

    /// <summary>Topics still to run when the stack is empty, first first.</summary>
    internal List<string> Queue { get; init; } = [];
    internal List<string> Topics { get; init; } = [];
    internal List<string> Phrases { get; init; } = [];
    internal HashSet<string> RanOnce { get; init; } = [];
    internal int FallbackCount { get; set; }
    internal bool HandlingError { get; set; }
    internal string Trigger { get; set; } = "";

    /// <summary>True while a dialog is under way.</summary>
    public bool IsBusy => Stack.Count > 0;

    /// <summary>The topic that began last, or null before the first.</summary>
    public string? LastTopic => Topics.Count > 0 ? Topics[^1] : null;

    /// <summary>What it remembers, for authors: variables of the dialog on top, of the conversation, of the user, of the system.</summary>
    public IReadOnlyList<VariableShown> Variables() => VariableList.Of(this);

    /// <summary>The state as bytes, compact enough to keep a hundred thousand.</summary>
    public byte[] Save() => BotStateJson.Write(this);

    /// <summary>Reads what Save wrote; an unknown version or a damaged text gives a new conversation.</summary>
    public static BotState Load(ReadOnlyMemory<byte> bytes) => BotStateJson.Read(bytes) ?? New;

    internal BotState Copy() => new()
    {
        Stack = [.. Stack.Select(d => d.Copy())],
        Globals = new(Globals),
        User = new(User),
        System = new(System),
        Queue = [.. Queue],
        Topics = [.. Topics],
        Phrases = [.. Phrases],
        RanOnce = [.. RanOnce],
        FallbackCount = FallbackCount,
        HandlingError = HandlingError,
        Trigger = Trigger,
    };
}

/// <summary>One topic under way: where it stands and what it knows.</summary>
internal sealed class Dialog
{
    public required string Topic { get; init; }
    public int At { get; set; }

    /// <summary>The node to go on with, so that the place is found again when the topic was edited meanwhile.</summary>
    public string Node { get; set; } = "";

    /// <summary>The step of the caller that began this dialog; -1 when nobody waits for what it gives.</summary>
    public int CallerStep { get; init; } = -1;
    public Dictionary<string, FxValue> Variables { get; init; } = [];

    /// <summary>How often the pending question was repeated; null when none is pending.</summary>
    public int? Asked { get; set; }

    /// <summary>Waiting for a tool, a request or a model.</summary>
    public bool Outside { get; set; }

    /// <summary>Questions that this dialog has asked before.</summary>
    public HashSet<int> Executed { get; init; } = [];

    /// <summary>Loops under way by step: the rows, and how many are done.</summary>
    public Dictionary<int, (FxTable Rows, int Next)> Loops { get; init; } = [];

    public Dialog Copy() => new()
    {
        Topic = Topic, At = At, Node = Node, CallerStep = CallerStep, Variables = new(Variables), Asked = Asked, Outside = Outside,
        Executed = [.. Executed], Loops = new(Loops),
    };
}
