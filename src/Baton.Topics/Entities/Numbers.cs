using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Topics;

/// <summary>Numbers in words and digits: 1,200.5, -3, twelve, two hundred and five, a dozen, 3k, half.</summary>
internal static partial class Numbers
{
    private static readonly Dictionary<string, decimal> Units = new()
    {
        ["zero"] = 0, ["nil"] = 0, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7,
            ["eight"] = 8,
        ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15,
            ["sixteen"] = 16,
        ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19, ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50,
        ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
    };

    private static readonly Dictionary<string, decimal> Scales = new()
    {
        ["hundred"] = 100, ["dozen"] = 12, ["thousand"] = 1_000, ["million"] = 1_000_000, ["billion"] = 1_000_000_000,
        ["k"] = 1_000, ["m"] = 1_000_000, ["mm"] = 1_000_000, ["bn"] = 1_000_000_000,
    };

    /// <summary>The first number in the words, or null.</summary>
    public static decimal? First(string text) => Digits(text) ?? InWords(text);

    private static readonly Dictionary<string, decimal> Ordinals = new()
    {
        ["first"] = 1, ["second"] = 2, ["third"] = 3, ["fourth"] = 4, ["fifth"] = 5, ["sixth"] = 6, ["seventh"] = 7, ["eighth"] = 8,
            ["ninth"] = 9,
        ["tenth"] = 10, ["eleventh"] = 11, ["twelfth"] = 12, ["thirteenth"] = 13, ["twentieth"] = 20, ["thirtieth"] = 30,
            ["hundredth"] = 100,
    };

    /// <summary>A place in a row: third, 21st; a plain number counts too.</summary>
    public static decimal? Ordinal(string text)
    {
        if (OrdinalDigits().Match(text) is { Success: true } match) return decimal.Parse(match.Groups[1].Value,
            CultureInfo.InvariantCulture);
        foreach (var word in Words.Normal(text).Split(' ')) if (Ordinals.TryGetValue(word, out var place)) return place;
        return First(text);
    }

    private static decimal? Digits(string text)
    {
        var match = Digit().Match(text);
        if (!match.Success) return null;
        if (!decimal.TryParse(match.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.Number,
            CultureInfo.InvariantCulture, out var number))
            return null;
        var scale = match.Groups[2].Value.ToLowerInvariant();
        return scale.Length > 0 && Scales.TryGetValue(scale, out var times) && number < 1_000_000_000 ? number * times : number;
    }

    private static decimal? InWords(string text)
    {
        decimal total = 0, group = 0;
        var found = false;
        var words = Words.Normal(text.Replace('-', ' ')).Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            if (Units.TryGetValue(words[i], out var unit)) (group, found) = (group + unit, true);
            else if (Scales.TryGetValue(words[i], out var scale) && words[i].Length > 2 && (found || i > 0 && words[i - 1] == "a"))
            {
                group = (group == 0 ? 1 : group) * scale;
                if (scale >= 1_000) (total, group) = (total + group, 0);
                found = true;
            }
            else if (words[i] == "half" && !found) return 0.5m;
            else if (found && words[i] is not ("and" or "a")) break;
            if (total > 1e15m) return null;
        }
        return found ? total + group : null;
    }

    [GeneratedRegex(@"\b(\d{1,9})(?:st|nd|rd|th)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OrdinalDigits();

    [GeneratedRegex(@"(?<![\w.])([-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.\d{1,10})?|[-+]?\.\d{1,10})"
                    + @"\s?(k|m|mm|bn|thousand|million|billion|hundred|dozen)?(?![\w])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Digit();
}
