using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;

namespace Baton.Bots.Connector;

/// <summary>That an activity is a piece of a stream: an entity of the type streaminfo, or the same members in the channel data. Bots send one or the other, or both.</summary>
internal sealed record StreamInfo(string Type, string? Id, int Sequence)
{
    private const int IdLengthMax = 100;

    public static StreamInfo? Of(Activity activity)
    {
        var entity = activity.Entities?.OfType<JsonObject>().FirstOrDefault(one => string.Equals(Text(one["type"]), "streaminfo", StringComparison.OrdinalIgnoreCase));
        var from = entity ?? Command.Opened(activity.ChannelData) as JsonObject;
        if (Text(from?["streamType"]) is not { } type) return null;

        var id = Text(from!["streamId"]);
        if (id is not null && (id.Length is 0 or > IdLengthMax || id.Any(char.IsControl))) throw new Plumbing.Refusal(400, "BadArgument", $"streamId has 1 to {IdLengthMax} characters.");
        return new StreamInfo(type, id, Number(from["streamSequence"]));
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static int Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && int.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : 1;
}
