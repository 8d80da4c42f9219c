using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Baton.Desk.Macros;

/// <summary>
/// Names in braces that stand for values: {visitor.name}, a parameter or context variable {order}, or what the tool before has found, {result.ticket_number}. What stands
/// after a bar is taken where there is no value: {visitor.name|there}. Values are put in once: a brace in a value stays a brace.
/// </summary>
internal static partial class Placeholders
{
    /// <summary>What the latest tool of the run has found begins with this.</summary>
    public const string Result = "result.";

    /// <summary>The text with its values; one without a value stays as it is.</summary>
    public static string Filled(string text, Func<string, JsonNode?> find) => Placeholder().Replace(text, match =>
        Words(find(match.Groups[1].Value)) is { Length: > 0 } words ? words : match.Groups[2].Success ? match.Groups[2].Value : match.Value);

    /// <summary>The same for every text in it. A text that is nothing but a placeholder becomes the value as what it is.</summary>
    public static JsonNode? Filled(JsonNode? node, Func<string, JsonNode?> find) => node switch
    {
        JsonObject named => new JsonObject(named.Select(pair => KeyValuePair.Create(pair.Key, Filled(pair.Value, find)))),
        JsonArray list => new JsonArray([.. list.Select(item => Filled(item, find))]),
        JsonValue value when value.TryGetValue<string>(out var text) =>
            Placeholder().Match(text) is { Success: true } match && match.Length == text.Length && find(match.Groups[1].Value) is { } whole ? whole.DeepClone() : Filled(text, find),
        _ => node?.DeepClone(),
    };

    /// <summary>The names that have to have a value.</summary>
    public static IEnumerable<string> Needed(string text) => Placeholder().Matches(text).Where(match => !match.Groups[2].Success).Select(match => match.Groups[1].Value);

    /// <summary>All names.</summary>
    public static IEnumerable<string> Named(string text) => Placeholder().Matches(text).Select(match => match.Groups[1].Value);

    public static IEnumerable<string> TextsOf(JsonNode? node) => node switch
    {
        JsonObject named => named.SelectMany(pair => TextsOf(pair.Value)),
        JsonArray list => list.SelectMany(TextsOf),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    /// <summary>What a result has at a path such as result.cases.0.title.</summary>
    public static JsonNode? At(JsonNode? result, string name)
    {
        foreach (var part in name[Result.Length..].Split('.'))
            result = result switch
            {
                JsonObject named => named.TryGetPropertyValue(part, out var value) ? value : null,
                JsonArray list => int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var at) && at < list.Count ? list[at] : null,
                _ => null,
            };
        return result;
    }

    private static string? Words(JsonNode? value) => value is null ? null : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    [GeneratedRegex(@"\{([\p{L}_][\p{L}\p{N}_.-]{0,99})(?:\|([^{}|]{0,200}))?\}")]
    private static partial Regex Placeholder();
}
