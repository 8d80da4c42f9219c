using System.Globalization;

namespace Baton.Topics.Fx;

/// <summary>How values become values of another type. Each gives the value, blank, or an error; it never throws.</summary>
internal static class FxConvert
{
    private static readonly DateTime Epoch = new(1899, 12, 30);

    public static FxError Wrong(string message) => new(FxErrorKind.InvalidArgument, message);
    public static readonly FxError Div0 = new(FxErrorKind.Div0, "A number cannot be divided by zero.");
    public static readonly FxError Overflow = new(FxErrorKind.Numeric, "The number is too large to be held.");

    /// <summary>A number; blank stays blank.</summary>
    public static FxValue Number(FxValue value) => value switch
    {
        FxNumber or FxBlank or FxError => value,
        FxBoolean b => FxValue.Of(b.Value ? 1 : 0),
        FxText t => TextToNumber(t.Value),
        FxDate d => Days(d.Value),
        FxDateTime d => Days(d.Value),
        FxTime t => new FxDecimal((decimal)t.Value.TotalDays),
        FxOption { Backing: FxNumber number } => number,
        FxUntyped u => u.Inner is FxRecord or FxTable ? Mistaken(value, "a number") : Number(u.Inner),
        _ => Mistaken(value, "a number"),
    };

    /// <summary>A number; blank is zero.</summary>
    public static FxValue NumberOrZero(FxValue value)
    {
        if (value is FxNumber) return value;
        var number = Number(value);
        return number is FxBlank ? FxDecimal.Small(0) : number;
    }

    private static FxDecimal Days(DateTime value) => new((decimal)(value - Epoch).TotalDays);

    public static FxValue FromDays(double days, bool dateOnly)
    {
        var ticks = Math.Round(days * 86_400_000d) * TimeSpan.TicksPerMillisecond;
        if (double.IsNaN(ticks) || Math.Abs(ticks) > DateTime.MaxValue.Ticks) return Wrong("The date is out of range.");
        var total = Epoch.Ticks + (long)ticks;
        if (total < 0 || total > DateTime.MaxValue.Ticks) return Wrong("The date is out of range.");
        return dateOnly ? new FxDate(new DateTime(total).Date) : new FxDateTime(new DateTime(total));
    }

    /// <summary>The number in a text, with a sign, thousands, a currency, an exponent or one percent sign; blank when it is
    /// empty.</summary>
    public static FxValue TextToNumber(string text, NumberFormatInfo? format = null)
    {
        if (text.Length == 0) return FxBlank.Value;
        var (rest, negative, percent) = Bare(text.Trim());
        if (rest is null) return NoNumber(text);
        if (decimal.TryParse(rest, NumberStyles.Any, format ?? EnUs, out var exact))
            return new FxDecimal((negative ? -exact : exact) / (percent ? 100 : 1));
        if (rest.Any(char.IsAsciiDigit) && double.TryParse(rest, NumberStyles.Any, format ?? EnUs, out var rough) && double.IsFinite(rough))
            return new FxFloat((negative ? -rough : rough) / (percent ? 100 : 1));
        return NoNumber(text);
    }

    private static FxError NoNumber(string text) => Wrong($"'{(text.Length > 40 ? text[..40] + "…" : text)}' is not a number.");

    // One sign and one percent sign may stand before or after each other; what is left is only a number.
    private static (string? Words, bool Negative, bool Percent) Bare(string text)
    {
        var (signed, negative, percent) = (false, false, false);
        while (text.Length > 0)
        {
            if (text[0] is '+' or '-' && !signed) { signed = true; negative = text[0] == '-'; text = text[1..].Trim(); }
            else if (text[0] == '%' && !percent) { percent = true; text = text[1..].Trim(); }
            else if (text[^1] == '%' && !percent) { percent = true; text = text[..^1].Trim(); }
            else break;
        }
        var bare = text.Length > 0 && text[0] is not ('+' or '-' or '%') && text[^1] != '%';
        return (bare ? text : null, negative, percent);
    }

    /// <summary>A decimal number; blank stays blank.</summary>
    public static FxValue Decimal(FxValue value) => Number(value) switch
    {
        FxFloat f when Math.Abs(f.Value) < 7.9e28 => new FxDecimal((decimal)f.Value),
        FxFloat when value is FxText t => NoNumber(t.Value),
        FxFloat => Overflow,
        var number => number,
    };

    /// <summary>A floating-point number; blank stays blank.</summary>
    public static FxValue Float(FxValue value) => Number(value) is FxNumber number ? new FxFloat(number.AsDouble) : Number(value);

    /// <summary>A time of day; blank stays blank.</summary>
    public static FxValue Time(FxValue value) => value switch
    {
        FxTime or FxBlank or FxError => value,
        FxDateTime d => new FxTime(d.Value.TimeOfDay),
        FxDate => new FxTime(TimeSpan.Zero),
        FxNumber { AsDouble: > -1e6 and < 1e6 } n => new FxTime(TimeSpan.FromMilliseconds(Math.Round(n.AsDouble * 86_400_000d))),
        FxText { Value: "" } => FxBlank.Value,
        FxText t => FxDates.ParseTime(t.Value) is { } time ? new FxTime(time) : Wrong($"'{t.Value}' is not a time."),
        FxUntyped { Inner: not (FxRecord or FxTable) } u => Time(u.Inner),
        _ => Mistaken(value, "a time"),
    };

    /// <summary>Numbers as people in the United States write them; the machine's own culture has no say.</summary>
    public static readonly NumberFormatInfo EnUs = new()
    {
        CurrencySymbol = "$", CurrencyDecimalSeparator = ".", CurrencyGroupSeparator = ",", NumberDecimalSeparator = ".",
            NumberGroupSeparator = ",",
    };

    /// <summary>True or false; blank stays blank.</summary>
    public static FxValue Boolean(FxValue value) => value switch
    {
        FxBoolean or FxBlank or FxError => value,
        FxDecimal d => FxValue.Of(d.Value != 0),
        FxFloat f => FxValue.Of(f.Value != 0),
        FxText { Value: "" } => FxBlank.Value,
        FxText t when t.Value.Equals("true", StringComparison.OrdinalIgnoreCase) => FxBoolean.True,
        FxText t when t.Value.Equals("false", StringComparison.OrdinalIgnoreCase) => FxBoolean.False,
        FxText t => Wrong($"'{t.Value}' is neither true nor false."),
        FxOption { Backing: FxBoolean b } => b,
        FxUntyped u => u.Inner is FxRecord or FxTable ? Mistaken(value, "a Boolean") : Boolean(u.Inner),
        _ => Mistaken(value, "a Boolean"),
    };

    /// <summary>Text; blank is the empty text.</summary>
    public static FxValue Text(FxValue value) => value switch
    {
        FxText or FxError => value,
        FxBlank => FxText.Empty,
        FxBoolean b => new FxText(b.Value ? "true" : "false"),
        FxNumber n => new FxText(FxPrinter.Number(n)),
        FxDate d => new FxText(d.Value.ToString("M/d/yyyy", CultureInfo.InvariantCulture)),
        FxDateTime d => new FxText(d.Value.ToString("M/d/yyyy h:mm tt", CultureInfo.InvariantCulture)),
        FxTime t => new FxText((DateTime.MinValue + Positive(t.Value)).ToString("h:mm tt", CultureInfo.InvariantCulture)),
        FxGuid g => new FxText(g.Value.ToString("D")),
        FxOption { Backing: FxText backing } => backing,
        FxOption o => new FxText(o.Title),
        FxColor c => new FxText($"#{c.Red:x2}{c.Green:x2}{c.Blue:x2}{(int)Math.Round(c.Alpha * 255):x2}"),
        // A number in JSON is shown as it was written: 1.50.
        FxUntyped { Inner: FxDecimal d } => new FxText(d.Value.ToString(CultureInfo.InvariantCulture)),
        FxUntyped { Inner: not (FxRecord or FxTable) } u => Text(u.Inner),
        _ => Mistaken(value, "a text"),
    };

    private static TimeSpan Positive(TimeSpan span) =>
        new((span.Ticks % TimeSpan.TicksPerDay + TimeSpan.TicksPerDay) % TimeSpan.TicksPerDay);

    /// <summary>What is shown to a visitor: like Text, but never an error for lists and records.</summary>
    public static string Shown(FxValue value) => value switch
    {
        FxText t => t.Value,
        FxRecord or FxTable or FxUntyped { Inner: FxRecord or FxTable } => FxJson.Write(value),
        FxError => "",
        _ => Text(value) is FxText text ? text.Value : "",
    };

    /// <summary>A day and time; blank stays blank.</summary>
    public static FxValue Moment(FxValue value, TimeZoneInfo? zone = null) => value switch
    {
        FxDateTime or FxBlank or FxError => value,
        FxDate d => new FxDateTime(d.Value),
        FxTime t => new FxDateTime(Epoch + t.Value),
        FxNumber n => FromDays(n.AsDouble, dateOnly: false),
        FxText { Value: "" } => FxBlank.Value,
        FxText t => FxDates.Parse(t.Value, zone) is { } parsed ? new FxDateTime(parsed) : Wrong($"'{t.Value}' is not a date."),
        FxUntyped { Inner: not (FxRecord or FxTable) } u => Moment(u.Inner, zone),
        _ => Mistaken(value, "a date"),
    };

    // Of an untyped value nobody could know before the formula ran; of any other, its author could.
    public static FxError Mistaken(FxValue value, string wanted) =>
        new(value is FxUntyped ? FxErrorKind.InvalidArgument : FxErrorKind.AnalysisError,
            $"{Capital(Word(value))} was given where {wanted} is needed.");

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    public static string Word(FxValue value) => value switch
    {
        FxNumber => "a number",
        FxText => "a text",
        FxBoolean => "a Boolean",
        FxDate or FxDateTime => "a date",
        FxTime => "a time",
        FxRecord => "a record",
        FxTable => "a table",
        FxOption => "an option",
        FxUntyped => "an untyped value",
        FxBlank => "blank",
        FxError => "an error",
        _ => "a value",
    };
}
