using System.Globalization;
using System.Text.Json;

namespace Baton.Dataverse;

/// <summary>One record as Dataverse sent it: no schema, read by column name. A column that is not there reads as null.</summary>
public readonly record struct Row(JsonElement Json)
{
    private const string FormattedValue = "@OData.Community.Display.V1.FormattedValue";
    private const string LookupTable = "@Microsoft.Dynamics.CRM.lookuplogicalname";

    /// <summary>The record's version, to be sent back as a condition of a change.</summary>
    public string? ETag => Text("@odata.etag");

    public bool Has(string column) => Value(column) is not null;

    public string? Text(string column) => Value(column) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    /// <summary>What a person would read: the option's label, the amount with its currency, the name behind a lookup; else the value itself.</summary>
    public string? Label(string column) => Text(column + FormattedValue) ?? Text(column);

    public Guid? Id(string column) => Text(column) is { } text && Guid.TryParse(text, out var id) ? id : null;

    /// <summary>The id behind a lookup, by the lookup's own name: <c>Lookup("customerid")</c> reads <c>_customerid_value</c>.</summary>
    public Guid? Lookup(string name) => Id($"_{name}_value");

    /// <summary>The table that a lookup points to, for those that can point to several.</summary>
    public string? TableOf(string lookup) => Text($"_{lookup}_value{LookupTable}");

    public int? Whole(string column) => Value(column) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public decimal? Number(string column) =>
        Value(column) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number) ? number : null;

    public bool? Flag(string column) => Value(column)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public DateTimeOffset? Time(string column) =>
        Text(column) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The one related row of an expanded lookup, or null.</summary>
    public Row? One(string navigation) => Value(navigation) is { ValueKind: JsonValueKind.Object } row ? new Row(row) : null;

    /// <summary>The related rows of an expanded collection.</summary>
    public IReadOnlyList<Row> Many(string navigation) =>
        Value(navigation) is { ValueKind: JsonValueKind.Array } rows ? [.. rows.EnumerateArray().Select(row => new Row(row))] : [];

    private JsonElement? Value(string column) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(column, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

/// <summary>A page of records and where the next one is.</summary>
public sealed record RowPage
{
    public required IReadOnlyList<Row> Rows { get; init; }

    /// <summary>The address of the next page, exactly as Dataverse gave it; null on the last one.</summary>
    public string? NextLink { get; init; }

    /// <summary>How many there are in all, when that was asked for; no more than 5,000 are counted.</summary>
    public int? Count { get; init; }

    internal int? PageSize { get; init; }

    internal static RowPage From(Answer answer, int? pageSize)
    {
        var whole = new Row(answer.Json);
        return new RowPage
        {
            Rows = whole.Many("value"), NextLink = whole.Text("@odata.nextLink"), Count = whole.Whole("@odata.count"), PageSize = pageSize,
        };
    }
}

/// <summary>What a create that may be repeated came to: the record, and whether it was made now or had been made before.</summary>
public sealed record Created(Row Row, bool IsNew);
