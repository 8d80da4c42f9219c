using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Topics;

/// <summary>
/// Numbers in English words and in digits: 1,200.5, -3, twelve, minus two hundred and five, one point five, two and a half, a dozen,
/// 3k. Where a text has several, the one that stands beside its unit is meant.
/// </summary>
internal static partial class Numbers
{
    private const int TextLengthMax = 2_000;

    private static readonly string[] SmallNames =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];
    private static readonly string[] TensNames = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly Dictionary<string, decimal> Units = SmallNames.Select((name, i) => (name, (decimal)i))
        .Concat(TensNames.Select((name, i) => (name, 20m + 10 * i))).Append(("nil", 0m)).ToDictionary(p => p.Item1, p => p.Item2);

    private static readonly Dictionary<string, decimal> Scales = new()
    {
        ["hundred"] = 100, ["dozen"] = 12, ["thousand"] = 1_000, ["million"] = 1_000_000, ["billion"] = 1_000_000_000,
        ["k"] = 1_000, ["m"] = 1_000_000, ["mm"] = 1_000_000, ["bn"] = 1_000_000_000,
    };

    private static readonly Dictionary<string, decimal> Ordinals = new[]
        {
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
            "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
        }
        .Select((name, i) => (name, i + 1m)).Append(("thirtieth", 30)).Append(("hundredth", 100)).ToDictionary(p => p.Item1, p => p.Item2);

    /// <summary>The first number in the words, or null.</summary>
    public static decimal? First(string text)
    {
        if (text.Length > TextLengthMax) text = text[..TextLengthMax];
        return Digits(Digit().Match(text)) ?? InWords(text);
    }

    /// <summary>The number beside the unit; without one the first number.</summary>
    public static decimal? Beside(string text, Regex unit)
    {
        if (text.Length > TextLengthMax) text = text[..TextLengthMax];
        foreach (Match match in Digit().Matches(text))
        {
            var before = text[..match.Index].TrimEnd();
            var after = text[(match.Index + match.Length)..].TrimStart();
            if (unit.IsMatch(before) || unit.IsMatch(after)) return Digits(match);
        }
        return First(text);
    }

    /// <summary>A place in a row: third, 21st, twenty-first; a plain number counts too.</summary>
    public static decimal? Ordinal(string text)
    {
        if (OrdinalDigits().Match(text) is { Success: true } match)
            return decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        var words = Words.Normal(text.Replace('-', ' ')).Split(' ');
        for (var i = 0; i < words.Length; i++)
            if (Ordinals.TryGetValue(words[i], out var place))
                return place + (place < 10 && i > 0 && Units.TryGetValue(words[i - 1], out var tens) && tens >= 20 ? tens : 0);
        return First(text);
    }

    private static decimal? Digits(Match match)
    {
        if (!match.Success) return null;
        if (!decimal.TryParse(match.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.Number,
            CultureInfo.InvariantCulture, out var number))
            return null;
        var scale = match.Groups[2].Value.ToLowerInvariant();
        return scale.Length > 0 && Scales.TryGetValue(scale, out var times) && number < 1_000_000_000 ? number * times : number;
    }

    private static decimal? InWords(string text)
    {
        var words = Words.Normal(text.Replace('-', ' ')).Split(' ');
        for (var from = 0; from < words.Length; from++)
        {
            if (Said(words.AsSpan(from)) is not { } number) continue;
            return from > 0 && words[from - 1] is "minus" or "negative" ? -number : number;
        }
        return null;
    }

    // The number that begins here: "a" and "and" join its words, "point" begins its digits.
    private static decimal? Said(ReadOnlySpan<string> words)
    {
        if (words[0] == "half") return words.Length > 2 && words[1] == "a" && words[2] == "dozen" ? 6 : 0.5m;
        if (!Units.ContainsKey(words[0]) && !(words.Length > 1 && words[0] is "a" && Scales.ContainsKey(words[1]))) return null;
        decimal total = 0, group = 0, last = 100;
        for (var i = 0; i < words.Length && total <= 1e15m; i++)
        {
            var word = words[i];
            if (Units.TryGetValue(word, out var unit))
            {
                // "two three" is two numbers, "twenty three" is one.
                if (last < 20 || last < 100 && unit >= 10) break;
                (group, last) = (group + unit, unit);
            }
            else if (Scales.TryGetValue(word, out var scale) && word.Length > 2)
            {
                (group, last) = ((group == 0 ? 1 : group) * scale, 100);
                if (scale >= 1_000) (total, group) = (total + group, 0);
            }
            else if (word == "point" && i > 0) return total + group + Fraction(words[(i + 1)..]);
            else if (word == "half") return total + group + 0.5m;
            else if (word is not ("and" or "a")) break;
        }
        return total > 1e15m ? null : total + group;
    }

    private static decimal Fraction(ReadOnlySpan<string> words)
    {
        decimal value = 0, place = 0.1m;
        foreach (var word in words)
        {
            if (!Units.TryGetValue(word, out var digit) || digit > 9 || place < 1e-9m) break;
            (value, place) = (value + digit * place, place / 10);
        }
        return value;
    }

    [GeneratedRegex(@"\b(\d{1,9})(?:st|nd|rd|th)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OrdinalDigits();

    [GeneratedRegex(@"(?<![\w.])([-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.\d{1,10})?|[-+]?\.\d{1,10})"
                    + @"(?:\s?(k|m|mm|bn|thousand|million|billion|hundred|dozen)(?!\w)|(?!\w)"
                    + @"|(?=(?:kgs?|g|lbs?|oz|km|kmh|kph|mph|c|f|yrs?|yo|usd|eur|gbp)\b))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Digit();
}
