namespace Baton.Topics.Fx;

/// <summary>What is known of a value before the formula runs. Unknown when only running will tell.</summary>
public sealed partial class FxType
{
    private FxType(FxKind kind, IReadOnlyDictionary<string, FxType>? fields = null, string? set = null)
    {
        Kind = kind;
        Fields = fields;
        Set = set;
    }

    public FxKind Kind { get; }

    /// <summary>The fields of a record or the columns of a table; null when they are not known.</summary>
    public IReadOnlyDictionary<string, FxType>? Fields { get; }

    /// <summary>The enumeration or list that an option belongs to; null when it is not known.</summary>
    public string? Set { get; }

    public static readonly FxType Unknown = new(FxKind.Unknown);
    public static readonly FxType Blank = new(FxKind.Blank);
    public static readonly FxType Boolean = new(FxKind.Boolean);
    public static readonly FxType Decimal = new(FxKind.Decimal);
    public static readonly FxType Float = new(FxKind.Float);
    public static readonly FxType Text = new(FxKind.Text);
    public static readonly FxType Date = new(FxKind.Date);
    public static readonly FxType Time = new(FxKind.Time);
    public static readonly FxType DateTime = new(FxKind.DateTime);
    public static readonly FxType Guid = new(FxKind.Guid);
    public static readonly FxType Color = new(FxKind.Color);
    public static readonly FxType Option = new(FxKind.Option);
    public static readonly FxType Untyped = new(FxKind.Untyped);
    public static readonly FxType Error = new(FxKind.Error);
    public static readonly FxType AnyTable = new(FxKind.Table);
    public static readonly FxType AnyRecord = new(FxKind.Record);

    public static FxType RecordOf(IReadOnlyDictionary<string, FxType>? fields) => fields is null ? AnyRecord : new(FxKind.Record, fields);
    public static FxType TableOf(IReadOnlyDictionary<string, FxType>? columns) => columns is null ? AnyTable : new(FxKind.Table, columns);
    public static FxType OptionOf(string set) => new(FxKind.Option, set: set);
    public static FxType Column(FxType type, string name = "Value") => TableOf(new Dictionary<string, FxType> { [name] = type });

    public bool IsNumber => Kind is FxKind.Decimal or FxKind.Float;
    public bool IsScalar => Kind is not (FxKind.Unknown or FxKind.Blank or FxKind.Error or FxKind.Record or FxKind.Table or FxKind.Untyped);
    public bool IsSure => Kind is not (FxKind.Unknown or FxKind.Blank or FxKind.Error);

    /// <summary>The row of a table.</summary>
    public FxType Row => Kind == FxKind.Table ? RecordOf(Fields) : Unknown;

    /// <summary>The word for this type in a message to an author.</summary>
    public string Word => Kind switch
    {
        FxKind.Decimal or FxKind.Float => "a number",
        FxKind.Text => "a text",
        FxKind.Boolean => "a Boolean",
        FxKind.Date => "a date",
        FxKind.DateTime => "a date and time",
        FxKind.Time => "a time",
        FxKind.Record => "a record",
        FxKind.Table => "a table",
        FxKind.Blank => "blank",
        FxKind.Option => "an option",
        FxKind.Guid => "a GUID",
        FxKind.Color => "a colour",
        FxKind.Untyped => "an untyped value",
        FxKind.Error => "an error",
        FxKind.Unknown => "a value",
    };
}
