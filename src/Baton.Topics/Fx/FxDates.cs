using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Topics.Fx;

/// <summary>Reads dates and times as people in the United States and ISO 8601 write them.</summary>
internal static partial class FxDates
{
    /// <summary>The moment in the zone's own wall clock, or null when the text is no date.</summary>
    public static DateTime? Parse(string text, TimeZoneInfo? zone = null)
    {
        var trimmed = text.Trim();
        if (trimmed.Length is < 3 or > 60 || !trimmed.Any(char.IsAsciiDigit)) return null;
        if (OnlyNumber().IsMatch(trimmed)) return null;
        if (HasOffset().IsMatch(trimmed))
        {
            if (!DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)) return null;
            return TimeZoneInfo.ConvertTime(moment, zone ?? TimeZoneInfo.Utc).DateTime;
        }
        return DateTime.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var parsed)
            && parsed.Year > 1
            ? parsed : null;
    }

    public static TimeSpan? ParseTime(string text) =>
        text.Trim() is { Length: > 0 and < 40 } trimmed && trimmed.Any(char.IsAsciiDigit) && !OnlyNumber().IsMatch(trimmed)
        && DateTime.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var parsed)
            ? parsed.TimeOfDay : null;

    public static DateTime Utc(DateTime wall, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(wall)) wall = wall.AddHours(1);
        return TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(wall, DateTimeKind.Unspecified), zone);
    }

    [GeneratedRegex(@"\d(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)$", RegexOptions.IgnoreCase)]
    private static partial Regex HasOffset();

    [GeneratedRegex(@"^[\d.,]+$")]
    private static partial Regex OnlyNumber();
}
