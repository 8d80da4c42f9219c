namespace Baton.Topics.Fx;

/// <summary>Dates and times.</summary>
internal static class DateFunctions
{
    private static readonly DateTime Epoch = new(1899, 12, 30);

    public static readonly FxFunction[] All =
    [
        Define.Mapped("Date", 3, 3, "n", FxType.Date, (a, _) => Made(a) is FxDateTime d ? new FxDate(d.Value) : Made(a)),
        Define.Mapped("DateTime", 3, 7, "n", FxType.DateTime, (a, _) => Made(a)),
        Define.Mapped("Time", 3, 4, "n", FxType.Time, (a, _) => MadeTime(a)),
        Define.Eager("Now", 0, 0, "*", FxType.DateTime, (_, f) => new FxDateTime(f.LocalNow)),
        Define.Eager("Today", 0, 0, "*", FxType.Date, (_, f) => new FxDate(f.LocalNow)),
        Define.Eager("UTCNow", 0, 0, "*", FxType.DateTime, (_, f) => new FxDateTime(f.Now.UtcDateTime)),
        Define.Eager("UTCToday", 0, 0, "*", FxType.Date, (_, f) => new FxDate(f.Now.UtcDateTime)),
        Define.Mapped("IsToday", 1, 1, "d", FxType.Boolean, (a, f) => Of(a[0], d => FxValue.Of(d.Date == f.LocalNow.Date))),
        Define.Mapped("IsUTCToday", 1, 1, "d", FxType.Boolean, (a, f) => Of(a[0], d => FxValue.Of(d.Date == f.Now.UtcDateTime.Date))),
        Define.Mapped("Year", 1, 1, "d", FxType.Decimal, (a, _) => Of(a[0], d => FxValue.Of(d.Year))),
        Define.Mapped("Month", 1, 1, "d", FxType.Decimal, (a, _) => Of(a[0], d => FxValue.Of(d.Month))),
        Define.Mapped("Day", 1, 1, "d", FxType.Decimal, (a, _) => Of(a[0], d => FxValue.Of(d.Day))),
        Define.Mapped("Hour", 1, 1, "d", FxType.Decimal, (a, _) => Of(a[0], d => FxValue.Of(d.Hour))),
        Define.Mapped("Minute", 1, 1, "d", FxType.Decimal, (a, _) => Of(a[0], d => FxValue.Of(d.Minute))),
        Define.Mapped("Second", 1, 1, "d", FxType.Decimal, (a, _) => Of(a[0], d => FxValue.Of(d.Second))),
        Define.Mapped("Weekday", 1, 2, "d*", FxType.Decimal, (a, _) => Of(a[0], d => Weekday(d, a))),
        Define.Mapped("WeekNum", 1, 2, "d*", FxType.Decimal, (a, _) => Of(a[0], d => WeekNumber(d, a))),
        Define.Mapped("ISOWeekNum", 1, 1, "d", FxType.Decimal, (a, _) =>
            Of(a[0], d => FxValue.Of(System.Globalization.ISOWeek.GetWeekOfYear(d)))),
        Define.Mapped("EDate", 2, 2, "dn", FxType.Unknown, (a, _) => Of(a[0], d => Months(d, a[1], endOfMonth: false))),
        Define.Mapped("EOMonth", 2, 2, "dn", FxType.Unknown, (a, _) => Of(a[0], d => Months(d, a[1], endOfMonth: true))),
        Define.Mapped("DateAdd", 2, 3, "dn*", FxType.Unknown, (a, _) => Add(a)),
        Define.Mapped("DateDiff", 2, 3, "dd*", FxType.Decimal, (a, _) => Difference(a)),
        Define.Mapped("DateValue", 1, 2, "*t", FxType.Date, (a, f) =>
            Read(a[0], f) is FxDateTime d ? new FxDate(d.Value) : Read(a[0], f)),
        Define.Mapped("DateTimeValue", 1, 2, "*t", FxType.DateTime, (a, f) => Read(a[0], f)),
        Define.Mapped("TimeValue", 1, 2, "*t", FxType.Time, (a, _) => ReadTime(a[0])),
        Define.Mapped("TimeZoneOffset", 0, 1, "d", FxType.Decimal, (a, f) => a.Length == 0 || a[0] is FxBlank
            ? FxValue.Of(-(int)f.Zone.GetUtcOffset(f.Now).TotalMinutes)
                : Of(a[0], d => FxValue.Of(-(int)f.Zone.GetUtcOffset(d).TotalMinutes))),
    ];

    private static FxValue Of(FxValue value, Func<DateTime, FxValue> use)
    {
        if (value is FxUntyped untyped) value = untyped.Inner;
        if (value is FxText text && FxDates.Parse(text.Value) is null && FxDates.ParseTime(text.Value) is { } time) return use(Epoch
            + time);
        var moment = FxConvert.Moment(value);
        return moment is FxDateTime d ? use(d.Value) : moment is FxBlank ? use(Epoch) : moment;
    }

    private static FxError OutOfRange => FxConvert.Wrong("The date is out of range.");

    private static FxValue Made(FxValue[] args)
    {
        var parts = new double[7];
        for (var i = 0; i < args.Length; i++)
        {
            if (FxConvert.NumberOrZero(args[i]) is not FxNumber number) return FxConvert.NumberOrZero(args[i]);
            parts[i] = Math.Truncate(number.AsDouble);
            if (Math.Abs(parts[i]) > 1e12) return OutOfRange;
        }
        if (parts[0] is < 0 or > 9999) return OutOfRange;
        var year = (int)(parts[0] < 1900 ? parts[0] + 1900 : parts[0]);
        try
        {
            return new FxDateTime(new DateTime(year, 1, 1).AddMonths(checked((int)parts[1]) - 1).AddDays(parts[2] - 1)
                .AddHours(parts[3]).AddMinutes(parts[4]).AddSeconds(parts[5]).AddMilliseconds(parts[6]));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            return OutOfRange;
        }
    }

    private static FxValue MadeTime(FxValue[] args)
    {
        double[] scale = [3_600_000, 60_000, 1_000, 1];
        var total = 0.0;
        for (var i = 0; i < args.Length; i++)
        {
            if (FxConvert.NumberOrZero(args[i]) is not FxNumber number) return FxConvert.NumberOrZero(args[i]);
            total += Math.Truncate(number.AsDouble) * scale[i];
        }
        return Math.Abs(total) > 1e14 ? OutOfRange : new FxTime(TimeSpan.FromMilliseconds(total));
    }

    private static int Start(FxValue[] args)
    {
        if (args.Length < 2 || args[1] is FxBlank) return 1;
        return Define.Whole(args[1] is FxOption { Backing: { } backing } ? backing : args[1]) ?? 1;
    }

    // 1: weeks begin on Sunday; 2 and 11: Monday; 3: Monday is 0; 12 to 17: Tuesday to Sunday, as in Excel.
    private static FxValue Weekday(DateTime date, FxValue[] args) => Start(args) switch
    {
        1 or 17 => FxValue.Of((int)date.DayOfWeek + 1),
        2 or 11 => FxValue.Of(((int)date.DayOfWeek + 6) % 7 + 1),
        3 => FxValue.Of(((int)date.DayOfWeek + 6) % 7),
        >= 12 and <= 16 and var start => FxValue.Of(((int)date.DayOfWeek - (start - 10) + 7) % 7 + 1),
        _ => FxConvert.Wrong("There is no such first day of the week."),
    };

    private static FxValue WeekNumber(DateTime date, FxValue[] args)
    {
        var start = Start(args);
        if (start is not (1 or 2 or 3 or >= 11 and <= 17)) return FxConvert.Wrong("There is no such first day of the week.");
        var first = start switch { 1 or 17 => 0, 2 or 3 or 11 => 1, _ => start - 10 };
        var newYear = ((int)new DateTime(date.Year, 1, 1).DayOfWeek - first + 7) % 7;
        return FxValue.Of((date.DayOfYear - 1 + newYear) / 7 + 1);
    }

    private static FxValue Months(DateTime date, FxValue months, bool endOfMonth)
    {
        if (FxConvert.NumberOrZero(months) is not FxNumber number) return FxConvert.NumberOrZero(months);
        if (Math.Abs(number.AsDouble) > 120_000) return OutOfRange;
        try
        {
            var moved = date.Date.AddMonths((int)Math.Truncate(number.AsDouble));
            return new FxDate(endOfMonth ? new DateTime(moved.Year, moved.Month, DateTime.DaysInMonth(moved.Year, moved.Month)) : moved);
        }
        catch (ArgumentOutOfRangeException)
        {
            return OutOfRange;
        }
    }

    private static string Unit(FxValue[] args) =>
        args.Length < 3 || args[2] is FxBlank ? "days" : FxConvert.Shown(args[2]).ToLowerInvariant();

    private static FxValue Add(FxValue[] args)
    {
        if (FxConvert.NumberOrZero(args[1]) is not FxNumber number) return FxConvert.NumberOrZero(args[1]);
        var amount = Math.Truncate(number.AsDouble);
        if (Math.Abs(amount) > 1e15) return OutOfRange;
        var unit = Unit(args);
        return Of(args[0], date =>
        {
            DateTime? moved;
            try
            {
                moved = unit switch
                {
                    "milliseconds" => date.AddMilliseconds(amount),
                    "seconds" => date.AddSeconds(amount),
                    "minutes" => date.AddMinutes(amount),
                    "hours" => date.AddHours(amount),
                    "days" => date.AddDays(amount),
                    "months" => date.AddMonths((int)amount),
                    "quarters" => date.AddMonths(checked((int)amount * 3)),
                    "years" => date.AddYears((int)amount),
                    _ => null,
                };
            }
            catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
            {
                return OutOfRange;
            }
            if (moved is null) return FxConvert.Wrong($"'{unit}' is no unit of time.");
            if (args[0] is FxTime) return new FxTime(moved.Value - Epoch);
            var wholeDays = unit is "days" or "months" or "quarters" or "years";
            return args[0] is FxDate && wholeDays ? new FxDate(moved.Value) : new FxDateTime(moved.Value);
        });
    }

    // Whole units: each moment is cut to the unit first, so that 9:59 and 10:01 are one hour apart.
    private static FxValue Difference(FxValue[] args) => Of(args[0], from => Of(args[1], to => Unit(args) switch
    {
        "milliseconds" => new FxDecimal((to - from).Ticks / TimeSpan.TicksPerMillisecond),
        "seconds" => Cut(from, to, TimeSpan.TicksPerSecond),
        "minutes" => Cut(from, to, TimeSpan.TicksPerMinute),
        "hours" => Cut(from, to, TimeSpan.TicksPerHour),
        "days" => Cut(from, to, TimeSpan.TicksPerDay),
        "months" => FxValue.Of((to.Year - from.Year) * 12 + to.Month - from.Month),
        "quarters" => FxValue.Of((to.Year - from.Year) * 4 + (to.Month - 1) / 3 - (from.Month - 1) / 3),
        "years" => FxValue.Of(to.Year - from.Year),
        var unit => FxConvert.Wrong($"'{unit}' is no unit of time."),
    }));

    private static FxDecimal Cut(DateTime from, DateTime to, long ticks) => new(to.Ticks / ticks - from.Ticks / ticks);

    private static FxValue Read(FxValue value, FxFrame frame)
    {
        if (value is FxUntyped untyped) value = untyped.Inner;
        if (value is FxText { Value: "" }) return FxBlank.Value;
        if (value is FxText text)
            return FxDates.Parse(text.Value, frame.Zone) is { } parsed ? new FxDateTime(parsed)
                : FxConvert.Wrong($"'{text.Value}' is not a date.");
        return value is FxDate or FxDateTime or FxTime or FxBlank ? FxConvert.Moment(value) : FxConvert.Mistaken(value, "a text or a date");
    }

    private static FxValue ReadTime(FxValue value)
    {
        if (value is FxUntyped untyped) value = untyped.Inner;
        return value switch
        {
            FxTime or FxBlank => value,
            FxText { Value: "" } => FxBlank.Value,
            FxDateTime d => new FxTime(d.Value.TimeOfDay),
            FxDate => new FxTime(TimeSpan.Zero),
            FxText text => FxDates.ParseTime(text.Value) is { } time ? new FxTime(time) : FxConvert.Wrong($"'{text.Value}' is not a time."),
            _ => FxConvert.Mistaken(value, "a text or a time"),
        };
    }
}
