using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>
/// Where a bot speaks: the conversation, and the epoch in which it was given to the bot. Bots know both as one id that means nothing to them, so whatever they
/// say, also much later, says for which epoch it was meant. An assist's epoch is the agent's, negative: nothing that it says is ever taken for the handler's words.
/// </summary>
internal sealed record Place(Guid ConversationId, int Epoch)
{
    public static Place Of(Turn turn) => new(turn.Id, turn.Epoch);

    public static Place? Parse(string id)
    {
        var dash = id.LastIndexOf('-');
        if (dash <= 0 || !Guid.TryParseExact(id[..dash], "D", out var conversation)) return null;
        var isAssist = id.AsSpan(dash + 1).StartsWith(AssistMark);
        return int.TryParse(id.AsSpan(dash + (isAssist ? 2 : 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            ? new Place(conversation, isAssist ? -epoch : epoch) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ConversationId:D}-{(IsAssist ? AssistMark : "")}{Math.Abs(Epoch)}");

    private const string AssistMark = "s";

    public bool IsAssist => Epoch < 0;
}

/// <summary>Reads activities within limits; what the store could not keep is refused before anything is done.</summary>
internal static class Wire
{
    /// <summary>As much as the Bot Connector takes for one activity.</summary>
    public const int ActivityBytesMax = 262_144;

    public static async Task<Activity> Read(HttpContext http)
    {
        var activity = Parse(await Bytes(http, ActivityBytesMax), node => node.Deserialize(BotJson.Wire.Activity));
        MustBeSound(activity);
        return activity;
    }

    /// <summary>A body that is an object but no activity.</summary>
    public static async Task<JsonObject> ReadObject(HttpContext http, int bytesMax)
    {
        var body = Parse(await Bytes(http, bytesMax), node => node as JsonObject);
        SoundJson.MustBeSound(body);
        return body;
    }

    /// <summary>An activity inside such a body.</summary>
    public static Activity Sound(JsonObject json)
    {
        var activity = Parse(JsonSerializer.SerializeToUtf8Bytes(json), node => node.Deserialize(BotJson.Wire.Activity));
        MustBeSound(activity);
        return activity;
    }

    private static async Task<byte[]> Bytes(HttpContext http, int bytesMax)
    {
        try
        {
            return await Bodies.Read(http, bytesMax, http.RequestAborted);
        }
        catch (Refusal tooLong)
        {
            throw new Refusal(tooLong.Status, "MessageSizeTooBig", tooLong.Message);   // the Bot Framework's word for it
        }
    }

    /// <summary>The activities in the answer to our call: of a bot that was asked for them there. Nothing, when it has none.</summary>
    public static IReadOnlyList<Activity> Inline(string body)
    {
        if (string.IsNullOrWhiteSpace(body)) return [];

        var activities = Parse(System.Text.Encoding.UTF8.GetBytes(body), node =>
            node is JsonObject && node["activities"] is JsonArray list ? [.. list.Select(one => one.Deserialize(BotJson.Wire.Activity)!)] : (Activity[])[]);
        foreach (var activity in activities) MustBeSound(activity);
        return activities;
    }

    private static T Parse<T>(ReadOnlySpan<byte> bytes, Func<JsonNode, T?> shape) where T : class
    {
        try
        {
            if (bytes.IndexOf(SoundJson.Nul) >= 0) throw new Refusal(400, "BadArgument", "The character U+0000 can't be stored.");
            return JsonNode.Parse(bytes) is { } node && shape(node) is { } value ? value : throw BadSyntax();
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw BadSyntax();
        }
    }

    public static void MustBeSound(Activity activity)
    {
        SoundJson.MustBeSound(activity.Value);
        SoundJson.MustBeSound(activity.ChannelData);
        SoundJson.MustBeSound(activity.Entities);
        foreach (var attachment in activity.Attachments ?? []) SoundJson.MustBeSound(attachment?.Content);
        foreach (var action in activity.SuggestedActions?.Actions ?? []) SoundJson.MustBeSound(action?.Value);
    }

    private static Refusal BadSyntax() => new(400, "BadSyntax", "The body is not an activity in JSON.");
}
