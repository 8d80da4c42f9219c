using System.Text.Json;
using System.Xml.Linq;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Fetch;

/// <summary>Runs a FetchXML query and writes what it finds.</summary>
internal static class FetchReading
{
    private const int RowsWithoutCookieMax = 50_000;
    private const int AggregatedRowsMax = 50_000;

    public static Task<Answer> Answer(Dispatcher dispatcher, WebApiRequest request, Table table, string text) =>
        Answer(dispatcher, request, table, FetchQuery.Read(dispatcher.Database.Catalog, text));

    /// <summary>The same for SQL, which is paged as OData queries are.</summary>
    public static Task<Answer> AnswerSql(Dispatcher dispatcher, WebApiRequest request, Table table, string sql) =>
        Answer(dispatcher, request, table, FetchQuery.Read(dispatcher.Database.Catalog, SqlQuery.ToFetch(sql),
            request.Preferences.PageSize, request.Options.TryGetValue("$skiptoken", out var token) ? Cookie.FromToken(token).Page : null));

    private static async Task<Answer> Answer(Dispatcher dispatcher, WebApiRequest request, Table table, FetchQuery query)
    {
        var catalog = dispatcher.Database.Catalog;
        if (query.Root.Table != table)
            throw Fault.Invalid("0x80041102", $"The entity '{query.Root.Table.Name}' of the fetch is not that of the set '{table.Set}'.");
        if (!query.HasCookie && query.Page * (long)query.Count > RowsWithoutCookieMax)
            throw Fault.Invalid("0x8004430a",
                "Number of distinct records or number of pages is too high. A paging cookie is required when retrieving a high page "
                + "number.");
        foreach (var source in query.Sources) Access.Demand(request.Caller, "Read", source.Table);

        await using var work = await dispatcher.Database.Open(request.Cancellation);
        var sql = new SqlText();
        var columns = FetchColumns.Of(query);
        var conditions = new FetchConditions(catalog, sql, query.Sources, request.QueryContext);
        var body = Body(request, query, sql, conditions);
        if (query.IsAggregate) await DemandFew(work, request, catalog, query);
        var list = columns.Select(column => column.Sql).ToList();
        var labels = columns.Select(column => column.Label(catalog, sql)).ToList();
        var plain = !query.IsAggregate && !query.IsDistinct;
        if (plain) list.AddRange([$"e0.{SqlText.Name(table.PrimaryId)}", "e0.versionnumber"]);
        list.AddRange(query.IsAggregate ? [] : labels.OfType<string>());
        sql.Add($"select {(query.IsDistinct && !query.IsAggregate ? "distinct " : "")}{string.Join(", ", list)} {body}");
        if (query.IsAggregate && columns.Where(column => column.IsGroup).Select(column => column.Sql).ToList() is { Count: > 0 } groups)
            sql.Add($" group by {string.Join(", ", groups.Distinct())}");
        sql.Add(FetchColumns.Order(catalog, sql, query, columns, plain));
        var limit = query.Top ?? query.Count;
        sql.Add($" limit {(query.Top is null ? limit + 1 : limit)} offset {(query.Top is null ? (query.Page - 1) * query.Count : 0)}");
        var rows = await work.Rows(sql);
        var more = query.Top is null && rows.Count > limit;
        if (more) rows.RemoveAt(limit);
        int? total = query.WantsTotal ? await Total(work, request, catalog, query) : null;
        return WebApi.Answer.Json(200, json => Write(json, request, query, columns, labels, rows, more, total, plain)).Applying(request);
    }

    private static string Body(WebApiRequest request, FetchQuery query, SqlText sql, FetchConditions conditions)
    {
        var joins = query.Sources.Skip(1).Select(source => source.LinkType == FetchQuery.FirstOnly
            ? $"cross join lateral (select * from {SqlText.From(source.Table)} {source.SqlAlias} where {FetchConditions.On(source)} and "
                + $"{conditions.Of(source)} order by {source.SqlAlias}.{SqlText.Name(source.Table.PrimaryId)} limit 1) {source.SqlAlias}"
            : $"{(source.LinkType == "outer" ? "left " : "")}join {SqlText.From(source.Table)} {source.SqlAlias} on "
                + $"{FetchConditions.On(source)} and {conditions.Of(source)}");
        var visible = Access.Visible(request.Caller, query.Root.Table, RowSource.Of(query.Root.Table, "e0"), sql) ?? "true";
        return $"from {SqlText.From(query.Root.Table)} e0 {string.Join(' ', joins)} where {visible} and {conditions.Of(query.Root)}";
    }

    private static async Task<int> Total(Work work, WebApiRequest request, Catalog catalog, FetchQuery query, int limit = Reading.CountMax)
    {
        var sql = new SqlText();
        var body = Body(request, query, sql, new FetchConditions(catalog, sql, query.Sources, request.QueryContext));
        sql.Add($"select count(*)::int from (select {body} limit {limit}) counted");
        return (int)(await work.Value(sql))!;
    }

    private static async Task DemandFew(Work work, WebApiRequest request, Catalog catalog, FetchQuery query)
    {
        if (await Total(work, request, catalog, query, AggregatedRowsMax + 1) > AggregatedRowsMax)
            throw Fault.Invalid("0x8004e023", "The maximum record limit is exceeded. Reduce the number of records.");
    }

    private static void Write(
        Utf8JsonWriter json, WebApiRequest request, FetchQuery query, IReadOnlyList<FetchColumn> columns, IReadOnlyList<string?> labels,
        List<object?[]> rows, bool more, int? total, bool plain)
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{request.Root}$metadata#{query.Root.Table.Set}");
        if (request.Preferences.Annotations.Count > 0 || total is not null)
        {
            json.WriteNumber("@Microsoft.Dynamics.CRM.totalrecordcount", total ?? -1);
            json.WriteBoolean("@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded", total >= Reading.CountMax);
        }
        if (more || request.Preferences.Wants("Microsoft.Dynamics.CRM.morerecords"))
            json.WriteBoolean("@Microsoft.Dynamics.CRM.morerecords", more);
        if (more && !query.IsSql)
            json.WriteString("@Microsoft.Dynamics.CRM.fetchxmlpagingcookie", NextCookie(query, rows[^1], columns.Count, plain));
        json.WriteStartArray("value");
        var cells = new FetchCells(request.Preferences, columns, labels, query.IsAggregate, plain);
        foreach (var row in rows) cells.Write(json, row);
        json.WriteEndArray();
        if (more && query.IsSql) json.WriteString("@odata.nextLink", Reads.NextLink(request, NextCookie(query, rows[^1], columns.Count, plain)));
        json.WriteEndObject();
    }

    private static string NextCookie(FetchQuery query, object?[] last, int id, bool plain)
    {
        var inner = new XElement("cookie", new XAttribute("page", query.Page));
        if (plain) inner.Add(new XElement(query.Root.Table.PrimaryId, new XAttribute("last", $"{{{last[id]}}}".ToUpperInvariant()),
            new XAttribute("first", "")));
        return Cookie.Token(inner.ToString(SaveOptions.DisableFormatting), query.Page + 1);
    }
}
