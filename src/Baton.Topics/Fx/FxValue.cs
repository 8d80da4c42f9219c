namespace Baton.Topics.Fx;

/// <summary>What kind of value a formula gives.</summary>
public enum FxKind
{
    Unknown, Blank, Boolean, Decimal, Float, Text, Date, Time, DateTime, Guid, Color, Option, Record, Table, Untyped, Error,
}

/// <summary>A value of Power Fx. Values never change once made, so they may be shared by any number of threads.</summary>
public abstract class FxValue
{
    public abstract FxKind Kind { get; }

    public bool IsBlank => this is FxBlank;

    /// <summary>The value for a host: null, bool, decimal or text; lists and records as JSON text.</summary>
    public object? Plain => this switch
    {
        FxBlank or FxError => null,
        FxBoolean b => b.Value,
        FxDecimal d => d.Value,
        FxFloat f => f.Value,
        _ => FxConvert.Shown(this),
    };

    /// <summary>The value as Power Fx would write it in a formula: <c>Date(2012,2,29)</c>, <c>Table({Value:1})</c>.</summary>
    public override string ToString() => FxPrinter.Print(this);

    public static FxValue Of(string? text) => text is null ? FxBlank.Value : new FxText(text);
    public static FxValue Of(bool value) => value ? FxBoolean.True : FxBoolean.False;
    public static FxValue Of(decimal value) => new FxDecimal(value);
    public static FxValue Of(int value) => value is >= -1 and <= 100 ? FxDecimal.Small(value) : new FxDecimal(value);
}

/// <summary>No value.</summary>
public sealed class FxBlank : FxValue
{
    public static readonly FxBlank Value = new();
    private FxBlank() { }
    public override FxKind Kind => FxKind.Blank;
}

/// <summary>True or false.</summary>
public sealed class FxBoolean : FxValue
{
    public static readonly FxBoolean True = new(true);
    public static readonly FxBoolean False = new(false);
    private FxBoolean(bool value) => Value = value;
    public bool Value { get; }
    public override FxKind Kind => FxKind.Boolean;
}

/// <summary>A number, decimal or float.</summary>
public abstract class FxNumber : FxValue
{
    public abstract double AsDouble { get; }
}

/// <summary>A decimal number: 28 digits, exact. What literals and most arithmetic give.</summary>
public sealed class FxDecimal(decimal value) : FxNumber
{
    private static readonly FxDecimal[] SmallOnes = [.. Enumerable.Range(-1, 102).Select(n => new FxDecimal(n))];
    public decimal Value { get; } = value;
    public override double AsDouble => (double)Value;
    public override FxKind Kind => FxKind.Decimal;
    internal static FxDecimal Small(int value) => SmallOnes[value + 1];
}

/// <summary>A floating-point number: what roots, powers, logarithms and angles give.</summary>
public sealed class FxFloat(double value) : FxNumber
{
    public double Value { get; } = value;
    public override double AsDouble => Value;
    public override FxKind Kind => FxKind.Float;
}

/// <summary>A piece of text.</summary>
public sealed class FxText(string value) : FxValue
{
    public static readonly FxText Empty = new("");
    public string Value { get; } = value;
    public override FxKind Kind => FxKind.Text;
}

/// <summary>A day. Hours that are added to it are kept, though they are not shown, as Power Fx keeps them.</summary>
public sealed class FxDate(DateTime value) : FxValue
{
    public DateTime Value { get; } = value;
    public override FxKind Kind => FxKind.Date;
}

/// <summary>A day and a time, as the clock on the wall of the conversation's time zone shows it.</summary>
public sealed class FxDateTime(DateTime value) : FxValue
{
    public DateTime Value { get; } = value;
    public override FxKind Kind => FxKind.DateTime;
}

/// <summary>A time of day, or a span of time.</summary>
public sealed class FxTime(TimeSpan value) : FxValue
{
    public TimeSpan Value { get; } = value;
    public override FxKind Kind => FxKind.Time;
}

/// <summary>A globally unique id.</summary>
public sealed class FxGuid(Guid value) : FxValue
{
    public Guid Value { get; } = value;
    public override FxKind Kind => FxKind.Guid;
}

/// <summary>A colour with its opacity from 0 to 1.</summary>
public sealed class FxColor(byte red, byte green, byte blue, decimal alpha) : FxValue
{
    public byte Red { get; } = red;
    public byte Green { get; } = green;
    public byte Blue { get; } = blue;
    public decimal Alpha { get; } = alpha;
    public override FxKind Kind => FxKind.Color;
}

/// <summary>One item of an enumeration or of a closed list: <c>TimeUnit.Days</c>, or a visitor's choice.</summary>
public sealed class FxOption(string set, string id, string? title = null, FxValue? backing = null) : FxValue
{
    public string Set { get; } = set;
    public string Id { get; } = id;
    public string Title { get; } = title ?? id;

    /// <summary>The number or text behind an item of a built-in enumeration.</summary>
    public FxValue? Backing { get; } = backing;
    public override FxKind Kind => FxKind.Option;
}

/// <summary>Why a value could not be had. Errors are values: they travel through a formula until something handles them.</summary>
public sealed class FxError : FxValue
{
    public FxError(FxErrorKind kind, string message) : this([new FxErrorDetail((int)kind, message)]) { }
    public FxError(IReadOnlyList<FxErrorDetail> details) => Details = details;
    public IReadOnlyList<FxErrorDetail> Details { get; }

    /// <summary>The error when there is one, one that tells of all when there are several, null when there is none.</summary>
    public static FxError? Among(params ReadOnlySpan<FxValue> values)
    {
        FxError? found = null;
        foreach (var value in values)
            if (value is FxError error) found = found is null ? error
                : new FxError([.. found.Details.Concat(error.Details).Take(DetailsMax)]);
        return found;
    }

    private const int DetailsMax = 100;

    public int Code => Details[0].Kind;
    public string Message => Details[0].Message;
    public override FxKind Kind => FxKind.Error;
}

/// <summary>One reason within an error.</summary>
public sealed record FxErrorDetail(int Kind, string Message);

/// <summary>The kinds of error that Power Fx names.</summary>
public enum FxErrorKind
{
    None = 0, Sync = 1, MissingRequired = 2, CreatePermission = 3, EditPermissions = 4, DeletePermissions = 5, Conflict = 6,
    NotFound = 7, ConstraintViolated = 8, GeneratedValue = 9, ReadOnlyValue = 10, Validation = 11, Unknown = 12, Div0 = 13,
    BadLanguageCode = 14, BadRegex = 15, InvalidFunctionUsage = 16, FileNotFound = 17, AnalysisError = 18, ReadPermission = 19,
    NotSupported = 20, InsufficientMemory = 21, QuotaExceeded = 22, Network = 23, Numeric = 24, InvalidArgument = 25,
    Internal = 26, NotApplicable = 27, Timeout = 28, ServiceUnavailable = 29, InvalidJson = 30, Custom = 1000,
}
