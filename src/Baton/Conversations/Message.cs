using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>Who speaks, in the words of the wire: visitor, bot, agent or system.</summary>
public sealed record Speaker(string Kind, Guid? Id, string Name)
{
    public static Speaker Visitor(string? name) => new("visitor", null, string.IsNullOrWhiteSpace(name) ? "Visitor" : name);
    public static Speaker Bot(Guid id, string name) => new("bot", id, name);
    public static Speaker Agent(Guid id, string name) => new("agent", id, name);

    /// <summary>Baton itself: that somebody joined, that nobody is there.</summary>
    public static Speaker System { get; } = new("system", null, "Baton");
}

/// <summary>One numbered entry of a conversation, as it is stored and as it goes over the wire.</summary>
public sealed record Message
{
    public required int N { get; init; }

    /// <summary>message, note (visitors and bots never see it) or event.</summary>
    public required string Kind { get; init; }
    public required Speaker From { get; init; }
    public required string Text { get; init; }
    public string? ClientId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>What a message has beyond its text: suggested replies, attachments, a value, an event's name.</summary>
    public Extra? Extra { get; init; }

    /// <summary>What its author said in words, without those that stand for what else it holds.</summary>
    [JsonIgnore]
    public string OwnText => Extra?.WordsFrom is [var from, ..] && from <= Text.Length ? Text[..from].TrimEnd() : Text;

    [JsonIgnore]
    public bool IsForVisitor => Kind != "note" && Extra?.Internal != true;
}

/// <summary>A reply or link that is offered as a button. It does what the Bot Framework's card action of its type does; without a type it says its text.</summary>
public sealed record Suggestion(string Title, string Text)
{
    public string? Type { get; init; }

    /// <summary>What the visitor is shown to have said, where that is not what is sent.</summary>
    public string? DisplayText { get; init; }
    public JsonNode? Value { get; init; }
}

/// <summary>What a message has beyond its text.</summary>
public sealed record Extra
{
    public IReadOnlyList<Suggestion>? Suggested { get; init; }
    public JsonArray? Attachments { get; init; }

    /// <summary>list or carousel.</summary>
    public string? AttachmentLayout { get; init; }

    /// <summary>
    /// Where in the text the words begin that stand for each attachment, and after them those for buttons or a submitted value: for who can't be shown the thing itself.
    /// </summary>
    public IReadOnlyList<int>? WordsFrom { get; init; }

    /// <summary>What came with it that visitors are not shown, as lines for the desks.</summary>
    public string? Aside { get; init; }
    public JsonNode? Value { get; init; }

    /// <summary>The channel's own data, given back to it unchanged.</summary>
    public JsonNode? ChannelData { get; init; }
    public string? Speak { get; init; }

    /// <summary>The visitor's id as their channel said it, where a conversation does not have one for all of its messages.</summary>
    public string? SenderId { get; init; }
    public Happening? Event { get; init; }

    /// <summary>An event that only people inside see.</summary>
    public bool? Internal { get; init; }

    /// <summary>The number of the message that these words take the place of.</summary>
    public int? Revises { get; init; }

    /// <summary>The number of the message that its bot has taken back.</summary>
    public int? Withdraws { get; init; }

    /// <summary>When the message was said that this revises or withdraws, as its visitor was told.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>The words were shown while the bot was finding them, as partials of this stream.</summary>
    public string? StreamId { get; init; }

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}

/// <summary>What an event message tells: its name, and who or where.</summary>
public sealed record Happening(string Name, string? Who = null, string? Queue = null, string? Reason = null);

/// <summary>Something to be said: a message before it has a number. The noun decides whether it may be.</summary>
public sealed record Utterance
{
    public string Kind { get; init; } = "message";
    public required Speaker From { get; init; }
    public required string Text { get; init; }
    public string? ClientId { get; init; }
    public Extra? Extra { get; init; }

    /// <summary>For a bot: the epoch in which it was asked. Its words are refused when the conversation has moved on.</summary>
    public int? Epoch { get; init; }

    public static Utterance Event(string text, Happening what, bool @internal = false) =>
        new() { Kind = "event", From = Speaker.System, Text = text, Extra = new Extra { Event = what, Internal = @internal ? true : null } };

    /// <summary>
    /// Refuses a client id that the store can't be asked for, which it is before the noun decides. Npgsql must never be given U+0000: a statement whose
    /// parameters are refused while it is being prepared is remembered as one without rows.
    /// </summary>
    public void MustBeFindable()
    {
        if (ClientId?.Contains('\0', StringComparison.Ordinal) == true) throw Refusal.Invalid("invalid_text", "A client id can't hold the character U+0000.");
    }

    /// <summary>Decides whether this may be said in that conversation now, and as which message. Refuses otherwise.</summary>
    public Message In(Standing conversation, DateTimeOffset now)
    {
        MustBeSound();
        switch (From.Kind, Kind)
        {
            case ("visitor", _):
                conversation.MustGoOn();
                break;
            case ("bot", _):
                if (conversation.State != State.WithBot || conversation.HandlerId != From.Id || conversation.Epoch != Epoch)
                    throw Refusal.Conflict("stale_epoch", "This bot does not have the conversation any more; what it says now is not passed on.");
                break;
            case ("agent", "note") or ("system", _):
                conversation.MustBeOpen();
                break;
            default:
                conversation.MustBeWith(From.Id ?? Guid.Empty);
                break;
        }
        return new Message { N = conversation.LastN + 1, Kind = Kind, From = From, Text = Text, ClientId = ClientId, At = now, Extra = Extra };
    }

    private void MustBeSound()
    {
        if (string.IsNullOrWhiteSpace(Text) && Extra is null)
            throw Refusal.Invalid("empty_message", "A message needs some text.");
        if (Text.Contains('\0', StringComparison.Ordinal)) throw Refusal.Invalid("invalid_text", "A message can't hold the character U+0000.");
        if (ClientId is { Length: 0 or > Limits.ClientIdLengthMax })
            throw Refusal.Invalid("invalid_client_id", $"clientId takes 1 to {Limits.ClientIdLengthMax} characters.");
        var bytes = Encoding.UTF8.GetByteCount(Text) + (Extra is null ? 0 : JsonSerializer.SerializeToUtf8Bytes(Extra, Extra.Json).Length);
        if (bytes > Limits.MessageBytesMax)
            throw Refusal.TooLong($"A message has at most {Limits.MessageBytesMax / 1024} KB; this one has {(bytes + 1023) / 1024}. Send it in parts.");
    }
}
