using System.Globalization;
using System.Text.Json;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>Understands the address of a row: /contacts(guid), accounts(accountnumber='A1'), or the same behind a full address.</summary>
internal static class References
{
    public static async Task<Ref> Resolve(Catalog catalog, Work work, string address)
    {
        var open = address.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !address.EndsWith(')')) throw Malformed(address);
        var slash = address.LastIndexOf('/', open);
        var set = address[(slash + 1)..open];
        var table = catalog.FindSet(set) ?? throw Fault.NoSegment(set);
        return new Ref(table.Name, await Id(work, table, Uri.UnescapeDataString(address[(open + 1)..^1])));
    }

    /// <summary>The id that a key between parentheses means; refused if there is no such row for an alternate key.</summary>
    public static async Task<Guid> Id(Work work, Table table, string key)
    {
        if (Guid.TryParse(key, out var id)) return id;
        var found = await Rows.Matching(work, table, Key(table, key), limit: 2);
        return found.Count == 1 ? found[0].Id : throw Fault.NoKey(table.Name);
    }

    /// <summary>The columns and values of an alternate key, or of the primary one said by name.</summary>
    public static IReadOnlyList<(Column Column, object Value)> Key(Table table, string key)
    {
        var parts = Split(key).Select(part => part.Split('=', 2)).ToList();
        if (parts.Count == 0 || parts.Any(part => part.Length != 2)) throw Malformed(key);
        var named = parts.Select(part =>
            (Column: table.FindProperty(part[0].Trim()) ?? throw Fault.NoProperty(part[0].Trim(), table.Name), Text: part[1].Trim()))
            .ToList();
        var names = named.Select(one => one.Column.Name).ToHashSet();
        if (!names.SetEquals([table.PrimaryId]) && !table.AlternateKeys.Any(names.SetEquals))
            throw Fault.Invalid("0x80060888",
                $"The key property '{string.Join(", ", names)}' is not defined as an alternate key of the {table.Name} entity.");
        return [.. named.Select(one => (one.Column, Literal(one.Column, one.Text)))];
    }

    private static object Literal(Column column, string text) => column.Kind switch
    {
        ColumnKind.Text or ColumnKind.Memo when text.Length > 1 && text[0] == '\'' =>
            text[1..^1].Replace("''", "'", StringComparison.Ordinal),
        ColumnKind.Id or ColumnKind.Lookup or ColumnKind.Guid when Guid.TryParse(text, out var id) => id,
        ColumnKind.Integer or ColumnKind.Picklist when int.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Malformed(text),
    };

    private static IEnumerable<string> Split(string text)
    {
        var (start, quoted) = (0, false);
        for (var at = 0; at < text.Length; at++)
            if (text[at] == '\'') quoted = !quoted;
            else if (text[at] == ',' && !quoted)
            {
                yield return text[start..at];
                start = at + 1;
            }
        if (start < text.Length) yield return text[start..];
    }

    public static Fault Malformed(string address) =>
        Fault.BadRequest($"Bad Request - Error in query syntax. '{(address.Length > 100 ? address[..100] : address)}' is no reference "
            + $"to a record.");

    /// <summary>The address in a $ref body: {"@odata.id": "..."}.</summary>
    public static string InBody(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("@odata.id", out var id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()!
            : throw Fault.BadBody("@odata.id is missing.");
}
