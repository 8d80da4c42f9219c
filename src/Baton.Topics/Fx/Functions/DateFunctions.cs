namespace Baton.Topics.Fx;

/// <summary>Dates and times.</summary>
internal static class DateFunctions
{
    public static readonly FxFunction[] All =
    [
        Define.Eager("Date", 3, 3, "n", FxType.Date, (a, _) => Made(a) is FxDateTime d ? new FxDate(d.Value.Date) : Made(a)),
        Define.Eager("DateTime", 6, 7, "n", FxType.DateTime, (a, _) => Made(a)),
        Define.Eager("Time", 3, 4, "n", FxType.Time, (a, _) => MadeTime(a)),
        Define.Eager("Now", 0, 0, "*", FxType.DateTime, (_, f) => new FxDateTime(f.LocalNow)),
        Define.Eager("Today", 0, 0, "*", FxType.Date, (_, f) => new FxDate(f.LocalNow.Date)),
        Define.Eager("UTCNow", 0, 0, "*", FxType.DateTime, (_, f) => new FxDateTime(f.Now.UtcDateTime)),
        Define.Eager("UTCToday", 0, 0, "*", FxType.Date, (_, f) => new FxDate(f.Now.UtcDateTime.Date)),
        Define.Eager("IsToday", 1, 1, "d", FxType.Boolean, (a, f) => IsDay(a[0], f, f.LocalNow)),
        Define.Eager("IsUTCToday", 1, 1, "d", FxType.Boolean, (a, f) => IsDay(a[0], f, f.Now.UtcDateTime)),
        Part("Year", 1900, d => d.Year), Part("Month", 1, d => d.Month), Part("Day", 0, d => d.Day),
        Part("Hour", 0, d => d.Hour), Part("Minute", 0, d => d.Minute), Part("Second", 0, d => d.Second),
        Define.Eager("Weekday", 1, 2, "d*", FxType.Decimal, (a, f) => Of(a[0], f, d => Weekday(d, a))),
        Define.Eager("WeekNum", 1, 2, "d*", FxType.Decimal, (a, f) => Of(a[0], f, d => WeekNumber(d, a))),
        Define.Eager("ISOWeekNum", 1, 1, "d", FxType.Decimal, (a, f) =>
            Of(a[0], f, d => FxValue.Of(System.Globalization.ISOWeek.GetWeekOfYear(d)))),
        Define.Eager("EDate", 2, 2, "dn", FxType.Date, (a, f) => Of(a[0], f, d => Months(d, a[1], endOfMonth: false))),
        Define.Eager("EOMonth", 2, 2, "dn", FxType.Date, (a, f) => Of(a[0], f, d => Months(d, a[1], endOfMonth: true))),
        Define.Mapped("DateAdd", 2, 3, "dn*", FxType.Unknown, Add) with { Gives = DateAddGives, Check = CheckUnit },
        Define.Mapped("DateDiff", 2, 3, "dd*", FxType.Decimal, Difference) with { Check = CheckUnit },
        Define.Eager("DateValue", 1, 2, "dt", FxType.Date, (a, f) => Read(a, f) is FxDateTime d ? new FxDate(d.Value.Date) : Read(a, f)),
        Define.Eager("DateTimeValue", 1, 2, "dt", FxType.DateTime, Read),
        Define.Eager("TimeValue", 1, 2, "dt", FxType.Time, ReadTime),
        Define.Eager("TimeZoneOffset", 0, 1, "d", FxType.Decimal, (a, f) => a.Length == 0
            ? Offset(f.Zone.GetUtcOffset(f.Now)) : Of(a[0], f, d => Offset(f.Zone.GetUtcOffset(d)))),
    ];

    private static FxValue Offset(TimeSpan offset) => FxValue.Of(-(int)offset.TotalMinutes);

    private static FxFunction Part(string name, int ofBlank, Func<DateTime, int> part) =>
        Define.Eager(name, 1, 1, "d", FxType.Decimal, (a, f) =>
            a[0] is FxBlank ? FxValue.Of(ofBlank) : Of(a[0], f, d => FxValue.Of(part(d))));

    private static FxValue IsDay(FxValue value, FxFrame frame, DateTime day) =>
        value is FxBlank ? FxBoolean.False : Of(value, frame, d => FxValue.Of(d.Date == day.Date));

    private static FxType DateAddGives(FxType[] types, FxCall call)
    {
        static FxType Moment(FxType type) => type.Kind == FxKind.Unknown ? type : type.IsMoment ? type : FxType.DateTime;
        if (!types.Any(t => t.Kind == FxKind.Table)) return Moment(types[0]);
        return FxType.Column(types[0] is { Kind: FxKind.Table, Fields: { Count: 1 } columns } ? Moment(columns.Values.First())
            : FxType.Unknown);
    }

    private static string? CheckUnit(FxCall call) =>
        call.Count < 3 || call.Args[2].Type is { Kind: FxKind.Option, Set: null or "TimeUnit" } or { Kind: FxKind.Text or FxKind.Blank }
        || call.Args[2].Type.Kind is FxKind.Unknown or FxKind.Error or FxKind.Untyped
            ? null : $"{call.Function.Name} needs a unit such as TimeUnit.Days.";

    // A blank date is the day zero of the calendar.
    private static FxValue Of(FxValue value, FxFrame frame, Func<DateTime, FxValue> use)
    {
        var moment = FxConvert.Moment(value, frame.Zone);
        return moment is FxDateTime d ? use(d.Value) : moment is FxBlank ? use(FxDates.Epoch) : moment;
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
        if (parts[0] is < 1 or > 9999) return OutOfRange;
        try
        {
            return new FxDateTime(new DateTime((int)parts[0], 1, 1).AddMonths(checked((int)parts[1]) - 1).AddDays(parts[2] - 1)
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
        if (start is not (1 or 2 or >= 11 and <= 17)) return FxConvert.Wrong("There is no such first day of the week.");
        var first = start switch { 1 or 17 => 0, 2 or 11 => 1, _ => start - 10 };
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

    private static FxValue Add(FxValue[] args, FxFrame frame)
    {
        if (FxConvert.NumberOrZero(args[1]) is not FxNumber number) return FxConvert.NumberOrZero(args[1]);
        var unit = Unit(args);
        return Of(args[0], frame, date =>
        {
            if (Moved(date, number.AsDouble, unit) is not { } moved) return Units.Contains(unit) ? OutOfRange : NoUnit(unit);
            return args[0] switch
            {
                FxTime => new FxTime(moved - FxDates.Epoch),
                FxDate => new FxDate(moved),
                _ => new FxDateTime(moved),
            };
        });
    }

    private static readonly string[] Units = ["milliseconds", "seconds", "minutes", "hours", "days", "months", "quarters", "years"];

    private static FxError NoUnit(string unit) => FxConvert.Wrong($"'{unit}' is no unit of time.");

    private static DateTime? Moved(DateTime date, double amount, string unit)
    {
        try
        {
            return unit switch
            {
                "milliseconds" => date.AddMilliseconds(amount),
                "seconds" => date.AddSeconds(amount),
                "minutes" => date.AddMinutes(amount),
                "hours" => date.AddHours(amount),
                "days" => date.AddDays(amount),
                "months" => date.AddMonths(checked((int)amount)),
                "quarters" => date.AddMonths(checked((int)amount * 3)),
                "years" => date.AddYears(checked((int)amount)),
                _ => null,
            };
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    // Whole units: each moment is cut to the unit first, so that 9:59 and 10:01 are one hour apart.
    private static FxValue Difference(FxValue[] args, FxFrame frame) =>
        Of(args[0], frame, from => Of(args[1], frame, to => Unit(args) switch
    {
        "milliseconds" => new FxDecimal(Math.Floor((decimal)(to - from).Ticks / TimeSpan.TicksPerMillisecond)),
        "seconds" => Cut(from, to, TimeSpan.TicksPerSecond),
        "minutes" => Cut(from, to, TimeSpan.TicksPerMinute),
        "hours" => Cut(from, to, TimeSpan.TicksPerHour),
        "days" => Cut(from, to, TimeSpan.TicksPerDay),
        "months" => FxValue.Of((to.Year - from.Year) * 12 + to.Month - from.Month),
        "quarters" => FxValue.Of((to.Year - from.Year) * 4 + (to.Month - 1) / 3 - (from.Month - 1) / 3),
        "years" => FxValue.Of(to.Year - from.Year),
        var unit => NoUnit(unit),
    }));

    private static FxDecimal Cut(DateTime from, DateTime to, long ticks) => new(to.Ticks / ticks - from.Ticks / ticks);

    private static FxValue Read(FxValue[] args, FxFrame frame)
    {
        if (args.Length > 1 && FxLanguage.Of(FxConvert.Shown(args[1])) is null) return FxLanguage.Unknown(FxConvert.Shown(args[1]));
        var dayFirst = args.Length > 1 && FxLanguage.Of(FxConvert.Shown(args[1]))!.DayFirst;
        if (args[0] is FxUntyped untyped) return ReadUntyped(untyped, frame);
        if (args[0] is not FxText { Value: not "" } text) return FxConvert.Moment(args[0], frame.Zone);
        return FxDates.Parse(text.Value, frame.Zone, dayFirst) is { } parsed ? new FxDateTime(parsed)
            : FxConvert.Wrong($"'{text.Value}' is not a date.");
    }

    // JSON has dates only as ISO 8601 writes them.
    private static FxValue ReadUntyped(FxUntyped value, FxFrame frame) => value.Inner switch
    {
        FxText text => FxDates.IsIso(text.Value) && FxDates.Parse(text.Value, frame.Zone) is { } parsed ? new FxDateTime(parsed)
            : FxConvert.Wrong($"'{text.Value}' is not a date."),
        FxBlank blank => blank,
        _ => FxConvert.Mistaken(value, "a text or a date"),
    };

    private static FxValue ReadTime(FxValue[] args, FxFrame frame)
    {
        if (args.Length > 1 && FxLanguage.Of(FxConvert.Shown(args[1])) is null) return FxLanguage.Unknown(FxConvert.Shown(args[1]));
        return args[0] is FxNumber ? FxConvert.Time(FxConvert.Moment(args[0])) : FxConvert.Time(args[0]);
    }
}
