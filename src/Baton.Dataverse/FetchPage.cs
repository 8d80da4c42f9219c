using System.Globalization;
using System.Xml.Linq;

namespace Baton.Dataverse;

/// <summary>A page of what a FetchXML query has found.</summary>
public sealed record FetchPage
{
    public required IReadOnlyList<Row> Rows { get; init; }
    public required int Number { get; init; }
    public bool HasMore { get; init; }

    /// <summary>Where the next page begins, as Dataverse wants it back.</summary>
    public string? Cookie { get; init; }

    /// <summary>How many there are in all, when the query asks for it (returntotalrecordcount); no more than 5,000 are counted.</summary>
    public int? Total { get; init; }

    internal static FetchPage From(Row answer, int number)
    {
        var total = answer.Whole("@Microsoft.Dynamics.CRM.totalrecordcount");
        return new FetchPage
        {
            Rows = answer.Many("value"), Number = number, HasMore = answer.Flag("@Microsoft.Dynamics.CRM.morerecords") ?? false,
            Cookie = answer.Text("@Microsoft.Dynamics.CRM.fetchxmlpagingcookie") is { } cookie ? Inner(cookie) : null,
            Total = total >= 0 ? total : null,
        };
    }

    internal static string Ask(string fetchXml, int page, string? cookie)
    {
        if (page == 1 && cookie is null) return fetchXml;
        var fetch = XElement.Parse(fetchXml);
        fetch.SetAttributeValue("page", page.ToString(CultureInfo.InvariantCulture));
        fetch.SetAttributeValue("paging-cookie", cookie);
        return fetch.ToString(SaveOptions.DisableFormatting);
    }

    // It comes encoded twice, inside an element that also says which page is next.
    private static string? Inner(string cookie) =>
        XElement.Parse(cookie).Attribute("pagingcookie")?.Value is { } inner ? Uri.UnescapeDataString(Uri.UnescapeDataString(inner)) : null;
}
