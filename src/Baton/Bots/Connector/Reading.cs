using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Bots.Content;
using Baton.Conversations;

namespace Baton.Bots.Connector;

/// <summary>
/// What an activity of a bot means here: words for the visitor, words for the desks only, a command, or a sign that it types. What no channel can show is said in
/// words; nothing is dropped without a trace.
/// </summary>
internal sealed record Reading
{
    private const int NameLengthMax = 200;

    private static readonly Reading Nothing = new();

    public Utterance? Says { get; init; }
    public Command? Command { get; init; }
    public bool Types { get; init; }

    /// <summary>It is still finding its words: these are they so far.</summary>
    public (StreamInfo Stream, string Text)? Partial { get; init; }

    public static Reading Of(Activity activity, Turn turn, string? requestId)
    {
        var command = Command.Of(activity);
        // Words that are marked for the visitor are theirs, also where they come with a command; the others are the agent's.
        if (command is not null) return new Reading { Command = command, Says = IsBridged(activity) ? Message(activity, turn, requestId) : null };
        return activity.Type switch
        {
            ActivityTypes.Message or ActivityTypes.MessageUpdate => new Reading { Says = Message(activity, turn, requestId) },
            ActivityTypes.Typing => Finding(activity),
            ActivityTypes.Trace => Nothing,   // the protocol: never for visitors
            null or "" => throw new Plumbing.Refusal(400, "MissingProperty", "The activity needs a type."),
            _ => new Reading { Says = Noted(activity, turn, requestId) },
        };
    }

    private static Reading Finding(Activity activity) => StreamInfo.Of(activity) switch
    {
        null => new Reading { Types = true },
        { Type: "final" } => Nothing,   // it came to nothing
        var stream => new Reading { Partial = (stream, activity.Text ?? "") },
    };

    private static Utterance Message(Activity activity, Turn turn, string? requestId)
    {
        var attachments = new JsonArray([.. (activity.Attachments ?? []).Where(attachment => attachment is not null).Select(Kept)]);
        var composed = Composed.Of(activity.Text, attachments, activity.SuggestedActions?.Actions ?? [], new Extra
        {
            AttachmentLayout = attachments.Count > 1 ? activity.AttachmentLayout : null, Speak = activity.Speak, Value = activity.Value?.DeepClone(),
            StreamId = StreamInfo.Of(activity)?.Id, Aside = Asides.Of(Command.Opened(activity.ChannelData) as JsonObject),
        });
        return Spoken(turn, requestId) with { Kind = IsForVisitor(activity) ? "message" : "note", Text = composed.Text, Extra = composed.Extra };
    }

    /// <summary>What means nothing to a visitor is a note at the desks.</summary>
    private static Utterance Noted(Activity activity, Turn turn, string? requestId)
    {
        var what = activity.Name is { Length: > 0 } name ? $"{activity.Type} {name}" : activity.Type!;
        return Spoken(turn, requestId) with
        {
            Kind = "note", Text = $"{turn.BotName} sent '{(what.Length > NameLengthMax ? what[..NameLengthMax] : what)}', which is not shown to the visitor.",
            Extra = activity.Value is null ? null : new Extra { Value = activity.Value.DeepClone() },
        };
    }

    private static Utterance Spoken(Turn turn, string? requestId) => new()
    {
        From = Speaker.Bot(turn.HandlerId!.Value, turn.BotName), Text = "", Epoch = turn.Epoch,
        ClientId = ClientIdOf(requestId),
    };

    /// <summary>Under which a request of a bot is known when it comes again.</summary>
    public static string? ClientIdOf(string? requestId) => requestId is { Length: > 0 and <= Limits.ClientIdLengthMax - 4 } id ? $"bot:{id}" : null;

    /// <summary>Omnichannel's bots mark what visitors are to see. Other bots mark nothing, and mean it for the visitor.</summary>
    private static bool IsForVisitor(Activity activity) => Mode(activity) != "unbridged";

    private static bool IsBridged(Activity activity) => activity.Type == ActivityTypes.Message && Mode(activity) == "bridged" && !string.IsNullOrWhiteSpace(activity.Text);

    private static string? Mode(Activity activity)
    {
        var data = Command.Opened(activity.ChannelData) as JsonObject;
        var mode = data?["deliveryMode"] ?? (Command.Opened(data?["tags"]) as JsonObject)?["deliveryMode"];
        return mode is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
    }

    /// <summary>As it was sent, in the members that the protocol names.</summary>
    private static JsonNode Kept(Attachment attachment)
    {
        var json = new JsonObject();
        if (attachment.ContentType is { } type) json["contentType"] = type;
        if (attachment.ContentUrl is { } url) json["contentUrl"] = url;
        if (attachment.Name is { } name) json["name"] = name;
        if (attachment.Content is { } content) json["content"] = content.DeepClone();
        return json;
    }
}
