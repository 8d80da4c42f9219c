namespace Baton.Topics.Fx;

/// <summary>Named values that belong together.</summary>
public sealed class FxRecord : FxValue
{
    public static readonly FxRecord Empty = new([], []);
    private readonly string[] names;
    private readonly FxValue[] values;

    public FxRecord(string[] names, FxValue[] values)
    {
        this.names = names;
        this.values = values;
    }

    public FxRecord(params (string Name, FxValue Value)[] fields)
        : this([.. fields.Select(f => f.Name)], [.. fields.Select(f => f.Value)]) { }

    public override FxKind Kind => FxKind.Record;
    public IReadOnlyList<string> Names => names;
    public IReadOnlyList<FxValue> Values => values;
    public int Count => names.Length;

    /// <summary>The field of that name, or null when the record has none. Names are case-sensitive, as in Power Fx.</summary>
    public FxValue? Find(string name)
    {
        for (var i = 0; i < names.Length; i++)
            if (ReferenceEquals(names[i], name) || string.Equals(names[i], name, StringComparison.Ordinal)) return values[i];
        return null;
    }

    /// <summary>A copy in which one field has another value, or is added at the end.</summary>
    public FxRecord With(string name, FxValue value)
    {
        var at = Array.IndexOf(names, name);
        if (at < 0) return new FxRecord([.. names, name], [.. values, value]);
        var copy = (FxValue[])values.Clone();
        copy[at] = value;
        return new FxRecord(names, copy);
    }

    public FxRecord Without(string name)
    {
        var at = Array.IndexOf(names, name);
        if (at < 0) return this;
        return new FxRecord([.. names.Where((_, i) => i != at)], [.. values.Where((_, i) => i != at)]);
    }
}

/// <summary>Rows; each is a record, blank, an error, or (from JSON) an untyped value.</summary>
public sealed class FxTable : FxValue
{
    public static readonly FxTable Empty = new([]);
    public FxTable(IReadOnlyList<FxValue> rows) => Rows = rows;
    public IReadOnlyList<FxValue> Rows { get; }
    public override FxKind Kind => FxKind.Table;

    /// <summary>The table that <c>[a, b, c]</c> makes: one column named Value. Records stay rows of their own.</summary>
    public static FxTable OfValues(IEnumerable<FxValue> values) => new([.. values.Select(Row)]);

    public static FxValue Row(FxValue value) => value is FxRecord or FxError ? value : new FxRecord(ValueColumn, [value]);

    internal static readonly string[] ValueColumn = ["Value"];

    /// <summary>The name of the only column, or null when rows have several.</summary>
    public string? OnlyColumn
    {
        get
        {
            foreach (var row in Rows)
                if (row is FxRecord record) return record.Count == 1 ? record.Names[0] : null;
            return "Value";
        }
    }
}

/// <summary>A value from JSON whose type is not known until it is used.</summary>
public sealed class FxUntyped(FxValue inner) : FxValue
{
    /// <summary>Boolean, number, text, blank, a record of untyped values or a table of untyped values.</summary>
    public FxValue Inner { get; } = inner;
    public override FxKind Kind => FxKind.Untyped;

    public static FxValue Wrap(FxValue value) => value is FxUntyped or FxBlank or FxError ? value : new FxUntyped(value);
}
