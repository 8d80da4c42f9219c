namespace Baton.Topics.Tests;

public sealed class NumberFunctionTests
{
    [Fact]
    public void Rounding() => FxTable.Holds(""""
        Round(2.5, 0) → 3
        Round(-2.5, 0) → -3
        Round(2.345, 2) → 2.35
        Round(1234, -2) → 1200
        RoundUp(2.1, 0) → 3
        RoundUp(-2.1, 0) → -3
        RoundDown(2.9, 0) → 2
        RoundDown(-2.9, 0) → -2
        Int(2.7) → 2
        Int(-2.1) → -3
        Trunc(-2.7) → -2
        Trunc(2.789, 2) → 2.78
        Abs(-3) → 3
        Abs(Blank()) → 0
        Abs("-4") → 4
        Abs([-1,2]) → Table({Value:1},{Value:2})
        Mod(7, 3) → 1
        Mod(-7, 3) → 2
        Mod(7, -3) → -2
        Mod(5, 0) → Error({Kind:ErrorKind.Div0})
        """");

    [Fact]
    public void Roots_powers_and_angles() => FxTable.Holds(""""
        Sqrt(16) → 4
        Sqrt(-1) → Error({Kind:ErrorKind.Numeric})
        Power(2, 10) → 1024
        Power(0, -1) → Error({Kind:ErrorKind.Div0})
        Exp(0) → 1
        Ln(1) → 0
        Ln(0) → Error({Kind:ErrorKind.Numeric})
        Log(100) → 2
        Log(8, 2) → 3
        Log(-1) → Error({Kind:ErrorKind.Numeric})
        Sin(0) → 0
        Cos(0) → 1
        Tan(0) → 0
        Atan2(1, 0) → 0
        Atan2(0, 0) → Error({Kind:ErrorKind.Div0})
        Acos(2) → Error({Kind:ErrorKind.Numeric})
        Degrees(Pi()) → 180
        Round(Radians(180), 5) → 3.14159
        Cot(0) → Error({Kind:ErrorKind.Div0})
        Round(Acot(1), 4) → 0.7854
        Exp(10000) → Error({Kind:ErrorKind.Numeric})
        RandBetween(3, 3) → 3
        RandBetween(4, 3) → Error({Kind:ErrorKind.Numeric})
        Rand() < 1 → true
        """");

    [Fact]
    public void Sums_and_extremes() => FxTable.Holds(""""
        Sum(1, 2, 3) → 6
        Sum([1,2,3], Value) → 6
        Sum(Table({a:1},{a:2}), a * 10) → 30
        Sum(1, Blank(), 2) → 3
        Sum(Filter([1], Value > 1), Value) → Blank()
        Average(1, 2, 3) → 2
        Average([1,2], Value) → 1.5
        Average(Filter([1], false), Value) → Error({Kind:ErrorKind.Div0})
        Max(1, 5, 3) → 5
        Min([4,2,8], Value) → 2
        Max(Date(2020,1,1), Date(2021,1,1)) → Date(2021,1,1)
        VarP([1,2,3,4], Value) → 1.25
        StdevP([2,2], Value) → 0
        Count([1,2,Blank()]) → 2
        CountA(["a","",Blank()]) → 2
        CountRows([1,2,3]) → 3
        CountRows(Blank()) → 0
        CountIf([1,2,3], Value > 1) → 2
        Sum([1,"x"], Value) → Error({Kind:ErrorKind.InvalidArgument})
        Sum([1,2], 1/0) → Error({Kind:ErrorKind.Div0})
        """");

    [Fact]
    public void Hexadecimal_and_numerals() => FxTable.Holds(""""
        Dec2Hex(255) → "FF"
        Dec2Hex(15, 4) → "000F"
        Dec2Hex(-1) → "FFFFFFFFFF"
        Hex2Dec("ff") → 255
        Hex2Dec("FFFFFFFFFF") → -1
        Hex2Dec("xyz") → Error({Kind:ErrorKind.Numeric})
        IsNumeric("12") → true
        IsNumeric("12x") → false
        Value("1,234.5") → 1234.5
        Value("$12") → 12
        Value("50%") → 0.5
        Value("") → Blank()
        Value("abc") → Error({Kind:ErrorKind.InvalidArgument})
        Value("1e3") → 1000
        Value("(5)") → -5
        Float("1.5") → 1.5
        Decimal("2.5") → 2.5
        Boolean("true") → true
        Boolean(0) → false
        Boolean("maybe") → Error({Kind:ErrorKind.InvalidArgument})
        """");
}
