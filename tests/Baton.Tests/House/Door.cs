using System.Text.Json.Nodes;

namespace Baton.Tests.House;

/// <summary>One operation of /openapi/v1.json, with what it takes.</summary>
internal sealed record Door(HttpMethod Method, string Path, IReadOnlyList<string> Query, bool HasBody, IReadOnlyDictionary<string, string> Samples)
{
    public IEnumerable<string> Members => Samples.Keys;

    public static Door Of(JsonNode document, string path, string method, JsonNode operation)
    {
        var query = (operation["parameters"]?.AsArray() ?? []).Where(parameter => (string?)parameter!["in"] == "query").Select(parameter => (string)parameter!["name"]!).ToArray();
        var schema = Resolved(document, operation["requestBody"]?["content"]?["application/json"]?["schema"]);
        var samples = (schema?["properties"]?.AsObject() ?? []).ToDictionary(member => member.Key, member => Sample(Resolved(document, member.Value)));
        return new Door(new HttpMethod(method.ToUpperInvariant()), path, query, operation["requestBody"] is not null, samples);
    }

    /// <summary>The other members as they should be, so that the bad one is looked at.</summary>
    public string Others(string but) => string.Concat(Samples.Where(member => member.Key != but && member.Value.Length > 0).Select(member => $"\"{member.Key}\":{member.Value},"));

    public override string ToString() => $"{Method} {Path}";

    private static JsonNode? Resolved(JsonNode document, JsonNode? schema)
    {
        if ((string?)schema?["$ref"] is { } reference) return document["components"]!["schemas"]![reference.Split('/')[^1]];
        return schema?["oneOf"]?.AsArray().FirstOrDefault(one => one!["$ref"] is not null) is { } one ? Resolved(document, one) : schema;
    }

    private static string Sample(JsonNode? schema)
    {
        var type = schema?["type"] is JsonArray several ? several.Select(one => (string)one!).FirstOrDefault(one => one != "null") : (string?)schema?["type"];
        return type switch
        {
            "string" when schema!["enum"] is JsonArray { Count: > 0 } names => names[0]!.ToJsonString(),
            "string" when (string?)schema!["format"] == "uuid" => "",
            "string" => "\"sample\"",
            "integer" or "number" => "1",
            "boolean" => "true",
            "array" => "[]",
            _ => "",
        };
    }
}
