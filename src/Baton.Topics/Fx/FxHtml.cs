using System.Net;
using System.Text.RegularExpressions;

namespace Baton.Topics.Fx;

/// <summary>HTML or XML without its tags, for PlainText.</summary>
internal static partial class FxHtml
{
    public static string Plain(string text)
    {
        var words = Unseen().Replace(text.Trim(), "");
        words = Paragraphs().Replace(Lines().Replace(words, "\n"), "\n\n");
        return WebUtility.HtmlDecode(Tags().Replace(words, "")).Trim();
    }

    [GeneratedRegex(@"<!--.*?--\s*>|<\s*(header|script|style)\b[^>]*>.*?<\s*/\s*\1\s*>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Unseen();

    [GeneratedRegex(@"<\s*(br|li)(\s[^>]*|\s*/\s*)?>", RegexOptions.IgnoreCase)]
    private static partial Regex Lines();

    [GeneratedRegex(@"<\s*(div|p|tr)(\s[^>]*|\s*/\s*)?>", RegexOptions.IgnoreCase)]
    private static partial Regex Paragraphs();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
