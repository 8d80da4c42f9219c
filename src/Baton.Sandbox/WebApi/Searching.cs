using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.WebApi;

/// <summary>A row that a search has found.</summary>
internal sealed record Hit(Record Record, double Score, JsonObject Highlights, IReadOnlyList<Column> Selected)
{
    public Table Table => Record.Question.Table;

    public JsonObject Attributes()
    {
        var attributes = new JsonObject();
        foreach (var column in Selected)
        {
            var value = Record[column.Name];
            attributes[column.Property] = value is null ? null : JsonSerializer.SerializeToNode(value);
            if (value is not null && Labels.Of(column, value, "$", Record.Targets.GetValueOrDefault(column.Name).Name) is { } label)
                attributes[$"{column.Property}@{RecordJson.FormattedValue}"] = label;
        }
        return attributes;
    }
}

/// <summary>Finds rows of several tables by words.</summary>
internal sealed class Searching(Dispatcher dispatcher, Caller caller, Work work, DateTimeOffset now)
{
    private const int CandidatesMax = 500;
    private static readonly string[] Everywhere =
        ["account", "contact", "lead", "opportunity", "incident", "quote", "product", "systemuser"];

    public async Task<List<Hit>> Find(SearchAsk ask)
    {
        var hits = new List<Hit>();
        foreach (var entity in Entities(ask))
        {
            var table = dispatcher.Database.Catalog.Find(entity.Name) is { } found && dispatcher.IsInstalled(found) ? found
                : throw Fault.BadRequest($"There is no table '{entity.Name}' to search.");
            hits.AddRange(await Find(ask, entity, table));
        }
        return Sorted(hits, ask.OrderBy);
    }

    private IEnumerable<SearchEntity> Entities(SearchAsk ask) => ask.Entities ?? Everywhere
        .Concat(dispatcher.Database.Catalog.Tables.Where(table => table.IsCustom).Select(table => table.Name))
        .Where(name => dispatcher.Database.Catalog[name] is var table && dispatcher.IsInstalled(table)
            && caller.Privileges.ContainsKey($"prvRead{table.PrivilegeNoun}"))
        .Select(name => new SearchEntity(name, null, null, null));

    private async Task<IEnumerable<Hit>> Find(SearchAsk ask, SearchEntity entity, Table table)
    {
        var searched = Named(table, entity.Searched ?? table.SearchColumns);
        var selected = Named(table, entity.Selected ?? entity.Searched ?? table.SearchColumns);
        var extra = Named(table, ask.Facets.Concat(ask.OrderBy).Select(text => text.Split(',', ' ')[0]).Where(name => table.Find(name) is not null));
        var filters = new[] { entity.Filter, ask.Filter }.Where(filter => !string.IsNullOrWhiteSpace(filter)).ToList();
        var options = filters.Count == 0 ? [] : new Dictionary<string, string> { ["$filter"] = $"({string.Join(") and (", filters)})" };
        var question = Asking.Parse(dispatcher.Database.Catalog, table, options) with
        {
            Columns = [.. selected.Concat(searched).Concat(extra).Distinct()], Top = CandidatesMax,
        };
        var reading = new Reading(dispatcher.Database.Catalog, work, new Manner
        {
            Context = new QueryContext(now, caller.UserId, caller.BusinessUnitId), WithLabels = true,
            Visible = (seen, row, sql) => Access.Visible(caller, seen, row, sql),
        });
        var joined = ask.DemandsAll ? " and " : " or ";
        var page = await reading.Many(question, (sql, row) => $"({string.Join(joined, ask.Words.Select(word =>
            $"({string.Join(" or ", searched.Where(column => column.IsText)
                .Select(column => $"position({SqlText.Fold(sql.Value(word))} in lower({row.Say(column)})) > 0").DefaultIfEmpty("false"))})")
            .DefaultIfEmpty("true"))})");
        return page.Records.Select(record => Rated(record, searched, selected, ask.Words));
    }

    private static List<Column> Named(Table table, IEnumerable<string> names) =>
        [.. names.Select(name => table.Find(name) ?? table.FindProperty(name) ?? throw Fault.NoProperty(name, table.Name)).Distinct()];

    private static Hit Rated(Record record, List<Column> searched, List<Column> selected, IReadOnlyList<string> words)
    {
        var (highlights, score) = (new JsonObject(), 0.0);
        foreach (var column in searched)
            if (record[column.Name] is string text)
            {
                var marked = words.Aggregate(text, (current, word) =>
                    System.Text.RegularExpressions.Regex.Replace(current, System.Text.RegularExpressions.Regex.Escape(word), "{crmhit}$0{/crmhit}",
                        System.Text.RegularExpressions.RegexOptions.IgnoreCase | System.Text.RegularExpressions.RegexOptions.CultureInvariant));
                if (marked == text) continue;
                highlights[column.Name] = new JsonArray(marked);
                // A word that is the whole value counts for more than one inside a long text.
                score += words.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))
                    .Sum(word => 1.0 + ((double)word.Length / text.Length));
            }
        return new Hit(record, Math.Round(score, 6), highlights, selected);
    }

    private static List<Hit> Sorted(List<Hit> hits, IReadOnlyList<string> orderBy)
    {
        IOrderedEnumerable<Hit>? sorted = null;
        foreach (var key in orderBy.Append("@search.score desc"))
        {
            var (name, down) = (key.Split(' ')[0], key.EndsWith(" desc", StringComparison.OrdinalIgnoreCase));
            Func<Hit, object?> by = name == "@search.score" ? hit => hit.Score
                : hit => hit.Table.Find(name) is null ? null : hit.Record[name] as IComparable;
            var comparer = Comparer<object?>.Create((a, b) => a is IComparable left && b is not null && a.GetType() == b.GetType() ? left.CompareTo(b)
                : (a is null ? 0 : 1) - (b is null ? 0 : 1));
            sorted = (sorted, down) switch
            {
                (null, true) => hits.OrderByDescending(by, comparer),
                (null, false) => hits.OrderBy(by, comparer),
                (_, true) => sorted.ThenByDescending(by, comparer),
                (_, false) => sorted.ThenBy(by, comparer),
            };
        }
        return [.. sorted!];
    }

    /// <summary>How many hits have each value of a column: "@search.entityname,count:10" or "statecode".</summary>
    public static JsonObject Facets(SearchAsk ask, List<Hit> hits)
    {
        var facets = new JsonObject();
        foreach (var facet in ask.Facets)
        {
            var parts = facet.Split(',', StringSplitOptions.TrimEntries);
            var most = parts.FirstOrDefault(part => part.StartsWith("count:", StringComparison.Ordinal)) is { } count
                ? int.Parse(count["count:".Length..], CultureInfo.InvariantCulture) : 10;
            var groups = hits.GroupBy(hit => parts[0] == "@search.entityname" ? hit.Table.Name : hit.Table.Find(parts[0]) is null ? null
                    : hit.Record[parts[0]]).Where(group => group.Key is not null).OrderByDescending(group => group.Count()).Take(most);
            facets[parts[0]] = new JsonArray([.. groups.Select(group => new JsonObject
            {
                ["Type"] = "Value", ["Value"] = JsonSerializer.SerializeToNode(group.Key), ["OptionalValue"] = null, ["Count"] = group.Count(),
            })]);
        }
        return facets;
    }
}
