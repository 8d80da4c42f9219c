using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Bots.Models;

/// <summary>A streamed answer as people can read it: the many pieces put together, with what the last of them say. Pure.</summary>
internal static class StreamedBody
{
    private const string Mark = "data:";

    public static string Told(string body)
    {
        var pieces = Pieces(body);
        if (pieces.Count == 0) return body;
        var words = new StringBuilder();
        var tools = new SortedDictionary<int, (string Name, StringBuilder Arguments)>();
        var whole = new JsonObject { ["streamed in pieces"] = pieces.Count };
        foreach (var piece in pieces)
        {
            foreach (var member in (string[])["model", "usage", "error"])
                if (piece[member] is { } value) whole[member] = value.DeepClone();
            if (piece["choices"] is not JsonArray { Count: > 0 } choices || choices[0] is not JsonObject choice) continue;
            if (choice["finish_reason"] is JsonValue finish) whole["finish_reason"] = finish.DeepClone();
            if (choice["delta"] is not JsonObject delta) continue;
            words.Append(Text(delta["content"]));
            if (Text(delta["refusal"]) is { Length: > 0 } refusal) whole["refusal"] = $"{whole["refusal"]}{refusal}";
            foreach (var call in (delta["tool_calls"] as JsonArray ?? []).OfType<JsonObject>()) Add(tools, call);
        }
        if (words.Length > 0) whole["content"] = words.ToString();
        if (tools.Count > 0) whole["tool_calls"] = new JsonArray([.. tools.Values.Select(tool => new JsonObject { ["name"] = tool.Name, ["arguments"] = tool.Arguments.ToString() })]);
        return whole.ToJsonString();
    }

    private static List<JsonObject> Pieces(string body)
    {
        var pieces = new List<JsonObject>();
        foreach (var line in body.Split('\n').Where(line => line.StartsWith(Mark, StringComparison.Ordinal)))
        {
            try
            {
                if (JsonNode.Parse(line[Mark.Length..]) is JsonObject piece) pieces.Add(piece);
            }
            catch (JsonException)
            {
                // The mark of the end is no JSON, and a piece that was cut off is none any more.
            }
        }
        return pieces;
    }

    private static void Add(SortedDictionary<int, (string Name, StringBuilder Arguments)> tools, JsonObject call)
    {
        var index = call["index"] is JsonValue value && value.TryGetValue<int>(out var n) ? n : 0;
        var (name, arguments) = tools.GetValueOrDefault(index, ("", new StringBuilder()));
        var function = call["function"] as JsonObject;
        arguments.Append(Text(function?["arguments"]));
        tools[index] = (Text(function?["name"]) is { Length: > 0 } given ? given : name, arguments);
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
