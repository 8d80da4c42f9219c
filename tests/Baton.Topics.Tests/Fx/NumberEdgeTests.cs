namespace Baton.Topics.Tests;

/// <summary>Functions of numbers at their edges, over tables, and given what they cannot take.</summary>
public sealed class NumberEdgeTests
{
    [Fact]
    public void Rounding_and_rests() => FxTable.Holds(""""
        Round(2.345, 2) → 2.35
        Round(-2.5, 0) → -3
        Round(1234567.891, -3) → 1235000
        Round(Float(1.005), 2) → 1.01
        RoundUp(1.21, 1) → 1.3
        RoundDown(-1.29, 1) → -1.2
        RoundUp(-1.21, 1) → -1.3
        Round(1e28, 2) → 10000000000000000000000000000
        Round("2.5", 0) → 3
        Round(Blank(), 1) → 0
        Trunc(-1.9) → -1
        Int(-1.1) → -2
        Mod(-3, 2) → 1
        Mod(3, -2) → -1
        Mod(3.5, 2) → 1.5
        Mod(1, Blank()) → Error({Kind:ErrorKind.Div0})
        """");

    [Fact]
    public void Logarithms_and_tables() => FxTable.Holds(""""
        Log(0) → Error({Kind:ErrorKind.Numeric})
        Log(8, 1) → Error({Kind:ErrorKind.Div0})
        Ln(-1) → Error({Kind:ErrorKind.Numeric})
        Abs("x") → Error({Kind:ErrorKind.InvalidArgument})
        Abs([1,Blank(),-3]) → Table({Value:1},{Value:0},{Value:3})
        Abs([{a:1}]) → Table({Value:1})
        Abs(Table({a:1,b:2})) → !
        Round([1.55,2.45],1) → Table({Value:1.6},{Value:2.5})
        Round([1.55,2.45],[1]) → Table({Value:1.6},{Value:Error({Kind:ErrorKind.NotApplicable})})
        """");

    [Fact]
    public void Aggregates() => FxTable.Holds(""""
        Sum(Table({a:1},{a:2}), a) → 3
        Sum([1,2] As X, X.Value) → 3
        Sum(1, 1/0, Sqrt(-1)) → Error(Table({Kind:ErrorKind.Div0},{Kind:ErrorKind.Numeric}))
        Sum([1,0], 1/Value) → Error({Kind:ErrorKind.Div0})
        Sum(Blank()) → Blank()
        Average() → !
        Average(Blank()) → Error({Kind:ErrorKind.Div0})
        Average(1,2,Blank()) → 1.5
        Max([1,5,3], Value) → 5
        Max(Blank()) → Blank()
        Max("1", "5") → 5
        Min(Date(2020,1,1), DateTime(2019,1,1,0,0,0)) → DateTime(2019,1,1,0,0,0,0)
        Max(Time(1,0,0), Time(2,0,0)) → Time(2,0,0,0)
        VarP(1,2,3,4) → 1.25
        StdevP([1,2,3,4], Value) → 1.118033988749895
        CountIf([1,2,3], Value > 1, Value < 3) → 1
        CountIf([1,0], 1/Value > 0) → Error({Kind:ErrorKind.Div0})
        Count([1,Blank(),3]) → 2
        CountA(["", "a", Blank()]) → 2
        Sum([1,2]) → ! for each row
        Count(["a"]) → !
        Max(Date(2020,1,1), 1) → 43831
        RandBetween(4,3) → Error({Kind:ErrorKind.Numeric})
        """");

    [Fact]
    public void Hexadecimals_and_colours() => FxTable.Holds(""""
        RGBA(256,0,0,1) → Error({Kind:ErrorKind.InvalidArgument})
        ColorValue("Red") → RGBA(255,0,0,1)
        ColorValue("#12345678") → RGBA(18,52,86,0.471)
        ColorValue("nope") → Error({Kind:ErrorKind.InvalidArgument})
        ColorFade(RGBA(100,100,100,1), 0.5) → RGBA(177,177,177,1)
        Hex2Dec("12345678901") → Error({Kind:ErrorKind.Numeric})
        Dec2Hex(-1) → "FFFFFFFFFF"
        Dec2Hex(10, 4) → "000A"
        """");
}
