using System.Globalization;
using System.Xml.Linq;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Queries;

/// <summary>One key of an order, said in SQL.</summary>
internal sealed record SortKey(string Sql, Column Column, bool Descending);

/// <summary>
/// Marks where a page ended by the last row's sort values, so that rows which come or go meanwhile neither repeat nor hide others.
/// Looks like Dataverse's paging cookie; clients only hand it back.
/// </summary>
internal static class Cookie
{
    public static string Of(object?[] lastRow, int firstKey, IReadOnlyList<SortKey> keys, Guid id, Table table)
    {
        var cookie = new XElement("cookie", new XAttribute("page", "1"));
        for (var i = 0; i < keys.Count; i++)
        {
            var value = lastRow[firstKey + i];
            cookie.Add(new XElement(keys[i].Column.Name,
                value is null ? new XAttribute("lastnull", "1") : new XAttribute("last", Text(value))));
        }
        cookie.Add(new XElement(table.PrimaryId, new XAttribute("last", id.ToString("B").ToUpperInvariant()),
            new XAttribute("first", id.ToString("B").ToUpperInvariant())));
        return cookie.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>The value of $skiptoken: the page to come and the cookie, encoded twice as Dataverse does.</summary>
    public static string Token(string cookie, int page) =>
        $"""<cookie pagenumber="{page}" pagingcookie="{Uri.EscapeDataString(Uri.EscapeDataString(cookie))}" istracking="False" />""";

    public static (string Cookie, int Page) FromToken(string token)
    {
        try
        {
            // dataverse-webapi encodes the next page's address once more, and puts a slash behind it.
            if (token.StartsWith('%')) token = Uri.UnescapeDataString(token);
            var element = XElement.Parse(token.TrimEnd('/'));
            var cookie = Uri.UnescapeDataString(Uri.UnescapeDataString(element.Attribute("pagingcookie")!.Value));
            return (cookie, (int)element.Attribute("pagenumber")!);
        }
        catch (Exception bad) when (bad is System.Xml.XmlException or NullReferenceException or FormatException)
        {
            throw Fault.Invalid("0x80040203", "Malformed XML in the Paging Cookie");
        }
    }

    /// <summary>The condition that a row comes after the one the cookie marks.</summary>
    public static string After(SqlText sql, string cookie, IReadOnlyList<SortKey> keys, RowSource row)
    {
        var marks = Marks(cookie);
        if (marks.Count != keys.Count + 1) throw Fault.Invalid("0x80040203", "The paging cookie belongs to another query.");

        var ways = new List<string>();
        var same = new List<string>();
        for (var i = 0; i < keys.Count; i++)
        {
            var (key, mark) = (keys[i], marks[i].Attribute("last")?.Value);
            var value = mark is null ? null : sql.Value(Parse(mark, key.Column), key.Column);
            var after = (value, key.Descending) switch
            {
                (null, false) => $"{key.Sql} is not null",
                (null, true) => "false",
                (_, false) => $"{key.Sql} > {value}",
                (_, true) => $"({key.Sql} < {value} or {key.Sql} is null)",
            };
            ways.Add(string.Join(" and ", same.Append(after)));
            same.Add(value is null ? $"{key.Sql} is null" : $"{key.Sql} = {value}");
        }
        ways.Add(string.Join(" and ", same.Append($"{row.Id} > {sql.Value(Guid.Parse(marks[^1].Attribute("last")!.Value))}")));
        return $"({string.Join(" or ", ways)})";
    }

    private static List<XElement> Marks(string cookie)
    {
        try
        {
            return [.. XElement.Parse(cookie).Elements()];
        }
        catch (System.Xml.XmlException)
        {
            throw Fault.Invalid("0x80040203", "Malformed XML in the Paging Cookie");
        }
    }

    private static string Text(object value) => value switch
    {
        DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        bool yes => yes ? "1" : "0",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static object Parse(string text, Column column) => SqlText.TypeOf(column) switch
    {
        NpgsqlTypes.NpgsqlDbType.Uuid => Guid.Parse(text),
        NpgsqlTypes.NpgsqlDbType.Integer => int.Parse(text, CultureInfo.InvariantCulture),
        NpgsqlTypes.NpgsqlDbType.Bigint => long.Parse(text, CultureInfo.InvariantCulture),
        NpgsqlTypes.NpgsqlDbType.Numeric => decimal.Parse(text, CultureInfo.InvariantCulture),
        NpgsqlTypes.NpgsqlDbType.Double => double.Parse(text, CultureInfo.InvariantCulture),
        NpgsqlTypes.NpgsqlDbType.Boolean => text == "1",
        NpgsqlTypes.NpgsqlDbType.TimestampTz =>
            DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind).ToUniversalTime(),
        NpgsqlTypes.NpgsqlDbType.Date => DateOnly.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };
}
