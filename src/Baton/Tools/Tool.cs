using System.Text.Json.Nodes;

namespace Baton.Tools;

/// <summary>Something that a bot or an agent may do elsewhere: what it is for, what it takes, what it may change, and how it is done.</summary>
public sealed record Tool
{
    public static readonly TimeSpan TimeLimitUsual = TimeSpan.FromSeconds(20);

    /// <summary>What programs and models call it: <c>get_contact_by_email</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it: "Get contact by e-mail".</summary>
    public required string Title { get; init; }

    /// <summary>The group it is shown in: Contact, Case, ...</summary>
    public required string Group { get; init; }

    /// <summary>What it does, when to use it and when not: models choose by these words.</summary>
    public required string Description { get; init => field = value.ReplaceLineEndings(" "); }

    public required Schema Input { get; init; }

    /// <summary>It changes nothing.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>It may overwrite or close what is there, rather than only add.</summary>
    public bool IsDestructive { get; init; }

    /// <summary>Doing it twice with the same input comes to the same as once.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>It is done only when somebody has seen what it would change and said yes, unless a policy says otherwise.</summary>
    public bool NeedsYes { get; init; }

    /// <summary>It is about the conversation it runs in, and nothing without one. Outside programs don't see it.</summary>
    public bool OnlyInConversation { get; init; }

    /// <summary>What it would change, read before anything is changed; null when what is given says it all.</summary>
    public Func<ToolRun, CancellationToken, Task<Preview>>? Foresee { get; init; }

    /// <summary>What the other side must allow, in its own words; shown where it is missing.</summary>
    public IReadOnlyList<string> Privileges { get; init; } = [];

    public TimeSpan TimeLimit { get; init; } = TimeLimitUsual;

    /// <summary>Does it. Throws <see cref="ToolRefused"/> for whatever the caller should be told.</summary>
    public required Func<ToolRun, CancellationToken, Task<JsonObject>> Run { get; init; }
}

/// <summary>Who runs a tool: a bot, an agent, an outside program with a key, or Baton itself.</summary>
public sealed record Runner(string Kind, Guid? Id, string Name)
{
    public static Runner Bot(Guid id, string name) => new("bot", id, name);
    public static Runner Agent(Guid id, string name) => new("agent", id, name);
    public static Runner Key(Guid id, string name) => new("key", id, name);
    public static Runner System { get; } = new("system", null, "Baton");
}

/// <summary>The circumstances of a run.</summary>
public sealed record ToolCall
{
    public const int KeyLengthMax = 200;

    public required Runner Who { get; init; }
    public Guid? ConversationId { get; init; }

    /// <summary>A person tries what this bot may do. They themselves say yes where the bot would have to ask somebody.</summary>
    public bool IsTrial { get; init; }

    /// <summary>
    /// Names this run for whoever may have to ask again (a bot's turn after a crash): a repeat with the same key answers with what the first came to.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The one-time confirmation that an earlier, identical call was answered with, now that somebody has agreed.</summary>
    public string? Confirmation { get; init; }
}

/// <summary>A run under way: its input, already checked, and the circumstances.</summary>
public sealed class ToolRun(Guid id, JsonObject input, ToolCall call)
{
    private readonly List<OutsideCall> _outside = [];

    public Guid Id => id;
    public JsonObject Input => input;
    public ToolCall Call => call;

    /// <summary>The requests that were made outside, for the activity log.</summary>
    public IReadOnlyList<OutsideCall> Outside
    {
        get { lock (_outside) return [.. _outside]; }
    }

    public void Note(OutsideCall made)
    {
        lock (_outside) _outside.Add(made);
    }

    public string? Text(string name) => input[name]?.GetValue<string>();
    public Guid? Uuid(string name) => Text(name) is { } text ? Guid.Parse(text) : null;
    public bool Flag(string name) => input[name]?.GetValue<bool>() ?? false;
    public int? Whole(string name) => input[name] is { } node ? (int)node.GetValue<decimal>() : null;
    public decimal? Number(string name) => input[name]?.GetValue<decimal>();
    public bool Has(string name) => input[name] is not null;

    public IReadOnlyList<ToolRun> Each(string name) => input[name] is JsonArray items ? [.. items.Select(item => new ToolRun(id, (JsonObject)item!, call))] : [];

    /// <summary>
    /// The id for a record that this run makes: the same whenever the run is repeated, so that it is made once.
    /// </summary>
    public Guid RecordId(string what) =>
        call.IdempotencyKey is { } key ? Deterministic.Id($"tool:{call.Who.Kind}:{call.Who.Id}:{what}:{key}") : Guid.CreateVersion7();
}

/// <summary>A request made outside during a run: enough to find it in the other side's logs.</summary>
public sealed record OutsideCall(string Method, string Address, int Status, string? RequestId, int TookMs, string? Error);

/// <summary>What a run came to: JSON, or an error.</summary>
public sealed record ToolResult(Guid RunId, JsonObject? Json, ToolError? Error)
{
    public bool IsOk => Error is null;

    /// <summary>It is the stored result of an earlier run with the same key.</summary>
    public bool IsRepeat { get; init; }
}

/// <summary>Why a run came to nothing: for programs, for people, and what to do next.</summary>
public sealed record ToolError(string Code, string Message, string? Hint)
{
    /// <summary>Records to choose from, when several matched.</summary>
    public JsonArray? Candidates { get; init; }

    /// <summary>Seconds after which another try is worth while.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>What the tool would do, when somebody has to say yes first.</summary>
    public Preview? Preview { get; init; }

    /// <summary>What to come back with, together with the same input, when the answer is yes.</summary>
    public string? Confirmation { get; init; }

    /// <summary>Who has to say yes: caller, visitor or agent.</summary>
    public string? Asks { get; init; }
}

/// <summary>A tool says no, and why.</summary>
public sealed class ToolRefused(ToolError error, Exception? cause = null) : Exception(error.Message, cause)
{
    public ToolRefused(string code, string message, string? hint = null) : this(new ToolError(code, message, hint))
    {
    }

    public ToolError Error => error;
}
