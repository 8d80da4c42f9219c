using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Baton.Bots.Ai;

/// <summary>
/// What may be told to a visitor, and what is somebody else's. Addresses, telephone and case numbers may be said when they are the visitor's, or were said before, or
/// stand in the program or an article; names and whatever else stands in another's record may not.
/// </summary>
internal sealed partial class Sayable(KnownVisitor? visitor, bool isTrial)
{
    private const int DigitsMin = 7;
    private const int GuardedLengthMin = 3;
    private const int SqueezedLengthMin = 8;

    /// <summary>Members that tell nothing about a person, whoever's record they are in.</summary>
    private static readonly string[] Harmless =
        ["status", "state", "priority", "type", "origin", "created_on", "changed_on", "resolved_on", "count", "has_more", "match", "verified", "note", "how_to_verify", "error", "code", "currency"];

    private readonly HashSet<string> _allowed = new(StringComparer.OrdinalIgnoreCase);
    private readonly StringBuilder _said = new();
    private readonly HashSet<string> _guarded = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Hosts of articles that were found.</summary>
    public IReadOnlyCollection<string> Hosts => _hosts;

    /// <summary>Words that may be said again: the visitor's own, the program's, an article's.</summary>
    public void Allow(string text)
    {
        foreach (var token in Tokens(text)) _allowed.Add(token);
        _said.Append(' ').Append(RailWords.Plain(text));
    }

    public void AllowLink(string? url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri)) _hosts.Add(uri.Host);
    }

    /// <summary>What a tool brought: the visitor's own may be said, another's may not.</summary>
    public void Read(JsonNode? result) => Read(result, belongs: true);

    /// <summary>The first thing in the text that may not be said, or null.</summary>
    public string? Forbidden(string text)
    {
        foreach (var token in Tokens(text))
            if (!_allowed.Contains(token)) return Kind(token);
        if (_guarded.Count == 0) return null;
        var (plain, said, squeezed) = (RailWords.Plain(text), _said.ToString(), Squeezed(text));
        foreach (var value in _guarded)
        {
            var words = RailWords.Plain(value);
            if (words.Length < GuardedLengthMin || RailWords.Holds(said, words)) continue;
            if (RailWords.Holds(plain, words)) return "what stands in another's record";
            var tight = Squeezed(value);
            if (tight.Length >= SqueezedLengthMin && squeezed.Contains(tight, StringComparison.Ordinal)) return "what stands in another's record";
        }
        return null;
    }

    /// <summary>E-mail addresses in a text.</summary>
    public static IEnumerable<string> Emails(string text) => Email().Matches(text).Select(match => match.Value.TrimEnd('.').ToLowerInvariant());

    /// <summary>Whether the visitor, or a record of theirs, has named this address.</summary>
    public bool Knows(string email) => isTrial || _allowed.Contains(email);

    private void Read(JsonNode? node, bool belongs)
    {
        switch (node)
        {
            case JsonObject record:
                var theirs = belongs && IsTheirs(record);
                foreach (var (name, value) in record)
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out var words)) Note(name, words, theirs);
                    else Read(value, theirs);
                }
                break;
            case JsonArray items:
                foreach (var item in items) Read(item, belongs);
                break;
            case JsonValue value when value.TryGetValue<string>(out var words):
                Note("", words, belongs);
                break;
        }
    }

    private void Note(string name, string words, bool theirs)
    {
        if (name == "cut") return;   // a piece of a result that was too long: whose it is can't be told any more
        if (theirs) Allow(words);
        else if (!Harmless.Contains(name) && words.Length >= GuardedLengthMin && !Guid.TryParse(words, out _)) _guarded.Add(words);
    }

    // A record that names its contact is that contact's; one that doesn't belongs to what it stands in. Tools bring only what is within the visitor's reach: see Crm's Scope.
    private bool IsTheirs(JsonObject record)
    {
        if (isTrial || !record.TryGetPropertyValue("contact_id", out var id)) return true;
        return id is JsonValue value && value.TryGetValue<string>(out var text) && Guid.TryParse(text, out var contact) && visitor?.ContactId == contact;
    }

    private static IEnumerable<string> Tokens(string text)
    {
        foreach (var email in Emails(text)) yield return email;
        foreach (Match match in Case().Matches(text)) yield return match.Value.ToUpperInvariant();
        foreach (Match match in Phone().Matches(text))
        {
            if (Date().IsMatch(match.Value)) continue;
            var digits = new string([.. match.Value.Where(char.IsAsciiDigit)]);
            if (digits.Length >= DigitsMin) yield return digits;
        }
    }

    private static string Kind(string token) =>
        token.Contains('@', StringComparison.Ordinal) ? "an e-mail address" : token.StartsWith("CAS-", StringComparison.Ordinal) ? "a case number" : "a telephone number";

    private static string Squeezed(string text) => new([.. RailWords.Plain(text).Where(c => c != ' ')]);

    [GeneratedRegex(@"[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+")]
    private static partial Regex Email();

    [GeneratedRegex(@"\bCAS-\w+(-\w+)*", RegexOptions.IgnoreCase)]
    private static partial Regex Case();

    [GeneratedRegex(@"(?<![\w-])(\+\d[\d ().\-/]{6,20}\d|\(?0\d{1,5}\)?[ .\-/]\d[\d .\-/]{4,14}\d|\(\d{2,5}\) ?\d[\d .-]{4,14}\d|\d{3}[ .-]\d{3,4}[ .-]\d{3,4}|\d{3}[ .-]\d{4})(?![\w-])")]
    private static partial Regex Phone();

    [GeneratedRegex(@"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")]
    private static partial Regex Date();
}
