using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Topics.Fx;

/// <summary>Text(value, format): numbers and dates as a pattern or a named format wants them.</summary>
internal static partial class FxFormats
{
    public static FxValue Text(FxValue[] args, FxFrame frame)
    {
        var value = args[0] is FxUntyped untyped ? untyped.Inner : args[0];
        if (value is FxRecord or FxTable) return FxConvert.Mistaken(value, "a number, a date or a text");
        if (args.Length == 1 || args[1] is FxBlank) return FxConvert.Text(value);
        var pattern = args[1] is FxOption named ? named.Id : FxConvert.Shown(args[1]);
        if (args[1] is FxOption { Set: "DateTimeFormat" }) return Named(value, pattern, frame);
        if (pattern.Length == 0) return FxText.Empty;
        pattern = LanguageTag().Replace(pattern, "");
        if (value is FxText words)
        {
            if (FxConvert.TextToNumber(words.Value) is FxNumber number) value = number;
            else if (FxDates.Parse(words.Value, frame.Zone) is { } date) value = new FxDateTime(date);
            else return words;
        }
        if (value is FxBlank) return FxText.Empty;
        if (value is FxBoolean) return FxConvert.Text(value);
        if (value is FxNumber n && !LooksLikeDate(pattern)) return Number(n, pattern);
        var moment = FxConvert.Moment(value);
        return moment is FxDateTime m ? new FxText(Date(m.Value, pattern)) : moment;
    }

    private static bool LooksLikeDate(string pattern) =>
        !pattern.Contains('0', StringComparison.Ordinal) && !pattern.Contains('#', StringComparison.Ordinal)
            && DateLetters().IsMatch(pattern);

    private static FxText Number(FxNumber number, string pattern)
    {
        var made = pattern.Replace("'", "\\'", StringComparison.Ordinal);
        return new FxText(number is FxDecimal d
            ? d.Value.ToString(made, CultureInfo.InvariantCulture) : number.AsDouble.ToString(made, CultureInfo.InvariantCulture));
    }

    private static FxValue Named(FxValue value, string name, FxFrame frame)
    {
        var moment = FxConvert.Moment(value);
        if (moment is FxBlank) return FxText.Empty;
        if (moment is not FxDateTime m) return moment;
        if (name == "UTC")
            return new FxText(FxDates.Utc(m.Value, frame.Zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        var pattern = name switch
        {
            "LongDate" => "dddd, MMMM d, yyyy",
            "LongDateTime" => "dddd, MMMM d, yyyy h:mm:ss tt",
            "LongDateTime24" => "dddd, MMMM d, yyyy HH:mm:ss",
            "LongTime" => "h:mm:ss tt",
            "LongTime24" => "HH:mm:ss",
            "ShortDateTime" => "M/d/yyyy h:mm tt",
            "ShortDateTime24" => "M/d/yyyy HH:mm",
            "ShortTime" => "h:mm tt",
            "ShortTime24" => "HH:mm",
            _ => "M/d/yyyy",
        };
        return new FxText(m.Value.ToString(pattern, CultureInfo.InvariantCulture));
    }

    /// <summary>A date in a pattern of Power Fx: <c>mm</c> is a month, but minutes after hours or before seconds.</summary>
    public static string Date(DateTime value, string pattern)
    {
        var made = new StringBuilder();
        var twelve = AmPm().IsMatch(pattern);
        var afterHours = false;
        for (var i = 0; i < pattern.Length;)
        {
            var c = char.ToLowerInvariant(pattern[i]);
            var meridiem = AmPm().Match(pattern, i);
            if (meridiem.Success && meridiem.Index == i)
            {
                made.Append(meridiem.Length > 3 ? value.Hour < 12 ? "AM" : "PM" : value.Hour < 12 ? "A" : "P");
                i += meridiem.Length;
                continue;
            }
            if (c is '"' or '\'')
            {
                var end = pattern.IndexOf(pattern[i], i + 1);
                if (end < 0) end = pattern.Length;
                made.Append(pattern, i + 1, end - i - 1);
                i = Math.Min(end + 1, pattern.Length);
                continue;
            }
            if (c == '\\' && i + 1 < pattern.Length) { made.Append(pattern[i + 1]); i += 2; continue; }
            var run = i;
            while (run < pattern.Length && char.ToLowerInvariant(pattern[run]) == c) run++;
            var count = run - i;
            var minutes = c == 'm' && count <= 2 && (afterHours || NextIsSeconds(pattern, run));
            made.Append(Part(value, c, count, minutes, twelve) ?? pattern[i..run]);
            if (c is 'h' or 's') afterHours = c == 'h';
            else if (char.IsLetter(c)) afterHours = false;
            i = run;
        }
        return made.ToString();
    }

    private static bool NextIsSeconds(string pattern, int from)
    {
        while (from < pattern.Length && !char.IsLetter(pattern[from])) from++;
        return from < pattern.Length && pattern[from] is 's' or 'S';
    }

    private static string? Part(DateTime value, char letter, int count, bool minutes, bool twelve)
    {
        var hour = twelve ? (value.Hour + 11) % 12 + 1 : value.Hour;
        return letter switch
        {
            'y' => count <= 2 ? (value.Year % 100).ToString("00", null) : value.Year.ToString("0000", null),
            'm' when minutes => value.Minute.ToString(count == 1 ? "0" : "00", null),
            'm' => count switch
            {
                1 => value.Month.ToString("0", null),
                2 => value.Month.ToString("00", null),
                3 => value.ToString("MMM", CultureInfo.InvariantCulture),
                4 => value.ToString("MMMM", CultureInfo.InvariantCulture),
                _ => value.ToString("MMMM", CultureInfo.InvariantCulture)[..1],
            },
            'd' => count switch
            {
                1 => value.Day.ToString("0", null),
                2 => value.Day.ToString("00", null),
                3 => value.ToString("ddd", CultureInfo.InvariantCulture),
                _ => value.ToString("dddd", CultureInfo.InvariantCulture),
            },
            'h' => hour.ToString(count == 1 ? "0" : "00", null),
            's' => value.Second.ToString(count == 1 ? "0" : "00", null),
            'f' => value.Millisecond.ToString("000", null)[..Math.Min(count, 3)],
            _ => null,
        };
    }

    /// <summary>HTML or XML without its tags.</summary>
    public static string Plain(string text)
    {
        var lines = Breaks().Replace(text, "\n");
        return WebUtility.HtmlDecode(Tags().Replace(lines, "")).Trim();
    }

    // What Windows code page 1252 holds between 128 and 159; Latin-1 has only control characters there.
    private const string Between = "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
                                   + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    public static string Windows1252(int code) => (code is >= 128 and < 160 ? Between[code - 128] : (char)code).ToString();

    [GeneratedRegex(@"\[\$-[^\]]*\]")]
    private static partial Regex LanguageTag();

    [GeneratedRegex("[dmyhs]", RegexOptions.IgnoreCase)]
    private static partial Regex DateLetters();

    [GeneratedRegex("AM/PM|A/P", RegexOptions.IgnoreCase)]
    private static partial Regex AmPm();

    [GeneratedRegex(@"<\s*(br|/p|/div|/li|/tr)\s*/?\s*>", RegexOptions.IgnoreCase)]
    private static partial Regex Breaks();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
