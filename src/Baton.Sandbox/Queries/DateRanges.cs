namespace Baton.Sandbox.Queries;

/// <summary>A stretch of time: from a moment on, up to but without another. An open end is null.</summary>
internal readonly record struct DateRange(DateTime? From, DateTime? To);

/// <summary>What "last month" and its like mean now. Weeks begin on Sunday; fiscal years are calendar years of four quarters.</summary>
internal static class DateRanges
{
    private const int MonthsInQuarter = 3;
    private const int QuartersInYear = 4;

    private static readonly Dictionary<string, Func<DateTime, int, DateRange>> Known = new()
    {
        ["Today"] = (now, _) => Days(now.Date, 1),
        ["Yesterday"] = (now, _) => Days(now.Date.AddDays(-1), 1),
        ["Tomorrow"] = (now, _) => Days(now.Date.AddDays(1), 1),
        ["Last7Days"] = (now, _) => new(now.Date.AddDays(-7), After(now)),
        ["Next7Days"] = (now, _) => new(now, now.Date.AddDays(8)),
        ["ThisWeek"] = (now, _) => Days(Week(now), 7),
        ["LastWeek"] = (now, _) => Days(Week(now).AddDays(-7), 7),
        ["NextWeek"] = (now, _) => Days(Week(now).AddDays(7), 7),
        ["ThisMonth"] = (now, _) => Months(Month(now), 1),
        ["LastMonth"] = (now, _) => Months(Month(now).AddMonths(-1), 1),
        ["NextMonth"] = (now, _) => Months(Month(now).AddMonths(1), 1),
        ["ThisYear"] = (now, _) => Months(Year(now), 12),
        ["LastYear"] = (now, _) => Months(Year(now).AddYears(-1), 12),
        ["NextYear"] = (now, _) => Months(Year(now).AddYears(1), 12),
        ["LastXHours"] = (now, x) => new(now.AddHours(-x), After(now)),
        ["NextXHours"] = (now, x) => new(now, After(now.AddHours(x))),
        ["LastXDays"] = (now, x) => new(now.Date.AddDays(-x), After(now)),
        ["NextXDays"] = (now, x) => new(now, now.Date.AddDays(x + 1)),
        ["LastXWeeks"] = (now, x) => new(now.Date.AddDays(-7 * x), After(now)),
        ["NextXWeeks"] = (now, x) => new(now, now.Date.AddDays((7 * x) + 1)),
        ["LastXMonths"] = (now, x) => new(now.Date.AddMonths(-x), After(now)),
        ["NextXMonths"] = (now, x) => new(now, now.Date.AddMonths(x).AddDays(1)),
        ["LastXYears"] = (now, x) => new(now.Date.AddYears(-x), After(now)),
        ["NextXYears"] = (now, x) => new(now, now.Date.AddYears(x).AddDays(1)),
        ["OlderThanXMinutes"] = (now, x) => new(null, now.AddMinutes(-x)),
        ["OlderThanXHours"] = (now, x) => new(null, now.AddHours(-x)),
        ["OlderThanXDays"] = (now, x) => new(null, now.Date.AddDays(-x)),
        ["OlderThanXWeeks"] = (now, x) => new(null, now.Date.AddDays(-7 * x)),
        ["OlderThanXMonths"] = (now, x) => new(null, now.Date.AddMonths(-x)),
        ["OlderThanXYears"] = (now, x) => new(null, now.Date.AddYears(-x)),
        ["ThisFiscalYear"] = (now, _) => Months(Year(now), 12),
        ["LastFiscalYear"] = (now, _) => Months(Year(now).AddYears(-1), 12),
        ["NextFiscalYear"] = (now, _) => Months(Year(now).AddYears(1), 12),
        ["ThisFiscalPeriod"] = (now, _) => Months(Quarter(now), MonthsInQuarter),
        ["LastFiscalPeriod"] = (now, _) => Months(Quarter(now).AddMonths(-MonthsInQuarter), MonthsInQuarter),
        ["NextFiscalPeriod"] = (now, _) => Months(Quarter(now).AddMonths(MonthsInQuarter), MonthsInQuarter),
        ["LastXFiscalYears"] = (now, x) => Months(Year(now).AddYears(-x), 12 * x),
        ["NextXFiscalYears"] = (now, x) => Months(Year(now).AddYears(1), 12 * x),
        ["LastXFiscalPeriods"] = (now, x) => Months(Quarter(now).AddMonths(-MonthsInQuarter * x), MonthsInQuarter * x),
        ["NextXFiscalPeriods"] = (now, x) => Months(Quarter(now).AddMonths(MonthsInQuarter), MonthsInQuarter * x),
        ["InFiscalYear"] = (_, year) => Months(First(year, 1), 12),
    };

    public static bool Knows(string name) => Known.ContainsKey(name);

    public static DateRange Of(string name, DateTime now, int x) => Known[name](now, x);

    /// <summary>The quarter of a fiscal year; the first is 1.</summary>
    public static DateRange FiscalPeriod(int period, int year) =>
        Months(First(year, 1).AddMonths((period - 1) % QuartersInYear * MonthsInQuarter), MonthsInQuarter);

    // "Until now" includes this very second.
    private static DateTime After(DateTime moment) => moment.AddSeconds(1);

    private static DateRange Days(DateTime from, int days) => new(from, from.AddDays(days));

    private static DateRange Months(DateTime from, int months) => new(from, from.AddMonths(months));

    private static DateTime Week(DateTime now) => now.Date.AddDays(-(int)now.DayOfWeek);

    private static DateTime Month(DateTime now) => First(now.Year, now.Month);

    private static DateTime Quarter(DateTime now) => First(now.Year, now.Month - ((now.Month - 1) % MonthsInQuarter));

    private static DateTime Year(DateTime now) => First(now.Year, 1);

    private static DateTime First(int year, int month) => new(year, month, 1, 0, 0, 0, DateTimeKind.Utc);
}
