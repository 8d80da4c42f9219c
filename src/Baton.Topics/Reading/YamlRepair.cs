using System.Text.RegularExpressions;

namespace Baton.Topics;

/// <summary>Mends single lines that are not quite YAML the way their authors meant them: by putting quotes where they are
/// missing.</summary>
internal static partial class YamlRepair
{
    /// <summary>
    /// The text without what editors and chats leave in it: a mark of UTF-8 at its beginning, the fence of a code block around it, tabs
    /// as its only indentation. Lines stay where they are.
    /// </summary>
    public static string Prepare(string text)
    {
        if (text.StartsWith('\uFEFF')) text = text[1..];
        if (text.Contains("```", StringComparison.Ordinal)) text = Fence().Replace(text, "#");
        // A tab beside blanks could mean any depth; where there are only tabs, each is one step.
        if (!text.Contains('\t', StringComparison.Ordinal) || IndentedWithBlanks().IsMatch(text)) return text;
        return IndentedWithTabs().Replace(text, tabs => new string(' ', tabs.Length * 2));
    }

    /// <summary>The text with the line (or the one before it) mended; null when nothing can be done.</summary>
    public static string? Mend(string text, int line, HashSet<int> repaired)
    {
        var lines = text.Split('\n');
        foreach (var at in new[] { line - 1, line - 2, line })
        {
            if (at < 0 || at >= lines.Length || repaired.Contains(at)) continue;
            var mended = MendLine(lines[at].TrimEnd('\r'));
            if (mended is null) continue;
            repaired.Add(at);
            lines[at] = mended;
            return string.Join('\n', lines);
        }
        return null;
    }

    private static string? MendLine(string line)
    {
        var match = Entry().Match(line);
        if (!match.Success)
        {
            var item = Item().Match(line);
            return item.Success && NeedsQuotes(item.Groups[2].Value) ? item.Groups[1].Value + Quote(item.Groups[2].Value) : null;
        }
        var (lead, key, value) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value.Trim());
        var newKey = key.Length > 0 && key[0] is '@' or '`' or '%' ? Quote(key) : key;
        var newValue = NeedsQuotes(value) ? Quote(value) : value;
        return newKey == key && newValue == value ? null : $"{lead}{newKey}: {newValue}".TrimEnd();
    }

    private static bool NeedsQuotes(string value)
    {
        if (value.Length == 0) return false;
        if (value[0] is '@' or '`' or '%' or '*' or '&' or '!' or '{' or '[' or '}' or ']' or ',') return true;
        if (value[0] is '"') return value.Length > 2 && value[^1] == '"' && !WellQuoted().IsMatch(value);
        if (value[0] is '\'' or '|' or '>' or '#') return false;
        return value.Contains(": ", StringComparison.Ordinal) || value.EndsWith(':');
    }

    // "=["Alpha", "Beta"]" was meant as =["Alpha", "Beta"]: the outer quotes hold the words, the inner ones belong to them.
    private static string Quote(string value)
    {
        var words = value.Length > 2 && value[0] == '"' && value[^1] == '"' ? value[1..^1] : value;
        return "'" + words.Replace("'", "''", StringComparison.Ordinal) + "'";
    }

    [GeneratedRegex(@"^```", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ +\S", RegexOptions.Multiline)]
    private static partial Regex IndentedWithBlanks();

    [GeneratedRegex(@"^\t+", RegexOptions.Multiline)]
    private static partial Regex IndentedWithTabs();

    [GeneratedRegex(@"^(\s*(?:- )?\s*)([^\s:'""#][^:]*?):\s+(.*)$|^(\s*(?:- )?\s*)([@`%][^:]*?):$")]
    private static partial Regex Entry();

    [GeneratedRegex(@"^(\s*- )(\S.*)$")]
    private static partial Regex Item();

    [GeneratedRegex(@"^""(?:[^""\\]|\\.)*""$")]
    private static partial Regex WellQuoted();
}
