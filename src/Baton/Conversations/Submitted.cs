using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Conversations;

/// <summary>What a visitor submitted with a card, or a program sent as a value, in lines of names and values for people.</summary>
public static class Submitted
{
    private const int LinesMax = 100;
    private const int LengthMax = 4_000;
    private const int DepthMax = 8;

    public static string Words(JsonNode? value)
    {
        var lines = new List<string>();
        Add(value, "", lines, 0);
        var words = string.Join('\n', lines);
        return words.Length <= LengthMax ? words : words[..(char.IsHighSurrogate(words[LengthMax - 1]) ? LengthMax - 1 : LengthMax)] + "…";
    }

    private static void Add(JsonNode? value, string name, List<string> lines, int depth)
    {
        if (lines.Count >= LinesMax) return;
        switch (value)
        {
            case JsonObject named when depth < DepthMax:
                foreach (var (key, one) in named) Add(one, name.Length == 0 ? key : $"{name}.{key}", lines, depth + 1);
                break;
            case JsonArray list when depth < DepthMax && list.Any(one => one is JsonObject or JsonArray):
                foreach (var one in list) Add(one, name, lines, depth + 1);
                break;
            case JsonArray list:
                lines.Add(Line(name, string.Join(", ", list.Select(Plain).Where(one => one.Length > 0))));
                break;
            default:
                if (Plain(value) is { Length: > 0 } plain) lines.Add(Line(name, plain));
                break;
        }
    }

    private static string Line(string name, string value) => name.Length == 0 ? value : $"{name}: {value}";

    private static string Plain(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "",
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.ToJsonString(),
    };
}
