using System.Globalization;
using System.Text.Json;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>Takes a JSON value into a column, or refuses it as Dataverse would.</summary>
internal static class Conversion
{
    private const int FirstYear = 1753;

    public static object? Take(Table table, Column column, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null) return null;
        return column.Kind switch
        {
            ColumnKind.Text or ColumnKind.Memo => Text(table, column, json),
            ColumnKind.Integer => Whole(column, json),
            ColumnKind.BigInteger => json.TryGetInt64(out var number) ? number : throw Unreadable(table, column, json),
            ColumnKind.Picklist or ColumnKind.State or ColumnKind.Status => Choice(table, column, json),
            ColumnKind.MultiPicklist => Choices(table, column, json),
            ColumnKind.Decimal or ColumnKind.Money => Amount(table, column, json),
            ColumnKind.Double => json.ValueKind == JsonValueKind.Number ? json.GetDouble() : throw Unreadable(table, column, json),
            ColumnKind.Boolean => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean()
                : throw Unreadable(table, column, json),
            ColumnKind.DateTime => Moment(json),
            ColumnKind.Date => Day(json),
            ColumnKind.Id or ColumnKind.Guid =>
                json.ValueKind == JsonValueKind.String
                    && Guid.TryParse(json.GetString(), out var id) ? id : throw Unreadable(table, column, json),
            ColumnKind.File => throw Fault.Invalid("0x80060888", $"The file column '{column.Name}' takes its content by an upload."),
            ColumnKind.Lookup => throw Fault.Invalid("0x80060888",
                "CRM do not support direct update of Entity Reference properties, Use Navigation properties instead."),
        };

        int Whole(Column whole, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number)) throw Unreadable(table, whole, value);
            return number >= (whole.Min ?? int.MinValue) && number <= (whole.Max ?? int.MaxValue)
                ? number
                : throw Fault.Invalid("0x8004432F",
                    "A validation error occurred. An integer provided is outside of the allowed values for this attribute.");
        }
    }

    private static string Text(Table table, Column column, JsonElement json)
    {
        var text = json.ValueKind == JsonValueKind.String ? json.GetString()! : throw Unreadable(table, column, json);
        if (column.LengthMax > 0 && text.Length > column.LengthMax)
            throw Fault.Invalid("0x80044331",
                $"A validation error occurred. The length of the '{column.Name}' attribute of the '{table.Name}' entity exceeded the "
                + $"maximum allowed length of '{column.LengthMax}'.");
        // PostgreSQL keeps every character but this one.
        return text.Replace("\0", "", StringComparison.Ordinal);
    }

    private static int Choice(Table table, Column column, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Number || !json.TryGetInt32(out var value)) throw Unreadable(table, column, json);
        if (value == -1 && column.Kind == ColumnKind.Status) return value;
        if (column.OptionOf(value) is not null) return value;
        throw Fault.Invalid("0x8004431A",
            $"A validation error occurred.  The value {value} of '{column.Name}' on record of type '{table.Name}' is outside the valid "
            + $"range. "
            + $"Accepted Values: {string.Join(",", column.Options.Select(option => option.Value))}");
    }

    // "1,3" in a string; an empty one is none.
    private static string? Choices(Table table, Column column, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String) throw Unreadable(table, column, json);
        var values = json.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var numbers = values.Select(value => int.TryParse(value, CultureInfo.InvariantCulture, out var number)
            ? Choice(table, column, JsonSerializer.SerializeToElement(number)) : throw Unreadable(table, column, json)).Distinct().Order();
        return string.Join(',', numbers) is { Length: > 0 } text ? text : null;
    }

    private static decimal Amount(Table table, Column column, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Number || !json.TryGetDecimal(out var amount)) throw Unreadable(table, column, json);
        if (amount < (column.Min ?? decimal.MinValue) || amount > (column.Max ?? decimal.MaxValue))
            throw Fault.Invalid("0x80044330",
                "A validation error occurred. A decimal value provided is outside of the allowed values for this attribute.");
        return Math.Round(amount, column.Kind == ColumnKind.Money ? 4 : column.Precision, MidpointRounding.AwayFromZero);
    }

    private static DateTime Moment(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String
            || !DateTimeOffset.TryParse(json.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            || moment.Year < FirstYear)
            throw Fault.Invalid("0x80040239", "The date-time format is invalid, or value is outside the supported range.");
        return Seconds(moment);
    }

    private static DateOnly Day(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String
            || !DateOnly.TryParseExact(json.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day.Year < FirstYear)
            throw Fault.Invalid("0x80040239", "The date-time format is invalid, or value is outside the supported range.");
        return day;
    }

    /// <summary>Dataverse keeps whole seconds.</summary>
    public static DateTime Seconds(DateTimeOffset moment) =>
        new(moment.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    private static Fault Unreadable(Table table, Column column, JsonElement json) => Fault.Invalid("0x80048d19",
        $"Error identified in Payload provided by the user for Entity :'{table.Set}', For more information on this error please follow "
            + $"this help link "
        + $"https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : Microsoft.OData.ODataException: Cannot convert the "
            + $"literal '{Short(json)}' "
        + $"to the expected type 'Edm.{EdmName(column)}'.");

    private static string Short(JsonElement json) => json.ToString() is { Length: > 60 } text ? text[..60] : json.ToString();

    private static string EdmName(Column column) => column.Kind switch
    {
        ColumnKind.Text or ColumnKind.Memo or ColumnKind.MultiPicklist => "String",
        ColumnKind.Integer or ColumnKind.Picklist or ColumnKind.State or ColumnKind.Status => "Int32",
        ColumnKind.BigInteger => "Int64",
        ColumnKind.Decimal or ColumnKind.Money => "Decimal",
        ColumnKind.Double => "Double",
        ColumnKind.Boolean => "Boolean",
        ColumnKind.DateTime => "DateTimeOffset",
        ColumnKind.Date => "Date",
        ColumnKind.Id or ColumnKind.Guid or ColumnKind.Lookup or ColumnKind.File => "Guid",
    };
}
