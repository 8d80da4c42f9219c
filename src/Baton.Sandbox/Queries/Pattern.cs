using System.Text;
using System.Text.RegularExpressions;
using Baton.Sandbox.Store;

namespace Baton.Sandbox.Queries;

/// <summary>
/// Compares text as Dataverse does: whatever the case, and with %, _ and [..] as wildcards even for equality.
/// </summary>
internal static class Pattern
{
    /// <summary>A condition on lower-cased text. What stands before and after the visitor's words comes as pattern text.</summary>
    public static string Matches(SqlText sql, string column, string text, string before = "", string after = "")
    {
        if (before.Length + after.Length == 0 && text.AsSpan().IndexOfAny("%_[") < 0)
            return $"lower({column}) = {SqlText.Fold(sql.Value(text))}";
        if (!HasSet(text)) return $"lower({column}) like {SqlText.Fold(sql.Value(Like(before + text + after)))}";
        return $"{column} ~* {sql.Value($"^{Expression(before + text + after)}$")}";
    }

    // [%] and the like are how callers write a wildcard that means itself; only a real set needs a regular expression.
    private static bool HasSet(string text)
    {
        for (var at = 0; at < text.Length; at++)
            if (text[at] == '[' && text.IndexOf(']', at + 1) is var end and > 0)
            {
                if (end != at + 2) return true;
                at = end;
            }
        return false;
    }

    private static string Like(string text)
    {
        var result = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
            if (text[at] == '[' && at + 2 < text.Length && text[at + 2] == ']')
            {
                result.Append('\\').Append(text[at + 1]);
                at += 2;
            }
            else if (text[at] == '\\') result.Append(@"\\");
            else result.Append(text[at]);
        return result.ToString();
    }

    private static string Expression(string text)
    {
        var result = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
            if (text[at] == '%') result.Append("(.|\\n)*");
            else if (text[at] == '_') result.Append("(.|\\n)");
            else if (text[at] == '[' && text.IndexOf(']', at + 1) is var end and > 0)
            {
                result.Append(Set(text[(at + 1)..end]));
                at = end;
            }
            else result.Append(Regex.Escape(text[at].ToString()));
        return result.ToString();
    }

    private static string Set(string inside)
    {
        if (inside.Length == 0) return "(?!)";
        var not = inside[0] == '^';
        var members = (not ? inside[1..] : inside).Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("[", @"\[", StringComparison.Ordinal);
        return members.Length == 0 ? "\\^" : $"[{(not ? "^" : "")}{members}]";
    }
}
