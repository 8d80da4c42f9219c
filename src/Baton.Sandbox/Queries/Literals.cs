using System.Globalization;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Queries;

/// <summary>Reads a value that came as text (in FetchXML, or in a query function) as its column holds it.</summary>
internal static class Literals
{
    public static object Read(Column column, string text)
    {
        object? value = column.Kind switch
        {
            ColumnKind.Text or ColumnKind.Memo or ColumnKind.MultiPicklist => text,
            ColumnKind.Integer or ColumnKind.Picklist or ColumnKind.State or ColumnKind.Status =>
                int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
            ColumnKind.BigInteger => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
            ColumnKind.Decimal or ColumnKind.Money => decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
            ColumnKind.Double => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
            ColumnKind.Boolean => text switch { "1" or "true" or "True" => true, "0" or "false" or "False" => false, _ => null },
            ColumnKind.DateTime => Moment(text),
            ColumnKind.Date => Moment(text) is { } moment ? DateOnly.FromDateTime(moment) : null,
            ColumnKind.Id or ColumnKind.Guid or ColumnKind.Lookup or ColumnKind.File => Guid.TryParse(text, out var id) ? id : null,
        };
        return value ?? throw Fault.Invalid("0x80040203", $"The value '{text}' does not fit the column '{column.Name}'.");
    }

    public static int Number(IReadOnlyList<string> values, int place, string function) =>
        place < values.Count && int.TryParse(values[place], CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fault.BadRequest($"The function {function} needs a number.");

    private static DateTime? Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.UtcDateTime
            : null;
}
