using System.Text.RegularExpressions;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>
/// The kinds of answer that come with the product, recognised in English. Another language would bring its own table and its own
/// Numbers and Moments; nothing else knows about English.
/// </summary>
internal static partial class PrebuiltEntities
{
    private static readonly Dictionary<string, Entity> All = new()
    {
        ["String"] = new AnyText(),
        ["Boolean"] = new YesOrNo(),
        ["Number"] = Number(Numbers.First),
        ["Money"] = Number(text => Numbers.Beside(text, Currency())),
        ["Percentage"] = Number(text => Numbers.Beside(text, Percent())),
        ["Age"] = Number(text => Numbers.Beside(text, Years()) is >= 0 and <= 150 and var age ? age : null),
        ["Speed"] = Number(text => Numbers.Beside(text, Speeds())),
        ["Temperature"] = Number(text => Numbers.Beside(text, Degrees())),
        ["Weight"] = Number(text => Numbers.Beside(text, Weights())),
        ["Ordinal"] = Number(Numbers.Ordinal),
        ["Date"] = new Recognised((text, frame) => Moments.Day(text, frame.LocalNow) is { } day ? new FxDate(day) : null),
        ["DateTime"] = new Recognised(Moment),
        ["DateTimeNoTimeZone"] = new Recognised(Moment),
        ["Time"] = new Recognised((text, _) => Moments.Time(text) is { } time ? new FxTime(time) : null),
        ["Duration"] = Matching(Duration()),
        ["Email"] = Matching(Email()),
        ["URL"] = Matching(Address()),
        ["PhoneNumber"] = new Recognised((text, _) => PhoneNumber(text)),
        ["ZipCode"] = Matching(ZipCode()),
        ["Color"] = new NamedThing(Places.Colours),
        ["Continent"] = new NamedThing(Places.Continents),
        ["CountryOrRegion"] = new NamedThing(Places.Countries),
        ["State"] = new NamedThing(Places.States),
        ["Language"] = new NamedThing(Places.Languages),
        ["PersonName"] = new Recognised((text, _) => Named(text, 5)),
        ["City"] = new Recognised((text, _) => Named(text, 5)),
        ["Organization"] = new Recognised((text, _) => Named(text, 8)),
        ["Event"] = new Recognised((text, _) => Named(text, 10)),
        ["PointOfInterest"] = new Recognised((text, _) => Named(text, 10)),
        ["StreetAddress"] = new Recognised((text, _) => text.Any(char.IsLetter) && text.Trim().Length >= 4 ? Stripped(text) : null),
        ["File"] = new AnyText(),
    };

    static PrebuiltEntities()
    {
        All["EMail"] = All["Email"];
        All["Url"] = All["URL"];
    }

    public static IEnumerable<string> Names => All.Keys;

    public static Entity? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>What recognises a value of a type: Number, Boolean, DateTime; any words for other types.</summary>
    public static Entity ForType(string type) => type switch
    {
        "Number" or "Float" or "Decimal" => All["Number"],
        "Boolean" or "Date" or "DateTime" or "DateTimeNoTimeZone" or "Time" => All[type],
        _ => All["String"],
    };

    private static Recognised Number(Func<string, decimal?> find) =>
        new((text, _) => find(text) is { } number ? new FxDecimal(number) : null);

    private static Recognised Matching(Regex pattern) =>
        new((text, _) => text.Length <= 2_000 && pattern.Match(text) is { Success: true } match
            ? new FxText(match.Value.TrimEnd('.', ',')) : null);

    private static FxDateTime? Moment(string text, FxFrame frame) =>
        Moments.DayAndTime(text, frame.LocalNow) is { } moment ? new FxDateTime(moment) : null;

    private static FxText? PhoneNumber(string text)
    {
        if (text.Length > 2_000 || Phone().Match(text) is not { Success: true } match) return null;
        var digits = match.Value.Count(char.IsAsciiDigit);
        return digits is >= 7 and <= 15 ? new FxText(match.Value.Trim()) : null;
    }

    private static FxText Stripped(string text) => new(LeadIn().Replace(text.Trim(), "").Trim().TrimEnd('.', '!', '?', ','));

    // What stands beside the number that is meant, at the end of the text before it or at the start of the text after it.
    [GeneratedRegex(@"[$€£¥₹]$|\b(?:usd|eur|gbp|chf)$"
                    + @"|^(?:[$€£¥₹]|(?:dollars?|euros?|pounds?|cents?|bucks?|francs?|yen|usd|eur|gbp|chf)\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Currency();

    [GeneratedRegex(@"^(?:%|per ?cent\b|percentage)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Percent();

    [GeneratedRegex(@"\b(?:i am|i'?m|aged?|she is|he is)$|^(?:-?\s?(?:years?|yrs?|months?|weeks?)\b|yo\b|y/o|y\.o\.)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Years();

    [GeneratedRegex(@"^(?:mph|kph|kmh|km/h|knots?|m/s|(?:miles|kilomet(?:er|re)s|met(?:er|re)s|feet) (?:per|an?) )",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Speeds();

    [GeneratedRegex(@"^(?:°|degrees?\b|celsius|fahrenheit|[cf]\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Degrees();

    [GeneratedRegex(@"^(?:kgs?|kilos?|kilogram(?:me)?s?|g|gram(?:me)?s?|lbs?|pounds?|oz|ounces?|stone|ton(?:ne)?s?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Weights();

    // A name is a few words without digits, after "my name is", "I live in" and the like.
    private static FxText? Named(string text, int wordsMax)
    {
        var name = Stripped(text).Value;
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 || words.Length > wordsMax || wordsMax <= 5 && name.Any(char.IsAsciiDigit)
            || name.Contains('?', StringComparison.Ordinal) || Evasions.Contains(Words.Normal(name))
            ? null : new FxText(string.Join(' ', words));
    }

    // What people say when they name nothing.
    private static readonly HashSet<string> Evasions =
    [
        "no", "nope", "yes", "none", "nothing", "nobody", "i dont know", "dont know", "do not know", "i do not know", "not sure",
        "no idea", "idk", "what", "why", "who", "sorry", "pardon", "help", "skip", "cancel", "stop", "never mind", "nevermind",
        "hello", "hi", "hey", "thanks", "thank you", "ok", "okay", "n a", "na", "i dont want to say", "none of your business",
    ];

    [GeneratedRegex(@"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,24}",
        RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?:https?://|www\.)[^\s<>""]{2,500}"
        + @"|\b[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63})*\.(?:com|org|net|io|gov|edu|info|biz|co|eu|de|uk|us|example)"
        + @"(?:/[^\s<>""]{0,500})?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"\+?\(?\d[\d\s().\-/]{5,22}\d", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();

    [GeneratedRegex(@"\b(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4,6})\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ZipCode();

    [GeneratedRegex(@"\b(?:(?:\d+(?:\.\d+)?|half an?|(?:a )?couple of|a few|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
                    + @"|twelve|fifteen|twenty|thirty|forty|forty-five|sixty|ninety)\s*(?:and a half\s+)?"
                    + @"(?:years?|months?|weeks?|days?|hours?|hrs?|h|minutes?|mins?|seconds?|secs?)\b(?:\s+and a (?:half|quarter))?"
                    + @"(?:\s*(?:,|and)?\s*)?)+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^(?:(?:hi|hello|well|sure|yes|ok|okay)[,.! ]+)?(?:my (?:full |last |first )?name(?:'s| is)"
                    + @"|the name(?:'s| is)|i am called|call me|"
                    + @"i'?m|i am|this is|it'?s|it is|i live (?:in|at)|"
                    + @"i work (?:at|for|in)|i'?m from|i am from|in|from|at|to|we are|we'?re)\s+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LeadIn();
}

/// <summary>One of many names that are known by heart.</summary>
internal sealed class NamedThing(IReadOnlyDictionary<string, string> names) : Entity
{
    private const int WordsMax = 40;

    public override FxValue? Recognise(string text, FxFrame frame)
    {
        var words = Words.Normal(text).Split(' ');
        if (words.Length > WordsMax) return null;
        for (var length = Math.Min(5, words.Length); length >= 1; length--)
            for (var from = 0; from + length <= words.Length; from++)
                if (names.TryGetValue(string.Join(' ', words[from..(from + length)]), out var name)) return new FxText(name);
        return null;
    }
}
