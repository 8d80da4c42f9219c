using System.Text.Json;
using Baton.Dataverse;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>A column that the sidebar shows beyond the standard ones.</summary>
public sealed record SidebarField(string Table, string Column, string Label);

/// <summary>Which columns of Dynamics agents see beside a conversation: the standard ones always, and those that an administrator has added.</summary>
public sealed class SidebarFields(Database database, CrmLine line)
{
    public const string SettingName = "crm.sidebar";
    private const int FieldsMax = 30;

    /// <summary>The tables whose columns can be added, in the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> Tables = ["contact", "account", "incident", "lead", "opportunity"];

    /// <summary>The setting as it is.</summary>
    public sealed record Shown(IReadOnlyList<SidebarField> Fields);

    /// <summary>A column that could be added.</summary>
    public sealed record Column(string Name, string Label, string Type);

    public sealed record Given(IReadOnlyList<GivenField>? Fields);

    public sealed record GivenField(string? Table, string? Column, string? Label);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var sidebar = routes.MapGroup("/api/v1/crm/sidebar").RequireCaller().WithTags("Dynamics 365");
        sidebar.MapGet("", async (Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(new Shown(await Read(database, ct)));
        }).WithName("CrmSidebar");
        sidebar.MapGet("columns", async (string? table, Caller caller, SidebarFields fields, CancellationToken ct) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await fields.ColumnsOf(table ?? "", ct));
        }).WithName("CrmSidebarColumns");
        sidebar.MapPut("", async (Given given, Caller caller, SidebarFields fields, CancellationToken ct) =>
        {
            caller.MustAdminister();
            return TypedResults.Ok(new Shown(await fields.Save(given.Fields ?? [], caller, ct)));
        }).WithName("SetCrmSidebar");
    }

    public static async Task<IReadOnlyList<SidebarField>> Read(Database database, CancellationToken ct) =>
        await database.Find<string>("select value::text from settings where name = @name", new { name = SettingName }, ct) is { } json
            ? JsonSerializer.Deserialize<SidebarField[]>(json, JsonSerializerOptions.Web)! : [];

    /// <summary>The columns that the organisation's own metadata names, custom ones too.</summary>
    private async Task<IReadOnlyList<Column>> ColumnsOf(string table, CancellationToken ct)
    {
        if (!Tables.Contains(table)) throw Refusal.Invalid("invalid_table", $"Columns of {string.Join(", ", Tables)} can be added.");
        var open = await line.Get(ct);
        try
        {
            var found = await open.Client.Function(
                $"EntityDefinitions(LogicalName='{table}')?$select=LogicalName&$expand=Attributes($select=LogicalName,AttributeType,DisplayName,IsValidForRead)", ct);
            var all = found.Many("Attributes");
            var lookups = all.Where(column => IsLookup(column.Text("AttributeType"))).Select(column => column.Text("LogicalName")!).ToHashSet();
            return [.. all
                .Where(column => column.Flag("IsValidForRead") != false && IsShowable(column.Text("AttributeType")) && !Accompanies(column.Text("LogicalName")!, lookups))
                .Select(column => new Column(column.Text("LogicalName")!, LabelOf(column) ?? column.Text("LogicalName")!, column.Text("AttributeType")!))
                .OrderBy(column => column.Label, StringComparer.OrdinalIgnoreCase)];
        }
        catch (DataverseError error)
        {
            throw new Refusal(503, "crm_unavailable", $"{error.Meaning.Sentence} {error.Meaning.NextStep}");
        }
    }

    private async Task<IReadOnlyList<SidebarField>> Save(IReadOnlyList<GivenField> given, Caller caller, CancellationToken ct)
    {
        if (given.Count > FieldsMax) throw Refusal.Invalid("too_many_fields", $"The sidebar takes at most {FieldsMax} fields of yours.");
        if (given.Any(field => field is null)) throw Refusal.Invalid("invalid_field", "A field in the list is null.");
        var fields = new List<SidebarField>();
        foreach (var table in given.GroupBy(field => field.Table ?? ""))
        {
            var known = await ColumnsOf(table.Key, ct);
            foreach (var field in table)
                fields.Add(known.FirstOrDefault(column => field.Column == column.Name || field.Column == Physical(column)) is { } column
                    ? new SidebarField(table.Key, Physical(column), field.Label is { Length: > 0 and <= 100 } label ? label : column.Label)
                    : throw Refusal.Invalid("invalid_column", $"The table {table.Key} has no column '{field.Column}' that can be shown."));
        }
        fields = [.. fields.DistinctBy(field => (field.Table, field.Column))];
        await using var work = await database.Begin(ct);
        await work.Run("""
            insert into settings (name, value, changed_at) values (@name, @value::jsonb, @Now)
            on conflict (name) do update set value = @value::jsonb, changed_at = @Now
            """, new { name = SettingName, value = JsonSerializer.Serialize(fields, JsonSerializerOptions.Web), work.Now });
        await work.WriteAudit(caller.UserId, "crm.sidebar", SettingName, fields);
        await work.Commit();
        return fields;
    }

    /// <summary>A lookup is read under another name than it is described by.</summary>
    private static string Physical(Column column) => IsLookup(column.Type) ? $"_{column.Name}_value" : column.Name;

    /// <summary>Dataverse describes with each lookup the names and types of what it leads to; they can't be selected.</summary>
    private static bool Accompanies(string column, HashSet<string> lookups) =>
        ((string[])["yominame", "name", "type"]).Any(end => column.EndsWith(end, StringComparison.Ordinal) && lookups.Contains(column[..^end.Length]));

    private static bool IsLookup(string? type) => type is "Lookup" or "Customer" or "Owner";

    private static bool IsShowable(string? type) =>
        type is "String" or "Memo" or "Integer" or "BigInt" or "Decimal" or "Double" or "Money" or "Boolean" or "DateTime" or "Picklist" or "State" or "Status"
            or "Lookup" or "Customer" or "Owner";

    private static string? LabelOf(Row column) => column.One("DisplayName")?.One("UserLocalizedLabel")?.Text("Label");
}
