using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>A type as a topic file describes it: String, Number, a record of types, a table of them.</summary>
internal sealed record TypeShape(string Kind, IReadOnlyList<(string Name, TypeShape Shape)> Properties)
{
    public static readonly TypeShape Any = new("Any", []);

    /// <summary>Reads <c>type: String</c> or <c>kind: Record, properties: ...</c>.</summary>
    public static TypeShape Read(YamlNode? node)
    {
        if (node is null) return Any;
        if (node.Shape == YamlShape.Scalar) return new TypeShape(node.Text, []);
        var inner = node["type"];
        if (node["kind"] is null && inner is { Shape: YamlShape.Map }) return Read(inner);
        var kind = node.Words("kind") ?? node.Words("type") ?? "Any";
        if (inner is not null && kind is "Table" && node["properties"] is null) return new TypeShape("Table", Read(inner).Properties);
        var properties = node["properties"] ?? node["type"]?["properties"];
        return new TypeShape(kind, properties is { Shape: YamlShape.Map }
            ? [.. properties.Entries.Select(p => (p.Key.Text, Read(p.Value.IsNull ? null : p.Value)))] : []);
    }

    /// <summary>The value in this type; an error when it does not fit.</summary>
    public FxValue Fit(FxValue value)
    {
        var plain = Typed(value);
        if (plain is FxBlank) return plain;
        switch (Kind)
        {
            case "Boolean": return FxConvert.Boolean(plain);
            case "Number" or "Decimal": return FxConvert.Number(plain);
            case "Float": return FxConvert.Number(plain) is FxNumber n ? new FxFloat(n.AsDouble) : FxConvert.Number(plain);
            case "String" or "Hyperlink": return plain is FxRecord or FxTable ? new FxText(FxJson.Write(plain)) : FxConvert.Text(plain);
            case "Guid":
                return plain is FxGuid ? plain
                    : Guid.TryParse(FxConvert.Shown(plain), out var guid) ? new FxGuid(guid) : FxConvert.Wrong("This is not a GUID.");
            case "Date": return FxConvert.Moment(plain) is FxDateTime day ? new FxDate(day.Value.Date) : FxConvert.Moment(plain);
            case "DateTime" or "DateTimeNoTimeZone": return FxConvert.Moment(plain);
            case "Time":
                return plain is FxTime ? plain
                    : FxDates.ParseTime(FxConvert.Shown(plain)) is { } time ? new FxTime(time) : FxConvert.Wrong("This is not a time.");
            case "Record": return plain is FxRecord record ? FitRecord(record) : FxConvert.Wrong("A record was expected.");
            case "Table":
                if (plain is FxRecord single) plain = new FxTable([single]);
                return plain is FxTable table ? FitTable(table) : FxConvert.Wrong("A list was expected.");
            default: return plain;
        }
    }

    /// <summary>Whether the value already is of this type.</summary>
    public bool Matches(FxValue value)
    {
        var plain = Typed(value);
        return Kind switch
        {
            "Boolean" => plain is FxBoolean,
            "Number" or "Decimal" or "Float" => plain is FxNumber,
            "String" => plain is FxText,
            "Record" => plain is FxRecord record && Properties.All(p =>
                record.Find(p.Name) is { } v && (v is FxBlank || p.Shape.Matches(v))),
            "Table" => plain is FxTable table && (Properties.Count == 0
                || table.Rows.All(row => new TypeShape("Record", Properties).Matches(row))),
            "Any" => true,
            _ => Fit(plain) is not (FxError or FxBlank),
        };
    }

    private FxValue FitRecord(FxRecord record)
    {
        if (Properties.Count == 0) return record;
        var values = Properties.Select(p => record.Find(p.Name) is { } value ? p.Shape.Fit(value) : FxBlank.Value).ToArray();
        return Array.Find(values, v => v is FxError) ?? new FxRecord([.. Properties.Select(p => p.Name)], values);
    }

    private FxValue FitTable(FxTable table)
    {
        if (Properties.Count == 0) return table;
        var rows = table.Rows.Select(row => row is FxRecord record ? FitRecord(record) : row).ToList();
        return rows.Find(r => r is FxError) ?? new FxTable(rows);
    }

    private static FxValue Typed(FxValue value) => value switch
    {
        FxUntyped u => Typed(u.Inner),
        FxTable t => FxTable.OfValues(t.Rows.Select(Typed)),
        FxRecord r => new FxRecord([.. r.Names], [.. r.Values.Select(Typed)]),
        _ => value,
    };
}
