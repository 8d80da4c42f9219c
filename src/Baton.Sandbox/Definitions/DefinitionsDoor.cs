using System.Text.Json.Nodes;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Definitions;

/// <summary>EntityDefinitions, GlobalOptionSetDefinitions and RelationshipDefinitions.</summary>
internal static class DefinitionsDoor
{
    private const string Namespace = "Microsoft.Dynamics.CRM.";
    private static readonly string[] BelowTable =
        ["Attributes", "OneToManyRelationships", "ManyToOneRelationships", "ManyToManyRelationships", "Keys"];
    private static readonly string[] BelowColumn = ["OptionSet", "GlobalOptionSet"];

    public static bool Knows(string name) => name is "EntityDefinitions" or "GlobalOptionSetDefinitions" or "RelationshipDefinitions";

    public static async Task<Answer> Answer(Dispatcher dispatcher, WebApiRequest request, IReadOnlyList<Segment> segments)
    {
        var catalog = dispatcher.Database.Catalog;
        if (request.Method != "GET") return await Customizing.Answer(dispatcher, request, segments);
        var first = segments[0];
        if (first.Name == "GlobalOptionSetDefinitions") return Collection(request, first, GlobalSets(catalog), "Name", []);
        if (first.Name == "RelationshipDefinitions")
            return Collection(request, first,
                Cast(segments, catalog.Tables.SelectMany(table => ManyToOne(catalog, table))
                .Concat(catalog.Many.Select(many => Describing.Relation(many, catalog)))), "SchemaName", []);
        if (segments.Count == 1)
            return Collection(request, first,
                catalog.Tables.Where(table => dispatcher.IsInstalled(table)).Select(table => Whole(catalog, table, request)),
                "LogicalName", BelowTable);
        var table = TableOf(catalog, first.Key ?? throw Fault.NoSegment(segments[1].Name));
        if (!dispatcher.IsInstalled(table)) throw NoTable(first.Key);
        var second = segments[1];
        var items = Cast(segments, Below(catalog, table, second.Name)).ToList();
        if (segments.Count > 2 && segments[^1].Name is "OptionSet" or "GlobalOptionSet")
            return One(request, (JsonObject?)Find(second, items, "LogicalName")[segments[^1].Name]
                ?? throw Fault.NoSegment(segments[^1].Name), []);
        return Collection(request, second, items, second.Name == "Attributes" ? "LogicalName" : "SchemaName", BelowColumn);
    }

    /// <summary>By LogicalName='contact' or by MetadataId.</summary>
    public static Table TableOf(Catalog catalog, string key)
    {
        var value = key.Split('=')[^1].Trim().Trim('\'');
        return catalog.Find(value) ?? (Guid.TryParse(value, out var id)
            ? catalog.Tables.FirstOrDefault(table => Records.Ids.Of($"table/{table.Name}") == id) : null) ?? throw NoTable(key);
    }

    private static Fault NoTable(string key) => new(404, "0x80060888", $"Could not find an item of EntityDefinitions with {key}.");

    private static IEnumerable<JsonObject> Cast(IReadOnlyList<Segment> segments, IEnumerable<JsonObject> items)
    {
        var cast = segments.Select(segment => segment.Name).LastOrDefault(name => name.StartsWith(Namespace, StringComparison.Ordinal));
        return cast is null ? items : items.Where(item => item["@odata.type"]?.GetValue<string>() == $"#{cast}");
    }

    // What lies below a table is large, and only made when it is asked for.
    private static JsonObject Whole(Catalog catalog, Table table, WebApiRequest request)
    {
        var described = Describing.Table(catalog, table);
        var expand = request.Options.GetValueOrDefault("$expand") ?? "";
        foreach (var name in BelowTable.Where(name => expand.Contains(name, StringComparison.Ordinal)))
            described[name] = new JsonArray([.. Below(catalog, table, name)]);
        return described;
    }

    private static IEnumerable<JsonObject> Below(Catalog catalog, Table table, string name) => name switch
    {
        "Attributes" => table.Columns.Select(column => Describing.Column(table, column)),
        "ManyToOneRelationships" => ManyToOne(catalog, table),
        "OneToManyRelationships" => catalog.Tables.SelectMany(holder => ManyToOne(catalog, holder))
            .Where(relation => relation["ReferencedEntity"]!.GetValue<string>() == table.Name),
        "ManyToManyRelationships" => catalog.Many.Where(many => many.First == table.Name || many.Second == table.Name)
            .Select(many => Describing.Relation(many, catalog)),
        "Keys" => table.Keys.Select(key => Describing.Key(table, key)),
        _ => throw Fault.NoSegment(name),
    };

    private static IEnumerable<JsonObject> ManyToOne(Catalog catalog, Table table) =>
        from column in table.Columns
        where column.Kind == ColumnKind.Lookup
        from target in column.Targets
        select Describing.Relation(table, column, target, catalog);

    private static IEnumerable<JsonObject> GlobalSets(Catalog catalog) =>
        (from name in Describing.Global
         let holder = catalog.Tables.First(table => table.Find(name) is not null)
         select Describing.OptionSet(holder, holder[name])).Concat(catalog.Choices.Select(Describing.OptionSet));

    private static Answer Collection(WebApiRequest request, Segment segment, IEnumerable<JsonObject> items, string key, string[] expandable)
    {
        if (segment.Key is not null) return One(request, Find(segment, items, key), expandable);
        var found = items.Where(item => JsonFilter.Matches(item, request.Options.GetValueOrDefault("$filter")))
            .Select(item => JsonShape.Select(item, request.Options, expandable));
        return Written(new JsonObject { ["@odata.context"] = $"{request.Root}$metadata#{segment.Name}",
            ["value"] = new JsonArray([.. found]) });
    }

    private static Answer One(WebApiRequest request, JsonObject item, string[] expandable)
    {
        var shaped = JsonShape.Select(item, request.Options, expandable);
        shaped.Insert(0, "@odata.context", $"{request.Root}$metadata#{request.Path.Split('(')[0]}/$entity");
        return Written(shaped);
    }

    /// <summary>By LogicalName='x' (Name, SchemaName) or by MetadataId.</summary>
    private static JsonObject Find(Segment segment, IEnumerable<JsonObject> items, string key)
    {
        var given = segment.Key ?? throw Fault.NoSegment(segment.Name);
        var equals = given.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) given = given.Trim('{', '}');
        var (name, value) = equals < 0 ? ("MetadataId", given) : (given[..equals].Trim(), given[(equals + 1)..].Trim().Trim('\''));
        if (name != key && name != "MetadataId") throw Fault.BadRequest($"The key '{name}' is not one of {segment.Name}.");
        return items.FirstOrDefault(item => string.Equals(item[name]?.GetValue<string>(), value, StringComparison.OrdinalIgnoreCase))
            ?? throw new Fault(404, "0x80060888", $"Could not find an item of {segment.Name} with {name} '{value}'.");
    }

    private static Answer Written(JsonObject json) => WebApi.Answer.Json(200, writer => json.WriteTo(writer));
}
