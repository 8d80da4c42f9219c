using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Tools;

/// <summary>What a field holds.</summary>
public enum FieldKind { Text, Email, Id, Choice, Whole, Number, Flag, Day, Time, List }

/// <summary>One field of a tool's input.</summary>
public sealed record Field(string Name, FieldKind Kind, string Description)
{
    private const int ItemsMax = 50;

    public bool IsRequired { get; init; }
    public int LengthMax { get; init; } = 200;
    public decimal Min { get; init; } = decimal.MinValue;
    public decimal Max { get; init; } = decimal.MaxValue;
    public IReadOnlyList<string> Choices { get; init; } = [];
    public Schema? Item { get; init; }

    public static Field Text(string name, string description, int lengthMax = 200) => new(name, FieldKind.Text, description) { LengthMax = lengthMax };
    public static Field Email(string name, string description) => new(name, FieldKind.Email, description) { LengthMax = 100 };
    public static Field Id(string name, string description) => new(name, FieldKind.Id, description);
    public static Field Choice(string name, string description, params IReadOnlyList<string> choices) => new(name, FieldKind.Choice, description) { Choices = choices };
    public static Field Whole(string name, string description, int min, int max) => new(name, FieldKind.Whole, description) { Min = min, Max = max };
    public static Field Number(string name, string description, decimal min, decimal max) => new(name, FieldKind.Number, description) { Min = min, Max = max };
    public static Field Flag(string name, string description) => new(name, FieldKind.Flag, description);
    public static Field Day(string name, string description) => new(name, FieldKind.Day, description);
    public static Field Time(string name, string description) => new(name, FieldKind.Time, description);
    public static Field List(string name, string description, Schema item) => new(name, FieldKind.List, description) { Item = item };

    /// <summary>The same field, which must be given.</summary>
    public Field Must => this with { IsRequired = true };

    public JsonObject ToJson()
    {
        var schema = new JsonObject
        {
            ["type"] = Kind switch
            {
                FieldKind.Text or FieldKind.Email or FieldKind.Id or FieldKind.Choice or FieldKind.Day or FieldKind.Time => "string",
                FieldKind.Whole => "integer",
                FieldKind.Number => "number",
                FieldKind.Flag => "boolean",
                FieldKind.List => "array",
            },
            ["description"] = Description,
        };
        if (Kind is FieldKind.Text or FieldKind.Email) schema["maxLength"] = LengthMax;
        if (Format is { } format) schema["format"] = format;
        if (Kind == FieldKind.Choice) schema["enum"] = new JsonArray([.. Choices.Select(choice => JsonValue.Create(choice))]);
        if (Kind is FieldKind.Whole or FieldKind.Number) (schema["minimum"], schema["maximum"]) = (Min, Max);
        if (Kind == FieldKind.List) (schema["items"], schema["minItems"], schema["maxItems"]) = (Item!.ToJson(), 1, ItemsMax);
        return schema;
    }

    private string? Format => Kind switch
    {
        FieldKind.Email => "email",
        FieldKind.Id => "uuid",
        FieldKind.Day => "date",
        FieldKind.Time => "date-time",
        FieldKind.Text or FieldKind.Choice or FieldKind.Whole or FieldKind.Number or FieldKind.Flag or FieldKind.List => null,
    };

    /// <summary>The value as we go on with it, or null and a complaint.</summary>
    internal JsonNode? Checked(JsonNode value, string path, List<string> complaints)
    {
        var (clean, wrong) = Kind switch
        {
            FieldKind.List => ListOf(value, path, complaints),
            FieldKind.Flag => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
                ? ((JsonNode?)value.GetValue<bool>(), null) : (null, "must be true or false"),
            FieldKind.Whole or FieldKind.Number => Numeric(value),
            FieldKind.Text or FieldKind.Email or FieldKind.Id or FieldKind.Choice or FieldKind.Day or FieldKind.Time =>
                value.GetValueKind() == JsonValueKind.String ? Textual(value.GetValue<string>().Trim()) : (null, "must be a text"),
        };
        if (wrong is not null) complaints.Add($"{path} {wrong}");
        return clean;
    }

    private (JsonNode?, string?) Numeric(JsonNode value)
    {
        if (value.GetValueKind() != JsonValueKind.Number || !decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return (null, "must be a number");
        if (Kind == FieldKind.Whole && number != decimal.Truncate(number)) return (null, "must be a whole number");
        return number < Min || number > Max ? (null, string.Create(CultureInfo.InvariantCulture, $"must be from {Min} to {Max}")) : (number, null);
    }

    private (JsonNode?, string?) Textual(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) return (null, "holds the character U+0000");
        if (Kind is FieldKind.Text or FieldKind.Email && text.Length > LengthMax) return (null, $"has {text.Length} characters; {LengthMax} are allowed");
        return Kind switch
        {
            FieldKind.Email => LooksLikeEmail(text) ? (text, null) : (null, "is not an e-mail address"),
            FieldKind.Id => Guid.TryParse(text, out var id) ? (id.ToString("D"), null) : (null, "is not an id; ids look like 00000000-0000-0000-0000-000000000000"),
            FieldKind.Choice => Choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known
                ? (known, null) : (null, $"must be one of {string.Join(", ", Choices)}"),
            FieldKind.Day => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? (text, null) : (null, "is not a date such as 2026-12-31"),
            FieldKind.Time => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? (time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), null) : (null, "is not a time such as 2026-12-31T14:00:00Z"),
            FieldKind.Text or FieldKind.Whole or FieldKind.Number or FieldKind.Flag or FieldKind.List => (text, null),
        };
    }

    private (JsonNode?, string?) ListOf(JsonNode value, string path, List<string> complaints)
    {
        if (value is not JsonArray items) return (null, "must be a list");
        if (items.Count is 0 or > ItemsMax) return (null, $"must have 1 to {ItemsMax} entries");
        var clean = new JsonArray();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is JsonObject item) clean.Add(Item!.Checked(item, $"{path}[{i}].", complaints));
            else complaints.Add($"{path}[{i}] must be an object");
        }
        return (clean, null);
    }

    private static bool LooksLikeEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && text.IndexOf('@', at + 1) < 0 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
    }
}
