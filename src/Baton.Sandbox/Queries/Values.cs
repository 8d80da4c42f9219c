using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace Baton.Sandbox.Queries;

/// <summary>Compares a column with a value, with the meaning of Dataverse.</summary>
internal static class Values
{
    public static string Compare(SqlText sql, string column, Column described, BinaryOperatorKind kind, object? value)
    {
        if (value is null)
            return kind switch
            {
                BinaryOperatorKind.Equal => $"{column} is null",
                BinaryOperatorKind.NotEqual => $"{column} is not null",
                _ => "false",
            };
        if (described.IsText) return CompareText(sql, column, kind, value as string ?? throw Incompatible(described));

        var placed = sql.Value(ToStored(described, value));
        return kind == BinaryOperatorKind.NotEqual ? $"({column} <> {placed} or {column} is null)" : $"{column} {Sign(kind)} {placed}";
    }

    private static string CompareText(SqlText sql, string column, BinaryOperatorKind kind, string text) => kind switch
    {
        BinaryOperatorKind.Equal => Pattern.Matches(sql, column, text),
        BinaryOperatorKind.NotEqual => $"({column} is null or not ({Pattern.Matches(sql, column, text)}))",
        _ => $"lower({column}) {Sign(kind)} {SqlText.Fold(sql.Value(text))}",
    };

    public static string Sign(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Equal => "=",
        BinaryOperatorKind.GreaterThan => ">",
        BinaryOperatorKind.GreaterThanOrEqual => ">=",
        BinaryOperatorKind.LessThan => "<",
        BinaryOperatorKind.LessThanOrEqual => "<=",
        _ => throw Fault.NotInSandbox($"The operator {kind}"),
    };

    public static object ToStored(Column column, object value) => value switch
    {
        Date date when column.Kind == ColumnKind.Date => new DateOnly(date.Year, date.Month, date.Day),
        Date date => new DateTime(date.Year, date.Month, date.Day, 0, 0, 0, DateTimeKind.Utc),
        DateTimeOffset moment when column.Kind == ColumnKind.Date => DateOnly.FromDateTime(moment.UtcDateTime),
        DateTimeOffset moment => moment.UtcDateTime,
        int or long or decimal or double or bool or Guid => value,
        float number => (double)number,
        string text when column.Kind == ColumnKind.MultiPicklist => text,
        _ => throw Incompatible(column),
    };

    private static Fault Incompatible(Column column) =>
        Fault.BadRequest($"A binary operator with incompatible types was detected. The column '{column.Name}' can't be compared with "
            + $"this value.");
}
