using System.Text.Json.Serialization;
using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>A visitor opened a conversation.</summary>
public sealed record Began(Guid ConversationId) : Fact(ConversationId);

/// <summary>Something was said; where the conversation stood when it was.</summary>
public sealed record Said(Guid ConversationId, Message Message, int Epoch, State State, Guid? HandlerId, string? HandlerKind, bool Assisted = false) : Fact(ConversationId)
{
    [JsonIgnore]
    public override int Number => Message.N;

    [JsonIgnore]
    public bool IsForBot => Message is { Kind: "message" or "event", From.Kind: "visitor" } && HandlerKind == "bot" && State == State.WithBot;

    /// <summary>Words between a visitor and an agent whom bots assist.</summary>
    [JsonIgnore]
    public bool IsForAssists => Assisted && State == State.WithAgent && Message is { Kind: "message", From.Kind: "visitor" or "agent" };
}

/// <summary>Rules chose a queue and it waits there.</summary>
public sealed record Queued(Guid ConversationId, Guid QueueId) : Fact(ConversationId);

/// <summary>Somebody has it now: a bot at once, a person by accepting. What had been said by then, up to LastN, is theirs to read.</summary>
public sealed record Assigned(Guid ConversationId, Guid HandlerId, string HandlerKind, int Epoch, int LastN) : Fact(ConversationId)
{
    [JsonIgnore]
    public bool ToBot => HandlerKind == "bot";
}

/// <summary>A bot gave it up.</summary>
public sealed record Escalated(Guid ConversationId, Guid BotId, string Reason) : Fact(ConversationId);

/// <summary>A person gave it to a queue or asked for somebody; their seat is free.</summary>
public sealed record Transferred(Guid ConversationId, Guid By) : Fact(ConversationId);

/// <summary>The talk is over; an agent may still be wrapping up.</summary>
public sealed record Ended(Guid ConversationId, string Reason) : Fact(ConversationId);

/// <summary>Over and done. FreedUser is whose seat came free by it.</summary>
public sealed record Closed(Guid ConversationId, string Reason, Guid? FreedUser) : Fact(ConversationId);

/// <summary>The wrap-up's time is over, if it is still going on.</summary>
public sealed record WrapUpLapsed(Guid ConversationId) : Fact(ConversationId);

/// <summary>The visitor said how it was.</summary>
public sealed record Rated(Guid ConversationId) : Fact(ConversationId);

/// <summary>We know now who the visitor is in the CRM.</summary>
public sealed record Identified(Guid ConversationId) : Fact(ConversationId);

/// <summary>Context variables were set.</summary>
public sealed record VariablesSet(Guid ConversationId) : Fact(ConversationId);

/// <summary>Somebody is typing. Never stored; only hinted at through the bulletin.</summary>
public sealed record Typing(Guid ConversationId, TypingBy By) : Fact(ConversationId)
{
    [JsonIgnore]
    public override int Number => (int)By;
}

/// <summary>
/// A bot's words while it is still finding them: all of them so far. Never stored; only hinted at through the bulletin. What they come to is a message of the same stream.
/// </summary>
/// <param name="IsInformative">It says what the bot is doing, and is no part of what it will say.</param>
public sealed record Streamed(Guid ConversationId, string StreamId, int Sequence, string Text, bool IsInformative = false) : Fact(ConversationId)
{
    [JsonIgnore]
    public override int Number => Sequence;

    [JsonIgnore]
    public override string Carried => $"{StreamId}\n{IsInformative}\n{Text}";

    /// <summary>What a notice tells, of this process or another; null when it does not say.</summary>
    public static Streamed? Of(Notice notice) => notice.Fact as Streamed ?? (notice.Carried?.Split('\n', 3) is [var stream, var informative, var text]
        ? new Streamed(notice.Subject, stream, notice.Number, text, informative == bool.TrueString) : null);
}

/// <summary>Who types; the number tells it to other processes.</summary>
public enum TypingBy { Visitor = 1, Bot = 2, Agent = 3 }
