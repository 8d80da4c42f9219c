using System.Text.RegularExpressions;

namespace Baton.Bots.Ai;

/// <summary>What a model's words come to once they are checked: the words that may be said, or why they may not.</summary>
internal readonly record struct Checked(string Text, string? Blocked);

/// <summary>
/// Looks at what a model says before a visitor sees it: links only where the program allows, no keys or card numbers, nothing of other people's, nothing of its
/// instructions. What can be mended is mended; else it is not said.
/// </summary>
internal sealed partial class AnswerCheck(AiProgram program, Sayable sayable)
{
    private const string Struck = "•••";
    private static readonly char[] Signs = ['.', ',', ')', ';', ':', '!', '?'];
    private const int RuleRun = 9;
    private const int PromptRun = 25;

    private static readonly HashSet<string> RuleRuns = Runs(AiPrompt.Rules, RuleRun);

    private readonly HashSet<string> _promptRuns = Runs(program.Prompt, PromptRun);

    public Checked Of(string words)
    {
        var text = Links(Secrets(words.Replace("\0", "", StringComparison.Ordinal)));
        if (sayable.Forbidden(text) is { } theirs) return new Checked("", $"The model would have told {theirs} that is not the visitor's.");
        if (Runs(text, RuleRun).Overlaps(RuleRuns) || (_promptRuns.Count > 0 && Runs(text, PromptRun).Overlaps(_promptRuns))) return new Checked("", "The model would have told its instructions.");
        return new Checked(text, null);
    }

    /// <summary>How much of the words so far can be checked: whole sentences, as what is checked may not change any more.</summary>
    public static int Settled(string words)
    {
        for (var i = words.Length - 1; i > 0; i--)
            if ((words[i] is '\n' || char.IsWhiteSpace(words[i])) && words[i - 1] is '.' or '!' or '?' or ':' or '\n' or '。' or '؟') return i;
        return 0;
    }

    private static string Secrets(string text)
    {
        text = Key().Replace(text, Struck);
        text = Password().Replace(text, match => $"{match.Groups["what"].Value}{Struck}");
        return Digits().Replace(text, match => IsCard(match.Value) ? Struck : match.Value);
    }

    private string Links(string text)
    {
        text = Markdown().Replace(text, match => IsAllowed(match.Groups["url"].Value) ? match.Value : match.Groups["words"].Value);
        text = Url().Replace(text, match => IsAllowed(match.Value) ? match.Value : Struck + End(match.Value));
        return Bare().Replace(text, match => IsAllowed("https://" + match.Value) ? match.Value : Struck + End(match.Value));
    }

    /// <summary>The sentence's own signs, which no address ends with.</summary>
    private static string End(string url) => url[url.TrimEnd(Signs).Length..];

    private bool IsAllowed(string url)
    {
        if (url.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) url = "https://" + url;
        if (!Uri.TryCreate(url.TrimEnd(Signs), UriKind.Absolute, out var uri)) return false;
        if (uri.Scheme == Uri.UriSchemeMailto || uri.Scheme == "tel") return true;   // whose it is, is looked at with the rest
        if (uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0) return false;
        return program.LinkHosts.Concat(sayable.Hosts).Any(host => host.Length > 0
            && (uri.Host.Equals(host, StringComparison.OrdinalIgnoreCase) || uri.Host.EndsWith("." + host, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsCard(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(c => c - '0').Reverse().ToArray();
        if (digits.Length is < 13 or > 19) return false;
        var sum = digits.Select((digit, i) => i % 2 == 0 ? digit : digit * 2 > 9 ? (digit * 2) - 9 : digit * 2).Sum();
        return sum % 10 == 0;
    }

    private static HashSet<string> Runs(string text, int length)
    {
        var words = RailWords.Plain(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. Enumerable.Range(0, Math.Max(0, words.Length - length + 1)).Select(i => string.Join(' ', words.AsSpan(i, length).ToArray()))];
    }

    [GeneratedRegex(
        @"\bsk-[A-Za-z0-9_-]{12,}|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|" +
        @"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)|\b[A-Za-z0-9_~.-]{3,5}8Q~[A-Za-z0-9_~.-]{20,}|\bBearer [A-Za-z0-9._~+/=-]{16,}|" +
        @"\bAIza[0-9A-Za-z_-]{30,}|\b(?=[A-Za-z0-9+_]*\d)(?=[A-Za-z0-9+_]*[a-z])(?=[A-Za-z0-9+_]*[A-Z])[A-Za-z0-9+_]{40,}={0,2}")]
    private static partial Regex Key();

    [GeneratedRegex(
        @"(?<what>\b(password|passwort|mot de passe|contraseña|pass ?phrase|api[ _-]?key|client[ _-]?secret|access[ _-]?token|secret[ _-]?key)\b\W{0,3}(is|ist|est|es|=|" +
        @":)\W{0,3})(?!(not|wrong|incorrect|invalid|expired|required|missing|needed|ready|sent|reset|changed|to|on|in|at|the|a|an|your|only|never|nicht|falsch|pas)\b)\S{4,}", RegexOptions.IgnoreCase)]
    private static partial Regex Password();

    [GeneratedRegex(@"(?<!\d)\d([ -]?\d){12,18}(?!\d)")]
    private static partial Regex Digits();

    [GeneratedRegex(@"!?\[(?<words>[^\]\n]*)\]\(\s*<?(?<url>[^)\s>]+)>?[^)]*\)")]
    private static partial Regex Markdown();

    [GeneratedRegex(@"(?<![\w@])(([a-z][a-z0-9+.-]{1,20}:)?//|www\.|(javascript|data|vbscript|file|mailto|tel):)[^\s<>""')\]]+", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(
        @"(?<![\w@./:-])([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+(com|net|org|info|biz|xyz|top|site|online|shop|club|io|co|app|dev|ai|me|ru|cn|tk|link|click|live|example|test|eu|de|fr|es|" +
        @"it|nl|uk|us|ch|at)\b(/[^\s<>""')\]]*)?", RegexOptions.IgnoreCase)]
    private static partial Regex Bare();
}
