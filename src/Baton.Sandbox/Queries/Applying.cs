using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;
using Microsoft.OData;
using Microsoft.OData.UriParser;
using Microsoft.OData.UriParser.Aggregation;

namespace Baton.Sandbox.Queries;

/// <summary>$apply: filter, groupby and aggregate.</summary>
internal static class Applying
{
    private const int RowsMax = 50_000;

    public static async Task<Answer> Answer(Dispatcher dispatcher, WebApiRequest request, Table table)
    {
        var catalog = dispatcher.Database.Catalog;
        var functions = new List<FunctionCall>();
        var given = request.Options.Where(option => option.Key is "$apply" or "$filter" || option.Key.StartsWith('@'))
            .ToDictionary(option => option.Key, option => FunctionText.Replace(option.Value, functions, request.Options));
        var sql = new SqlText();
        var row = RowSource.Of(table, sql.NextAlias());
        var columns = new List<(string Name, string Sql, Column? Column, bool IsGroup)>();
        var conditions = new List<string>();
        if (Access.Visible(request.Caller, table, row, sql) is { } visible) conditions.Add(visible);
        try
        {
            var parser = new ODataQueryOptionParser(catalog.Model, Asking.TypeOf(catalog, table), Asking.SetOf(catalog, table), given);
            var clause = parser.ParseApply();
            var filter = new FilterSql(catalog, sql, new QueryTerms(parser.ParameterAliasNodes, functions), request.QueryContext)
                .With("$it", row);
            if (parser.ParseFilter() is { } also) conditions.Add(filter.Where(also.Expression));
            foreach (var step in clause.Transformations) Take(step, filter, columns, conditions);
        }
        catch (ODataException bad)
        {
            throw Fault.BadRequest(bad.Message);
        }
        if (columns.Count == 0) throw Fault.NotInSandbox("$apply without groupby or aggregate");

        var body = $"from {SqlText.From(table)} t0{(conditions.Count == 0 ? "" : $" where {string.Join(" and ", conditions)}")}";
        sql.Add($"select {string.Join(", ", columns.Select(column => column.Sql))}, (select count(*) from (select {body} limit "
            + $"{RowsMax + 1}) counted) {body}");
        if (columns.Any(column => column.IsGroup))
            sql.Add($" group by {string.Join(", ", columns.Where(column => column.IsGroup).Select(column => column.Sql))}");
        sql.Add(Order(request, columns));
        await using var work = await dispatcher.Database.Open(request.Cancellation);
        var rows = await work.Rows(sql);
        if (rows.Count > 0 && (long)rows[0][^1]! > RowsMax)
            throw Fault.Invalid("0x8004e023", "The maximum record limit is exceeded. Reduce the number of records.");
        return Show(request, table, columns, rows);
    }

    private static void Take(
        TransformationNode step, FilterSql filter, List<(string Name, string Sql, Column? Column, bool IsGroup)> columns,
        List<string> conditions)
    {
        switch (step)
        {
            case FilterTransformationNode narrowing when columns.Count == 0:
                conditions.Add(filter.Where(narrowing.FilterClause.Expression));
                break;
            case GroupByTransformationNode grouping:
                foreach (var property in grouping.GroupingProperties) columns.Add(Group(property, filter));
                if (grouping.ChildTransformations is { } inner) Take(inner, filter, columns, conditions);
                break;
            case AggregateTransformationNode aggregate:
                foreach (var expression in aggregate.AggregateExpressions.Cast<AggregateExpression>())
                    columns.Add(Aggregate(expression, filter));
                break;
            default: throw Fault.NotInSandbox($"The transformation {step.Kind} here");
        }
    }

    private static (string, string, Column?, bool) Group(GroupByPropertyNode property, FilterSql filter)
    {
        // A path such as primarycontactid/fullname comes nested; only its end is a column.
        var (name, node) = (property.Name, property);
        while (node.Expression is null && node.ChildTransformations.FirstOrDefault() is { } below)
            (node, name) = (below, $"{name}/{below.Name}");
        var (said, column) = filter.Value(node.Expression ?? throw Fault.NotInSandbox($"Grouping by {name}"));
        return (name.Replace('/', '_'), said, column, true);
    }

    private static (string, string, Column?, bool) Aggregate(AggregateExpression expression, FilterSql filter)
    {
        if (expression.Method == AggregationMethod.VirtualPropertyCount) return (expression.Alias, "count(*)::int", null, false);
        var (said, column) = filter.Value(expression.Expression);
        return expression.Method switch
        {
            AggregationMethod.Sum => (expression.Alias, $"sum({said})", column, false),
            AggregationMethod.Average => (expression.Alias, $"avg({said})", column, false),
            AggregationMethod.Min => (expression.Alias, $"min({said})", column, false),
            AggregationMethod.Max => (expression.Alias, $"max({said})", column, false),
            AggregationMethod.CountDistinct => (expression.Alias, $"count(distinct {said})::int", null, false),
            _ => throw Fault.NotInSandbox($"The aggregation {expression.Method}"),
        };
    }

    private static string Order(WebApiRequest request, List<(string Name, string Sql, Column? Column, bool IsGroup)> columns)
    {
        if (!request.Options.TryGetValue("$orderby", out var text)) return "";
        var keys = text.Split(',', StringSplitOptions.TrimEntries).Select(key => key.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words =>
        {
            var column = columns.FirstOrDefault(column => column.Name == words[0]);
            if (column.Name is null) throw Fault.NoProperty(words[0], "aggregation");
            return $"{column.Sql} {(words.Length > 1 && words[1] == "desc" ? "desc nulls last" : "nulls first")}";
        });
        return $" order by {string.Join(", ", keys)}";
    }

    private static Answer Show(WebApiRequest request, Table table, List<(string Name, string Sql, Column? Column, bool IsGroup)> columns,
        List<object?[]> rows) =>
        WebApi.Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context",
                $"{request.Root}$metadata#{table.Set}({string.Join(',', columns.Select(column => column.Name))})");
            json.WriteStartArray("value");
            foreach (var row in rows)
            {
                json.WriteStartObject();
                for (var i = 0; i < columns.Count; i++)
                {
                    if (columns[i] is { IsGroup: true, Column: { } column } && row[i] is { } value
                        && request.Preferences.Wants(RecordJson.FormattedValue)
                        && Labels.Of(column, value, "$", null) is { } label)
                        json.WriteString($"{columns[i].Name}@{RecordJson.FormattedValue}", label);
                    json.WritePropertyName(columns[i].Name);
                    RecordJson.WriteValue(json, row[i]);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }).Applying(request);
}
