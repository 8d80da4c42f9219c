namespace Baton.Topics.Fx;

/// <summary>Arithmetic. Decimal as long as both sides are; then floating point; dates and times where they make sense.</summary>
internal static class FxMath
{
    public static FxValue Add(FxValue one, FxValue two) => (one, two) switch
    {
        (FxDecimal a, FxDecimal b) => Exact(() => a.Value + b.Value),
        (FxDate or FxDateTime, FxTime t) => Shift(one, t.Value),
        (FxTime t, FxDate or FxDateTime) => Shift(two, t.Value),
        (FxTime a, FxTime b) => new FxTime(a.Value + b.Value),
        (FxDate or FxDateTime or FxTime, FxDate or FxDateTime) => FxConvert.Wrong("Two dates cannot be added."),
        (FxDate or FxDateTime or FxTime, _) => AddDays(one, FxConvert.NumberOrZero(two)),
        (_, FxDate or FxDateTime or FxTime) => AddDays(two, FxConvert.NumberOrZero(one)),
        _ => Both(one, two, (a, b) => a + b, (a, b) => a + b),
    };

    public static FxValue Subtract(FxValue one, FxValue two) => (one, two) switch
    {
        (FxDecimal a, FxDecimal b) => Exact(() => a.Value - b.Value),
        (FxDate or FxDateTime, FxTime t) => Shift(one, -t.Value),
        (FxTime a, FxTime b) => new FxDecimal((decimal)(a.Value - b.Value).TotalDays),
        (FxDate or FxDateTime, FxDate or FxDateTime) =>
            new FxDecimal((decimal)(Wall(one) - Wall(two)).TotalDays),
        (FxDate or FxDateTime or FxTime, not (FxDate or FxDateTime)) => AddDays(one, Negative(FxConvert.NumberOrZero(two))),
        (not FxTime, FxDate or FxDateTime or FxTime) =>
            new FxError(FxErrorKind.NotSupported, "A date or a time cannot be taken from a number."),
        _ => Both(one, two, (a, b) => a - b, (a, b) => a - b),
    };

    public static FxValue Multiply(FxValue one, FxValue two) => Both(one, two, (a, b) => a * b, (a, b) => a * b);

    public static FxValue Divide(FxValue one, FxValue two)
    {
        var below = FxConvert.NumberOrZero(two);
        if (below is FxNumber { AsDouble: 0 } and not FxDecimal { Value: not 0 }) return FxConvert.NumberOrZero(one) is FxError e ? e
            : FxConvert.Div0;
        return Both(one, below, (a, b) => a / b, (a, b) => a / b);
    }

    public static FxValue Power(FxValue one, FxValue two)
    {
        var (a, b) = (FxConvert.NumberOrZero(one), FxConvert.NumberOrZero(two));
        if (a is not FxNumber x) return a;
        if (b is not FxNumber y) return b;
        if (x.AsDouble == 0 && y.AsDouble < 0) return FxConvert.Div0;
        return Rough(Math.Pow(x.AsDouble, y.AsDouble));
    }

    public static FxValue Rough(double value) =>
        double.IsFinite(value) ? new FxFloat(value) : new FxError(FxErrorKind.Numeric, "The result is not a number that can be held.");

    public static FxValue Exact(Func<decimal> compute)
    {
        try
        {
            return new FxDecimal(compute());
        }
        catch (OverflowException)
        {
            return FxConvert.Overflow;
        }
    }

    private static FxValue Both(FxValue one, FxValue two, Func<decimal, decimal, decimal> exact, Func<double, double, double> rough)
    {
        var (a, b) = (FxConvert.NumberOrZero(one), FxConvert.NumberOrZero(two));
        if (a is not FxNumber x) return a;
        if (b is not FxNumber y) return b;
        if (x is not FxDecimal dx || y is not FxDecimal dy) return Rough(rough(x.AsDouble, y.AsDouble));
        try
        {
            return new FxDecimal(exact(dx.Value, dy.Value));
        }
        catch (OverflowException)
        {
            return FxConvert.Overflow;
        }
    }

    private static FxValue Negative(FxValue number) => number switch
    {
        FxDecimal d => new FxDecimal(-d.Value),
        FxFloat f => new FxFloat(-f.Value),
        _ => number,
    };

    private static DateTime Wall(FxValue value) => value is FxDate d ? d.Value : ((FxDateTime)value).Value;

    private static FxValue Shift(FxValue moment, TimeSpan by)
    {
        var ticks = Wall(moment).Ticks + by.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) return FxConvert.Wrong("The date is out of range.");
        return new FxDateTime(new DateTime(ticks));
    }

    private static FxValue AddDays(FxValue moment, FxValue number)
    {
        if (number is not FxNumber days) return number;
        var ticks = days.AsDouble * TimeSpan.TicksPerDay;
        if (Math.Abs(ticks) > DateTime.MaxValue.Ticks) return FxConvert.Wrong("The date is out of range.");
        var span = TimeSpan.FromMilliseconds(Math.Round(days.AsDouble * 86_400_000d));
        if (moment is FxTime t) return new FxTime(t.Value + span);
        var moved = Shift(moment, span);
        return moment is FxDate && moved is FxDateTime m ? new FxDate(m.Value) : moved;
    }
}
