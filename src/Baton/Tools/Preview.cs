using System.Text.Json.Nodes;

namespace Baton.Tools;

/// <summary>One thing that a run would change: from what, and to what. Nothing is there before where something new is made.</summary>
public sealed record Change(string Field, string? From, string? To);

/// <summary>What a run would do, for whoever has to say yes to it.</summary>
public sealed record Preview(string Summary, IReadOnlyList<Change> Changes)
{
    private const int ChangesMax = 60;
    private const int ValueLengthMax = 500;

    /// <summary>Lists what was given, under the names that people know.</summary>
    public static Preview Of(string summary, JsonObject input, params IReadOnlyList<string> except) =>
        new(summary, [.. input.Where(field => !except.Contains(field.Key)).SelectMany(field => Told(field.Key, field.Value)).Take(ChangesMax)]);

    /// <summary>The names of fields as people say them: estimated_close_date is "Estimated close date".</summary>
    public static string Named(string field)
    {
        var words = (field.EndsWith("_id", StringComparison.Ordinal) ? field[..^3] : field).Replace('_', ' ');
        return words.Length == 0 ? field : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static IEnumerable<Change> Told(string name, JsonNode? value) => value is JsonArray items
        ? items.SelectMany((item, i) => item is JsonObject fields
            ? fields.Select(field => new Change($"{Named(name)} {i + 1}, {Named(field.Key).ToLowerInvariant()}", null, Text(field.Value)))
            : [new Change($"{Named(name)} {i + 1}", null, Text(item))])
        : [new Change(Named(name), null, Text(value))];

    private static string? Text(JsonNode? value) => value?.ToString() is { } text ? Cutting.Text(text, ValueLengthMax) : null;
}
