using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Baton.Topics.Fx;

/// <summary>Regular expressions: IsMatch, Match, MatchAll.</summary>
internal static class MatchFunctions
{
    private const int MillisecondsMax = 250;
    private const int PatternsMax = 2_000;
    private const int PatternLengthMax = 2_000;
    private static readonly ConcurrentDictionary<(string, string), Regex> Patterns = new();

    public static readonly FxFunction[] All =
    [
        Define.Mapped("IsMatch", 2, 3, "t", FxType.Boolean, (a, _) => Run(a, "^c$", (regex, text) => FxValue.Of(regex.IsMatch(text)))),
        Define.Eager("Match", 2, 3, "t", FxType.AnyRecord, (a, _) => Run(a, "c", (regex, text) =>
            regex.Match(text) is { Success: true } match ? Record(match, regex) : FxBlank.Value)),
        Define.Eager("MatchAll", 2, 3, "t", FxType.AnyTable, (a, f) => Run(a, "c", (regex, text) =>
        {
            var rows = new List<FxValue>();
            foreach (Match match in regex.Matches(text))
            {
                f.Spend();
                rows.Add(Record(match, regex));
            }
            return new FxTable(rows);
        })),
    ];

    private static FxValue Run(FxValue[] args, string usual, Func<Regex, string, FxValue> use)
    {
        if (FxConvert.Text(args[0]) is not FxText text) return FxConvert.Text(args[0]);
        if (FxConvert.Text(args[1]) is not FxText pattern) return FxConvert.Text(args[1]);
        var options = args.Length > 2 && args[2] is not FxBlank ? FxConvert.Shown(args[2]) : usual;
        if (!options.Contains('c', StringComparison.Ordinal)) options = usual + options;
        try
        {
            return use(Compiled(pattern.Value, options), text.Value);
        }
        catch (RegexMatchTimeoutException)
        {
            return new FxError(FxErrorKind.Timeout, "The pattern takes too long on this text.");
        }
        catch (ArgumentException error)
        {
            return new FxError(FxErrorKind.BadRegex, error.Message);
        }
    }

    private static Regex Compiled(string pattern, string options)
    {
        if (Patterns.TryGetValue((pattern, options), out var known)) return known;
        if (pattern.Length > PatternLengthMax) throw new ArgumentException($"A pattern may be at most {PatternLengthMax} characters long.");
        var how = RegexOptions.CultureInvariant;
        if (options.Contains('i', StringComparison.Ordinal)) how |= RegexOptions.IgnoreCase;
        if (options.Contains('m', StringComparison.Ordinal)) how |= RegexOptions.Multiline;
        if (options.Contains('s', StringComparison.Ordinal)) how |= RegexOptions.Singleline;
        if (options.Contains('x', StringComparison.Ordinal)) how |= RegexOptions.IgnorePatternWhitespace;
        var inner = options.Contains('x', StringComparison.Ordinal) ? pattern + "\n" : pattern;
        var whole = options.Contains("^c", StringComparison.Ordinal) ? @"\A(?:" + inner + ")" : inner;
        if (options.Contains("c$", StringComparison.Ordinal))
            whole = options.Contains("^c", StringComparison.Ordinal) ? whole + @"\z" : "(?:" + inner + @")\z";
        var made = new Regex(whole, how, TimeSpan.FromMilliseconds(MillisecondsMax));
        if (Patterns.Count >= PatternsMax) Patterns.Clear();
        return Patterns[(pattern, options)] = made;
    }

    private static FxRecord Record(Match match, Regex regex)
    {
        var names = new List<string> { "FullMatch", "StartMatch" };
        var values = new List<FxValue> { new FxText(match.Value), FxValue.Of(match.Index + 1) };
        var parts = new List<FxValue>();
        foreach (var name in regex.GetGroupNames())
        {
            var group = match.Groups[name];
            var value = group.Success ? (FxValue)new FxText(group.Value) : FxBlank.Value;
            if (!int.TryParse(name, out var number)) { names.Add(name); values.Add(value); }
            else if (number > 0) parts.Add(new FxRecord(FxTable.ValueColumn, [value]));
        }
        names.Add("SubMatches");
        values.Add(new FxTable(parts));
        return new FxRecord([.. names], [.. values]);
    }
}
