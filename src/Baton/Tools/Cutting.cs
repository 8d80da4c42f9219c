using System.Text.Json.Nodes;

namespace Baton.Tools;

/// <summary>What the activity log shows of inputs and results: no secrets, and nothing so long that it drowns the rest.</summary>
internal static class Cutting
{
    private const int TextLengthMax = 500;
    private const int ItemsMax = 20;

    private static readonly string[] Secret = ["password", "secret", "token", "api_key", "apikey", "authorization"];

    public static string Text(string text, int lengthMax) => text.Length <= lengthMax ? text : text[..Whole(text, lengthMax - 1)] + "…";

    // Half of a character can't be stored.
    private static int Whole(string text, int length) => length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;

    public static JsonNode? Json(JsonNode? node, string? name = null) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Json(field.Value, field.Key)))),
        JsonArray items => new JsonArray([.. items.Take(ItemsMax).Select(item => Json(item))]),
        JsonValue when name is not null && Secret.Any(word => name.Equals(word, StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("_" + word, StringComparison.OrdinalIgnoreCase)) => "•••",
        JsonValue value when value.TryGetValue<string>(out var text) => text.Length <= TextLengthMax
            ? text.Replace("\0", "", StringComparison.Ordinal)
            : $"{text[..TextLengthMax].Replace("\0", "", StringComparison.Ordinal)}… ({text.Length} characters)",
        _ => node?.DeepClone(),
    };
}
