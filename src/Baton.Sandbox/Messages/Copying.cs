using System.Text.Json;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>Rows like other rows: a new one begun from one that is there, and those that are duplicates of one.</summary>
internal static class Copying
{
    // What a new row of one table takes over from one of another, where the names are not the same.
    private static readonly Dictionary<(string From, string To), (string From, string To)[]> Mapped = new()
    {
        [("account", "account")] = [("accountid", "parentaccountid")],
        [("account", "contact")] = [("accountid", "parentcustomerid")],
        [("account", "opportunity")] = [("accountid", "customerid"), ("name", "name")],
        [("account", "incident")] = [("accountid", "customerid")],
        [("contact", "opportunity")] = [("contactid", "customerid")],
        [("contact", "incident")] = [("contactid", "customerid")],
        [("opportunity", "quote")] = [("opportunityid", "opportunityid"), ("name", "name")],
    };

    public static async Task<Answer> InitializeFrom(Call call)
    {
        var catalog = call.Dispatcher.Database.Catalog;
        await using var work = await call.Dispatcher.Database.Open(call.Request.Cancellation);
        using var json = JsonDocument.Parse((call.Parameter("EntityMoniker")
            ?? throw Fault.BadRequest("Required parameter 'EntityMoniker' is missing.")).Replace('\'', '"'));
        var source = await References.Resolve(catalog, work, References.InBody(json.RootElement));
        var table = catalog.Find(call.TextParameter("TargetEntityName") ?? "")
            ?? throw Fault.Invalid("0x80041102", "The entity of TargetEntityName was not found.");
        Access.Demand(call.Request.Caller, "Read", catalog[source.Table]);
        var row = await Rows.Find(work, catalog[source.Table], source.Id) ?? throw Fault.NotFound(source.Table, source.Id);
        return Answer.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("@odata.context", $"{call.Request.Root}$metadata#{table.Set}/$entity");
            writer.WriteString("@odata.type", $"#Microsoft.Dynamics.CRM.{table.Name}");
            foreach (var column in table.Columns.Where(column => Copied(column, table, catalog[source.Table])))
                if (row.GetValueOrDefault(column.Name) is { } value and not Ref)
                {
                    writer.WritePropertyName(column.Property);
                    RecordJson.WriteValue(writer, value);
                }
            foreach (var (from, to) in Mapped.GetValueOrDefault((source.Table, table.Name)) ?? [])
                if (from == catalog[source.Table].PrimaryId
                    && table[to].Targets.FirstOrDefault(target => target.Table == source.Table) is { } target)
                    writer.WriteString($"{target.Navigation}@odata.bind", $"{catalog[source.Table].Set}({source.Id})");
            writer.WriteEndObject();
        });
    }

    private static bool Copied(Column column, Table to, Table from) =>
        !column.IsReadOnly && !column.IsCreateOnly && column.Kind is not (ColumnKind.Id or ColumnKind.Lookup or ColumnKind.State or ColumnKind.Status)
        && from.Find(column.Name)?.Kind == column.Kind && (to != from ? column.Name.StartsWith("address1_", StringComparison.Ordinal)
            || column.Name is "telephone1" or "fax" or "websiteurl" : column.Name.StartsWith("address1_", StringComparison.Ordinal)
            || column.Name is "telephone1" or "fax" or "websiteurl" or "industrycode" or "ownershipcode");

    public static async Task<Answer> RetrieveDuplicates(Call call)
    {
        var catalog = call.Dispatcher.Database.Catalog;
        using var json = JsonDocument.Parse((call.Parameter("BusinessEntity")
            ?? throw Fault.BadRequest("Required parameter 'BusinessEntity' is missing.")).Replace('\'', '"'));
        var table = catalog.Find(call.TextParameter("MatchingEntityName") ?? "")
            ?? throw Fault.Invalid("0x80041102", "The entity of MatchingEntityName was not found.");
        Access.Demand(call.Request.Caller, "Read", table);
        await using var work = await call.Dispatcher.Database.Open(call.Request.Cancellation);
        var found = new Dictionary<Guid, Record>();
        var written = new RecordJson(call.Request.Preferences, call.Request.Root);
        foreach (var rule in table.DuplicateRules)
        {
            var wanted = rule.Select(name => (Column: table[name], Value: json.RootElement.TryGetProperty(name, out var value) ? value.ToString() : ""))
                .ToList();
            if (wanted.Exists(one => one.Value.Length == 0)) continue;
            foreach (var row in await Rows.Matching(work, table, wanted.Select(one => (one.Column, (object)one.Value)), limit: 50))
                found[row.Id] = await Reads.Find(call.Dispatcher, call.Request, work, new Question { Table = table, Columns = table.Columns }, row.Id);
        }
        return Answer.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("@odata.context", $"{call.Request.Root}$metadata#{table.Set}");
            writer.WriteStartArray("value");
            foreach (var record in found.Values) written.WriteRecord(writer, record);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
