using System.Text.Json.Nodes;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Definitions;

/// <summary>$select, $filter and $expand on JSON: metadata is small enough to be answered from memory.</summary>
internal static class JsonShape
{
    private static readonly string[] Kept = ["MetadataId", "@odata.type"];

    /// <summary>Keeps what was selected; the id and the type always stay.</summary>
    public static JsonObject Select(JsonObject item, IReadOnlyDictionary<string, string> options, IReadOnlyCollection<string> expandable)
    {
        var expands = Split(options.GetValueOrDefault("$expand") ?? "", ',').Select(Expansion).ToList();
        var selected = options.TryGetValue("$select", out var text) ? text.Split(',', StringSplitOptions.TrimEntries) : null;
        foreach (var name in selected ?? [])
            if (!item.ContainsKey(name)) throw Fault.BadRequest(
                $"Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.EntityMetadata'.");
        var result = new JsonObject();
        foreach (var (name, value) in item)
            if (expands.Find(expand => expand.Name == name) is { Name: not null } wanted) result[name] = Inner(value, wanted.Options);
            else if (!expandable.Contains(name) && (selected is null || selected.Contains(name) || Kept.Contains(name)))
                result[name] = value?.DeepClone();
        return result;
    }

    public static (string Name, Dictionary<string, string> Options) Expansion(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0) return (text.Trim(), []);
        var options = Split(text[(open + 1)..text.LastIndexOf(')')], ';').Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0].Trim(), part => part[^1].Trim());
        return (text[..open].Trim(), options);
    }

    public static IEnumerable<string> Split(string text, char separator)
    {
        var (start, depth, quoted) = (0, 0, false);
        for (var at = 0; at < text.Length; at++)
            if (text[at] == '\'') quoted = !quoted;
            else if (!quoted && text[at] is '(' or '[' or '{') depth++;
            else if (!quoted && text[at] is ')' or ']' or '}') depth--;
            else if (!quoted && depth == 0 && text[at] == separator)
            {
                yield return text[start..at];
                start = at + 1;
            }
        if (start < text.Length) yield return text[start..];
    }

    private static JsonNode? Inner(JsonNode? value, Dictionary<string, string> options) => value switch
    {
        JsonArray list => new JsonArray(
            [.. list.OfType<JsonObject>().Where(item => JsonFilter.Matches(item, options.GetValueOrDefault("$filter")))
            .Select(item => Select(item, options, []))]),
        JsonObject one => Select(one, options, []),
        _ => null,
    };
}
