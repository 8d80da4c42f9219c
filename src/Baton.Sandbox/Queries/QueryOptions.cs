namespace Baton.Sandbox.Queries;

/// <summary>The part of an address after the question mark, by name.</summary>
internal static class QueryOptions
{
    public static Dictionary<string, string> Read(string query)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (pair, "") : (pair[..equals], pair[(equals + 1)..]);
            options[Decode(name)] = Decode(value);
        }
        return options;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
