using System.Text;
using System.Text.Json;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Queries;

/// <summary>
/// Takes the query functions out of a filter's text before the OData parser sees it. Dataverse takes their values quoted or not and lists
/// as JSON, which no OData type describes; so each call is kept here and a numbered stand-in is left in its place.
/// </summary>
internal static class FunctionText
{
    private const string Prefix = EdmModels.Namespace + ".";

    public static string Replace(string text, List<FunctionCall> calls, IReadOnlyDictionary<string, string> options)
    {
        if (!text.Contains(Prefix, StringComparison.Ordinal)) return text;

        var result = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '\'') Copy(text, ref at, EndOfQuote(text, at), result);
            else if (string.CompareOrdinal(text, at, Prefix, 0, Prefix.Length) == 0
                && OpenAfterName(text, at + Prefix.Length) is var open and > 0)
            {
                var close = Closing(text, open);
                calls.Add(Call(text[(at + Prefix.Length)..open], text[(open + 1)..close], options));
                result.Append(Prefix).Append(EdmModels.FunctionStandIn).Append("(Number=").Append(calls.Count - 1).Append(')');
                at = close + 1;
            }
            else result.Append(text[at++]);
        }
        return result.ToString();
    }

    private static void Copy(string text, ref int at, int end, StringBuilder result)
    {
        result.Append(text, at, end - at);
        at = end;
    }

    private static int OpenAfterName(string text, int at)
    {
        while (at < text.Length && char.IsAsciiLetterOrDigit(text[at])) at++;
        return at < text.Length && text[at] == '(' ? at : -1;
    }

    private static int EndOfQuote(string text, int at)
    {
        for (at++; at < text.Length; at++)
            if (text[at] == '\'' && (at + 1 >= text.Length || text[at + 1] != '\'')) return at + 1;
            else if (text[at] == '\'') at++;
        return text.Length;
    }

    private static int Closing(string text, int open)
    {
        var depth = 0;
        for (var at = open; at < text.Length; at++)
            switch (text[at])
            {
                case '\'': at = EndOfQuote(text, at) - 1; break;
                case '(': depth++; break;
                case ')' when --depth == 0: return at;
            }
        throw Fault.BadRequest("There is an unterminated query function in the filter.");
    }

    private static FunctionCall Call(string name, string arguments, IReadOnlyDictionary<string, string> options)
    {
        string? property = null;
        List<string> values = [];
        foreach (var argument in Split(arguments))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw Fault.BadRequest($"The function {name} takes named parameters only.");
            var (key, value) = (argument[..equals].Trim(), argument[(equals + 1)..].Trim());
            if (value.StartsWith('@')) value = options.TryGetValue(value, out var aliased) ? aliased.Trim()
                : throw Fault.BadRequest($"The alias {value} has no value.");
            switch (key)
            {
                case "PropertyName": property = Unquote(value); break;
                case "PropertyValues": values = List(value); break;
                default: values.Add(Unquote(value)); break;
            }
        }
        return new FunctionCall(name, property ?? throw Fault.BadRequest($"The function {name} needs the parameter PropertyName."), values);
    }

    private static List<string> List(string value)
    {
        if (!value.StartsWith('[')) return [Unquote(value)];
        var inside = value.TrimEnd(']')[1..];
        // JSON lists come with double quotes, OData literals with single ones; both are seen in the wild.
        return value.Contains('"', StringComparison.Ordinal)
            ? [.. JsonSerializer.Deserialize<JsonElement[]>(value)!.Select(item => item.ToString())]
            : [.. Split(inside).Select(item => Unquote(item.Trim()))];
    }

    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        var depth = 0;
        for (var at = 0; at < text.Length; at++)
            switch (text[at])
            {
                case '\'': at = EndOfQuote(text, at) - 1; break;
                case '[' or '(': depth++; break;
                case ']' or ')': depth--; break;
                case ',' when depth == 0:
                    yield return text[start..at];
                    start = at + 1;
                    break;
            }
        if (start < text.Length) yield return text[start..];
    }

    private static string Unquote(string text) =>
        text.Length > 1 && text[0] == '\'' && text[^1] == '\'' ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : text;
}
