using System.Text.Json;
using System.Xml.Linq;
using Baton.Sandbox.Fetch;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>Deletes what queries find. Dataverse does it in the background; here it is done when the answer comes.</summary>
internal static class BulkDeleting
{
    private const int RowsMax = 5_000;

    public static async Task<Answer> BulkDelete(Call call)
    {
        var queries = call.Body("QuerySet").EnumerateArray().Select(ToFetch).ToList();
        foreach (var fetch in queries)
        {
            var query = FetchQuery.Read(call.Dispatcher.Database.Catalog, fetch.ToString());
            await call.Dispatcher.Change(call.Request, query.Root.Table, async deed =>
            {
                var sql = new SqlText();
                var condition = new FetchConditions(deed.Catalog, sql, query.Sources, call.Request.QueryContext).Of(query.Root);
                sql.Add($"select e0.{SqlText.Name(query.Root.Table.PrimaryId)} from {SqlText.From(query.Root.Table)} e0 where {condition} limit {RowsMax}");
                foreach (var row in await deed.Work.Rows(sql))
                    if (await Rows.Find(deed.Work, query.Root.Table, (Guid)row[0]!) is not null)
                        await Recording.Delete(deed, query.Root.Table, (Guid)row[0]!);
                return true;
            });
        }
        return Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.BulkDeleteResponse");
            json.WriteString("JobId", Guid.CreateVersion7(call.Request.Now));
            json.WriteEndObject();
        });
    }

    // A QueryExpression says in JSON what FetchXML says in XML.
    private static XElement ToFetch(JsonElement query)
    {
        var name = query.TryGetProperty("EntityName", out var given) ? given.GetString() : null;
        var entity = new XElement("entity", new XAttribute("name", name ?? throw Fault.BadBody("EntityName is missing.")));
        if (query.TryGetProperty("LinkEntities", out var links) && links.ValueKind == JsonValueKind.Array && links.GetArrayLength() > 0)
            throw Fault.NotInSandbox("A QueryExpression with LinkEntities");
        if (query.TryGetProperty("Criteria", out var criteria) && criteria.ValueKind == JsonValueKind.Object) entity.Add(Filter(criteria));
        return new XElement("fetch", entity);
    }

    private static XElement Filter(JsonElement criteria)
    {
        var joined = criteria.TryGetProperty("FilterOperator", out var given) ? given.GetString() : "And";
        var filter = new XElement("filter", new XAttribute("type", joined == "Or" ? "or" : "and"));
        foreach (var condition in Of(criteria, "Conditions")) filter.Add(Condition(condition));
        foreach (var inner in Of(criteria, "Filters")) filter.Add(Filter(inner));
        return filter;
    }

    private static XElement Condition(JsonElement condition)
    {
        var name = condition.GetProperty("Operator").GetString()!;
        var sign = name switch
        {
            "Equal" => "eq", "NotEqual" => "ne", "GreaterThan" => "gt", "GreaterEqual" => "ge", "LessThan" => "lt", "LessEqual" => "le",
            "BeginsWith" => "begins-with", "DoesNotBeginWith" => "not-begin-with", "EndsWith" => "ends-with",
            "DoesNotEndWith" => "not-end-with", "NotLike" => "not-like", "NotNull" => "not-null", "NotIn" => "not-in",
            "NotBetween" => "not-between", "ContainValues" => "contain-values", "DoesNotContainValues" => "not-contain-values",
            _ => System.Text.RegularExpressions.Regex.Replace(name, "(?<=[a-z0-9])(?=[A-Z])", "-").ToLowerInvariant(),
        };
        return new XElement("condition", new XAttribute("attribute", condition.GetProperty("AttributeName").GetString()!),
            new XAttribute("operator", sign), Of(condition, "Values").Select(value => new XElement("value",
                value.ValueKind == JsonValueKind.Object && value.TryGetProperty("Value", out var inner) ? inner.ToString() : value.ToString())));
    }

    private static IEnumerable<JsonElement> Of(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];
}
