using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Baton.Topics.Fx;

/// <summary>Regular expressions: IsMatch, Match, MatchAll.</summary>
internal static class MatchFunctions
{
    private const int PatternsMax = 2_000;
    private const string Options = "^c$imsxnN";
    private static readonly ConcurrentDictionary<(string, string), Regex> Patterns = new();

    public static readonly FxFunction[] All =
    [
        Define.Eager("IsMatch", 2, 3, "t", FxType.Boolean, (a, _) => Run(a, "^c$", (regex, text) => FxValue.Of(regex.IsMatch(text))))
            with { Check = call => Problem(call, "^c$") },
        Define.Eager("Match", 2, 3, "t", FxType.AnyRecord, (a, _) => Run(a, "c", (regex, text) =>
            regex.Match(text) is { Success: true } match ? Record(match, regex, Numbered(a)) : FxBlank.Value))
            with { Gives = (_, call) => FxType.RecordOf(Fields(call)), Check = call => Problem(call, "c") },
        Define.Eager("MatchAll", 2, 3, "t", FxType.AnyTable, (a, f) => Run(a, "c", (regex, text) => Every(regex, text, Numbered(a), f)))
            with { Gives = (_, call) => FxType.TableOf(Fields(call)), Check = call => Problem(call, "c") },
    ];

    private static FxTable Every(Regex regex, string text, bool numbered, FxFrame frame)
    {
        var rows = new List<FxValue>();
        foreach (Match match in regex.Matches(text))
        {
            frame.Spend();
            rows.Add(Record(match, regex, numbered));
        }
        return new FxTable(rows);
    }

    private static bool Numbered(FxValue[] args) => args.Length > 2 && Written(args[2]).Contains('N', StringComparison.Ordinal);

    // The options and ready-made patterns of the lists stand for letters.
    private static string Written(FxValue value) => value is FxOption { Backing: FxText backing } ? backing.Value : FxConvert.Shown(value);

    private static string Complete(string options, string usual) =>
        options.Contains('c', StringComparison.Ordinal) ? options : usual + options;

    private static FxValue Run(FxValue[] args, string usual, Func<Regex, string, FxValue> use)
    {
        if (FxConvert.Text(args[0]) is not FxText text) return FxConvert.Text(args[0]);
        if (args[1] is FxBlank || args is [_, _, FxBlank]) return FxConvert.Wrong("A pattern and its options cannot be blank.");
        try
        {
            return use(Compiled(Written(args[1]), Complete(args.Length > 2 ? Written(args[2]) : usual, usual)), text.Value);
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
        var made = FxRegex.Read(pattern, options);
        if (Patterns.Count >= PatternsMax) Patterns.Clear();
        return Patterns[(pattern, options)] = made;
    }

    /// <summary>The pattern and options of a call where they are written out; null where only running the formula tells.</summary>
    private static (string Pattern, string Options)? Constant(FxCall call, string usual)
    {
        if (Known(call.Args[1]) is not { } pattern) return null;
        if (call.Count < 3) return (pattern, usual);
        return Known(call.Args[2]) is { } options ? (pattern, Complete(options, usual)) : null;
    }

    private static string? Known(FxCode code) =>
        code is ConstantCode { Value: FxText or FxOption } constant ? Written(constant.Value) : null;

    private static string? Problem(FxCall call, string usual)
    {
        if (Constant(call, usual) is not { } known) return null;
        if (!known.Options.All(o => Options.Contains(o, StringComparison.Ordinal))) return $"'{known.Options}' are not options of a match.";
        try
        {
            Compiled(known.Pattern, known.Options);
            return null;
        }
        catch (ArgumentException error)
        {
            return error.Message;
        }
    }

    /// <summary>The fields of a match, when the pattern is written out.</summary>
    private static Dictionary<string, FxType>? Fields(FxCall call)
    {
        if (Constant(call, "c") is not { } known) return null;
        try
        {
            var fields = new Dictionary<string, FxType> { ["FullMatch"] = FxType.Text, ["StartMatch"] = FxType.Decimal };
            foreach (var name in Compiled(known.Pattern, known.Options).GetGroupNames())
                if (!char.IsAsciiDigit(name[0])) fields[name] = FxType.Text;
            if (known.Options.Contains('N', StringComparison.Ordinal)) fields["SubMatches"] = FxType.Column(FxType.Text);
            return fields;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // A submatch takes the place of a field of its name.
    private static FxRecord Record(Match match, Regex regex, bool numbered)
    {
        var made = new FxRecord(("FullMatch", new FxText(match.Value)), ("StartMatch", FxValue.Of(match.Index + 1)));
        var parts = new List<FxValue>();
        foreach (var name in regex.GetGroupNames())
        {
            var group = match.Groups[name];
            var value = group.Success ? (FxValue)new FxText(group.Value) : FxBlank.Value;
            if (!char.IsAsciiDigit(name[0])) made = made.With(name, value);
            else if (name != "0") parts.Add(new FxRecord(FxTable.ValueColumn, [value]));
        }
        return numbered ? made.With("SubMatches", new FxTable(parts)) : made;
    }
}
