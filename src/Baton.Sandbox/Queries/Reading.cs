using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using NpgsqlTypes;

namespace Baton.Sandbox.Queries;

/// <summary>How a question is to be read beside what it asks.</summary>
internal sealed record Manner
{
    public required QueryContext Context { get; init; }
    public bool WithLabels { get; init; }
    public int PageSize { get; init; } = Reading.PageSizeMax;
    public string? Cookie { get; init; }

    /// <summary>Which rows the caller may see of a table at all; null means all of them.</summary>
    public Func<Table, RowSource, SqlText, string?>? Visible { get; init; }
}

/// <summary>Answers questions from the database: one statement for the rows, one for each expansion.</summary>
internal sealed class Reading(Catalog catalog, Work work, Manner manner)
{
    public const int PageSizeMax = 5_000;
    public const int CountMax = 5_000;

    public async Task<Record?> One(Question question, Guid id) =>
        (await Rows(question, (sql, row) => $"{row.Id} = {sql.Value(id, NpgsqlDbType.Uuid)}", 1)) is [var record] ? record : null;

    /// <summary>A page of what the question asks; <paramref name="within"/> narrows it to a collection of some row.</summary>
    public async Task<Page> Many(Question question, Func<SqlText, RowSource, string>? within = null)
    {
        // With $top there is one page: Dataverse then ignores the wish for a page size.
        var size = question.Top ?? manner.PageSize;
        var (sql, plan, keys, row) = Begin(question);
        var order = Order(keys, row);
        sql.Add($"select {plan.SelectList}, {string.Join(", ", keys.Select(key => key.Sql).DefaultIfEmpty("null"))} from "
            + $"{SqlText.From(question.Table)} t0 where ");
        sql.Add(Condition(question, sql, row, within));
        if (manner.Cookie is not null) sql.Add(" and ").Add(Cookie.After(sql, manner.Cookie, keys, row));
        sql.Add($" order by {order} limit {sql.Value(question.Top is null ? size + 1 : size, NpgsqlDbType.Integer)}");

        var rows = await work.Rows(sql);
        var more = question.Top is null && rows.Count > size;
        if (more) rows.RemoveAt(size);
        var records = rows.Select(plan.Record).ToList();
        await Expand(question, records);
        var next = more ? Cookie.Of(rows[^1], plan.Width, keys, records[^1].Id, question.Table) : null;
        return new Page(records, question.WantsCount ? await Count(question, within) : null, next);
    }

    /// <summary>How many rows there are, up to the most that Dataverse counts.</summary>
    public async Task<int> Count(Question question, Func<SqlText, RowSource, string>? within = null)
    {
        var sql = new SqlText();
        var row = RowSource.Of(question.Table, sql.NextAlias());
        var condition = Condition(question, sql, row, within);
        sql.Add($"select count(*)::int from (select from {SqlText.From(question.Table)} t0 where {condition} limit {CountMax}) counted");
        return (int)(await work.Value(sql))!;
    }

    private async Task<List<Record>> Rows(Question question, Func<SqlText, RowSource, string> within, int limit)
    {
        var (sql, plan, _, row) = Begin(question);
        sql.Add($"select {plan.SelectList} from {SqlText.From(question.Table)} t0 where {Condition(question, sql, row, within)} limit "
            + $"{limit}");
        var records = (await work.Rows(sql)).ConvertAll(plan.Record);
        await Expand(question, records);
        return records;
    }

    private (SqlText, Plan, IReadOnlyList<SortKey>, RowSource) Begin(Question question)
    {
        var sql = new SqlText();
        var row = RowSource.Of(question.Table, sql.NextAlias());
        var filter = Filter(question, sql, row);
        var keys = question.Order.Select(sorting =>
            filter.Key(sorting.By) is var (text, column) ? new SortKey(text, column, sorting.Descending) : null!).ToList();
        return (sql, new Plan(catalog, question, sql, row, manner.WithLabels), keys, row);
    }

    private FilterSql Filter(Question question, SqlText sql, RowSource row) =>
        new FilterSql(catalog, sql, question.Terms, manner.Context).With("$it", row);

    private string Condition(Question question, SqlText sql, RowSource row, Func<SqlText, RowSource, string>? within)
    {
        var conditions = new List<string>();
        if (within is not null) conditions.Add(within(sql, row));
        if (manner.Visible?.Invoke(question.Table, row, sql) is { } visible) conditions.Add(visible);
        if (question.Filter is not null) conditions.Add(Filter(question, sql, row).Where(question.Filter));
        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    // SQL Server puts rows without a value first; the id at the end makes every order a total one.
    private static string Order(IReadOnlyList<SortKey> keys, RowSource row) =>
        string.Join(", ", keys.Select(key => $"{key.Sql} {(key.Descending ? "desc nulls last" : "nulls first")}").Append(row.Id));

    private async Task Expand(Question question, List<Record> records)
    {
        if (records.Count == 0) return;
        foreach (var expansion in question.Expansions)
            if (expansion.Navigation.IsCollection) await ExpandCollection(expansion, records);
            else await ExpandLookup(expansion, records);
    }

    private async Task ExpandLookup(Expansion expansion, List<Record> records)
    {
        var lookup = expansion.Navigation.Lookup!;
        if (expansion.IsOwner)
        {
            foreach (var record in records)
                record.Expanded[expansion.Navigation.Name] = Plan.LookupOf(record, lookup) is { } owner
                    ? new Owner(record.Targets[lookup.Name].Table, owner) : null;
            return;
        }
        var wanted = records.Where(record =>
            !lookup.IsPolymorphic || record.Targets.GetValueOrDefault(lookup.Name).Table == expansion.Navigation.To.Name)
            .Select(record => Plan.LookupOf(record, lookup)).OfType<Guid>().Distinct().ToArray();
        var found = wanted.Length == 0 ? []
            : (await Rows(expansion.Question, (sql, row) => $"{row.Id} = any({Ids(sql, wanted)})", wanted.Length))
            .ToDictionary(record => record.Id);
        foreach (var record in records)
            record.Expanded[expansion.Navigation.Name] = Plan.LookupOf(record, lookup) is { } id ? found.GetValueOrDefault(id) : null;
    }

    private async Task ExpandCollection(Expansion expansion, List<Record> records)
    {
        var (navigation, question) = (expansion.Navigation, expansion.Question);
        var (sql, plan, keys, row) = Begin(question);
        var near = new RowSource(navigation.From, _ => "parent.id");
        var condition = Condition(question, sql, row, null);
        var ids = Ids(sql, [.. records.Select(record => record.Id)]);
        sql.Add($"select found.* from unnest({ids}) with ordinality as parent(id, place) cross join lateral (");
        sql.Add($"select {plan.SelectList}, parent.id as parent_id from {SqlText.From(navigation.To)} t0 ");
        sql.Add($"where {Joins.On(navigation, near, row)} and {condition} order by {Order(keys, row)} limit "
            + $"{question.Top ?? PageSizeMax}) found order by parent.place");

        var rows = await work.Rows(sql);
        var lists = records.ToDictionary(record => record.Id, _ => new List<Record>());
        var children = new List<Record>();
        foreach (var values in rows)
        {
            var child = plan.Record(values);
            children.Add(child);
            lists[(Guid)values[plan.Width]!].Add(child);
        }
        await Expand(question, children);
        foreach (var record in records) record.Expanded[navigation.Name] = lists[record.Id];
    }


    private static string Ids(SqlText sql, Guid[] ids) => sql.Value(ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
}
