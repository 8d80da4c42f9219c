using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Definitions;

/// <summary>What an organisation adds and takes away: tables, columns, keys, relations and choices of its own.</summary>
internal static partial class Customizing
{
    private const int FirstTypeCode = 10_000;

    public static Task<Answer> Answer(Dispatcher dispatcher, WebApiRequest request, IReadOnlyList<Segment> segments)
    {
        var (first, second) = (segments[0], segments.Count > 1 ? segments[1] : null);
        if (!request.Caller.Privileges.ContainsKey("prvCreateRole"))
            throw Access.Missing(request.Caller, $"prv{(request.Method == "DELETE" ? "Delete" : "Create")}Customization",
                dispatcher.Database.Catalog["organization"]);
        return (request.Method, first.Name, first.Key, second?.Name, second?.Key) switch
        {
            ("POST", "EntityDefinitions", null, null, _) => Change(dispatcher, request, change => AddTable(change, request.Json())),
            ("PUT", "EntityDefinitions", { } key, null, _) => Change(dispatcher, request, change => RenameTable(change, key, request.Json())),
            ("DELETE", "EntityDefinitions", { } key, null, _) => Change(dispatcher, request, change => RemoveTable(change, key)),
            ("POST", "EntityDefinitions", { } key, "Attributes", null) =>
                Change(dispatcher, request, change => AddColumn(change, TableOf(change, key), MetadataText.Column(request.Json()))),
            ("PUT", "EntityDefinitions", { } key, "Attributes", { } column) =>
                Change(dispatcher, request, change => ReplaceColumn(change, TableOf(change, key), column, request.Json())),
            ("DELETE", "EntityDefinitions", { } key, "Attributes", { } column) =>
                Change(dispatcher, request, change => RemoveColumn(change, TableOf(change, key), column)),
            ("POST", "EntityDefinitions", { } key, "Keys", null) =>
                Change(dispatcher, request, change => AddKey(change, TableOf(change, key), request.Json())),
            ("DELETE", "EntityDefinitions", { } key, "Keys", { } name) =>
                Change(dispatcher, request, change => RemoveKey(change, TableOf(change, key), name)),
            ("POST", "RelationshipDefinitions", null, null, _) => Change(dispatcher, request, change => Relations.Add(change, request.Json())),
            ("DELETE", "RelationshipDefinitions", { } key, null, _) => Change(dispatcher, request, change => Relations.Remove(change, key)),
            ("POST", "GlobalOptionSetDefinitions", null, null, _) => Change(dispatcher, request, change => Choices.Add(change, request.Json())),
            ("PUT", "GlobalOptionSetDefinitions", { }, null, _) => Change(dispatcher, request, change => Choices.Replace(change, request.Json())),
            ("DELETE", "GlobalOptionSetDefinitions", { } key, null, _) => Change(dispatcher, request, change => Choices.Remove(change, key)),
            _ => throw Dispatcher.NoVerb(request),
        };
    }

    /// <summary>Adds the column that a line of a *.table file describes; the page does it too.</summary>
    public static async Task AddColumn(Database database, string table, string line, CancellationToken ct)
    {
        var change = await CatalogChange.Begin(database, ct);
        await using (change) await change.Commit(await AddColumn(change, change.Catalog[table], line));
    }

    private static async Task<Answer> Change(Dispatcher dispatcher, WebApiRequest request, Func<CatalogChange, Task<string?>> act)
    {
        if (request.Shared is not null) throw Fault.BadRequest("Metadata can't be changed in a change set of the sandbox.");
        await using var change = await CatalogChange.Begin(dispatcher.Database, request.Cancellation);
        var address = await act(change);
        await change.Commit(address);
        dispatcher.Callers.Forget();
        var answer = WebApi.Answer.NoContent();
        return address is null ? answer : answer.With("OData-EntityId", request.Root + address).With("Location", request.Root + address);
    }

    private static Table TableOf(CatalogChange change, string key) => DefinitionsDoor.TableOf(change.Catalog, key);

    private static async Task<string?> AddTable(CatalogChange change, JsonElement json)
    {
        var schema = MetadataText.Required(json, "SchemaName");
        var name = schema.ToLowerInvariant();
        DemandName(name, "table");
        if (change.Catalog.Find(name) is not null)
            throw Fault.Invalid("0x80044363", $"An entity with the specified name {name} already exists. Specify a unique name.");
        var columns = json.TryGetProperty("Attributes", out var given) && given.ValueKind == JsonValueKind.Array
            ? given.EnumerateArray().ToList() : [];
        var primary = columns.Find(column => column.TryGetProperty("IsPrimaryName", out var is_) && is_.ValueKind == JsonValueKind.True);
        if (primary.ValueKind == JsonValueKind.Undefined)
            throw Fault.BadBody("A table needs an attribute with IsPrimaryName that is a StringAttributeMetadata.");
        var code = Math.Max(FirstTypeCode, change.Catalog.Tables.Max(table => table.TypeCode)) + 1;
        await change.Add(Customization.OfTable, "", name, MetadataText.Table(json, schema, SetOf(name), code, primary));
        foreach (var column in columns.Where(column => !Equals(MetadataText.Text(column, "SchemaName"), MetadataText.Text(primary, "SchemaName"))))
            await AddColumn(change, change.Catalog[name], MetadataText.Column(column));
        await AllowEverything(change.Work, change.Catalog[name]);
        return $"EntityDefinitions({Ids.Of($"table/{name}")})";
    }

    private static async Task<string?> RenameTable(CatalogChange change, string key, JsonElement json)
    {
        var table = TableOf(change, key);
        if (!table.IsCustom) throw Fault.NotInSandbox("Changing a built-in table");
        var lines = (await change.Line(Customization.OfTable, "", table.Name)).Split('\n');
        lines[0] = $"table {table.Name} {table.Set} {table.TypeCode} {MetadataText.Quoted(MetadataText.Label(json, "DisplayName") ?? table.DisplayName)} "
            + MetadataText.Quoted(MetadataText.Label(json, "DisplayCollectionName") ?? table.PluralName);
        await change.Add(Customization.OfTable, "", table.Name, string.Join('\n', lines));
        return $"EntityDefinitions({Ids.Of($"table/{table.Name}")})";
    }

    private static async Task<string?> RemoveTable(CatalogChange change, string key)
    {
        var table = TableOf(change, key);
        if (!table.IsCustom) throw Fault.Invalid("0x80047004", $"The entity '{table.Name}' is not customizable and can't be deleted.");
        foreach (var many in change.Catalog.Many.Where(many => many.First == table.Name || many.Second == table.Name).ToList())
            await Relations.RemoveMany(change, many);
        foreach (var holder in change.Catalog.Tables.Where(holder => holder != table).ToList())
            foreach (var lookup in holder.Columns.Where(column => column.IsCustom && column.Targets.Any(target => target.Table == table.Name)).ToList())
                await RemoveColumn(change, holder, lookup.Name);
        await change.Run($"drop table if exists crm.\"{table.Storage}\"");
        await change.Run("delete from crm.annotation where objectid_type = ", table.Name);
        await change.Remove(Customization.OfColumn, table.Name);
        await change.Remove(Customization.OfKey, table.Name);
        await change.Remove(Customization.OfTable, "", table.Name);
        return null;
    }

    public static async Task<string?> AddColumn(CatalogChange change, Table table, string line)
    {
        var column = TableText.ToColumn(TableText.Words(line), table.Name);
        DemandName(column.Name, "column");
        if (table.Find(column.Name) is not null)
            throw Fault.Invalid("0x80044363", $"An attribute with the specified name {column.Name} already exists.");
        if (column.Global is { } global) line = line.Replace($"global={global}", $"global={Choices.NameOf(change.Catalog, global)}", StringComparison.Ordinal);
        await change.Add(Customization.OfColumn, table.Name, column.Name, line);
        return $"EntityDefinitions({Ids.Of($"table/{table.Name}")})/Attributes({Ids.Of($"column/{table.Name}/{column.Name}")})";
    }

    private static async Task<string?> ReplaceColumn(CatalogChange change, Table table, string key, JsonElement json)
    {
        var column = ColumnOf(table, key);
        if (!column.IsCustom) throw Fault.NotInSandbox("Changing a built-in column");
        var old = await change.Line(Customization.OfColumn, table.Name, column.Name);
        var words = TableText.Words(old);
        // The type can't change; labels, lengths and options can.
        var line = column.Kind == ColumnKind.Lookup
            ? old.Replace(MetadataText.Quoted(words[2]), MetadataText.Quoted(MetadataText.Label(json, "DisplayName") ?? words[2]), StringComparison.Ordinal)
            : MetadataText.Column(json);
        if (TableText.ToColumn(TableText.Words(line), table.Name) is var changed && (changed.Kind != column.Kind || changed.Name != column.Name))
            throw Fault.Invalid("0x80048403", $"The type or name of the attribute '{column.Name}' can't be changed.");
        if (column.HasOptions && changed.Options.Count == 0 && changed.Global is null)
            line += string.Concat(words.Skip(3).Where(word => Regex.IsMatch(word, @"^-?\d+=")).Select(word => $" {word.Split('=')[0]}={MetadataText.Quoted(word.Split('=', 2)[1])}"));
        await change.Add(Customization.OfColumn, table.Name, column.Name, line);
        return $"EntityDefinitions({Ids.Of($"table/{table.Name}")})/Attributes({Ids.Of($"column/{table.Name}/{column.Name}")})";
    }

    public static async Task<string?> RemoveColumn(CatalogChange change, Table table, string key)
    {
        var column = ColumnOf(table, key);
        if (!column.IsCustom) throw Fault.Invalid("0x80047004", $"The attribute '{column.Name}' of '{table.Name}' can't be deleted.");
        await change.Remove(Customization.OfColumn, table.Name, column.Name);
        await change.Run(Schema.Drop(table, column.Name));
        return null;
    }

    private static Column ColumnOf(Table table, string key)
    {
        var name = key.Split('=')[^1].Trim('\'');
        return table.Columns.FirstOrDefault(column => column.Name == name || Ids.Of($"column/{table.Name}/{column.Name}").ToString() == name)
            ?? throw new Fault(404, "0x80041103", $"'{table.Name}' entity doesn't contain attribute with Name = '{name}' and NameMapping = 'Logical'.");
    }

    private static async Task<string?> AddKey(CatalogChange change, Table table, JsonElement json)
    {
        var name = MetadataText.Required(json, "SchemaName").ToLowerInvariant();
        var columns = json.TryGetProperty("KeyAttributes", out var given) && given.ValueKind == JsonValueKind.Array
            ? given.EnumerateArray().Select(one => one.GetString()!.ToLowerInvariant()).ToList() : [];
        if (columns.Count == 0) throw Fault.BadBody("KeyAttributes is missing.");
        if (columns.Find(column => table.Find(column) is null) is { } unknown)
            throw Fault.Invalid("0x80041103", $"'{table.Name}' entity doesn't contain attribute with Name = '{unknown}' and NameMapping = 'Logical'.");
        if (table.Keys.Any(key => key.Name == name || key.Columns.ToHashSet().SetEquals(columns)))
            throw Fault.Invalid("0x80060850", $"An entity key with the name {name} or the same attributes already exists on {table.Name}.");
        await change.Add(Customization.OfKey, table.Name, name, string.Join(' ', columns));
        return $"EntityDefinitions(LogicalName='{table.Name}')/Keys({Ids.Of($"key/{table.Name}/{name}")})";
    }

    private static async Task<string?> RemoveKey(CatalogChange change, Table table, string key)
    {
        var name = key.Split('=')[^1].Trim('\'');
        var found = table.Keys.FirstOrDefault(one => one.IsCustom && (one.Name == name || Ids.Of($"key/{table.Name}/{one.Name}").ToString() == name))
            ?? throw new Fault(404, "0x80060888", $"There is no custom key '{name}' on '{table.Name}'.");
        await change.Remove(Customization.OfKey, table.Name, found.Name);
        await change.Run($"drop index if exists crm.\"{Schema.KeyIndex(table.Storage, found.Columns)}\"");
        return null;
    }

    public static void DemandName(string name, string what)
    {
        if (!Name().IsMatch(name))
            throw Fault.Invalid("0x80044363", $"'{name}' is no name for a {what}: it begins with a prefix such as new_ and goes on in small letters.");
    }

    // new_project, new_projects; new_city, new_cities; new_bus, new_buses.
    private static string SetOf(string name) => name switch
    {
        _ when name.EndsWith('y') && !"aeiou".Contains(name[^2], StringComparison.Ordinal) => name[..^1] + "ies",
        _ when name.EndsWith('s') || name.EndsWith('x') || name.EndsWith("ch", StringComparison.Ordinal) || name.EndsWith("sh", StringComparison.Ordinal) => name + "es",
        _ => name + "s",
    };

    // Whoever may customise may use what was made.
    private static async Task AllowEverything(Work work, Table table)
    {
        foreach (var right in (string[])["Create", "Read", "Write", "Delete", "Append", "AppendTo", "Assign", "Share"])
        {
            var (name, sql) = ($"prv{right}{table.PrivilegeNoun}", new SqlText());
            var id = sql.Value(Ids.Of($"privilege/{name}"));
            await work.Run(sql.Add($"""
                with made as (insert into crm.privilege (privilegeid, name, accessright, canbebasic, canbeglobal)
                    values ({id}, {sql.Value(name)}, 0, true, true) on conflict do nothing)
                insert into crm.roleprivileges (roleprivilegeid, roleid, privilegeid, privilegedepthmask)
                values ({sql.Value(Ids.Of($"roleprivileges/System Administrator/{name}"))}, {sql.Value(Ids.Of("role/System Administrator"))}, {id}, 8)
                on conflict do nothing
                """));
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]{1,7}_[a-z][a-z0-9_]{0,90}$")]
    private static partial Regex Name();
}
