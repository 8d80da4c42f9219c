using System.Globalization;

namespace Baton.Topics.Fx;

/// <summary>Rounding, roots, angles and the rest of arithmetic.</summary>
internal static class NumberFunctions
{
    public static readonly FxFunction[] All =
    [
        Exact("Abs", Math.Abs, Math.Abs),
        Exact("Int", Math.Floor, Math.Floor),
        Rounding("Trunc", 1, Rounded.Down),
        Rounding("Round", 2, Rounded.Nearest),
        Rounding("RoundDown", 2, Rounded.Down),
        Rounding("RoundUp", 2, Rounded.Up),
        Define.Mapped("Mod", 2, 2, "n", FxType.Decimal, (a, _) => Mod(a[0], a[1])) with { Gives = Define.NumberLike },
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
        Define.Eager("RandBetween", 2, 2, "n", FxType.Decimal, (a, f) => Between(a, f)) with { Gives = Define.NumberLike },
        Define.Mapped("Dec2Hex", 1, 2, "n", FxType.Text, (a, _) => ToHex(a)),
        Define.Mapped("Hex2Dec", 1, 1, "t", FxType.Decimal, (a, _) => FromHex(a[0])),
        Define.Eager("IsNumeric", 1, 1, "*", FxType.Boolean, (a, _) => FxValue.Of(IsNumeric(a[0]))),
    ];

    private static FxFunction Exact(string name, Func<decimal, decimal> exact, Func<double, double> rough) =>
        Define.Mapped(name, 1, 1, "n", FxType.Decimal, (a, _) => FxConvert.NumberOrZero(a[0]) switch
        {
            FxDecimal d => new FxDecimal(exact(d.Value)),
            FxFloat f => FxMath.Rough(rough(f.Value)),
            var other => other,
        }) with { Gives = Define.NumberLike };

    private static FxFunction Rounding(string name, int min, Rounded how) =>
        Define.Mapped(name, min, 2, "n", FxType.Decimal, (a, _) => FxRounding.Round(a[0], a.Length > 1 ? a[1] : FxDecimal.Small(0), how))
            with { Gives = Define.NumberLike };

    private static FxFunction Rough(string name, Func<double, double> compute) =>
        Define.Mapped(name, 1, 1, "n", FxType.Float, (a, _) => One(a[0], x => FxMath.Rough(compute(x))));

    private static FxValue One(FxValue value, Func<double, FxValue> compute) =>
        FxConvert.NumberOrZero(value) is FxNumber number ? compute(number.AsDouble) : FxConvert.NumberOrZero(value);

    private static FxValue Two(FxValue one, FxValue two, Func<double, double, FxValue> compute)
    {
        var (a, b) = (FxConvert.NumberOrZero(one), FxConvert.NumberOrZero(two));
        return a is FxNumber x && b is FxNumber y ? compute(x.AsDouble, y.AsDouble) : FxError.Among(a, b)!;
    }

    private static FxValue Log(double number, double ground)
    {
        if (ground == 1) return FxConvert.Div0;
        return FxMath.Rough(ground == 10 ? Math.Log10(number) : Math.Log(number, ground));
    }

    private static FxValue Mod(FxValue one, FxValue two)
    {
        var (a, b) = (FxConvert.NumberOrZero(one), FxConvert.NumberOrZero(two));
        if (a is not FxNumber x || b is not FxNumber y) return FxError.Among(a, b)!;
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
        if (low > high) return new FxError(FxErrorKind.Numeric, "The lower bound is above the upper one.");
        var (from, to) = (Math.Ceiling(low), Math.Floor(high));
        if (Math.Abs(from) > 9e15 || Math.Abs(to) > 9e15
            || from > to) return FxConvert.Wrong("There is no whole number between the bounds.");
        return new FxDecimal(frame.Chance.NextInt64((long)from, (long)to + 1));
    });

    private static FxValue ToHex(FxValue[] args)
    {
        var places = args.Length > 1 ? FxConvert.NumberOrZero(args[1]) : FxDecimal.Small(10);
        return Two(args[0], places, (number, most) =>
        {
            const long Max = 0x7F_FFFF_FFFF;
            var whole = Math.Floor(number);
            most = Math.Floor(most);
            if (whole is > Max or < -Max - 1 || most is < 1 or > 10)
                return new FxError(FxErrorKind.Numeric, "The number does not fit into ten hexadecimal digits.");
            if (whole < 0) return new FxText(((long)whole & 0xFF_FFFF_FFFF).ToString("X", CultureInfo.InvariantCulture));
            var hex = ((long)whole).ToString("X", CultureInfo.InvariantCulture);
            if (hex.Length > most) return new FxError(FxErrorKind.Numeric, "The number needs more digits than were allowed.");
            return new FxText(args.Length > 1 ? hex.PadLeft((int)most, '0') : hex);
        });
    }

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
        FxDate or FxDateTime or FxTime => true,
        _ => false,
    };
}
