namespace Baton.Topics.Fx;

/// <summary>Which way a number is rounded: to the nearest, towards zero, away from it.</summary>
internal enum Rounded { Nearest, Down, Up }

/// <summary>Rounds decimal and floating-point numbers to so many digits after (or, negative, before) the point.</summary>
internal static class FxRounding
{
    private const int DecimalDigitsMax = 28;
    private const int FloatDigitsMax = 15;

    public static FxValue Round(FxValue value, FxValue digits, Rounded how)
    {
        var (number, places) = (FxConvert.NumberOrZero(value), FxConvert.NumberOrZero(digits));
        if (number is not FxNumber || places is not FxNumber count) return FxError.Among(number, places)!;
        var shift = (int)Math.Clamp(Math.Truncate(count.AsDouble), -1000, 1000);
        return number is FxDecimal exact ? Exact(exact.Value, shift, how) : FxMath.Rough(Rough(((FxNumber)number).AsDouble, shift, how));
    }

    private static FxValue Exact(decimal value, int digits, Rounded how) => digits switch
    {
        > DecimalDigitsMax => new FxDecimal(value),
        < -DecimalDigitsMax => FxDecimal.Small(0),
        >= 0 => FxMath.Exact(() => After(value, digits, how)),
        _ => FxMath.Exact(() => Whole(value / Ten(-digits), how) * Ten(-digits)),
    };

    // Shifting a large number with many digits would overflow, so it is rounded in place and mended by one in the last digit.
    private static decimal After(decimal value, int digits, Rounded how)
    {
        if (digits == 0) return Whole(value, how);
        var rounded = decimal.Round(value, digits, MidpointRounding.AwayFromZero);
        var step = 1 / Ten(digits);
        return how switch
        {
            Rounded.Down when Math.Abs(rounded) > Math.Abs(value) => rounded - Math.Sign(value) * step,
            Rounded.Up when Math.Abs(rounded) < Math.Abs(value) => rounded + Math.Sign(value) * step,
            _ => rounded,
        };
    }

    private static decimal Whole(decimal value, Rounded how) => how switch
    {
        Rounded.Down => decimal.Truncate(value),
        Rounded.Up => value < 0 ? Math.Floor(value) : Math.Ceiling(value),
        _ => Math.Round(value, MidpointRounding.AwayFromZero),
    };

    private static double Rough(double value, int digits, Rounded how)
    {
        if (Math.Abs(digits) > FloatDigitsMax || Math.Abs(value) > 1e20) return value;
        var (sign, size, scale) = (value < 0 ? -1 : 1, Math.Abs(value), Math.Pow(10, digits));
        // A little more, so that 1.005, which is stored as 1.00499999999999989, rounds as it reads.
        var nudge = 1 / (scale * 1e12);
        return sign * how switch
        {
            Rounded.Down => Math.Floor(size * scale) / scale,
            Rounded.Up => Math.Ceiling(size * scale) / scale,
            _ => Math.Floor((size + 1 / (2 * scale) + nudge) * scale) / scale,
        };
    }

    private static decimal Ten(int power)
    {
        var made = 1m;
        for (var i = 0; i < power; i++) made *= 10;
        return made;
    }
}
