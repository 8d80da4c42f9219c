using System.Globalization;

namespace Baton.Topics.Fx;

/// <summary>Rounding, roots, angles and the rest of arithmetic.</summary>
internal static class NumberFunctions
{
    public static readonly FxFunction[] All =
    [
        Exact("Abs", Math.Abs, Math.Abs),
        Exact("Int", Math.Floor, Math.Floor),
        Define.Mapped("Trunc", 1, 2, "n", FxType.Decimal, (a, _) => Rounded(a, decimal.Truncate, Math.Truncate)),
        Define.Mapped("Round", 2, 2, "n", FxType.Decimal, (a, _) =>
            Rounded(a, d => Math.Round(d, MidpointRounding.AwayFromZero), d => Math.Round(d, MidpointRounding.AwayFromZero))),
        Define.Mapped("RoundDown", 2, 2, "n", FxType.Decimal, (a, _) => Rounded(a, decimal.Truncate, Math.Truncate)),
        Define.Mapped("RoundUp", 2, 2, "n", FxType.Decimal, (a, _) => Rounded(a,
            d => d < 0 ? Math.Floor(d) : Math.Ceiling(d), d => d < 0 ? Math.Floor(d) : Math.Ceiling(d))),
        Define.Mapped("Mod", 2, 2, "n", FxType.Decimal, (a, _) => Mod(a[0], a[1])),
        Define.Mapped("Power", 2, 2, "n", FxType.Float, (a, _) => FxMath.Power(a[0], a[1])),
        Rough("Sqrt", Math.Sqrt), Rough("Exp", Math.Exp), Rough("Ln", Math.Log),
        Rough("Sin", Math.Sin), Rough("Cos", Math.Cos), Rough("Tan", Math.Tan),
        Rough("Asin", Math.Asin), Rough("Acos", Math.Acos), Rough("Atan", Math.Atan),
        Rough("Acot", x => Math.PI / 2 - Math.Atan(x)),
        Rough("Degrees", x => x * 180 / Math.PI), Rough("Radians", x => x * Math.PI / 180),
        Define.Mapped("Cot", 1, 1, "n", FxType.Float, (a, _) =>
            One(a[0], x => Math.Tan(x) == 0 ? FxConvert.Div0 : FxMath.Rough(1 / Math.Tan(x)))),
        Define.Mapped("Atan2", 2, 2, "n", FxType.Float, (a, _) => Two(a[0], a[1], (x, y) =>
            x == 0 && y == 0 ? FxConvert.Div0 : FxMath.Rough(Math.Atan2(y, x)))),
        Define.Mapped("Log", 1, 2, "n", FxType.Float, (a, _) => Two(a[0], a.Length > 1 ? a[1] : FxValue.Of(10), Log)),
        Define.Eager("Pi", 0, 0, "*", FxType.Float, (_, _) => new FxFloat(Math.PI)),
        Define.Eager("Rand", 0, 0, "*", FxType.Float, (_, f) => new FxFloat(f.Chance.NextDouble())),
        Define.Mapped("RandBetween", 2, 2, "n", FxType.Decimal, (a, f) => Between(a, f)),
        Define.Mapped("Dec2Hex", 1, 2, "n", FxType.Text, (a, _) => ToHex(a)),
        Define.Mapped("Hex2Dec", 1, 1, "t", FxType.Decimal, (a, _) => FromHex(a[0])),
        Define.Mapped("IsNumeric", 1, 1, "*", FxType.Boolean, (a, _) => FxValue.Of(IsNumeric(a[0]))),
    ];

    private static FxFunction Exact(string name, Func<decimal, decimal> exact, Func<double, double> rough) =>
        Define.Mapped(name, 1, 1, "n", FxType.Decimal, (a, _) => FxConvert.NumberOrZero(a[0]) switch
        {
            FxDecimal d => new FxDecimal(exact(d.Value)),
            FxFloat f => FxMath.Rough(rough(f.Value)),
            var other => other,
        });

    private static FxFunction Rough(string name, Func<double, double> compute) =>
        Define.Mapped(name, 1, 1, "n", FxType.Float, (a, _) => One(a[0], x => FxMath.Rough(compute(x))));

    private static FxValue One(FxValue value, Func<double, FxValue> compute) =>
        FxConvert.NumberOrZero(value) is FxNumber number ? compute(number.AsDouble) : FxConvert.NumberOrZero(value);

    private static FxValue Two(FxValue one, FxValue two, Func<double, double, FxValue> compute)
    {
        var (a, b) = (FxConvert.NumberOrZero(one), FxConvert.NumberOrZero(two));
        return a is not FxNumber x ? a : b is not FxNumber y ? b : compute(x.AsDouble, y.AsDouble);
    }

    private static FxValue Log(double number, double ground)
    {
        if (number <= 0 || ground <= 0) return new FxError(FxErrorKind.Numeric, "A logarithm needs numbers above zero.");
        if (ground == 1) return FxConvert.Div0;
        return FxMath.Rough(ground == 10 ? Math.Log10(number) : Math.Log(number) / Math.Log(ground));
    }

    private static FxValue Rounded(FxValue[] args, Func<decimal, decimal> exact, Func<double, double> rough)
    {
        var digits = args.Length > 1 ? FxConvert.NumberOrZero(args[1]) : FxDecimal.Small(0);
        if (digits is not FxNumber places) return digits;
        var shift = (int)Math.Clamp(Math.Truncate(places.AsDouble), -100, 100);
        switch (FxConvert.NumberOrZero(args[0]))
        {
            case FxDecimal d when shift >= 28: return d;
            case FxDecimal d when shift >= 0: return FxMath.Exact(() => Scaled(d.Value, shift, exact));
            case FxDecimal d: return shift < -28 ? FxDecimal.Small(0) : FxMath.Exact(() => exact(d.Value / Ten(-shift)) * Ten(-shift));
            case FxFloat f:
                var scale = Math.Pow(10, shift);
                var scaled = rough(f.Value * scale);
                return FxMath.Rough(double.IsFinite(scaled) ? scaled / scale : f.Value);
            case var other: return other;
        }
    }

    // A large number with many places would overflow when shifted; then it has no places to lose.
    private static decimal Scaled(decimal value, int shift, Func<decimal, decimal> exact)
    {
        var scale = Ten(shift);
        if (Math.Abs(value) > decimal.MaxValue / scale) return value;
        return exact(value * scale) / scale;
    }

    private static decimal Ten(int power)
    {
        var made = 1m;
        for (var i = 0; i < power; i++) made *= 10;
        return made;
    }

    private static FxValue Mod(FxValue one, FxValue two)
    {
        var (a, b) = (FxConvert.NumberOrZero(one), FxConvert.NumberOrZero(two));
        if (a is not FxNumber x) return a;
        if (b is not FxNumber y) return b;
        if (y.AsDouble == 0) return FxConvert.Div0;
        if (x is FxDecimal dx && y is FxDecimal dy)
        {
            var rest = dx.Value % dy.Value;
            return new FxDecimal(rest != 0 && (rest < 0) != (dy.Value < 0) ? rest + dy.Value : rest);
        }
        var left = x.AsDouble % y.AsDouble;
        return FxMath.Rough(left != 0 && (left < 0) != (y.AsDouble < 0) ? left + y.AsDouble : left);
    }

    private static FxValue Between(FxValue[] args, FxFrame frame) => Two(args[0], args[1], (low, high) =>
    {
        if (low > high) return FxConvert.Wrong("The lower bound is above the upper one.");
        var (from, to) = (Math.Ceiling(low), Math.Floor(high));
        if (Math.Abs(from) > 9e15 || Math.Abs(to) > 9e15
            || from > to) return FxConvert.Wrong("There is no whole number between the bounds.");
        return new FxDecimal(frame.Chance.NextInt64((long)from, (long)to + 1));
    });

    private static FxValue ToHex(FxValue[] args) => Two(args[0], args.Length > 1 ? args[1] : FxDecimal.Small(0), (number, places) =>
    {
        const long Max = 0x7F_FFFF_FFFF;
        var whole = Math.Truncate(number);
        if (whole > Max || whole < -Max - 1 || places is < 0 or > 10)
            return new FxError(FxErrorKind.Numeric, "The number does not fit into ten hexadecimal digits.");
        if (whole < 0) return new FxText(((long)whole & 0xFF_FFFF_FFFF).ToString("X", CultureInfo.InvariantCulture));
        var hex = ((long)whole).ToString("X", CultureInfo.InvariantCulture);
        if (places > 0 && hex.Length > places) return new FxError(FxErrorKind.Numeric, "The number needs more digits than were allowed.");
        return new FxText(hex.PadLeft((int)places, '0'));
    });

    private static FxValue FromHex(FxValue value)
    {
        if (FxConvert.Text(value) is not FxText text) return FxConvert.Text(value);
        if (text.Value.Length == 0) return FxDecimal.Small(0);
        if (text.Value.Length > 10 || !long.TryParse(text.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
            out var number))
            return new FxError(FxErrorKind.Numeric, $"'{text.Value}' is not a hexadecimal number of at most ten digits.");
        return new FxDecimal(number > 0x7F_FFFF_FFFF ? number - 0x100_0000_0000 : number);
    }

    private static bool IsNumeric(FxValue value) => value switch
    {
        FxNumber => true,
        FxText text => FxConvert.TextToNumber(text.Value) is FxNumber,
        FxUntyped untyped => IsNumeric(untyped.Inner),
        FxDate or FxDateTime or FxTime => true,
        _ => false,
    };
}
