namespace Baton.Plumbing;

/// <summary>How much of a list is asked for: rows after the one with this id, at most so many.</summary>
public readonly record struct Page(Guid? After, int Limit)
{
    public const int LimitMax = 200;
    private const int LimitUsual = 50;

    public static int Checked(int? limit) => limit switch
    {
        null => LimitUsual,
        >= 1 and <= LimitMax => limit.Value,
        _ => throw Refusal.Invalid("invalid_limit", $"limit takes a number from 1 to {LimitMax}."),
    };

    public static Page From(Guid? after, int? limit) => new(after, Checked(limit));

    /// <summary>The same, for rows that have an id.</summary>
    public static void Announce<T>(HttpContext http, IReadOnlyList<T> rows, int limit, Func<T, Guid> id) =>
        Announce(http, rows.Count, limit, rows is [.., var last] ? id(last).ToString() : null);

    /// <summary>Says in a Link header where the next page is, when this one is full.</summary>
    public static void Announce(HttpContext http, int rows, int limit, string? last, string key = "after")
    {
        if (rows < limit || last is null) return;
        var query = http.Request.Query.Where(pair => pair.Key != key && pair.Key != "limit").SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value));
        var next = QueryString.Create([.. query, new(key, last), new("limit", limit.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        http.Response.Headers.Append("Link", $"<{http.Request.PathBase}{http.Request.Path}{next}>; rel=\"next\"");
    }
}
