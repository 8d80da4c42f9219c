using System.Text.Json.Nodes;

namespace Baton.Tools;

/// <summary>What a tool takes: named fields, as a JSON schema for models and as a check for us.</summary>
public sealed record Schema(params IReadOnlyList<Field> Fields)
{
    /// <summary>Groups of fields of which at least one must be given.</summary>
    public IReadOnlyList<string[]> OneOf { get; init; } = [];

    public JsonObject ToJson()
    {
        var schema = new JsonObject { ["type"] = "object" };
        var properties = new JsonObject();
        foreach (var field in Fields) properties[field.Name] = field.ToJson();
        schema["properties"] = properties;
        if (Fields.Any(field => field.IsRequired))
            schema["required"] = new JsonArray([.. Fields.Where(field => field.IsRequired).Select(field => JsonValue.Create(field.Name))]);
        // In words: several model providers refuse a schema with anyOf at its top.
        if (OneOf.Count > 0) schema["description"] = string.Join(" ", OneOf.Select(group => $"Give {string.Join(" or ", group)}."));
        schema["additionalProperties"] = false;
        return schema;
    }

    /// <summary>The input with absent fields left out and options spelt as we spell them. Throws with everything that is wrong, at once.</summary>
    public JsonObject Checked(JsonObject input)
    {
        var complaints = new List<string>();
        var checkedInput = Checked(input, "", complaints);
        if (complaints.Count == 0) return checkedInput;
        throw new ToolRefused("invalid_input", $"The input is not right: {string.Join("; ", complaints)}.", "Correct the input and run the tool again.");
    }

    internal JsonObject Checked(JsonObject input, string path, List<string> complaints)
    {
        var clean = new JsonObject();
        foreach (var field in Fields)
        {
            var value = input.TryGetPropertyValue(field.Name, out var given) && !IsEmpty(given) ? field.Checked(given!, path + field.Name, complaints) : null;
            if (value is not null) clean[field.Name] = value;
            else if (field.IsRequired && IsEmpty(given)) complaints.Add($"{path}{field.Name} is missing");
        }
        foreach (var (name, _) in input.Where(pair => Fields.All(field => field.Name != pair.Key)))
            complaints.Add($"{path}{Shown(name)} is not known (known: {string.Join(", ", Fields.Select(field => field.Name))})");
        foreach (var group in OneOf.Where(group => group.All(name => IsEmpty(input[name]))))
            complaints.Add($"give {string.Join(" or ", group)}");
        return clean;
    }

    /// <summary>Models send empty texts for what they don't know.</summary>
    private static bool IsEmpty(JsonNode? node) =>
        node is null || (node is JsonValue value && value.TryGetValue<string>(out var text) && string.IsNullOrWhiteSpace(text));

    private static string Shown(string name) => name.Length <= 60 ? name : name[..60] + "...";
}
