using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>What reaches the bot and makes it run a turn.</summary>
public abstract record Incoming;

/// <summary>A conversation begins: the bot greets.</summary>
public sealed record ConversationStarted : Incoming;

/// <summary>The visitor wrote, or sent a card (then ValueJson holds its fields).</summary>
public sealed record VisitorMessage(string Text, string? ValueJson = null) : Incoming;

/// <summary>A tool that the bot asked for has ended: its result as JSON. An object with a member <c>error</c> tells of a failure.</summary>
public sealed record ToolDone(string ResultJson) : Incoming
{
    public static ToolDone Failed(string code, string message) =>
        new(FxJson.Write(new FxRecord(("error", new FxRecord(("code", FxValue.Of(code)), ("message", FxValue.Of(message)))))));
}

/// <summary>An HTTP request that the bot asked for has ended. Status 0: it could not be made.</summary>
public sealed record HttpDone(int Status, string Body, IReadOnlyDictionary<string, string> Headers) : Incoming;

/// <summary>A model that the bot asked has answered; null when none is configured or it has nothing to say.</summary>
public sealed record AnswerDone(string? Text) : Incoming;

/// <summary>Something else than words reached the bot, such as an event from the page around the chat.</summary>
public sealed record EventReceived(string Name, string? ValueJson = null) : Incoming;

/// <summary>Somebody, such as an author trying a topic, wants this topic to run from its beginning.</summary>
public sealed record TopicAsked(string Name) : Incoming;

/// <summary>The visitor has been silent for so many seconds. Topics that were due by Before have had their turn.</summary>
public sealed record VisitorSilent(int Seconds, int Before = 0) : Incoming;

/// <summary>What the host knows at the moment of a turn. The engine has no clock, no zone and no chance of its own.</summary>
public sealed record TurnContext
{
    public required DateTimeOffset Now { get; init; }
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;
    public int Seed { get; init; }
    public string ConversationId { get; init; } = "";
    public string Channel { get; init; } = "directline";
    public string BotName { get; init; } = "Bot";
    public string Language { get; init; } = "en-US";
    public string? UserId { get; init; }
    public string? UserName { get; init; }
    public string? UserEmail { get; init; }
    public bool InTestMode { get; init; }

    /// <summary>The conversation's context variables; they are the bot's Global variables of the same names.</summary>
    public IReadOnlyDictionary<string, FxValue> Globals { get; init; } = new Dictionary<string, FxValue>();

    /// <summary>Values of Env: settings of the environment.</summary>
    public IReadOnlyDictionary<string, FxValue> Environment { get; init; } = new Dictionary<string, FxValue>();

    /// <summary>True to be told which nodes ran.</summary>
    public bool Trace { get; init; }
}
