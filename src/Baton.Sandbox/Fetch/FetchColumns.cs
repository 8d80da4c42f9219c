using System.Text.Json;
using System.Xml.Linq;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Fetch;

/// <summary>A column of a FetchXML result: where it comes from, how SQL says it and what it is called.</summary>
internal sealed record FetchColumn(FetchSource Source, Column Column, string Sql, string Name)
{
    public string? Alias { get; init; }
    public bool IsGroup { get; init; }

    /// <summary>A number or a date part that was computed, not a value of the column.</summary>
    public bool IsComputed { get; init; }

    /// <summary>For a lookup, the table and the name of the row it points at, as table:name; said in SQL.</summary>
    public string? Label(Catalog catalog, SqlText sql)
    {
        if (Column.Kind != ColumnKind.Lookup || IsComputed) return null;
        var row = RowSource.Of(Source.Table, Source.SqlAlias);
        var table = Column.IsPolymorphic ? row.Type(Column) : $"'{Column.Targets[0].Table}'";
        return $"{table} || ':' || {Names.Of(catalog, sql, Column, row)}";
    }
}

/// <summary>The columns that a FetchXML query asks for, and their order.</summary>
internal static class FetchColumns
{
    public static IReadOnlyList<FetchColumn> Of(FetchQuery query)
    {
        var columns = new List<FetchColumn>();
        foreach (var source in query.Sources)
        {
            if (source.Xml.Element("all-attributes") is not null && !query.IsAggregate)
                columns.AddRange(source.Table.Columns.Select(column => Plain(source, column, null)));
            foreach (var xml in source.Xml.Elements("attribute"))
                columns.Add(query.IsAggregate ? Aggregated(source, xml)
                    : Plain(source, source.Column(xml.Attribute("name")?.Value), xml.Attribute("alias")?.Value));
        }
        if (columns.All(column => column.Source != query.Root) && query.Root.Xml.Element("attribute") is null && !query.IsAggregate
            && !query.IsDistinct)
            columns.InsertRange(0, query.Root.Table.Columns.Select(column => Plain(query.Root, column, null)));
        return columns.Count > 0 ? columns : throw Fault.Invalid("0x80041102", "The fetch asks for no attribute.");
    }

    public static string Order(Catalog catalog, SqlText sql, FetchQuery query, IReadOnlyList<FetchColumn> columns, bool plain)
    {
        var keys = new List<string>();
        foreach (var source in query.Sources)
            foreach (var xml in source.Xml.Elements("order"))
            {
                var said = xml.Attribute("alias")?.Value is { } alias
                    ? (columns.FirstOrDefault(column => column.Alias == alias)
                        ?? throw Fault.Invalid("0x80041102", $"There is no alias '{alias}'.")).Sql
                    : Key(catalog, sql, source, source.Column(xml.Attribute("attribute")?.Value), query);
                keys.Add($"{said} {(xml.Attribute("descending")?.Value is "true" or "1" ? "desc nulls last" : "nulls first")}");
            }
        if (plain) keys.Add($"e0.{SqlText.Name(query.Root.Table.PrimaryId)}");
        return keys.Count == 0 ? "" : $" order by {string.Join(", ", keys)}";
    }

    // Text regardless of case, a choice by its label, a lookup by the name of what it points at.
    private static string Key(Catalog catalog, SqlText sql, FetchSource source, Column column, FetchQuery query)
    {
        var said = FetchConditions.Say(source, column);
        if (query.IsDistinct) return said;
        if (column.IsText) return $"lower({said})";
        if (column.Kind == ColumnKind.Lookup) return $"lower({Names.Of(catalog, sql, column, RowSource.Of(source.Table, source.SqlAlias))})";
        return column.HasOptions && !query.OrdersRaw ? Names.OfChoice(sql, column, said) : said;
    }

    private static FetchColumn Plain(FetchSource source, Column column, string? alias) =>
        new(source, column, FetchConditions.Say(source, column),
            alias ?? (source.Alias is null ? column.Property : $"{source.Alias}_x002e_{column.Name}")) { Alias = alias };

    private static FetchColumn Aggregated(FetchSource source, XElement xml)
    {
        if (xml.Attribute("rowaggregate") is not null) throw Fault.NotInSandbox("rowaggregate");
        var column = source.Column(xml.Attribute("name")?.Value);
        var alias = xml.Attribute("alias")?.Value ?? throw Fault.Invalid("0x80041102", "An aggregated attribute needs an alias.");
        var said = FetchConditions.Say(source, column);
        if (xml.Attribute("groupby")?.Value is "true" or "1")
            return xml.Attribute("dategrouping")?.Value is { } part
                ? new(source, column, Part(said, part), alias) { Alias = alias, IsGroup = true, IsComputed = true }
                : new(source, column, said, alias) { Alias = alias, IsGroup = true };
        var distinct = xml.Attribute("distinct")?.Value is "true" or "1" ? "distinct " : "";
        var function = xml.Attribute("aggregate")?.Value switch
        {
            "count" => "count(*)::int",
            "countcolumn" => $"count({distinct}{said})::int",
            "sum" => $"sum({said})",
            "avg" => $"avg({said})",
            "min" => $"min({said})",
            "max" => $"max({said})",
            var other => throw Fault.Invalid("0x80041102", $"The aggregate '{other}' is unknown."),
        };
        var counts = function.StartsWith("count", StringComparison.Ordinal) || column.Kind is ColumnKind.Picklist or ColumnKind.Integer;
        return new(source, column, function, alias) { Alias = alias, IsComputed = counts };
    }

    private static string Part(string said, string part) => part switch
    {
        "day" or "week" or "month" or "quarter" or "year" => $"extract({part} from {said})::int",
        "fiscal-period" => $"extract(quarter from {said})::int",
        "fiscal-year" => $"extract(year from {said})::int",
        _ => throw Fault.NotInSandbox($"The dategrouping {part}"),
    };
}

/// <summary>Writes the rows of a FetchXML result: values without nulls, labels where they were asked for.</summary>
internal sealed class FetchCells(Preferences preferences, IReadOnlyList<FetchColumn> columns, IReadOnlyList<string?> labels,
    bool aggregate, bool plain)
{
    private readonly bool withLabels = preferences.Wants(RecordJson.FormattedValue);
    private const string AttributeName = "OData.Community.Display.V1.AttributeName";
    private readonly bool withNames = preferences.Wants(RecordJson.LookupName);
    private readonly bool withColumns = preferences.Wants(AttributeName);

    public void Write(Utf8JsonWriter json, object?[] row)
    {
        json.WriteStartObject();
        var label = columns.Count;
        if (plain)
        {
            json.WriteString("@odata.etag", RecordJson.Etag((long)row[label + 1]!));
            label += 2;
        }
        for (var i = 0; i < columns.Count; i++)
        {
            var target = labels[i] is not null && !aggregate ? (string?)row[label++] : null;
            if (row[i] is { } value) WriteValue(json, columns[i], value, target);
        }
        var id = columns.FirstOrDefault(column => column.Source.Alias is null)?.Source.Table.PrimaryId;
        if (plain && id is not null && columns.All(column => column.Name != id)) json.WriteString(id, (Guid)row[columns.Count]!);
        json.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter json, FetchColumn column, object value, string? target)
    {
        var colon = target?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var label = column.IsComputed ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)
            : Labels.Of(column.Column, Fitting(column.Column, value), "$", colon < 0 ? null : target![(colon + 1)..]);
        if (withLabels && label is not null) json.WriteString($"{column.Name}@{RecordJson.FormattedValue}", label);
        if (withNames && colon >= 0) json.WriteString($"{column.Name}@{RecordJson.LookupName}", target![..colon]);
        if (withColumns && column.Alias is not null && !aggregate) json.WriteString($"{column.Name}@{AttributeName}", column.Column.Name);
        json.WritePropertyName(column.Name);
        RecordJson.WriteValue(json, value);
    }

    // An average or a sum may come back wider than its column.
    private static object Fitting(Column column, object value) => (column.Kind, value) switch
    {
        (ColumnKind.Money or ColumnKind.Decimal, double wide) => (decimal)wide,
        (ColumnKind.Double, decimal exact) => (double)exact,
        _ => value,
    };
}
