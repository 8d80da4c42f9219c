using Baton.Plumbing;

namespace Baton.Reports;

/// <summary>The time that a report is about, in hours or days as the caller's clock counts them.</summary>
internal sealed record InsightPeriod(DateTimeOffset Since, DateTimeOffset Until, string Unit, TimeZoneInfo Zone)
{
    private const int DaysUsual = 7;
    private const int DaysMax = 366;
    private const int DaysByHourMax = 14;

    public TimeSpan Length => Until - Since;

    /// <summary>As long a time, just before.</summary>
    public InsightPeriod Before => this with { Since = Since - Length, Until = Since };

    public static InsightPeriod From(DateTimeOffset? since, DateTimeOffset? until, string? unit, string? zone, DateTimeOffset now)
    {
        if (unit is not (null or "hour" or "day")) throw Refusal.Invalid("invalid_unit", "unit is hour or day.");
        var to = (until ?? now).ToUniversalTime();
        var begin = since?.ToUniversalTime() ?? (to.Year > 1 ? to.AddDays(-DaysUsual) : to);
        var most = unit == "hour" ? DaysByHourMax : DaysMax;
        if (begin >= to || to - begin > TimeSpan.FromDays(most) || begin.Year < 2000 || to.Year > 9000)
            throw Refusal.Invalid("invalid_period", $"from is before to, and they are at most {most} days apart{(unit == "hour" ? " by the hour" : "")}.");
        return new InsightPeriod(begin, to, unit ?? "day", Found(zone));
    }

    /// <summary>The beginnings of all hours or days in it.</summary>
    public IReadOnlyList<DateTimeOffset> Steps()
    {
        var local = TimeZoneInfo.ConvertTime(Since, Zone);
        if (Unit == "hour")
        {
            var first = local.AddMinutes(-local.Minute).AddSeconds(-local.Second).AddTicks(-(local.Ticks % TimeSpan.TicksPerSecond)).ToUniversalTime();
            return [.. Each(0, n => first.AddHours(n))];
        }
        var day = local.Date;
        return [.. Each(0, n => Midnight(day.AddDays(n)))];
    }

    private IEnumerable<DateTimeOffset> Each(int n, Func<int, DateTimeOffset> step)
    {
        for (var at = step(n); at < Until; at = step(++n)) yield return at;
    }

    /// <summary>When a day begins, where it does not begin at midnight too.</summary>
    private DateTimeOffset Midnight(DateTime day)
    {
        for (; Zone.IsInvalidTime(day); day = day.AddMinutes(30)) { }
        return new DateTimeOffset(day, Zone.GetUtcOffset(day)).ToUniversalTime();
    }

    private static TimeZoneInfo Found(string? zone) =>
        zone is null ? TimeZoneInfo.Utc
        : zone.Length <= 60 && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId ? found
        : throw Refusal.Invalid("invalid_zone", "zone is a time zone such as Europe/Berlin.");
}
