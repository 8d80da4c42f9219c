using System.Globalization;
using System.Text;

namespace Baton.Dataverse;

/// <summary>What to read from a table: an OData query whose parts are said by name.</summary>
/// <param name="Set">The table's entity set, for example <c>contacts</c>; case matters.</param>
public sealed record Query(string Set)
{
    /// <summary>Columns, separated by commas. Without them Dataverse sends every column there is.</summary>
    public string? Select { get; init; }

    public Filter? Filter { get; init; }
    public string? OrderBy { get; init; }

    /// <summary>Related rows, in OData's words: <c>parentcustomerid_account($select=name)</c>. At most 15.</summary>
    public string? Expand { get; init; }

    public int? Top { get; init; }

    /// <summary>Ask how many rows there are in all. Dataverse counts no further than 5,000.</summary>
    public bool Count { get; init; }

    /// <summary>Aggregation, in OData's words: <c>groupby((statuscode),aggregate($count as n))</c>.</summary>
    public string? Apply { get; init; }

    /// <summary>Rows per page, 1 to 5,000; not used together with <see cref="Top"/>.</summary>
    public int? PageSize { get; init; }

    /// <summary>The address below the Web API's root.</summary>
    public string ToAddress()
    {
        var address = new StringBuilder(Set, 256);
        Options(address);
        return address.ToString();
    }

    internal string ToAddress(Guid id)
    {
        var address = new StringBuilder(256).Append(Set).Append('(').Append(id.ToString("D")).Append(')');
        Options(address);
        return address.ToString();
    }

    private void Options(StringBuilder address)
    {
        var separator = '?';
        void Add(string name, string? value)
        {
            if (string.IsNullOrEmpty(value)) return;
            address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        Add("$select", Select);
        Add("$filter", Filter?.Text);
        Add("$apply", Apply);
        Add("$expand", Expand);
        Add("$orderby", OrderBy);
        Add("$top", Top?.ToString(CultureInfo.InvariantCulture));
        if (Count) Add("$count", "true");
    }
}
