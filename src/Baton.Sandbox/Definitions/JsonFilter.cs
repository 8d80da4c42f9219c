using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Definitions;

/// <summary>A $filter over JSON: comparisons joined by and, or, not and parentheses, and the three text functions.</summary>
internal sealed partial class JsonFilter
{
    private readonly List<string> words;
    private readonly JsonObject item;
    private int at;

    private JsonFilter(List<string> words, JsonObject item)
    {
        this.words = words;
        this.item = item;
    }

    public static bool Matches(JsonObject item, string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter)) return true;
        var reader = new JsonFilter([.. Word().Matches(filter).Select(match => match.Value)], item);
        var result = reader.Or();
        return reader.at == reader.words.Count ? result : throw Unreadable();
    }

    private bool Or()
    {
        var result = And();
        while (Take("or")) result |= And();
        return result;
    }

    private bool And()
    {
        var result = One();
        while (Take("and")) result &= One();
        return result;
    }

    private bool One()
    {
        if (Take("not")) return !One();
        if (Take("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }
        var word = Next();
        return word is "contains" or "startswith" or "endswith" ? TextFunction(word) : Comparison(word);
    }

    private bool TextFunction(string name)
    {
        Expect("(");
        var left = Text(Value(Next()));
        Expect(",");
        var right = Unquote(Next());
        Expect(")");
        return name switch
        {
            "contains" => left.Contains(right, StringComparison.OrdinalIgnoreCase),
            "startswith" => left.StartsWith(right, StringComparison.OrdinalIgnoreCase),
            _ => left.EndsWith(right, StringComparison.OrdinalIgnoreCase),
        };
    }

    private bool Comparison(string path)
    {
        var left = Text(Value(path));
        var operation = Next();
        var right = Unquote(Next());
        var same = string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
        return operation switch { "eq" => same, "ne" => !same, _ => throw Fault.NotInSandbox($"The operator {operation} on metadata") };
    }

    private JsonNode? Value(string path)
    {
        JsonNode? value = item;
        foreach (var step in path.Split('/'))
            value = value is JsonObject one && one.TryGetPropertyValue(step, out var inner) ? inner
                : throw Fault.BadRequest($"Could not find a property named '{step}' on type 'Microsoft.Dynamics.CRM.EntityMetadata'.");
        return value;
    }

    private static string Text(JsonNode? value) =>
        value is null ? "null" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    // Enumerations come as Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'.
    private static string Unquote(string word)
    {
        var quote = word.IndexOf('\'', StringComparison.Ordinal);
        return quote < 0 ? word : word[(quote + 1)..^1].Replace("''", "'", StringComparison.Ordinal);
    }

    private bool Take(string word)
    {
        if (at >= words.Count || words[at] != word) return false;
        at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Take(word)) throw Unreadable();
    }

    private string Next() => at < words.Count ? words[at++] : throw Unreadable();

    private static Fault Unreadable() => Fault.BadRequest("There is a syntax error in the filter.");

    [GeneratedRegex(@"[\w./-]*'(?:[^']|'')*'|[\w./-]+|[(),]")]
    private static partial Regex Word();
}
