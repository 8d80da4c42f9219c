namespace Baton.Topics.Fx;

/// <summary>A formula whose value is turned into the type that is wanted where it stands.</summary>
internal sealed class CoerceCode : FxCode
{
    private readonly FxCode of;

    private CoerceCode(FxCode of, FxType to)
    {
        this.of = of;
        Type = to;
    }

    /// <summary>The formula itself when it already gives what is wanted.</summary>
    public static FxCode Of(FxCode code, FxType to) => code.Type.Is(to) ? code : new CoerceCode(code, to);

    public override FxValue Run(FxFrame frame) => FxCoercion.To(Type, of.Run(frame), frame);
}

/// <summary>Turns values into a type, records and tables field by field.</summary>
internal static class FxCoercion
{
    public static FxValue To(FxType type, FxValue value, FxFrame frame)
    {
        if (value is FxBlank or FxError) return value;
        switch (type.Kind)
        {
            case FxKind.Boolean: return FxConvert.Boolean(value);
            case FxKind.Decimal: return FxConvert.Decimal(value);
            case FxKind.Float: return FxConvert.Float(value);
            case FxKind.Text: return FxConvert.Text(value);
            case FxKind.Date: return FxConvert.Moment(value, frame.Zone) is FxDateTime d ? new FxDate(d.Value.Date)
                : FxConvert.Moment(value, frame.Zone);
            case FxKind.DateTime: return FxConvert.Moment(value, frame.Zone);
            case FxKind.Time: return FxConvert.Time(value);
            case FxKind.Record: return value is FxRecord record && type.Fields is { } fields ? Record(fields, record, frame) : value;
            case FxKind.Table: return value is FxTable table && type.Fields is { } columns ? Table(columns, table, frame) : value;
            default: return value;
        }
    }

    private static FxTable Table(IReadOnlyDictionary<string, FxType> columns, FxTable table, FxFrame frame)
    {
        frame.Spend(table.Rows.Count);
        return new FxTable([.. table.Rows.Select(row => row is FxRecord record ? Record(columns, record, frame) : row)]);
    }

    // Fields keep their places; those that only the type has follow, blank.
    private static FxRecord Record(IReadOnlyDictionary<string, FxType> fields, FxRecord record, FxFrame frame)
    {
        var names = new List<string>(fields.Count);
        var values = new List<FxValue>(fields.Count);
        for (var i = 0; i < record.Count; i++)
        {
            if (!fields.TryGetValue(record.Names[i], out var type)) continue;
            names.Add(record.Names[i]);
            values.Add(To(type, record.Values[i], frame));
        }
        foreach (var name in fields.Keys)
        {
            if (record.Find(name) is not null) continue;
            names.Add(name);
            values.Add(FxBlank.Value);
        }
        return new FxRecord([.. names], [.. values]);
    }
}
