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
        FxTime t => new FxDecimal((decimal)t.Value.Ticks / TimeSpan.TicksPerDay),
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

    private static FxDecimal Days(DateTime value) => new((decimal)(value - Epoch).Ticks / TimeSpan.TicksPerDay);

    public static FxValue FromDays(double days, bool dateOnly)
    {
        var ticks = Math.Round(days * 86_400_000d) * TimeSpan.TicksPerMillisecond;
        if (double.IsNaN(ticks) || Math.Abs(ticks) > DateTime.MaxValue.Ticks) return Wrong("The date is out of range.");
        var total = Epoch.Ticks + (long)ticks;
        if (total < 0 || total > DateTime.MaxValue.Ticks) return Wrong("The date is out of range.");
        return dateOnly ? new FxDate(new DateTime(total)) : new FxDateTime(new DateTime(total));
    }

    public static FxValue TextToNumber(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0) return FxBlank.Value;
        var percents = 0;
        while (trimmed.EndsWith('%')) { percents++; trimmed = trimmed[..^1].TrimEnd(); }
        if (trimmed.StartsWith('%')) { percents++; trimmed = trimmed[1..].TrimStart(); }
        const NumberStyles Styles = NumberStyles.Number |
            NumberStyles.AllowExponent | NumberStyles.AllowCurrencySymbol | NumberStyles.AllowParentheses;
        if (percents > 1) return Wrong($"'{text}' is not a number.");
        if (decimal.TryParse(trimmed, Styles, EnUs, out var exact)) return new FxDecimal(percents == 1 ? exact / 100 : exact);
        if (trimmed.Any(char.IsAsciiDigit) && double.TryParse(trimmed, Styles, EnUs, out var rough) && double.IsFinite(rough))
            return new FxFloat(percents == 1 ? rough / 100 : rough);
        return Wrong($"'{(text.Length > 40 ? text[..40] + "…" : text)}' is not a number.");
    }

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
        FxText t when t.Value.Trim().Length == 0 => FxBlank.Value,
        FxText t when t.Value.Trim().Equals("true", StringComparison.OrdinalIgnoreCase) => FxBoolean.True,
        FxText t when t.Value.Trim().Equals("false", StringComparison.OrdinalIgnoreCase) => FxBoolean.False,
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
        FxColor c => new FxText($"#{c.Red:x2}{c.Green:x2}{c.Blue:x2}{(int)(c.Alpha * 255):x2}"),
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
    public static FxValue Moment(FxValue value) => value switch
    {
        FxDateTime or FxBlank or FxError => value,
        FxDate d => new FxDateTime(d.Value),
        FxTime t => new FxDateTime(Epoch + t.Value),
        FxNumber n => FromDays(n.AsDouble, dateOnly: false),
        FxText t => FxDates.Parse(t.Value) is { } parsed ? new FxDateTime(parsed) : Wrong($"'{t.Value}' is not a date."),
        FxUntyped { Inner: not (FxRecord or FxTable) } u => Moment(u.Inner),
        _ => Mistaken(value, "a date"),
    };

    public static FxError Mistaken(FxValue value, string wanted) =>
        new(FxErrorKind.AnalysisError, $"{Capital(Word(value))} was given where {wanted} is needed.");

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
