using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>What came of a turn: what the bot says, what it remembers, and what it waits for.</summary>
public sealed record TurnResult
{
    public required IReadOnlyList<Say> Says { get; init; }
    public required BotState State { get; init; }
    public required Outcome Outcome { get; init; }

    /// <summary>Global variables that the turn set or cleared (blank), by name.</summary>
    public required IReadOnlyDictionary<string, FxValue> ChangedGlobals { get; init; }

    /// <summary>The visitor's rating from 1 to 5, when this turn brought it.</summary>
    public int? Rating { get; init; }

    /// <summary>How the bot's author says that the conversation went: ResolvedConfirmed, ResolvedImplied or Escalated.</summary>
    public string? ConversationOutcome { get; init; }

    /// <summary>Telemetry that topics logged, for insights.</summary>
    public IReadOnlyList<Telemetry> Telemetry { get; init; } = [];

    /// <summary>The nodes that ran, when the context asked for a trace.</summary>
    public IReadOnlyList<TraceStep> Trace { get; init; } = [];

    /// <summary>How the visitor's words were understood, when they were looked at.</summary>
    public Recognition? Recognition { get; init; }

    /// <summary>The same for authors, with the files of the topics; when the context asked for a trace.</summary>
    public IReadOnlyList<RecognisedTopic> Recognised { get; init; } = [];

    /// <summary>The dialog that ran last, also when it has ended: test chats look at its variables.</summary>
    internal Dialog? LastDialog { get; init; }
}

/// <summary>What kind of thing the bot sends.</summary>
public enum SayKind { Message, Event, Typing }

/// <summary>One thing that the bot sends to the visitor or to the page around the chat.</summary>
public sealed record Say
{
    public SayKind Kind { get; init; } = SayKind.Message;
    public string Text { get; init; } = "";
    public string? Speak { get; init; }
    public IReadOnlyList<SuggestedAction> SuggestedActions { get; init; } = [];
    public IReadOnlyList<SayAttachment> Attachments { get; init; } = [];

    /// <summary>list or carousel.</summary>
    public string? AttachmentLayout { get; init; }

    /// <summary>The name of an event.</summary>
    public string? Name { get; init; }

    /// <summary>The value of an event or message, as JSON.</summary>
    public string? ValueJson { get; init; }
    public string? ChannelDataJson { get; init; }
    public bool ExpectsAnswer { get; init; }
}

/// <summary>A button under the last message. Kind is the card action's: messageBack, openUrl, call, postBack.</summary>
public sealed record SuggestedAction(string Title, string Text, string Kind = "messageBack");

/// <summary>Something beside the words: a card as JSON, a picture, a file.</summary>
public sealed record SayAttachment(string ContentType, string? ContentJson, string? ContentUrl = null, string? Name = null);

/// <summary>A line of custom telemetry.</summary>
public sealed record Telemetry(string Name, string PropertiesJson);

/// <summary>A node that ran: the topic and its file, the node's id or <c>line:N</c>, and its line there.</summary>
public sealed record TraceStep(string Topic, string Path, string NodeId, string Kind, int Line);

/// <summary>A topic that the visitor may have meant: its file, the trigger phrase that came nearest, and why.</summary>
public sealed record RecognisedTopic(string Path, string Phrase, double Score, string Why);

/// <summary>What the bot waits for after a turn.</summary>
public abstract record Outcome
{
    /// <summary>The word for it in test chats and for programs: waiting, tool, http, answer, transfer, ended or failed.</summary>
    public string Word => this switch
    {
        Waiting => "waiting",
        NeedsTool => "tool",
        NeedsHttp => "http",
        NeedsAnswer => "answer",
        Transfer => "transfer",
        Ended => "ended",
        _ => "failed",
    };
}

/// <summary>It is the visitor's turn. Survey is true when a rating from 1 to 5 was asked for.</summary>
public sealed record Waiting(bool Survey = false) : Outcome;

/// <summary>The host must run a tool and come back with ToolDone.</summary>
public sealed record NeedsTool(string Name, string InputJson, string NodeKind) : Outcome;

/// <summary>The host must make a request and come back with HttpDone.</summary>
public sealed record NeedsHttp(string Method, string Url, IReadOnlyDictionary<string, string> Headers, string? ContentType, string? Body,
    int TimeoutMilliseconds) : Outcome;

/// <summary>The host must ask a model, or say that it has none, and come back with AnswerDone.</summary>
public sealed record NeedsAnswer(string NodeKind, string Question, string Instructions, string DetailJson) : Outcome;

/// <summary>A person is to take over. Context holds the variables to hand over.</summary>
public sealed record Transfer(string MessageToAgent, IReadOnlyDictionary<string, FxValue> Context) : Outcome
{
    public string? LastTopic { get; init; }
    public IReadOnlyList<string> Topics { get; init; } = [];
    public string? LastPhrase { get; init; }
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>Set when a telephone number was named instead of a queue.</summary>
    public string? PhoneNumber { get; init; }
}

/// <summary>The bot has ended the conversation.</summary>
public sealed record Ended : Outcome;

/// <summary>The bot failed and no topic of its own handled it: the host should bring a person.</summary>
public sealed record Failed(string Code, string Message) : Outcome;
