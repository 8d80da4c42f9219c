using System.Globalization;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.Queries;

/// <summary>Values as a person in the organisation's language reads them.</summary>
internal static class Labels
{
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    public static string? Of(Column column, object value, string? currencySymbol, string? targetName) => column.Kind switch
    {
        ColumnKind.Picklist or ColumnKind.State or ColumnKind.Status =>
            column.OptionOf((int)value)?.Label ?? ((int)value).ToString(English),
        ColumnKind.Boolean => column.OptionOf((bool)value ? 1 : 0)?.Label,
        ColumnKind.Money => (currencySymbol ?? "$") + ((decimal)value).ToString("#,##0.00", English),
        ColumnKind.Decimal => ((decimal)value).ToString($"#,##0.{new string('0', column.Precision)}", English),
        ColumnKind.Double => ((double)value).ToString("#,##0.00", English),
        ColumnKind.Integer => ((int)value).ToString("#,##0", English),
        ColumnKind.BigInteger => ((long)value).ToString("#,##0", English),
        ColumnKind.DateTime => ((DateTime)value).ToString("M/d/yyyy h:mm tt", English),
        ColumnKind.Date => ((DateOnly)value).ToString("M/d/yyyy", English),
        ColumnKind.Lookup => targetName,
        ColumnKind.MultiPicklist => string.Join("; ", ((string)value).Split(',').Select(one =>
            column.OptionOf(int.Parse(one, English))?.Label ?? one)),
        ColumnKind.Id or ColumnKind.Guid or ColumnKind.Text or ColumnKind.Memo or ColumnKind.File => null,
    };
}
