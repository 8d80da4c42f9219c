using System.Text.Json;
using Baton.Sandbox.Records;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Definitions;

/// <summary>Relations that an organisation adds: a lookup from one table to another, or many of one with many of another.</summary>
internal static class Relations
{
    public static async Task<string?> Add(CatalogChange change, JsonElement json)
    {
        var schema = MetadataText.Required(json, "SchemaName");
        Customizing.DemandName(schema.ToLowerInvariant(), "relationship");
        if (change.Catalog.Tables.Any(table => change.Catalog.Navigations(table).Any(one =>
            string.Equals(one.Name, schema, StringComparison.OrdinalIgnoreCase))))
            throw Fault.Invalid("0x80048425", $"A relationship with the name {schema} already exists.");
        return MetadataText.Text(json, "@odata.type")?.Split('.')[^1] switch
        {
            "OneToManyRelationshipMetadata" => await AddLookup(change, json, schema),
            "ManyToManyRelationshipMetadata" => await AddMany(change, json, schema),
            var other => throw Fault.BadBody($"'{other}' is no relationship."),
        };
    }

    private static async Task<string?> AddLookup(CatalogChange change, JsonElement json, string schema)
    {
        var holder = Named(change.Catalog, MetadataText.Required(json, "ReferencingEntity"));
        var target = Named(change.Catalog, MetadataText.Required(json, "ReferencedEntity"));
        if (!json.TryGetProperty("Lookup", out var lookup)) throw Fault.BadBody("Lookup is missing.");
        var line = MetadataText.Lookup(lookup, target.Name, schema);
        if (MetadataText.Text(json, "CascadeConfiguration", "Delete") == "Cascade")
            line = line.Replace(" custom ", " custom cascade ", StringComparison.Ordinal);
        await Customizing.AddColumn(change, holder, line);
        var column = MetadataText.Required(lookup, "SchemaName").ToLowerInvariant();
        return $"RelationshipDefinitions({Ids.Of($"relation/{holder.Name}/{column}/{target.Name}")})";
    }

    private static async Task<string?> AddMany(CatalogChange change, JsonElement json, string schema)
    {
        var first = Named(change.Catalog, MetadataText.Required(json, "Entity1LogicalName"));
        var second = Named(change.Catalog, MetadataText.Required(json, "Entity2LogicalName"));
        var intersect = (MetadataText.Text(json, "IntersectEntityName") is { Length: > 0 } given ? given : schema).ToLowerInvariant();
        Customizing.DemandName(intersect, "relationship");
        if (change.Catalog.Find(intersect) is not null || change.Catalog.Many.Any(many => many.Intersect == intersect))
            throw Fault.Invalid("0x80044363", $"An entity with the specified name {intersect} already exists.");
        await change.Add(Customization.OfMany, "", intersect, $"many {intersect} {first.Name} {schema} {second.Name} {schema}");
        return $"RelationshipDefinitions({Ids.Of($"relation/{intersect}")})";
    }

    public static async Task<string?> Remove(CatalogChange change, string key)
    {
        var name = key.Split('=')[^1].Trim('\'');
        if (change.Catalog.Many.FirstOrDefault(many => many.FirstNavigation == name || Ids.Of($"relation/{many.Intersect}").ToString() == name)
            is { } many)
        {
            await RemoveMany(change, many);
            return null;
        }
        foreach (var table in change.Catalog.Tables)
            foreach (var column in table.Columns.Where(column => column is { IsCustom: true, Kind: ColumnKind.Lookup }))
                if (column.Targets.Any(target => target.Back == name || Ids.Of($"relation/{table.Name}/{column.Name}/{target.Table}").ToString() == name))
                    return await Customizing.RemoveColumn(change, table, column.Name);
        throw new Fault(404, "0x80044229", $"There is no custom relationship '{name}'.");
    }

    public static async Task RemoveMany(CatalogChange change, ManyToMany many)
    {
        await change.Remove(Customization.OfMany, "", many.Intersect);
        await change.Run($"drop table if exists crm.\"{many.Intersect}\"");
    }

    private static Table Named(Catalog catalog, string name) => catalog.Find(name.ToLowerInvariant())
        ?? throw Fault.Invalid("0x80041102", $"The entity with a name = '{name}' was not found.");
}

/// <summary>Option sets that several columns share.</summary>
internal static class Choices
{
    public static async Task<string?> Add(CatalogChange change, JsonElement json)
    {
        var name = MetadataText.Required(json, "Name");
        if (change.Catalog.Choices.Any(choice => choice.Name == name) || Describing.Global.Contains(name))
            throw Fault.Invalid("0x80044363", $"An option set with the name {name} already exists.");
        return await Replace(change, json);
    }

    public static async Task<string?> Replace(CatalogChange change, JsonElement json)
    {
        var name = MetadataText.Required(json, "Name");
        await change.Add(Customization.OfChoice, "", name, MetadataText.Choice(json));
        return $"GlobalOptionSetDefinitions({Ids.Of($"optionset//{name}")})";
    }

    public static async Task<string?> Remove(CatalogChange change, string key)
    {
        var name = NameOf(change.Catalog, key);
        if (change.Catalog.Tables.Any(table => table.Columns.Any(column => column.Global == name)))
            throw new Fault(405, "0x80047004", $"The option set {name} is used by columns and can't be deleted.");
        await change.Remove(Customization.OfChoice, "", name);
        return null;
    }

    /// <summary>The name of a choice that was given by name or by id.</summary>
    public static string NameOf(Catalog catalog, string key)
    {
        var given = key.Split('=')[^1].Trim('\'');
        return catalog.Choices.FirstOrDefault(choice => choice.Name == given || Ids.Of($"optionset//{choice.Name}").ToString() == given)?.Name
            ?? throw new Fault(404, "0x80060888", $"There is no custom option set '{given}'.");
    }
}
