using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Topics;

/// <summary>Days and times as people say them: tomorrow, next Friday, in two weeks, March 5, at half past three.</summary>
internal static partial class Moments
{
    private const int TextLengthMax = 300;

    public static DateTime? DayAndTime(string text, DateTime now)
    {
        var day = Day(text, now);
        var time = Time(text);
        if (day is null && time is null) return Words.Normal(text) is "now" or "right now" ? now : CountedTime(text, now);
        return (day ?? now.Date) + (time ?? TimeSpan.Zero);
    }

    // in two hours, 30 minutes ago
    private static DateTime? CountedTime(string text, DateTime now)
    {
        var words = Words.Normal(text);
        var unit = ShortUnit().Match(words);
        var past = HasWord(words, "ago");
        if (!unit.Success || text.Length > TextLengthMax || !past && !HasWord(words, "in")) return null;
        var amount = words.Contains("half an hour", StringComparison.Ordinal) ? 0.5m
            : Numbers.First(words) ?? (HasWord(words, "an") || HasWord(words, "a") ? 1 : null);
        if (amount is null or < 0 or > 10_000) return null;
        return now + (unit.Groups[1].Value == "hour" ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1)) * (double)amount * (past ? -1 : 1);
    }

    public static DateTime? Day(string text, DateTime now)
    {
        if (text.Length > TextLengthMax) return null;
        var words = Words.Normal(text);
        var today = now.Date;
        if (words.Contains("day after tomorrow", StringComparison.Ordinal)) return today.AddDays(2);
        if (words.Contains("day before yesterday", StringComparison.Ordinal)) return today.AddDays(-2);
        if (HasWord(words, "tomorrow")) return today.AddDays(1);
        if (HasWord(words, "yesterday")) return today.AddDays(-1);
        if (HasWord(words, "today") || HasWord(words, "tonight")) return today;
        return Written(text, today) ?? Named(text, today) ?? Counted(words, today) ?? OfWeek(words, today)
            ?? OfMonth(text, today);
    }

    private static bool HasWord(string words, string word) => $" {words} ".Contains($" {word} ", StringComparison.Ordinal);

    // 3/5/2026, 2026-03-05, 5.3.2026
    private static DateTime? Written(string text, DateTime today)
    {
        if (Iso().Match(text) is { Success: true } iso) return Made(iso.Groups[1].Value, iso.Groups[2].Value, iso.Groups[3].Value, today);
        if (Slashed().Match(text) is { Success: true } us) return Made(us.Groups[3].Value, us.Groups[1].Value, us.Groups[2].Value, today);
        return Dotted().Match(text) is { Success: true } eu ? Made(eu.Groups[3].Value, eu.Groups[2].Value, eu.Groups[1].Value, today)
            : null;
    }

    private static DateTime? Made(string year, string month, string day, DateTime today)
    {
        var (m, d) = (int.Parse(month, CultureInfo.InvariantCulture), int.Parse(day, CultureInfo.InvariantCulture));
        var y = year.Length == 0 ? today.Year : int.Parse(year, CultureInfo.InvariantCulture);
        if (y < 100) y += y < 50 ? 2000 : 1900;
        if (m is < 1 or > 12 || y is < 1 or > 9999 || d < 1 || d > DateTime.DaysInMonth(y, m)) return null;
        return new DateTime(y, m, d);
    }

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    // March 5th, 2026; 5 March; the 5th of March. Without a year the next one that comes is meant.
    private static DateTime? Named(string text, DateTime today)
    {
        var first = MonthFirst().Match(text);
        var match = first.Success ? first : DayFirst().Match(text);
        if (!match.Success) return null;
        var month = Array.IndexOf(Months, match.Groups["m"].Value[..3].ToLowerInvariant()) + 1;
        var year = match.Groups["y"].Value;
        var day = match.Groups["d"].Value;
        var made = Made(year, month.ToString(CultureInfo.InvariantCulture), day, today);
        for (var next = today.Year + 1; year.Length == 0 && (made is null || made < today) && next <= today.Year + 8; next++)
            made = Made(next.ToString(CultureInfo.InvariantCulture), month.ToString(CultureInfo.InvariantCulture), day, today);
        return made;
    }

    // in 3 days, two weeks ago, next month
    private static DateTime? Counted(string words, DateTime today)
    {
        if (HasWord(words, "next") || HasWord(words, "last"))
        {
            var sign = HasWord(words, "next") ? 1 : -1;
            if (HasWord(words, "week")) return today.AddDays(7 * sign);
            if (HasWord(words, "month")) return today.AddMonths(sign);
            if (HasWord(words, "year")) return today.AddYears(sign);
        }
        if (!HasWord(words, "in") && !HasWord(words, "ago") && !words.Contains("from now", StringComparison.Ordinal)) return null;
        var unit = Unit().Match(words);
        if (!unit.Success) return null;
        var amount = Numbers.First(words) ?? (HasWord(words, "a") || HasWord(words, "an") ? 1 : null);
        if (amount is null or > 10_000 or < 0) return null;
        var count = (int)amount * (HasWord(words, "ago") ? -1 : 1);
        return unit.Value switch
        {
            "day" => today.AddDays(count),
            "week" => today.AddDays(7 * count),
            "month" => today.AddMonths(count),
            _ => Math.Abs(count) < 5_000 ? today.AddYears(count) : null,
        };
    }

    // Friday is the next that comes, "next Friday" that of the week that begins on Monday, "last Friday" the one before today.
    private static DateTime? OfWeek(string words, DateTime today)
    {
        var match = WeekDay().Match(words);
        if (!match.Success) return null;
        var wanted = match.Value == "weekend" ? (int)DayOfWeek.Saturday : Array.FindIndex(Enum.GetNames<DayOfWeek>(),
            n => n.StartsWith(match.Value[..3], StringComparison.OrdinalIgnoreCase));
        var ahead = (wanted - (int)today.DayOfWeek + 7) % 7;
        if (HasWord(words, "last")) return today.AddDays(ahead == 0 ? -7 : ahead - 7);
        if (HasWord(words, "next")) return today.AddDays(7 - ((int)today.DayOfWeek + 6) % 7 + (wanted + 6) % 7);
        return today.AddDays(ahead == 0 ? 7 : ahead);
    }

    // "the 15th" is the next that comes.
    private static DateTime? OfMonth(string text, DateTime today)
    {
        var match = DayOnly().Match(text);
        if (!match.Success) return null;
        var day = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        for (var month = today.AddDays(1 - today.Day); day is >= 1 and <= 31; month = month.AddMonths(1))
            if (day <= DateTime.DaysInMonth(month.Year, month.Month) && month.AddDays(day - 1) >= today) return month.AddDays(day - 1);
        return null;
    }

    public static TimeSpan? Time(string text)
    {
        if (text.Length > TextLengthMax) return null;
        var words = Words.Normal(text);
        if (HasWord(words, "noon") || HasWord(words, "midday")) return TimeSpan.FromHours(12);
        if (HasWord(words, "midnight")) return TimeSpan.Zero;
        if (PastOrTo().Match(words) is { Success: true } said) return Spoken(said);
        var match = Clock().Match(text);
        if (!match.Success) match = Hour().Match(text);
        if (!match.Success) return null;
        var hour = int.Parse(match.Groups["h"].Value, CultureInfo.InvariantCulture);
        var minute = match.Groups["min"] is { Success: true } m ? int.Parse(m.Value, CultureInfo.InvariantCulture) : 0;
        var half = match.Groups["ap"].Value.ToLowerInvariant();
        if (half.StartsWith('p') && hour < 12) hour += 12;
        if (half.StartsWith('a') && hour == 12) hour = 0;
        return hour > 23 || minute > 59 ? null : new TimeSpan(hour, minute, 0);
    }

    // half past three, quarter to 5, ten past four pm
    private static TimeSpan? Spoken(Match match)
    {
        var minutes = match.Groups["part"].Value switch
        {
            "half" => 30, "quarter" or "a quarter" => 15, var words => (int)(Numbers.First(words) ?? 60),
        };
        var hour = (int)(Numbers.First(match.Groups["h"].Value) ?? 24);
        if (match.Groups["ap"].Value == "pm" && hour < 12) hour += 12;
        if (match.Groups["ap"].Value == "am" && hour == 12) hour = 0;
        if (hour > 23 || minutes > 59) return null;
        return TimeSpan.FromMinutes((hour * 60 + (match.Groups["to"].Value == "to" ? -minutes : minutes) + 1_440) % 1_440);
    }

    [GeneratedRegex(@"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")]
    private static partial Regex Iso();

    [GeneratedRegex(@"\b(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?\b")]
    private static partial Regex Slashed();

    [GeneratedRegex(@"\b(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"\b(?<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+"
        + @"(?:the\s+)?(?<d>\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?<y>\d{4}))?",
        RegexOptions.IgnoreCase)]
    private static partial Regex MonthFirst();

    [GeneratedRegex(@"\b(?<d>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?"
        + @"(?<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:,?\s+(?<y>\d{4}))?",
        RegexOptions.IgnoreCase)]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"\b(?<part>half|a quarter|quarter|\d{1,2}|five|ten|twenty|twenty five)(?: minutes)? (?<to>past|to) "
        + @"(?<h>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: ?(?<ap>am|pm))?\b")]
    private static partial Regex PastOrTo();

    [GeneratedRegex(@"\b(hour|minute|min)s?\b")]
    private static partial Regex ShortUnit();

    [GeneratedRegex(@"\b(day|week|month|year)(?=s?\b)")]
    private static partial Regex Unit();

    [GeneratedRegex(@"\bthe\s+(\d{1,2})(?:st|nd|rd|th)\b", RegexOptions.IgnoreCase)]
    private static partial Regex DayOnly();

    [GeneratedRegex(@"\bweekend\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b")]
    private static partial Regex WeekDay();

    [GeneratedRegex(@"\b(?<h>\d{1,2})[:.h](?<min>\d{2})\s*(?<ap>[ap]\.?m\.?)?(?![\d./-])", RegexOptions.IgnoreCase)]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b(?<h>\d{1,2})\s*(?<ap>[ap]\.?m\b\.?)|\b(?:at\s+(?<h>\d{1,2})|(?<h>\d{1,2})\s*o'?clock)\b(?![:./-])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Hour();
}
