using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Topics.Fx;

/// <summary>Reads dates and times as people in the United States and ISO 8601 write them.</summary>
internal static partial class FxDates
{
    /// <summary>The moment in the zone's own wall clock, or null when the text is no date.</summary>
    public static DateTime? Parse(string text, TimeZoneInfo? zone = null, bool dayFirst = false)
    {
        var trimmed = text.Trim();
        if (trimmed.Length is < 3 or > 60 || !trimmed.Any(char.IsAsciiDigit)) return null;
        if (OnlyNumber().IsMatch(trimmed)) return null;
        if (HasOffset().IsMatch(trimmed))
        {
            if (!DateTimeOffset.TryParse(trimmed, Reading, DateTimeStyles.None, out var moment)) return null;
            return TimeZoneInfo.ConvertTime(moment, zone ?? TimeZoneInfo.Utc).DateTime;
        }
        if (!DateTime.TryParse(trimmed, dayFirst ? DayFirst : Reading, DateTimeStyles.NoCurrentDateDefault, out var parsed)) return null;
        // A time alone belongs to the day zero of the calendar.
        return parsed.Date == DateTime.MinValue ? Epoch + parsed.TimeOfDay : parsed;
    }

    public static readonly DateTime Epoch = new(1899, 12, 30);

    // Years of two digits end in 2049, as Power Fx has it.
    private static readonly CultureInfo Reading = Culture();
    private static readonly CultureInfo DayFirst = Culture("dd/MM/yyyy");

    private static CultureInfo Culture(string? shortDate = null)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.Calendar = new GregorianCalendar { TwoDigitYearMax = 2049 };
        if (shortDate is not null) culture.DateTimeFormat.ShortDatePattern = shortDate;
        return culture;
    }

    public static TimeSpan? ParseTime(string text) =>
        text.Trim() is { Length: > 0 and < 40 } trimmed && trimmed.Any(char.IsAsciiDigit) && !OnlyNumber().IsMatch(trimmed)
        && DateTime.TryParse(trimmed, Reading, DateTimeStyles.NoCurrentDateDefault, out var parsed)
            ? parsed.TimeOfDay : null;

    public static DateTime Utc(DateTime wall, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(wall)) wall = wall.AddHours(1);
        return TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(wall, DateTimeKind.Unspecified), zone);
    }

    [GeneratedRegex(@"\d(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)$", RegexOptions.IgnoreCase)]
    private static partial Regex HasOffset();

    /// <summary>Whether the text is a date as JSON writes it: ISO 8601, with or without a time.</summary>
    public static bool IsIso(string text) => Iso().IsMatch(text);

    [GeneratedRegex(@"^\d{4}-[01]\d-[0-3]\d(T[0-2]\d:[0-5]\d:[0-5]\d(\.\d{0,7})?Z?)?$")]
    private static partial Regex Iso();

    [GeneratedRegex(@"^[\d.,]+$")]
    private static partial Regex OnlyNumber();
}
