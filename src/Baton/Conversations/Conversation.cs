using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>Where a conversation stands; the names are on the wire and in the database.</summary>
public enum State { Waiting, WithBot, Offered, WithAgent, WrapUp, Parked, Closed }

/// <summary>
/// One visitor's matter, from the first word to closed. Holds no connection and awaits nothing: its methods decide, or refuse; the slices beside
/// it read and write. The handler is the one user who has it now; the epoch counts the changes of handler.
/// </summary>
public sealed record Conversation
{
    public required Guid Id { get; init; }
    public required Guid ChannelId { get; init; }

    /// <summary>The channel's kind, as people name it: "web chat", "Direct Line".</summary>
    public required string Channel { get; init; }
    public required Guid WorkstreamId { get; init; }
    public required State State { get; init; }
    public Guid? QueueId { get; init; }
    public Guid? HandlerId { get; init; }

    /// <summary>"bot" or "agent".</summary>
    public string? HandlerKind { get; init; }
    public Guid? OfferedTo { get; init; }

    /// <summary>Somebody transferred it to this person; they are asked first.</summary>
    public Guid? WantedUser { get; init; }
    public int Epoch { get; init; }
    public int LastN { get; init; }
    public int Version { get; init; }

    /// <summary>The bots that have had this conversation and given it up. It never goes back to one of them.</summary>
    public Guid[] GivenUpBy { get; init; } = [];

    /// <summary>Who declined it or let it lapse, once for each time.</summary>
    public Guid[] DeclinedBy { get; init; } = [];

    /// <summary>Bots suggest to its agent what to answer; written when an agent takes it, and read here only.</summary>
    public bool Assisted { get; init; }
    public required string VisitorId { get; init; }
    public string? VisitorName { get; init; }
    public string? VisitorEmail { get; init; }

    /// <summary>The address that is known to be the visitor's, and how: signed_in (their site vouches for them) or code (they got what was sent there).</summary>
    public string? VerifiedEmail { get; init; }
    public string? VerifiedBy { get; init; }

    /// <summary>The one contact with that address, and its account, once Dynamics has been asked.</summary>
    public Guid? VerifiedContactId { get; init; }
    public Guid? VerifiedAccountId { get; init; }
    public string? Locale { get; init; }
    public string? ContactId { get; init; }
    public string? ContactName { get; init; }
    public string? ContactCompany { get; init; }
    public bool ContactVip { get; init; }
    public string? Summary { get; init; }
    public string? SummaryBy { get; init; }
    public string? EscalationReason { get; init; }
    public string? CloseReason { get; init; }
    public int? Rating { get; init; }
    public string? RatingComment { get; init; }

    /// <summary>Whether the visitor says that their question was answered; null while they have not said.</summary>
    public bool? Resolved { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? WaitingSince { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The agent whose capacity this conversation takes, or nobody. Bots' capacity is never counted down.</summary>
    public Guid? SeatOf => State switch
    {
        State.Offered => OfferedTo,
        State.WithAgent or State.WrapUp => HandlerKind == "agent" ? HandlerId : null,
        State.Waiting or State.WithBot or State.Parked or State.Closed => null,
    };

    /// <summary>As much of it as decides who may speak.</summary>
    public Standing Standing => new(Id, State, HandlerId, HandlerKind, Epoch, LastN, Assisted);

    public void MustBeOpen() => Standing.MustBeOpen();

    public void MustGoOn() => Standing.MustGoOn();

    public void MustBeWith(Guid userId) => Standing.MustBeWith(userId);

    /// <summary>Rules have chosen a queue; it waits there.</summary>
    public Conversation WaitIn(Guid queueId, DateTimeOffset now)
    {
        MustBeWaiting();
        return this with { QueueId = queueId, WaitingSince = WaitingSince ?? now };
    }

    /// <summary>A bot takes it at once; nobody asks a bot.</summary>
    public Conversation GiveToBot(Guid botId)
    {
        MustBeWaiting();
        if (GivenUpBy.Contains(botId)) throw Refusal.Conflict("bot_gave_up", "This bot has had the conversation and given it up.");
        return this with { State = State.WithBot, HandlerId = botId, HandlerKind = "bot", Epoch = Epoch + 1, WaitingSince = null };
    }

    /// <summary>"This one is for you": a person is asked.</summary>
    public Conversation OfferTo(Guid userId)
    {
        MustBeWaiting();
        return this with { State = State.Offered, OfferedTo = userId, WantedUser = null };
    }

    /// <summary>The person who was asked takes it.</summary>
    public Conversation AcceptBy(Guid userId)
    {
        MustBeOpen();
        if (State != State.Offered || OfferedTo != userId)
            throw Refusal.Conflict("offer_gone", "This offer is no longer open.");
        return this with { State = State.WithAgent, OfferedTo = null, HandlerId = userId, HandlerKind = "agent", Epoch = Epoch + 1, WaitingSince = null };
    }

    /// <summary>The person who was asked says no, or does not answer in time: it waits again, where it waited before.</summary>
    public Conversation DeclineBy(Guid userId)
    {
        MustBeOpen();
        if (State != State.Offered || OfferedTo != userId)
            throw Refusal.Conflict("offer_gone", "This offer is no longer open.");
        return this with { State = State.Waiting, OfferedTo = null, DeclinedBy = [.. DeclinedBy, userId] };
    }

    /// <summary>A bot gives the visitor up. Only the bot that has the conversation may do it, and only in its epoch.</summary>
    public Conversation Escalate(Guid botId, int epoch, string? summary, string summaryBy, string reason, DateTimeOffset now)
    {
        MustGoOn();
        if (State != State.WithBot || HandlerId != botId || Epoch != epoch)
            throw Refusal.Conflict("stale_epoch", "Only the bot that has this conversation now can escalate it.");
        return this with
        {
            State = State.Waiting, HandlerId = null, HandlerKind = null, QueueId = null, WaitingSince = now, GivenUpBy = [.. GivenUpBy, botId],
            Summary = summary ?? Summary, SummaryBy = summary is null ? SummaryBy : summaryBy, EscalationReason = reason,
        };
    }

    /// <summary>A person gives it to a queue, or asks for somebody by name.</summary>
    public Conversation Transfer(Guid by, Guid? toQueue, Guid? toUser, DateTimeOffset now)
    {
        MustBeWith(by);
        return this with
        {
            State = State.Waiting, HandlerId = null, HandlerKind = null, QueueId = toQueue ?? QueueId, WantedUser = toUser,
            WaitingSince = now, DeclinedBy = [],
        };
    }

    /// <summary>
    /// The talk is over. With an agent, wrap-up begins, in which they still write notes; otherwise it closes at once.
    /// </summary>
    public Conversation End(string reason, DateTimeOffset now)
    {
        MustGoOn();
        return State == State.WithAgent
            ? this with { State = State.WrapUp, EndedAt = now, CloseReason = reason }
            : Over(reason, now);
    }

    /// <summary>Wrap-up is over, or the conversation is closed without one.</summary>
    public Conversation Close(string reason, DateTimeOffset now)
    {
        MustBeOpen();
        return Over(CloseReason ?? reason, now);
    }

    /// <summary>The visitor says how it was, once it is over. What they leave out stays as it was.</summary>
    public Conversation Rate(Opinion opinion)
    {
        if (!Standing.IsOver) throw Refusal.Conflict("not_ended", "A conversation is rated when it has ended.");
        return Hold(opinion);
    }

    /// <summary>The visitor says how it was, to whom they talk.</summary>
    public Conversation Hold(Opinion opinion)
    {
        if (opinion.Rating is < 1 or > 5 || opinion is { Rating: null, Resolved: null }) throw Refusal.Invalid("invalid_rating", "A rating is a number from 1 to 5.");
        if (opinion.Comment?.Length > Limits.CommentLengthMax) throw Refusal.TooLong($"A comment has at most {Limits.CommentLengthMax} characters.");
        return this with
        {
            Rating = opinion.Rating ?? Rating, Resolved = opinion.Resolved ?? Resolved,
            RatingComment = opinion.Rating is null && opinion.Comment is null ? RatingComment : string.IsNullOrWhiteSpace(opinion.Comment) ? null : opinion.Comment,
        };
    }

    private Conversation Over(string reason, DateTimeOffset now) => this with
    {
        State = State.Closed, OfferedTo = null, WantedUser = null, WaitingSince = null,
        EndedAt = EndedAt ?? now, ClosedAt = now, CloseReason = reason,
    };

    private void MustBeWaiting()
    {
        MustBeOpen();
        if (State != State.Waiting) throw Refusal.Conflict("not_waiting", "This conversation is not waiting for anybody.");
    }
}

/// <summary>How it was, in the visitor's words: from 1 to 5, whether their question was answered, and what they add.</summary>
public sealed record Opinion(int? Rating, string? Comment, bool? Resolved = null);

/// <summary>Where a conversation stands: what is needed to decide who may speak, and read for every message.</summary>
public readonly record struct Standing(Guid Id, State State, Guid? HandlerId, string? HandlerKind, int Epoch, int LastN, bool Assisted = false)
{
    public bool IsOver => State is State.WrapUp or State.Closed;

    public void MustBeOpen()
    {
        if (State == State.Closed) throw Refusal.Conflict("conversation_closed", "This conversation has been closed.");
    }

    public void MustGoOn()
    {
        if (IsOver) throw Refusal.Conflict("conversation_closed", "This conversation has ended. Start a new one to go on.");
    }

    public void MustBeWith(Guid userId)
    {
        MustGoOn();
        if (State != State.WithAgent || HandlerId != userId)
            throw Refusal.Conflict("not_your_conversation", "Somebody else has this conversation, or nobody has yet.");
    }
}

/// <summary>Limits of a conversation, after Omnichannel's own.</summary>
public static class Limits
{
    /// <summary>A whole message, text and extras, in bytes of UTF-8.</summary>
    public const int MessageBytesMax = 28 * 1024;
    public const int VariablesMax = 100;
    public const int VariableNameLengthMax = 100;
    public const int VariableValueLengthMax = 4_000;
    public const int ClientIdLengthMax = 200;
    public const int CommentLengthMax = 4_000;
    public const int ReasonLengthMax = 1_000;
}
