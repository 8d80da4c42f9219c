using System.Collections.Frozen;

namespace Baton.Topics.Fx;

/// <summary>The enumerations that formulas may name: <c>TimeUnit.Days</c>.</summary>
internal static class FxEnums
{
    public static readonly FrozenDictionary<string, IReadOnlyDictionary<string, FxValue>> All = Build();

    public static FxValue ErrorKind(int kind) => new FxOption("ErrorKind",
        FxPrinter.KindName(kind).Replace("ErrorKind.", "", StringComparison.Ordinal),
        null, FxValue.Of(kind));

    private static FrozenDictionary<string, IReadOnlyDictionary<string, FxValue>> Build()
    {
        var all = new Dictionary<string, IReadOnlyDictionary<string, FxValue>>();
        Lower(all, "TimeUnit", "Milliseconds", "Seconds", "Minutes", "Hours", "Days", "Months", "Quarters", "Years");
        Lower(all, "SortOrder", "Ascending", "Descending");
        Words(all, "MatchOptions", ("Contains", "c"), ("BeginsWith", "^c"), ("EndsWith", "c$"), ("Complete", "^c$"), ("IgnoreCase", "i"),
            ("Multiline", "m"), ("FreeSpacing", "x"), ("DotAll", "s"), ("NumberedSubMatches", "N"));
        Words(all, "JSONFormat", ("Compact", ""), ("IndentFour", "4"), ("IncludeBinaryData", "B"), ("IgnoreBinaryData", "G"),
            ("IgnoreUnsupportedTypes", "I"), ("FlattenValueTables", "_"));
        Words(all, "DateTimeFormat", "LongDate", "LongDateTime", "LongDateTime24", "LongTime", "LongTime24", "ShortDate", "ShortDateTime",
            "ShortDateTime24", "ShortTime", "ShortTime24", "UTC");
        Words(all, "TraceSeverity", ("Information", 3), ("Warning", 1), ("Error", 0), ("Critical", -1));
        Words(all, "TraceOptions", ("None", ""), ("IgnoreUnsupportedTypes", "I"));
        Words(all, "StartOfWeek", ("Sunday", 1), ("Monday", 2), ("Tuesday", 12), ("Wednesday", 13), ("Thursday", 14), ("Friday", 15),
            ("Saturday", 16), ("MondayZero", 3));
        Lower(all, "JoinType", "Inner", "Left", "Right", "Full");
        foreach (var (set, items) in FxSystemSets.All) Words(all, set, items);
        all["ErrorKind"] = Enum.GetValues<FxErrorKind>().ToDictionary(
            k => k.ToString().Replace("Json", "JSON", StringComparison.Ordinal), k => ErrorKind((int)k));
        all["Color"] = FxColors.Named;
        all["Match"] = MatchPatterns();
        return all.ToFrozenDictionary();
    }

    private static void Lower(Dictionary<string, IReadOnlyDictionary<string, FxValue>> all, string set, params string[] items) =>
        Words(all, set, [.. items.Select(i => (i, i.ToLowerInvariant()))]);

    private static void Words(Dictionary<string, IReadOnlyDictionary<string, FxValue>> all, string set, params string[] items) =>
        all[set] = items.ToDictionary(i => i, i => (FxValue)new FxOption(set, i, null, new FxText(i)));

    private static void Words(Dictionary<string, IReadOnlyDictionary<string, FxValue>> all, string set,
        params (string Name, string Backing)[] items) =>
        all[set] = items.ToDictionary(i => i.Name, i => (FxValue)new FxOption(set, i.Name, null, new FxText(i.Backing)));

    private static void Words(Dictionary<string, IReadOnlyDictionary<string, FxValue>> all, string set,
        params (string Name, int Backing)[] items) =>
        all[set] = items.ToDictionary(i => i.Name, i => (FxValue)new FxOption(set, i.Name, null, FxValue.Of(i.Backing)));

    // What an e-mail address and the names of its host are made of: anything but spaces and what sets an address off in a sentence.
    private const string Address = """[^\s@<>\(\)\[\],;:"\\]""";
    private const string Host = """[^\s@<>\(\)\[\],;:"\\.!?]""";

    private static Dictionary<string, FxValue> MatchPatterns() => new Dictionary<string, string>
    {
        ["Any"] = ".", ["Comma"] = ",", ["Digit"] = @"\d", ["Hyphen"] = "-",
        ["Email"] = Address + "+@" + Host + @"+(?:\." + Host + "+)+",
        ["LeftParen"] = @"\(",
        ["Letter"] = @"\p{L}", ["MultipleDigits"] = @"\d+", ["MultipleLetters"] = @"\p{L}+", ["MultipleNonSpaces"] = @"\S+",
        ["MultipleSpaces"] = @"\s+", ["NonSpace"] = @"\S", ["OptionalDigits"] = @"\d*", ["OptionalLetters"] = @"\p{L}*",
        ["OptionalNonSpaces"] = @"\S*", ["OptionalSpaces"] = @"\s*", ["Period"] = @"\.", ["RightParen"] = @"\)", ["Space"] = @"\s",
            ["Tab"] = @"\t",
    }.ToDictionary(p => p.Key, p => (FxValue)new FxOption("Match", p.Key, null, new FxText(p.Value)));
}
