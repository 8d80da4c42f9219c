using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Bots.Content;
using Baton.Conversations;

namespace Baton.Channels.DirectLine;

/// <summary>How a message looks as an activity to the visitor.</summary>
internal static class Rendering
{
    /// <summary>The member of channelData by which clients recognise what they sent.</summary>
    public const string ClientIdMember = "clientActivityID";

    private const string ChannelId = "directline";
    private const string BatonMember = "baton";
    private static readonly ChannelAccount Baton = new() { Id = "baton", Name = "Baton", Role = "bot" };

    public static string IdOf(Guid conversationId, int n) => string.Create(CultureInfo.InvariantCulture, $"{conversationId:D}|{n:D7}");

    public static Activity Of(Message message, LineConversation conversation, DateTimeOffset at)
    {
        var (isVisitor, text) = (message.From.Kind == "visitor", Shows.Text(message, Surface.DirectLine));
        var activity = new Activity
        {
            Type = TypeOf(message), Id = IdOf(conversation.Id, message.Extra?.Revises ?? message.Extra?.Withdraws ?? message.N), Timestamp = message.Extra?.FirstAt ?? at, ChannelId = ChannelId,
            Conversation = new() { Id = conversation.Id.ToString("D") }, From = isVisitor ? Visitor(message, conversation) : Side(message.From),
            Text = text.Length > 0 ? text : null, TextFormat = text.Length > 0 ? isVisitor ? "plain" : "markdown" : null,
            ChannelData = ChannelData(message, isVisitor),
        };
        if (activity.Type == ActivityTypes.EndOfConversation) activity.Code = CodeOf(message.Extra!.Event!.Who);
        if (activity.Type == ActivityTypes.MessageDelete) (activity.Text, activity.TextFormat) = (null, null);
        else if (message.Extra is { } extra) AddExtra(activity, extra);
        return activity;
    }

    /// <summary>What a bot has found of its words so far; never stored. Clients know it by the stream's id, which its message will have too.</summary>
    public static Activity Partial(LineConversation conversation, ChannelAccount from, Streamed partial)
    {
        var stream = Stream(partial.IsInformative ? "informative" : "streaming", partial.StreamId, partial.Sequence);
        var data = (JsonObject)stream.DeepClone();
        data[BatonMember] = new JsonObject { ["from"] = "bot" };
        return new()
        {
            Type = ActivityTypes.Typing, Id = $"{conversation.Id:D}|partial-{Guid.CreateVersion7():N}", ChannelId = ChannelId, From = from, Text = partial.Text,
            Conversation = new() { Id = conversation.Id.ToString("D") }, ChannelData = data, Entities = new JsonArray(StreamInfo(stream)),
        };
    }

    /// <summary>Somebody on our side is typing; never stored.</summary>
    public static Activity Typing(LineConversation conversation, ChannelAccount from, string who) => new()
    {
        Type = ActivityTypes.Typing, Id = $"{conversation.Id:D}|typing-{Guid.CreateVersion7():N}", ChannelId = ChannelId, From = from,
        Conversation = new() { Id = conversation.Id.ToString("D") },
        ChannelData = new JsonObject { [BatonMember] = new JsonObject { ["from"] = who } },
    };

    /// <summary>Tells the widget something that is never stored.</summary>
    public static Activity Event(Guid conversationId, string name, JsonNode value) => new()
    {
        Type = ActivityTypes.Event, Id = $"{conversationId:D}|event-{Guid.CreateVersion7():N}", ChannelId = ChannelId, From = Baton, Name = name, Value = value,
        Conversation = new() { Id = conversationId.ToString("D") },
    };

    /// <summary>An end that nothing in the transcript tells of.</summary>
    public static Activity End(Guid conversationId, string? code) => new()
    {
        Type = ActivityTypes.EndOfConversation, Id = $"{conversationId:D}|end", ChannelId = ChannelId, From = Baton,
        Code = code ?? EndOfConversationCodes.CompletedSuccessfully, Conversation = new() { Id = conversationId.ToString("D") },
    };

    public static ChannelAccount Side(Speaker speaker) => speaker.Kind switch
    {
        "system" => Baton,
        _ => new() { Id = speaker.Id?.ToString("D") ?? speaker.Kind, Name = speaker.Name, Role = "bot" },
    };

    private static JsonObject Stream(string type, string id, int? sequence)
    {
        var stream = new JsonObject { ["streamType"] = type, ["streamId"] = id };
        if (sequence is { } number) stream["streamSequence"] = number;
        return stream;
    }

    private static JsonObject StreamInfo(JsonObject stream)
    {
        stream["type"] = "streaminfo";
        return stream;
    }

    private static string TypeOf(Message message) => message switch
    {
        { Extra.Withdraws: not null } => ActivityTypes.MessageDelete,
        { Kind: "event", From.Kind: "visitor" or "bot" } => ActivityTypes.Event,
        { Kind: "event", Extra.Event.Name: "ended" } => ActivityTypes.EndOfConversation,
        _ => ActivityTypes.Message,
    };

    private static string CodeOf(string? who) => who switch
    {
        "visitor" => EndOfConversationCodes.UserCancelled,
        _ => EndOfConversationCodes.CompletedSuccessfully,
    };

    private static ChannelAccount Visitor(Message message, LineConversation conversation) =>
        new() { Id = message.Extra?.SenderId ?? conversation.VisitorId, Name = message.From.Name, Role = "user" };

    private static JsonNode? ChannelData(Message message, bool isVisitor)
    {
        var given = message.Extra?.ChannelData;
        if (given is not (null or JsonObject)) return given.DeepClone();

        // A copy: the message is being shown to others at the same time.
        var data = given is null ? [] : (JsonObject)given.DeepClone();
        if (given is null && isVisitor && message.ClientId is { } clientId) data[ClientIdMember] = clientId;
        var baton = new JsonObject { ["n"] = message.N, ["kind"] = message.Kind, ["from"] = message.From.Kind };
        if (message.Extra?.Event is { } happening) baton["event"] = JsonSerializer.SerializeToNode(happening, Extra.Json);
        if (message.Extra?.Revises is { } revises) baton["revises"] = revises;
        if (message.Extra?.Withdraws is { } withdraws) baton["withdraws"] = withdraws;
        if (message.Extra?.StreamId is { } stream)
            foreach (var (name, value) in Stream("final", stream, null)) data[name] = value!.DeepClone();
        if (Shows.StandIns(message, Surface.DirectLine) is { Count: > 0 } words) baton["words"] = words;   // our widget shows them where it can't draw one
        data[BatonMember] = baton;
        return data;
    }

    private static void AddExtra(Activity activity, Extra extra)
    {
        if (activity.Type == ActivityTypes.Event) activity.Name = extra.Event?.Name;
        if (extra.StreamId is { } stream) activity.Entities = new JsonArray(StreamInfo(Stream("final", stream, null)));
        activity.Value = extra.Value?.DeepClone();
        activity.Speak = extra.Speak;
        activity.AttachmentLayout = extra.AttachmentLayout;
        activity.Attachments = extra.Attachments?.Deserialize<IReadOnlyList<Attachment>>(Extra.Json);
        if (extra.Suggested is { Count: > 0 } suggested)
            activity.SuggestedActions = new()
            {
                Actions = [.. suggested.Select(Actions.Rendered)],
            };
    }
}
