using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Conversations;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Channels.DirectLine;

/// <summary>POST conversations/{conversationId}/activities: the visitor says something, types, sends an event, or leaves.</summary>
internal sealed class Posting(
    LineCallers callers, Saying saying, Bulletin bulletin, OpenStreams streams, Rates rates, NpgsqlDataSource source)
{
    /// <summary>Events whose value is a map of context variables: Copilot Studio's name, Omnichannel's, and our widget's.</summary>
    private static readonly string[] ContextEvents = ["pvaSetContext", "setContext", "baton.context"];

    private const int EventNameLengthMax = 200;

    public async Task Post(HttpContext http)
    {
        var caller = await callers.Of(http);
        var id = await callers.ConversationOf(http, caller);
        rates.Activities.Take(id);
        var activity = await LineWire.Read(http, BotJson.Wire.Activity) ?? throw LineRefusal.Missing("a body");
        SoundJson.MustBeSound(activity.ChannelData);
        SoundJson.MustBeSound(activity.Value);
        var answer = activity.Type switch
        {
            null or "" => throw LineRefusal.Missing("a type"),
            ActivityTypes.Message => await Say(caller, id, Message(activity), activity, http),
            ActivityTypes.Event => await Tell(caller, id, activity, http),
            ActivityTypes.Typing => await Type(caller, id, activity, http),
            ActivityTypes.EndOfConversation => await End(id, http),
            _ => throw LineRefusal.BadArgument($"Visitors send {ActivityTypes.Message}, {ActivityTypes.Typing}, {ActivityTypes.Event} and {ActivityTypes.EndOfConversation}."),
        };
        await LineWire.WriteBytes(http, 200, answer);
    }

    /// <summary>POST conversations/{conversationId}/upload</summary>
    public async Task Upload(HttpContext http)
    {
        await callers.ConversationOf(http, await callers.Of(http));
        throw LineRefusal.BadArgument("Files can't be sent here yet. Write where the file can be found instead.");
    }

    private static Utterance Message(Activity activity)
    {
        if (activity.Attachments is { Count: > 0 }) throw LineRefusal.BadArgument("Attachments can't be sent here yet. Send the words alone.");
        // A button may send a value alone; if it is text, it is what the visitor says.
        var text = activity.Text ?? (activity.Value is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "");
        if (string.IsNullOrWhiteSpace(text) && activity.Value is null) throw LineRefusal.Missing("some text");
        var said = Spoken(activity, text, "message", null);
        // What was submitted with a card is readable for people; programs are given the value alone.
        return string.IsNullOrWhiteSpace(text) && Submitted.Words(activity.Value) is { Length: > 0 } words
            ? said with { Text = words, Extra = said.Extra! with { WordsFrom = [0] } }
            : said;
    }

    private async Task<byte[]> Tell(LineCaller caller, Guid id, Activity activity, HttpContext http)
    {
        if (activity.Name is not { Length: > 0 and <= EventNameLengthMax } name) throw LineRefusal.Missing($"a name of 1 to {EventNameLengthMax} characters");
        if (ContextEvents.Contains(name)) await SetContext(id, activity, http);
        return await Say(caller, id, Spoken(activity, "", "event", new Happening(name)), activity, http);
    }

    private static async Task SetContext(Guid id, Activity activity, HttpContext http)
    {
        if (activity.Value is not JsonObject map) throw LineRefusal.BadArgument("The value has to be an object: names and their values.");

        var values = map.ToDictionary(pair => pair.Key, pair => pair.Value is null ? null : (object)JsonSerializer.SerializeToElement(pair.Value));
        await using var work = await http.RequestServices.GetRequiredService<Database>().Begin(http.RequestAborted);
        var conversation = await work.LockConversation(id);
        conversation.MustGoOn();
        await work.SetVariables(id, values, "visitor");
        await work.Commit();
    }

    private async Task<byte[]> Say(LineCaller caller, Guid id, Utterance utterance, Activity activity, HttpContext http)
    {
        var token = caller.Token;
        utterance = utterance with
        {
            From = Speaker.Visitor(token?.UserName ?? Short(activity.From?.Name)),
            // Whoever made the token said who speaks; without that, whoever the page says, for the echo that it waits for.
            Extra = token?.UserId is null && Short(activity.From?.Id) is { } sender ? (utterance.Extra ?? new Extra()) with { SenderId = sender } : utterance.Extra,
        };
        var message = await saying.Say(id, utterance, http.RequestAborted);
        return Answer(id, message.N);
    }

    private async Task<byte[]> Type(LineCaller caller, Guid id, Activity activity, HttpContext http)
    {
        var conversation = await LineConversation.Read(source, id, http.RequestAborted);
        if (conversation.EndedAt is not null) throw new Refusal(409, "ConversationEnded", "This conversation has ended.");
        if (activity.From is null || caller.Token?.UserId is not null) activity.From = new() { Id = caller.Token?.UserId ?? conversation.VisitorId, Name = activity.From?.Name };
        activity.Id = $"{id:D}|typing-{Guid.CreateVersion7():N}";
        // The page waits for its own echo; it is not kept for those who come later.
        streams.Find(id)?.Pass(activity);
        if (rates.Typing.Wait(id) is null) await bulletin.Hint(source, new Typing(id, TypingBy.Visitor), http.RequestAborted);
        return Encoding.UTF8.GetBytes($"{{\"id\":\"{activity.Id}\"}}");
    }

    private async Task<byte[]> End(Guid id, HttpContext http)
    {
        await http.RequestServices.GetRequiredService<Ending>().EndByVisitor(id, http.RequestAborted);
        return Answer(id, (await LineConversation.Read(source, id, http.RequestAborted)).LastN);
    }

    private static Utterance Spoken(Activity activity, string text, string kind, Happening? happening)
    {
        var clientId = (activity.ChannelData as JsonObject)?[Rendering.ClientIdMember] is JsonValue given && given.GetValueKind() == JsonValueKind.String
            ? given.GetValue<string>() : null;
        if (clientId is { Length: > Limits.ClientIdLengthMax }) throw LineRefusal.BadArgument($"{Rendering.ClientIdMember} has at most {Limits.ClientIdLengthMax} characters.");
        if (clientId is { Length: 0 }) clientId = null;

        // Most pages send nothing but the client id, which is stored in any case.
        var channelData = activity.ChannelData is JsonObject { Count: 1 } && clientId is not null ? null : activity.ChannelData;
        var plain = channelData is null && activity.Value is null && happening is null && activity.Speak is null;
        return new Utterance
        {
            Kind = kind, From = Speaker.System, Text = text, ClientId = clientId,
            Extra = plain ? null : new Extra { ChannelData = channelData, Value = activity.Value, Event = happening, Speak = activity.Speak },
        };
    }

    private static string? Short(string? text) => text switch
    {
        null or "" => null,
        { Length: > 200 } => text[..200],
        _ => text,
    };

    private static byte[] Answer(Guid id, int n) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"{id:D}|{n:D7}\"}}"));
}
