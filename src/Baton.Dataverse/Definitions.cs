using System.Collections.Concurrent;

namespace Baton.Dataverse;

/// <summary>A table, as its organisation describes it.</summary>
public sealed record TableDefinition(string LogicalName, string EntitySetName, string PrimaryId, string? PrimaryName, string DisplayName);

/// <summary>A column: its type in Dataverse's words (String, Picklist, Lookup, ...), and what it wants.</summary>
public sealed record ColumnDefinition(string LogicalName, string Type, string DisplayName, bool IsRequired, bool IsWritable, bool IsCustom);

/// <summary>One choice of an option set; a status belongs to a state.</summary>
public sealed record OptionDefinition(int Value, string Label, int? State);

/// <summary>What tables, columns and choices there are. Organisations differ; what was read is kept for a while.</summary>
public sealed class Definitions
{
    private static readonly string[] Casts = ["Picklist", "Status", "State", "MultiSelectPicklist", "Boolean"];

    private readonly DataverseClient _client;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _goodFor;
    private readonly ConcurrentDictionary<string, (Lazy<Task<object?>> Value, DateTimeOffset Until)> _known = new();

    internal Definitions(DataverseClient client, TimeSpan goodFor, TimeProvider clock) => (_client, _goodFor, _clock) = (client, goodFor, clock);

    /// <summary>The table of that logical name, or null where its app is not installed.</summary>
    public async Task<TableDefinition?> Table(string logicalName, CancellationToken ct) => (TableDefinition?)await Known($"table/{logicalName}", async () =>
    {
        var page = await _client.Function("EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,DisplayName&$filter="
            + Uri.EscapeDataString($"LogicalName eq {Quoted(logicalName)}"), CancellationToken.None);
        return page.Many("value") is [var row, ..] ? Described(row) : null;
    }, ct);

    /// <summary>Every table there is.</summary>
    public async Task<IReadOnlyList<TableDefinition>> Tables(CancellationToken ct) => (IReadOnlyList<TableDefinition>)(await Known("tables", async () =>
        (await _client.Function("EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,DisplayName", CancellationToken.None))
            .Many("value").Where(row => row.Text("EntitySetName") is not null).Select(Described).ToList(), ct))!;

    public async Task<IReadOnlyList<ColumnDefinition>> Columns(string table, CancellationToken ct) => (IReadOnlyList<ColumnDefinition>)(await Known($"columns/{table}", async () =>
        (await _client.Function($"EntityDefinitions(LogicalName={Quoted(table)})/Attributes?$select=LogicalName,AttributeType,DisplayName,RequiredLevel,IsValidForUpdate,"
            + "IsCustomAttribute", CancellationToken.None)).Many("value").Select(row => new ColumnDefinition(row.Text("LogicalName")!, row.Text("AttributeType") ?? "",
            Label(row, "DisplayName") ?? row.Text("LogicalName")!, row.One("RequiredLevel")?.Text("Value") is "SystemRequired" or "ApplicationRequired",
            row.Flag("IsValidForUpdate") ?? false, row.Flag("IsCustomAttribute") ?? false)).ToList(), ct))!;

    /// <summary>The choices of a column; none when it is no choice.</summary>
    public async Task<IReadOnlyList<OptionDefinition>> Options(string table, string column, CancellationToken ct) =>
        (IReadOnlyList<OptionDefinition>)(await Known($"options/{table}/{column}", () => ReadOptions(table, column), ct))!;

    /// <summary>Forgets everything, for instance after a column was added.</summary>
    public void Forget() => _known.Clear();

    private async Task<object?> ReadOptions(string table, string column)
    {
        var type = (await Columns(table, CancellationToken.None)).FirstOrDefault(one => one.LogicalName == column)?.Type;
        // A multi-select choice is called virtual, as are columns that are no choices at all.
        foreach (var cast in Casts.Where(cast => cast == type || (type == "Virtual" && cast == "MultiSelectPicklist")))
        {
            var found = await _client.Function($"EntityDefinitions(LogicalName={Quoted(table)})/Attributes/Microsoft.Dynamics.CRM.{cast}AttributeMetadata"
                + $"?$select=LogicalName&$filter={Uri.EscapeDataString($"LogicalName eq {Quoted(column)}")}&$expand=OptionSet", CancellationToken.None);
            if (found.Many("value") is not [var row, ..] || row.One("OptionSet") is not { } set) continue;
            return cast == "Boolean"
                ? [Option(set.One("FalseOption")!.Value), Option(set.One("TrueOption")!.Value)]
                : set.Many("Options").Select(Option).ToList();
        }
        return new List<OptionDefinition>();
    }

    // Any number of callers wait for one request; one that failed is not kept.
    private async Task<object?> Known(string key, Func<Task<object?>> read, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        var entry = _known.AddOrUpdate(key, _ => Fresh(), (_, old) => old.Until > now ? old : Fresh());
        try
        {
            return await entry.Value.Value.WaitAsync(ct);
        }
        catch (DataverseError)
        {
            _known.TryRemove(new(key, entry));
            throw;
        }

        (Lazy<Task<object?>>, DateTimeOffset) Fresh() => (new Lazy<Task<object?>>(read), now + _goodFor);
    }

    private static TableDefinition Described(Row row) => new(row.Text("LogicalName")!, row.Text("EntitySetName") ?? "", row.Text("PrimaryIdAttribute") ?? "",
        row.Text("PrimaryNameAttribute"), Label(row, "DisplayName") ?? row.Text("LogicalName")!);

    private static OptionDefinition Option(Row row) => new(row.Whole("Value") ?? 0, Label(row, "Label") ?? "", row.Whole("State"));

    private static string? Label(Row row, string name) => row.One(name)?.One("UserLocalizedLabel")?.Text("Label");

    private static string Quoted(string name) => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
}
