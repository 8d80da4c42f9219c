namespace Baton.Topics.Tests;

/// <summary>Numbers, texts and Booleans made of other values, with and without a format.</summary>
public sealed class ConversionTests
{
    [Fact]
    public void Numbers_large_small_and_rough() => FxTable.Holds(""""
        1e300 → 1E+300
        1e400 → !
        79228162514264337593543950336 → 7.922816251426434E+28
        0.1 + 0.2 = 0.3 → true
        Float(0.1) + Float(0.2) = Float(0.3) → false
        Sqrt(2) → 1.4142135623730951
        1/3*3 → 0.9999999999999999999999999999
        2^0.5 → 1.4142135623730951
        0^0 → 1
        0^-1 → Error({Kind:ErrorKind.Div0})
        (-8)^(1/3) → Error({Kind:ErrorKind.Numeric})
        1e300*1e300 → Error({Kind:ErrorKind.Numeric})
        Float(5) → 5
        Decimal(Float(1e300)) → Error({Kind:ErrorKind.InvalidArgument})
        Value("1e300") → Error({Kind:ErrorKind.InvalidArgument})
        Float("1e300") → 1E+300
        """");

    [Fact]
    public void Numbers_in_texts() => FxTable.Holds(""""
        Value("  12  ") → 12
        Value("-12%") → -0.12
        Value("%12") → 0.12
        Value("--12") → Error({Kind:ErrorKind.InvalidArgument})
        Value("12-") → -12
        Value("$1,234.50") → 1234.5
        Value("1.234,5", "de-DE") → 1234.5
        Value("12", "xx-invalid-lang!") → Error({Kind:ErrorKind.BadLanguageCode})
        Value(true) → 1
        Value(Date(1900,1,1)) → 2
        Value(Blank()) → Blank()
        Value({a:1}) → !
        """");

    [Fact]
    public void Booleans() => FxTable.Holds(""""
        Boolean("TRUE") → true
        Boolean(" true") → Error({Kind:ErrorKind.InvalidArgument})
        Boolean(0.5) → true
        Boolean("") → Blank()
        Boolean(Date(2020,1,1)) → !
        """");

    [Fact]
    public void Formats() => FxTable.Holds(""""
        Text(1234.5678, "#,##0.00") → "1,234.57"
        Text(0.5, "0%") → "50%"
        Text(-5, "0;(0);zero") → "(5)"
        Text(0, "0;(0);zero") → "zero"
        Text(12, "0.00e+00") → "1.20e+01"
        Text(12, "General") → !
        Text(12, "m 0") → !
        Text(43831, "yyyy-mm-dd") → "2020-01-01"
        Text(Date(2020,1,1), "0") → "43831"
        Text(Date(2020,1,2), "d/m/yy") → "2/1/20"
        Text(DateTime(2020,1,2,3,4,5,678), "hh:mm:ss.000") → "03:04:05.678"
        Text(DateTime(2020,1,2,15,4,5), "h:mm AM/PM") → "3:04 PM"
        Text(Time(15,4,5), DateTimeFormat.ShortTime24) → "15:04"
        Text(DateTime(2020,1,2,5,4,5), DateTimeFormat.LongDateTime24) → "Thursday, January 2, 2020 5:04:05"
        Text(Date(2020,1,2), "dddd d mmmm", "de-DE") → "Donnerstag 2 Januar"
        Text(1234.5, "#,##0.00", "de-DE") → "1.234,50"
        Text(true, "0") → !
        Text({a:1}) → !
        Text(Color.Red) → !
        Text(5, "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000") → !
        """");

    [Fact]
    public void Plain_text() => FxTable.Holds(""""
        Text(1.50) → "1.5"
        Text("x") → "x"
        Text(GUID("0f8fad5b-d9cb-469f-a165-70867728950e")) → "0f8fad5b-d9cb-469f-a165-70867728950e"
        """");
}
