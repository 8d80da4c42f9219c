using System.Text.Json;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>What a body says about a row: values, references, rows to create along with it, and rows to associate.</summary>
internal sealed class Payload
{
    public Row Values { get; } = [];
    public List<(Navigation Navigation, JsonElement Json)> Children { get; } = [];
    public List<(Navigation Navigation, Ref Target)> Links { get; } = [];

    public static async Task<Payload> Read(Catalog catalog, Work work, Table table, JsonElement json, bool isCreate)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Fault.BadBody("A JSON object is expected in the payload.");
        var payload = new Payload();
        foreach (var property in json.EnumerateObject())
        {
            var name = property.Name;
            if (name.EndsWith("@odata.bind", StringComparison.Ordinal))
                await payload.Bind(catalog, work, table, name[..^"@odata.bind".Length], property.Value);
            else if (name.Contains('@', StringComparison.Ordinal)) continue;
            else if (table.FindProperty(name) is { } column) payload.Take(table, column, property.Value, isCreate);
            else if (catalog.Navigate(table, name) is { } navigation) payload.Nest(table, navigation, property.Value, isCreate);
            else throw Fault.BadBody($"Invalid property '{name}' was found in entity 'Microsoft.Dynamics.CRM.{table.Name}'. Make sure "
                + $"the property name is correct.");
        }
        return payload;
    }

    private void Take(Table table, Column column, JsonElement json, bool isCreate)
    {
        if (column.Kind == ColumnKind.Lookup && !column.IsReadOnly) Conversion.Take(table, column, json);
        // What may not be written is ignored without a word, as in Dataverse.
        if (column.IsReadOnly || column.Kind == ColumnKind.Lookup || (column.IsCreateOnly && !isCreate)) return;
        var value = Conversion.Take(table, column, json);
        if (column.Kind == ColumnKind.Id)
        {
            if (value is Guid id) Values.Id = id;
        }
        else Values[column.Name] = value;
    }

    private async Task Bind(Catalog catalog, Work work, Table table, string name, JsonElement json)
    {
        var possible = catalog.Navigations(table, name);
        if (possible.Count == 0) throw Undeclared(table, name);
        if (json.ValueKind == JsonValueKind.Null && !possible[0].IsCollection) Values[possible[0].Lookup!.Name] = null;
        else if (json.ValueKind == JsonValueKind.Array && possible[0].IsCollection)
            foreach (var item in json.EnumerateArray())
                Links.Add((possible[0], await References.Resolve(catalog, work, item.GetString() ?? throw Undeclared(table, name))));
        else if (json.ValueKind == JsonValueKind.String && !possible[0].IsCollection)
        {
            var target = await References.Resolve(catalog, work, json.GetString()!);
            if (possible.All(navigation => navigation.To.Name != target.Table))
                throw Fault.BadBody($"The reference of '{name}' must be to "
                    + $"{string.Join(" or ", possible.Select(navigation => navigation.To.Name))}, not to {target.Table}.");
            var lookup = possible[0].Lookup!;
            if (lookup.IsReadOnly) return;
            if (Values.Has(lookup.Name) && Values.Lookup(lookup.Name) != target) throw TwoTargets(table, lookup);
            Values[lookup.Name] = target;
        }
        else throw Undeclared(table, name);
    }

    private static Fault TwoTargets(Table table, Column lookup) => table.Name == "incident" && lookup.Name == "customerid"
        ? Fault.Invalid("0x8004440f", "You can specify either a contact or an account, not both.")
        : Fault.BadBody($"The column '{lookup.Name}' was given two different records.");

    private void Nest(Table table, Navigation navigation, JsonElement json, bool isCreate)
    {
        if (!isCreate)
            throw Fault.Invalid("0x80060888", "Deep update of navigation properties is not allowed.");
        if (navigation.IsCollection && json.ValueKind == JsonValueKind.Array)
            foreach (var item in json.EnumerateArray()) Children.Add((navigation, item));
        else if (!navigation.IsCollection && json.ValueKind == JsonValueKind.Object) Children.Add((navigation, json));
        else if (json.ValueKind != JsonValueKind.Null)
            throw Fault.BadBody($"The navigation property '{navigation.Name}' of '{table.Name}' holds neither a record nor a list of "
                + $"records.");
    }

    private static Fault Undeclared(Table table, string name) => Fault.Invalid("0x80048d19",
        $"Error identified in Payload provided by the user for Entity :'{table.Set}', For more information on this error please follow "
            + $"this help link "
        + "https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : Microsoft.OData.ODataException: An undeclared property "
        + $"'{name}' which only has property annotations in the payload but no property value was found in the payload. In OData, only "
            + $"declared "
        + "navigation properties and declared named streams can be represented as properties without values.");
}
