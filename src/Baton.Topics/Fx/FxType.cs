namespace Baton.Topics.Fx;

/// <summary>What is known of a value before the formula runs. Unknown when only running will tell.</summary>
public sealed class FxType
{
    private FxType(FxKind kind, IReadOnlyDictionary<string, FxType>? fields = null)
    {
        Kind = kind;
        Fields = fields;
    }

    public FxKind Kind { get; }

    /// <summary>The fields of a record or the columns of a table; null when they are not known.</summary>
    public IReadOnlyDictionary<string, FxType>? Fields { get; }

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
    public static FxType Column(FxType type, string name = "Value") => TableOf(new Dictionary<string, FxType> { [name] = type });

    public bool IsNumber => Kind is FxKind.Decimal or FxKind.Float;
    public bool IsScalar => Kind is not (FxKind.Unknown or FxKind.Blank or FxKind.Error or FxKind.Record or FxKind.Table or FxKind.Untyped);
    public bool IsSure => Kind is not (FxKind.Unknown or FxKind.Blank or FxKind.Error);

    /// <summary>The row of a table.</summary>
    public FxType Row => Kind == FxKind.Table ? RecordOf(Fields) : Unknown;

    /// <summary>The type of a value that may be of one or the other.</summary>
    public static FxType Either(FxType one, FxType other)
    {
        if (one.Kind is FxKind.Blank or FxKind.Error) return other;
        if (other.Kind is FxKind.Blank or FxKind.Error || ReferenceEquals(one, other)) return one;
        if (one.IsNumber && other.IsNumber) return Float;
        if (one.Kind != other.Kind || one.Kind == FxKind.Unknown) return Unknown;
        if (one.Fields is null || other.Fields is null) return one.Fields is null ? one : other;
        return one.Kind == FxKind.Record ? RecordOf(Join(one.Fields, other.Fields)) : TableOf(Join(one.Fields, other.Fields));
    }

    private static Dictionary<string, FxType> Join(IReadOnlyDictionary<string, FxType> one, IReadOnlyDictionary<string, FxType> other)
    {
        var all = new Dictionary<string, FxType>(one);
        foreach (var (name, type) in other) all[name] = all.TryGetValue(name, out var had) ? Either(had, type) : type;
        return all;
    }

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
