using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>
/// Where a bot speaks: the conversation, and the epoch in which it was given to the bot. Bots know both as one id that means nothing to them, so whatever they
/// say, also much later, says for which epoch it was meant.
/// </summary>
internal sealed record Place(Guid ConversationId, int Epoch)
{
    public static Place Of(Turn turn) => new(turn.Id, turn.Epoch);

    public static Place? Parse(string id)
    {
        var dash = id.LastIndexOf('-');
        return dash > 0 && Guid.TryParseExact(id[..dash], "D", out var conversation)
            && int.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? new Place(conversation, epoch) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ConversationId:D}-{Epoch}");
}

/// <summary>Reads activities within limits; what the store could not keep is refused before anything is done.</summary>
internal static class Wire
{
    /// <summary>As much as the Bot Connector takes for one activity.</summary>
    public const int ActivityBytesMax = 262_144;

    public static async Task<Activity> Read(HttpContext http)
    {
        if (http.Request.ContentLength > ActivityBytesMax) throw TooBig();
        var bytes = new byte[ActivityBytesMax + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, http.RequestAborted);
        if (length > ActivityBytesMax) throw TooBig();

        var activity = Parse(bytes.AsSpan(0, length), node => node.Deserialize(BotJson.Wire.Activity));
        MustBeSound(activity);
        return activity;
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
    private static Refusal TooBig() => new(413, "MessageSizeTooBig", $"An activity has at most {ActivityBytesMax:N0} bytes.");
}
