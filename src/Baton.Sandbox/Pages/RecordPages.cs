using System.Globalization;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.Pages;

/// <summary>The records, to look at and search.</summary>
internal static class RecordPages
{
    private const int RowsMax = 50;
    private const int RelatedMax = 10;
    private const int ColumnsMax = 6;

    private static readonly HashSet<string> Quiet =
        ["createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby", "ownerid", "owninguser", "owningbusinessunit",
        "transactioncurrencyid"];
    private static readonly string[] Telling =
        ["parentcustomerid", "customerid", "regardingobjectid", "objectid", "prioritycode", "statecode", "statuscode", "createdon"];

    public static async Task<IResult> Tables(Database database, CancellationToken ct)
    {
        await using var work = await database.Open(ct);
        var cards = new List<Html>();
        foreach (var table in database.Catalog.Tables.OrderBy(table => table.PluralName, StringComparer.Ordinal))
        {
            var count = (long)(await work.Value(new SqlText().Add($"select count(*) from {SqlText.From(table)} counted")))!;
            cards.Add(Html.Of($"""<li><a href="/records/{table.Set}">{table.PluralName} <span class="quiet">{count}</span></a></li>"""));
        }
        return Layout.Page("Records", Html.Of($"""<ul class="cards">{Html.Join(cards)}</ul>"""));
    }

    public static async Task<IResult> List(string set, string? q, Database database, TimeProvider time, CancellationToken ct)
    {
        if (database.Catalog.FindSet(set) is not { } table) return Missing();
        await using var work = await database.Open(ct);
        var question = new Question { Table = table, Columns = ListColumns(table), Top = RowsMax, WantsCount = true };
        var page = await Reading(database.Catalog, work, time).Many(question, (sql, row) => Search(table, q, sql, row));
        return Layout.Page(table.PluralName, Html.Of($"""
            <form method="get">
            <input type="search" name="q" value="{q}" aria-label="Search {table.PluralName}" placeholder="Search {table.PluralName}">
            <button>Search</button></form>
            <p class="quiet">{page.Records.Count} of {page.Count}. <a href="/columns/{table.Set}">Columns</a></p>
            {Rows(database.Catalog, page.Records)}
            """));
    }

    public static async Task<IResult> One(string set, Guid id, Database database, TimeProvider time, CancellationToken ct)
    {
        if (database.Catalog.FindSet(set) is not { } table) return Missing();
        await using var work = await database.Open(ct);
        var reading = Reading(database.Catalog, work, time);
        if (await reading.One(new Question { Table = table, Columns = table.Columns }, id) is not { } record) return Missing();
        var related = new List<Html>();
        foreach (var navigation in database.Catalog.Navigations(table).Where(Shown).OrderBy(Rank))
            related.Add(await Related(database.Catalog, reading, navigation, id));
        var title = record[table.PrimaryName]?.ToString() is { Length: > 0 } name ? name : table.DisplayName;
        return Layout.Page(title, Html.Of($"""
            <p class="quiet">{table.DisplayName} <code>{id}</code></p>
            <dl>{Html.Join(Fields(database.Catalog, record))}</dl>
            {Html.Join(related)}
            """));
    }

    private static bool Shown(Navigation navigation) => navigation.IsCollection
        && navigation.To.Name is not ("privilege" or "roleprivileges" or "activityparty") && !Quiet.Contains(navigation.Lookup?.Name ?? "");

    // What a person looks for first: what was noted, then what was asked.
    private static int Rank(Navigation navigation) =>
        navigation.To.Name switch { "annotation" => 0, "incident" => 1, "activitypointer" => 2, _ => 3 };

    private static async Task<Html> Related(Catalog catalog, Reading reading, Navigation navigation, Guid id)
    {
        var question = new Question { Table = navigation.To,
            Columns = navigation.To.Name == "annotation" ? navigation.To.Columns : ListColumns(navigation.To), Top = RelatedMax,
            WantsCount = true };
        var page = await reading.Many(question, (sql, row) =>
            Joins.On(navigation, new RowSource(navigation.From, _ => sql.Value(id)), row));
        if (page.Records.Count == 0) return Html.Empty;
        var content = navigation.To.Name == "annotation" ? Html.Join(page.Records.Select(Note)) : Rows(catalog, page.Records);
        return Html.Of($"""<h2>{navigation.To.PluralName} <span class="quiet">{page.Count} by {navigation.Name}</span></h2>{content}""");
    }

    private static Html Note(Record note) => Html.Of($"""
        <article><h3><a href="/records/annotations/{note.Id}">{note["subject"] ?? "(no title)"}</a></h3>
        <span class="quiet">{Moment(note["createdon"])} by {note.Targets.GetValueOrDefault("createdby").Name}</span>
        <p>{note["notetext"]}</p></article>
        """);

    private static Html Rows(Catalog catalog, IReadOnlyList<Record> records)
    {
        if (records.Count == 0) return Html.Of($"""<p class="quiet">Nothing here.</p>""");
        var columns = records[0].Question.Columns;
        var head = Html.Join(columns.Select(column => Html.Of($"<th>{column.DisplayName}</th>")));
        var rows = Html.Join(records.Select(record =>
            Html.Of($"<tr>{Html.Join(columns.Select((column, i) => Html.Of($"<td>{Cell(catalog, record, column, i)}</td>")))}</tr>")));
        return Html.Of($"""
            <div class="scroll" tabindex="0" role="region" aria-label="{records[0].Question.Table.PluralName}">
            <table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>
            """);
    }

    private static Html Cell(Catalog catalog, Record record, Column column, int place)
    {
        var value = Value(catalog, record, column, record.Values[place]);
        return place == 0
            ? Html.Of($"""<a href="/records/{record.Question.Table.Set}/{record.Id}">{(value.Text.Length == 0 ? new Html("(no name)")
                : value)}</a>""")
            : value;
    }

    private static IEnumerable<Html> Fields(Catalog catalog, Record record)
    {
        for (var i = 0; i < record.Values.Length; i++)
            if (record.Values[i] is { } value && record.Question.Columns[i] is { Kind: not ColumnKind.Id } column)
                yield return Html.Of($"""<dt title="{column.Property}">{column.DisplayName}</dt><dd>{Value(catalog, record, column,
                    value)}</dd>""");
    }

    private static Html Value(Catalog catalog, Record record, Column column, object? value)
    {
        if (value is null) return Html.Empty;
        if (column.Kind != ColumnKind.Lookup) return Html.Of($"{Labels.Of(column, value, record.CurrencySymbol, null) ?? value}");
        var (target, name) = record.Targets[column.Name];
        return Html.Of($"""<a href="/records/{catalog[target].Set}/{value}">{name ?? value}</a>""");
    }

    private static List<Column> ListColumns(Table table) =>
        [.. table.SearchColumns.Prepend(table.PrimaryName).Concat(Telling).Select(table.Find).OfType<Column>().Distinct().Take(ColumnsMax)];

    private static string Search(Table table, string? words, SqlText sql, RowSource row)
    {
        if (string.IsNullOrWhiteSpace(words)) return "true";
        if (Guid.TryParse(words, out var id)) return $"{row.Id} = {sql.Value(id)}";
        var like = sql.Value($"%{words.Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal)}%");
        return $"({string.Join(" or ",
            table.Columns.Where(column => column.IsText).Select(column => $"lower({row.Say(column)}) like {SqlText.Fold(like)}")
            .DefaultIfEmpty("false"))})";
    }

    private static string Moment(object? value) =>
        value is DateTime moment ? moment.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "";

    private static Reading Reading(Catalog catalog, Work work, TimeProvider time) =>
        new(catalog, work, new Manner { Context = new QueryContext(time.GetUtcNow(), Guid.Empty, Guid.Empty), WithLabels = true });

    private static IResult Missing() =>
        Layout.Page("Not found", Html.Of($"<p>There is no such record. <a href=\"/records\">All records</a></p>"), 404);
}
