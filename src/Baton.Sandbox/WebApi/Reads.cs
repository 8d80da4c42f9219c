using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.WebApi;

/// <summary>GET: a row, a set, a collection, a count.</summary>
internal static class Reads
{
    private const string MetadataVersion = "1000000";

    public static async Task<Answer> List(Dispatcher dispatcher, WebApiRequest request, Table table, Func<SqlText, RowSource,
        string>? within = null, string? path = null)
    {
        var catalog = dispatcher.Database.Catalog;
        if (request.Options.TryGetValue("fetchXml", out var fetch))
            return await Fetch.FetchReading.Answer(dispatcher, request, table, fetch);
        if (request.Options.TryGetValue("sql", out var sql)) return await Fetch.FetchReading.AnswerSql(dispatcher, request, table, sql);
        foreach (var kind in (string[])["savedQuery", "userQuery"])
            if (request.Options.TryGetValue(kind, out var saved))
                return await Fetch.FetchReading.Answer(dispatcher, request, table, await SavedFetch(dispatcher, request, kind.ToLowerInvariant(), saved));
        if (request.Options.ContainsKey("$apply")) return await Applying.Answer(dispatcher, request, table);
        var question = Asking.Parse(catalog, table, request.Options);
        var json = new RecordJson(request.Preferences, request.Root);
        var (cookie, number) = request.Options.TryGetValue("$skiptoken", out var token) ? Cookie.FromToken(token) : (null, 1);
        await using var work = await dispatcher.Database.Open(request.Cancellation);
        var reading = new Reading(catalog, work,
            MannerOf(request, json) with { PageSize = request.Preferences.PageSize ?? Reading.PageSizeMax, Cookie = cookie });
        var page = await reading.Many(question, within);
        return WebApi.Answer.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("@odata.context", json.Context(question, path));
            if (page.Count is { } count) writer.WriteNumber("@odata.count", count);
            if (request.Preferences.Wants("Microsoft.Dynamics.CRM.totalrecordcount"))
            {
                writer.WriteNumber("@Microsoft.Dynamics.CRM.totalrecordcount", page.Count ?? -1);
                writer.WriteBoolean("@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded", page.Count >= Reading.CountMax);
                writer.WriteString("@Microsoft.Dynamics.CRM.globalmetadataversion", MetadataVersion);
            }
            writer.WriteStartArray("value");
            foreach (var record in page.Records) json.WriteRecord(writer, record);
            writer.WriteEndArray();
            if (page.NextCookie is not null)
                writer.WriteString("@odata.nextLink", NextLink(request, Cookie.Token(page.NextCookie, number + 1)));
            writer.WriteEndObject();
        }).Applying(request);
    }

    private static async Task<string> SavedFetch(Dispatcher dispatcher, WebApiRequest request, string table, string id)
    {
        await using var work = await dispatcher.Database.Open(request.Cancellation);
        if (!Guid.TryParse(id, out var given)) throw Fault.BadRequest($"'{id}' is no id of a {table}.");
        var row = await Rows.Find(work, dispatcher.Database.Catalog[table], given) ?? throw Fault.NotFound(table, given);
        return row.Text("fetchxml")!;
    }

    public static async Task<Answer> One(Dispatcher dispatcher, WebApiRequest request, Table table, string key)
    {
        var catalog = dispatcher.Database.Catalog;
        var question = Asking.Parse(catalog, table, request.Options);
        await using var work = await dispatcher.Database.Open(request.Cancellation);
        var id = await References.Id(work, table, key);
        return await One(dispatcher, request, work, question, id, notModified: true);
    }

    public static async Task<Answer> One(Dispatcher dispatcher, WebApiRequest request, Work work, Question question, Guid id,
        bool notModified = false)
    {
        var record = await Find(dispatcher, request, work, question, id);
        if (notModified && request.Header("If-None-Match") == RecordJson.Etag(record.Version) && question.Expansions.Count == 0
            && request.Preferences.Annotations.Count == 0)
            return new Answer { Status = 304 }.With("ETag", RecordJson.Etag(record.Version));
        return Show(request, question, record, 200);
    }

    public static async Task<Record> Find(Dispatcher dispatcher, WebApiRequest request, Work work, Question question, Guid id)
    {
        var manner = MannerOf(request, new RecordJson(request.Preferences, request.Root));
        return await new Reading(dispatcher.Database.Catalog, work, manner).One(question, id)
            ?? throw Fault.NotFound(question.Table.Name, id);
    }

    public static Answer Show(WebApiRequest request, Question question, Record record, int status)
    {
        var json = new RecordJson(request.Preferences, request.Root);
        return WebApi.Answer.Json(status, writer => json.WriteRecord(writer, record, $"{json.Context(question)}/$entity"))
            .With("ETag", RecordJson.Etag(record.Version)).Applying(request);
    }

    public static async Task<Answer> Count(Dispatcher dispatcher, WebApiRequest request, Table table, Func<SqlText, RowSource,
        string>? within = null)
    {
        var question = Asking.Parse(dispatcher.Database.Catalog, table, request.Options);
        await using var work = await dispatcher.Database.Open(request.Cancellation);
        var reading = new Reading(dispatcher.Database.Catalog, work, MannerOf(request, new RecordJson(request.Preferences, request.Root)));
        var count = await reading.Count(question, within);
        return WebApi.Answer.Text(count.ToString(System.Globalization.CultureInfo.InvariantCulture), "text/plain");
    }

    public static Manner MannerOf(WebApiRequest request, RecordJson json) => new()
    {
        Context = request.QueryContext,
        WithLabels = json.WithLabels,
        Visible = (table, row, sql) => Access.Visible(request.Caller, table, row, sql),
    };

    /// <summary>The same address with the mark of the next page.</summary>
    public static string NextLink(WebApiRequest request, string token)
    {
        var kept = request.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !pair.StartsWith("$skiptoken=", StringComparison.Ordinal)
                && !pair.StartsWith("%24skiptoken=", StringComparison.Ordinal));
        return $"{request.Root}{request.Path}?{string.Join('&', kept.Append($"$skiptoken={Uri.EscapeDataString(token)}"))}";
    }
}
