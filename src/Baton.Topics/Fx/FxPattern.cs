using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Topics.Fx;

/// <summary>A pattern for Text(): what it is for, and whether it is sound.</summary>
internal sealed partial class FxPattern
{
    private const int LengthMax = 100;
    private const int SectionsMax = 3;
    private const string Unsupported = "?[]_*@";

    private FxPattern(string source) => Source = LanguageTag().Replace(source, "");

    public string Source { get; }
    public bool IsDate { get; private set; }
    public bool IsNumber { get; private set; }
    public bool IsSound { get; private set; } = true;

    /// <summary>The pattern as .NET reads it for numbers.</summary>
    public string ForNumbers { get; private set; } = "";

    public static FxPattern Read(string source)
    {
        var pattern = new FxPattern(source);
        pattern.Analyse();
        return pattern;
    }

    /// <summary>The part for positive, negative or no value, when the pattern has several.</summary>
    public string Section(int sign)
    {
        var parts = Source.Split(';');
        if (parts.Length == 1) return Source;
        return sign < 0 ? parts[1] : sign == 0 && parts.Length > 2 ? parts[2] : parts[0];
    }

    private void Analyse()
    {
        var bare = Bare(out var closed);
        // Noughts behind the seconds are parts of a second, not digits.
        var withoutParts = PartsOfSeconds().Replace(bare, "s");
        IsDate = DateLetters().IsMatch(Exponent().Replace(bare, ""));
        IsNumber = withoutParts.AsSpan().IndexOfAny('0', '#') >= 0;
        IsSound = closed && Source.Length <= LengthMax && !(IsDate && IsNumber) && !bare.Any(Unsupported.Contains)
            && !General().IsMatch(bare) && !bare.StartsWith('/') && !(IsNumber && bare.Contains('/', StringComparison.Ordinal))
            && bare.Count(c => c == ';') < SectionsMax && !FiveMonths().IsMatch(bare)
            && HalfDays().Matches(bare).All(m => m.Value is "AM/PM" or "A/P");
        ForNumbers = IsNumber || !IsDate ? NumberPattern() : "";
    }

    /// <summary>The pattern without what stands in quotes or behind a backslash.</summary>
    private string Bare(out bool closed)
    {
        var bare = new StringBuilder();
        closed = true;
        for (var i = 0; i < Source.Length; i++)
        {
            if (Source[i] == '\\') { closed &= ++i < Source.Length; continue; }
            if (Source[i] != '"') { bare.Append(Source[i]); continue; }
            var end = Source.IndexOf('"', i + 1);
            closed &= end >= 0;
            if (end < 0) break;
            i = end;
        }
        return bare.ToString();
    }

    // .NET takes a lone letter for one of its own formats, and single quotes and the permille sign for signs of the pattern.
    private string NumberPattern()
    {
        var made = Source.Replace("'", "\\'", StringComparison.Ordinal).Replace("‰", "\\‰", StringComparison.Ordinal);
        return made.Length > 0 && char.IsAsciiLetter(made[0]) ? "\"" + made[0] + "\"" + made[1..] : made.Length == 1 ? made + "''" : made;
    }

    [GeneratedRegex(@"^\[\$-[^\]]*\]")]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"[sS]\.?0+")]
    private static partial Regex PartsOfSeconds();

    [GeneratedRegex("[dmyhs]|AM/PM|A/P", RegexOptions.IgnoreCase)]
    private static partial Regex DateLetters();

    [GeneratedRegex("[eE][+-]")]
    private static partial Regex Exponent();

    [GeneratedRegex("^[gG]$|general", RegexOptions.IgnoreCase)]
    private static partial Regex General();

    [GeneratedRegex("m{5,}", RegexOptions.IgnoreCase)]
    private static partial Regex FiveMonths();

    [GeneratedRegex("am/pm|a/p", RegexOptions.IgnoreCase)]
    private static partial Regex HalfDays();
}
