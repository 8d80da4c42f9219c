using System.Text.Json;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>Creates, changes and deletes rows of any table within one transaction.</summary>
internal static class Recording
{
    /// <summary>Creates the row a body describes, with all that is nested in it.</summary>
    public static async Task<Guid> Create(Deed deed, Table table, JsonElement json, Guid? id = null, Row? given = null)
    {
        var payload = await Payload.Read(deed.Catalog, deed.Work, table, json, isCreate: true);
        if (payload.Values.Id == Guid.Empty) payload.Values.Id = id ?? Guid.CreateVersion7(deed.Now);
        if (id is not null) payload.Values.Id = id.Value;
        foreach (var (column, value) in given ?? []) payload.Values[column] = value;

        foreach (var (navigation, child) in payload.Children.Where(child => !child.Navigation.IsCollection))
            payload.Values[navigation.Lookup!.Name] = new Ref(navigation.To.Name, await Create(deed, navigation.To, child));
        await Create(deed, table, payload.Values);
        foreach (var (navigation, child) in payload.Children.Where(child => child.Navigation.IsCollection))
        {
            if (navigation.Many is not null) await Links.Add(deed, navigation, payload.Values.Id, await Create(deed, navigation.To, child));
            else await Create(deed, navigation.To, child,
                given: new Row { [navigation.Lookup!.Name] = new Ref(table.Name, payload.Values.Id) });
        }
        foreach (var (navigation, target) in payload.Links) await Links.Add(deed, navigation, payload.Values.Id, target.Id);
        return payload.Values.Id;
    }

    /// <summary>Creates a row from its values.</summary>
    public static async Task<Guid> Create(Deed deed, Table table, Row values, bool byMessage = false)
    {
        if (values.Id == Guid.Empty) values.Id = Guid.CreateVersion7(deed.Now);
        var change = new Change { Table = table, Id = values.Id, Values = values, ByMessage = byMessage };
        Access.Demand(deed.Caller, "Create", table);
        await CheckReferences(deed, change);
        Defaults.Complete(deed, change);
        States.Settle(change);
        var rules = TableRules.Of(table.Name);
        await rules.Check(deed, change);
        rules.Compute(change);
        DemandRequired(change);
        if (deed.DetectsDuplicates) await Duplicates.Refuse(deed, change);
        if (!await Rows.Insert(deed.Work, table, values))
            throw await Rows.Find(deed.Work, table, values.Id) is not null
                ? Fault.KeyExists()
                : new Fault(412, "0x80060892", $"A record that has the attribute values of its key {Keys(table)} already exists.");
        await rules.Follow(deed, change);
        return values.Id;
    }

    /// <summary>Changes a row as a body says; the version that the caller has seen may be demanded.</summary>
    public static async Task<bool> Update(Deed deed, Table table, Guid id, JsonElement json, long? version = null)
    {
        var payload = await Payload.Read(deed.Catalog, deed.Work, table, json, isCreate: false);
        return await Update(deed, table, id, payload.Values, version);
    }

    /// <summary>False if there is no such row.</summary>
    public static async Task<bool> Update(Deed deed, Table table, Guid id, Row values, long? version = null, bool byMessage = false)
    {
        if (await Rows.Find(deed.Work, table, id, forUpdate: true) is not { } before) return false;
        DemandVersion(before, version);
        await Access.DemandOrShared(deed, "Write", table, before);
        var change = new Change { Table = table, Id = id, Before = before, Values = values, ByMessage = byMessage };
        await CheckReferences(deed, change);
        if (values.TryGetValue("ownerid", out var owner) && owner is null)
            throw Fault.Invalid("0x80040229", "The owner ID is invalid or missing.");
        States.DemandOpen(change);
        States.Settle(change);
        var rules = TableRules.Of(table.Name);
        await rules.Check(deed, change);
        rules.Compute(change);
        await Defaults.Touch(deed, change);
        DemandRequired(change);
        if (deed.DetectsDuplicates) await Duplicates.Refuse(deed, change);
        await Rows.Update(deed.Work, table, id, values);
        await rules.Follow(deed, change);
        return true;
    }

    public static async Task Delete(Deed deed, Table table, Guid id, long? version = null)
    {
        if (await Rows.Find(deed.Work, table, id, forUpdate: true) is not { } row) throw Fault.NotFound(table.Name, id);
        DemandVersion(row, version);
        await Access.DemandOrShared(deed, "Delete", table, row);
        var rules = TableRules.Of(table.Name);
        await rules.CheckDelete(deed, row);
        await Dependents.Settle(deed, table, row);
        await Rows.Delete(deed.Work, table, id);
        await rules.FollowDelete(deed, row);
    }

    private static void DemandVersion(Row row, long? version)
    {
        if (version is not null && (long)row["versionnumber"]! != version) throw Fault.VersionMismatch();
    }

    private static void DemandRequired(Change change)
    {
        foreach (var column in change.Table.Columns
            .Where(column => column.Required == RequiredLevel.System && column.Kind != ColumnKind.Id))
            if (change.After(column.Name) is null)
                throw Fault.Invalid("0x80040200", $"Required field '{column.Name}' of entity '{change.Table.Name}' is missing.");
    }

    // Whoever points at a row needs Append here and AppendTo there, and the row has to exist.
    private static async Task CheckReferences(Deed deed, Change change)
    {
        foreach (var (column, reference) in change.Values.Where(pair => pair.Value is Ref).Select(pair => (pair.Key, (Ref)pair.Value!))
            .ToList())
        {
            if (Equals(change.Before?.GetValueOrDefault(column), reference)) continue;
            var target = deed.Catalog[reference.Table];
            var sql = new SqlText();
            sql.Add($"select 1 from {SqlText.From(target)} held where {SqlText.Name(target.PrimaryId)} = {sql.Value(reference.Id)}");
            if (await deed.Work.Value(sql) is null)
                throw column == "ownerid"
                    ? Fault.Invalid("0x80040229", "The owner ID is invalid or missing.")
                    : Fault.NotFound(target.Name, reference.Id);
            if (column is "ownerid" or "transactioncurrencyid") continue;
            Access.Demand(deed.Caller, "Append", change.Table);
            Access.Demand(deed.Caller, "AppendTo", target);
        }
    }

    private static string Keys(Table table) => string.Join(" or ", table.AlternateKeys.Select(key => string.Join(", ", key)));
}
