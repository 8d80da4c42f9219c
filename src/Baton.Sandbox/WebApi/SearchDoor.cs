using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.WebApi;

/// <summary>Relevance search: rows of several tables by words, best first.</summary>
internal static class SearchDoor
{
    private const int WordsCharactersMax = 100;
    private const int TopMax = 100;
    private const int TopDefault = 50;
    private const int CandidatesMax = 500;
    private static readonly string[] Everywhere =
        ["account", "contact", "lead", "opportunity", "incident", "quote", "product", "systemuser"];
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapSearch(this WebApplication app)
    {
        app.MapPost("/api/search/v2.0/query", (RequestDelegate)(http => Door.Guarded(http, Query)));
        app.MapGet("/api/search/v2.0/status", (RequestDelegate)(http => Door.Guarded(http, Status)));
        app.Map("/api/search/{**rest}", (RequestDelegate)(http => Door.Guarded(http, Rest)));
    }

    private static Task<Answer> Status(Dispatcher dispatcher, Caller caller, HttpContext http) =>
        Task.FromResult(Wrapped(new JsonObject {
            ["Value"] = new JsonObject { ["Status"] = "Provisioned", ["LockboxStatus"] = "Disabled" } }));

    private static Task<Answer> Rest(Dispatcher dispatcher, Caller caller, HttpContext http) =>
        throw Fault.NotInSandbox("This part of relevance search");

    private static async Task<Answer> Query(Dispatcher dispatcher, Caller caller, HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var json = body.RootElement;
        var words = Text(json, "search")?.Trim('*') ?? "";
        if (words.Length is 0 or > WordsCharactersMax)
            throw Fault.BadRequest($"The search text has between 1 and {WordsCharactersMax} characters.");
        var any = Text(json, "options")?.Contains("\"any\"", StringComparison.Ordinal) == true;
        var found = new List<JsonObject>();
        await using var work = await dispatcher.Database.Open(http.RequestAborted);
        foreach (var (table, columns, select, filter) in Entities(dispatcher, caller, Text(json, "entities")))
            found.AddRange(await Find(dispatcher, caller, work, table, columns, select, filter,
                words.Split(' ', StringSplitOptions.RemoveEmptyEntries), any, http));
        var skip = json.TryGetProperty("skip", out var skipped) ? skipped.GetInt32() : 0;
        var top = json.TryGetProperty("top", out var given) ? Math.Clamp(given.GetInt32(), 1, TopMax) : TopDefault;
        var best = found.OrderByDescending(one => one["Score"]!.GetValue<double>()).Skip(skip).Take(top).Select(one => one.DeepClone());
        return Wrapped(new JsonObject
        {
            ["Error"] = null, ["Value"] = new JsonArray([.. best]), ["Facets"] = new JsonObject(), ["QueryContext"] = null,
            ["Count"] = json.TryGetProperty("count", out var count) && count.ValueKind == JsonValueKind.True ? found.Count : -1,
        });
    }

    private static IEnumerable<(Table Table, List<Column> Columns, List<Column> Select,
        string? Filter)> Entities(Dispatcher dispatcher, Caller caller, string? text)
    {
        var catalog = dispatcher.Database.Catalog;
        if (text is null)
            return Everywhere.Select(name => catalog[name])
                .Where(table => dispatcher.IsInstalled(table) && caller.Privileges.ContainsKey($"prvRead{table.PrivilegeNoun}"))
                .Select(table => (table, Named(table, table.SearchColumns), Named(table, table.SearchColumns), (string?)null));
        return JsonNode.Parse(text)!.AsArray().Select(one =>
        {
            var table = catalog.Find(one!["name"]!.GetValue<string>())
                ?? throw Fault.BadRequest($"There is no table '{one["name"]}' to search.");
            var searched = one["searchColumns"]?.AsArray().Select(name => name!.GetValue<string>()).ToList() ?? [.. table.SearchColumns];
            var selected = one["selectColumns"]?.AsArray().Select(name => name!.GetValue<string>()).ToList() ?? searched;
            return (table, Named(table, searched), Named(table, selected), one["filter"]?.GetValue<string>());
        });
    }

    private static List<Column> Named(Table table, IEnumerable<string> names) =>
        names.Select(name => table.Find(name) ?? table.FindProperty(name) ?? throw Fault.NoProperty(name, table.Name)).ToList();

    private static async Task<IEnumerable<JsonObject>> Find(
        Dispatcher dispatcher, Caller caller, Work work, Table table, List<Column> columns, List<Column> select,
        string? filter,
        string[] words, bool any, HttpContext http)
    {
        var options = filter is null ? [] : new Dictionary<string, string> { ["$filter"] = filter };
        var question = Asking.Parse(dispatcher.Database.Catalog, table, options) with { Columns = [.. select.Concat(columns).Distinct()],
            Top = CandidatesMax };
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var reading = new Reading(dispatcher.Database.Catalog, work, new Manner
        {
            Context = new QueryContext(now, caller.UserId, caller.BusinessUnitId), WithLabels = true, Visible = (seen, row, sql) =>
                Access.Visible(caller, seen, row, sql),
        });
        var page = await reading.Many(question, (sql, row) => $"({string.Join(any ? " or " : " and ", words.Select(word =>
            $"({string.Join(" or ", columns.Where(column => column.IsText)
                .Select(column => $"position(lower({sql.Value(word)}) in lower({row.Say(column)})) > 0").DefaultIfEmpty("false"))})"))})");
        return page.Records.Select(record => Hit(record, table, columns, select, words));
    }

    private static JsonObject Hit(Record record, Table table, List<Column> columns, List<Column> select, string[] words)
    {
        var (attributes, highlights, score) = (new JsonObject(), new JsonObject(), 0.0);
        foreach (var column in select)
        {
            var value = record[column.Name];
            attributes[column.Property] = value is null ? null : JsonSerializer.SerializeToNode(value);
            if (value is not null && Labels.Of(column, value, "$", record.Targets.GetValueOrDefault(column.Name).Name) is { } label)
                attributes[$"{column.Property}@{RecordJson.FormattedValue}"] = label;
        }
        foreach (var column in columns)
            if (record[column.Name] is string text)
            {
                var marked = words.Aggregate(text, (current, word) =>
                    current.Replace(word, $"{{crmhit}}{word}{{/crmhit}}", StringComparison.OrdinalIgnoreCase));
                if (marked == text) continue;
                highlights[column.Name] = new JsonArray(marked);
                // A word that is the whole value counts for more than one inside a long text.
                score += words.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))
                    .Sum(word => 1.0 + ((double)word.Length / text.Length));
            }
        return new JsonObject
        {
            ["Id"] = record.Id.ToString(), ["EntityName"] = table.Name, ["ObjectTypeCode"] = table.TypeCode, ["Attributes"] = attributes,
            ["Highlights"] = highlights, ["Score"] = Math.Round(score, 6),
        };
    }

    private static Answer Wrapped(JsonObject response) => Answer.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("response", response.ToJsonString(Plain));
        json.WriteEndObject();
    });

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
