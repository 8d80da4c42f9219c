using System.Text.Json;

namespace Baton.Sandbox.WebApi;

/// <summary>What a search asks for, in either version of the API: 2.0 writes lists as JSON within strings, 1.0 as JSON.</summary>
internal sealed record SearchAsk
{
    private const int WordsCharactersMax = 100;
    private const int TopMax = 100;
    private const int TopDefault = 50;
    private const int SuggestionsDefault = 5;

    public required bool IsV1 { get; init; }
    public required string Text { get; init; }
    public required IReadOnlyList<string> Words { get; init; }
    public IReadOnlyList<SearchEntity>? Entities { get; init; }
    public IReadOnlyList<string> Facets { get; init; } = [];
    public IReadOnlyList<string> OrderBy { get; init; } = [];
    public string? Filter { get; init; }
    public bool WantsCount { get; init; }
    public bool DemandsAll { get; init; }
    public int Skip { get; init; }
    public int Top { get; init; }

    public static SearchAsk Read(JsonElement body, bool isV1, bool suggests)
    {
        if (body.ValueKind != JsonValueKind.Object) throw Fault.BadRequest("The body of a search is a JSON object.");
        var given = body.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.OrdinalIgnoreCase);
        var text = given.TryGetValue("search", out var search) && search.ValueKind == JsonValueKind.String ? search.GetString()! : "";
        if (text.Length is 0 or > WordsCharactersMax)
            throw Fault.BadRequest($"The search text has between 1 and {WordsCharactersMax} characters.");
        var options = Unpacked(given.GetValueOrDefault("options"));
        var mode = Word(options, "searchmode") ?? (given.TryGetValue("searchmode", out var own) ? own.GetString() : null);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('*', '"', '+', '(', ')', '~', '?').TrimEnd('|'))
            .Where(word => word.Length > 0 && word is not ("AND" or "OR" or "&&" or "||")).ToList();
        return new SearchAsk
        {
            IsV1 = isV1, Text = text, Words = words, DemandsAll = string.Equals(mode, "all", StringComparison.OrdinalIgnoreCase),
            Entities = Unpacked(given.GetValueOrDefault("entities")) is { ValueKind: JsonValueKind.Array } entities
                ? [.. entities.EnumerateArray().Select(SearchEntity.Read)] : null,
            Facets = Texts(given.GetValueOrDefault("facets")), OrderBy = Texts(given.GetValueOrDefault("orderby")),
            Filter = given.TryGetValue("filter", out var filter) && filter.ValueKind == JsonValueKind.String ? filter.GetString() : null,
            WantsCount = IsTrue(given, "count") || IsTrue(given, "returntotalrecordcount"),
            Skip = Number(given, "skip") ?? 0, Top = Math.Clamp(Number(given, "top") ?? (suggests ? SuggestionsDefault : TopDefault), 1, TopMax),
        };
    }

    private static JsonElement Unpacked(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return value;
        try
        {
            return JsonDocument.Parse(value.GetString()!).RootElement;
        }
        catch (JsonException bad)
        {
            throw Fault.BadRequest($"A list or options of the search are no JSON: {bad.Message}");
        }
    }

    private static List<string> Texts(JsonElement value) => Unpacked(value) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(one => one.ToString())] : [];

    private static string? Word(JsonElement options, string name) => options.ValueKind != JsonValueKind.Object ? null
        : options.EnumerateObject().FirstOrDefault(option => string.Equals(option.Name, name, StringComparison.OrdinalIgnoreCase)).Value
            is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static bool IsTrue(Dictionary<string, JsonElement> given, string name) =>
        given.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static int? Number(Dictionary<string, JsonElement> given, string name) =>
        given.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}

/// <summary>A table to search, and what of it.</summary>
internal sealed record SearchEntity(string Name, IReadOnlyList<string>? Searched, IReadOnlyList<string>? Selected, string? Filter)
{
    public static SearchEntity Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String) return new SearchEntity(json.GetString()!, null, null, null);
        var given = json.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.OrdinalIgnoreCase);
        return new SearchEntity(given.TryGetValue("name", out var name) ? name.GetString()! : throw Fault.BadRequest("An entity of the search has no name."),
            Names("searchcolumns"), Names("selectcolumns"),
            given.TryGetValue("filter", out var filter) && filter.ValueKind == JsonValueKind.String ? filter.GetString() : null);

        List<string>? Names(string list) => given.TryGetValue(list, out var names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(one => one.GetString()!)] : null;
    }
}
