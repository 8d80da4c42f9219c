namespace Baton.Topics.Fx;

/// <summary>Untyped values in a type that a formula names: strictly, for JSON says itself what is a number and what is a text.</summary>
internal static class TypedJson
{
    public static FxValue Read(TypeShape shape, FxValue value, FxFrame frame)
    {
        var inner = value is FxUntyped untyped ? untyped.Inner : value;
        if (inner is FxBlank or FxError) return inner;
        if (inner is FxTable { Rows.Count: 1 } list && shape.Kind is not ("Table" or "Any")) return Read(shape, list.Rows[0], frame);
        return shape.Kind switch
        {
            "Any" => value,
            "Boolean" => inner is FxBoolean ? inner : Unlike(shape),
            "Number" or "Decimal" => inner is FxNumber ? FxConvert.Decimal(inner) : Unlike(shape),
            "Float" => inner is FxNumber ? FxConvert.Float(inner) : Unlike(shape),
            "String" or "Hyperlink" => inner is FxText ? inner : Unlike(shape),
            "Date" or "DateTime" or "DateTimeNoTimeZone" =>
                inner is FxText text ? Moment(text.Value, shape.Kind == "Date", frame) : Unlike(shape),
            "Time" => inner is FxText time && FxDates.ParseTime(time.Value) is { } clock ? new FxTime(clock) : Unlike(shape),
            "Guid" => inner is FxText id && Guid.TryParse(id.Value, out var guid) ? new FxGuid(guid) : Unlike(shape),
            "Record" => inner is FxRecord record ? Record(shape, record, frame) : Unlike(shape),
            "Table" => inner is FxTable table ? Table(shape, table, frame)
                : inner is FxRecord row ? Table(shape, new FxTable([row]), frame) : Unlike(shape),
            _ => Unlike(shape),
        };
    }

    private static FxError Unlike(TypeShape shape) => FxConvert.Wrong($"The JSON does not hold what the type {shape.Kind} wants.");

    private static FxValue Moment(string text, bool dateOnly, FxFrame frame)
    {
        if (string.IsNullOrWhiteSpace(text)) return FxBlank.Value;
        if (FxDates.Parse(text, frame.Zone) is not { } parsed) return FxConvert.Wrong($"'{text}' is not a date.");
        return dateOnly ? new FxDate(parsed.Date) : new FxDateTime(parsed);
    }

    // Fields that the type does not name are left out; those that the JSON lacks are blank when asked for.
    private static FxValue Record(TypeShape shape, FxRecord record, FxFrame frame)
    {
        var named = shape.Properties.Where(p => record.Find(p.Name) is not null).ToList();
        var values = named.Select(p => Read(p.Shape, record.Find(p.Name)!, frame)).ToArray();
        return FxError.Among(values) ?? (FxValue)new FxRecord([.. named.Select(p => p.Name)], values);
    }

    private static FxValue Table(TypeShape shape, FxTable table, FxFrame frame)
    {
        frame.Spend(table.Rows.Count);
        var single = shape.Properties is [("Value", _)];
        var row = new TypeShape("Record", shape.Properties);
        var rows = table.Rows.Select(r => single && r is not FxUntyped { Inner: FxRecord }
            ? FxTable.Row(Read(shape.Properties[0].Shape, r, frame)) : Read(row, r, frame)).ToArray();
        return FxError.Among(rows) ?? (FxValue)new FxTable(rows);
    }

    /// <summary>The type as the binder knows it.</summary>
    public static FxType TypeOf(TypeShape shape) => shape.Kind switch
    {
        "Boolean" => FxType.Boolean,
        "Number" or "Decimal" => FxType.Decimal,
        "Float" => FxType.Float,
        "String" or "Hyperlink" => FxType.Text,
        "Date" => FxType.Date,
        "DateTime" or "DateTimeNoTimeZone" => FxType.DateTime,
        "Time" => FxType.Time,
        "Guid" => FxType.Guid,
        "Record" => FxType.RecordOf(Fields(shape)),
        "Table" => FxType.TableOf(Fields(shape)),
        _ => FxType.Untyped,
    };

    private static Dictionary<string, FxType> Fields(TypeShape shape) =>
        shape.Properties.ToDictionary(p => p.Name, p => TypeOf(p.Shape));
}
