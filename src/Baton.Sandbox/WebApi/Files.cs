using System.Globalization;
using System.Net.Http.Headers;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.WebApi;

/// <summary>The content of file columns: up in one piece or in blocks, down whole or by range.</summary>
internal static class Files
{
    private const int BlockBytes = 4 * 1024 * 1024;
    private const int FileBytesMax = 128 * 1024 * 1024;

    public static Task<Answer> Answer(Dispatcher dispatcher, WebApiRequest request, Table table, string key, Column column, string? last) =>
        (request.Method, last) switch
        {
            ("PATCH" or "PUT", null) => Up(dispatcher, request, table, key, column),
            ("GET", null or "$value") => Down(dispatcher, request, table, key, column, raw: last is not null),
            ("DELETE", null) => Set(dispatcher, request, table, key, column, null, null),
            _ => throw Dispatcher.NoVerb(request),
        };

    private static async Task<Answer> Up(Dispatcher dispatcher, WebApiRequest request, Table table, string key, Column column)
    {
        if (request.Options.TryGetValue("sessiontoken", out var token)) return await Block(dispatcher, request, table, key, column, token);
        var name = request.Header("x-ms-file-name") ?? request.Options.GetValueOrDefault("x-ms-file-name")
            ?? throw Fault.Invalid("0x80090001", "The header x-ms-file-name is missing.");
        name = Uri.UnescapeDataString(name);
        var chunked = string.Equals(request.Header("x-ms-transfer-mode"), "chunked", StringComparison.OrdinalIgnoreCase);
        var file = Guid.CreateVersion7(request.Now);
        await using (var work = await dispatcher.Database.Begin(request.Cancellation))
        {
            var sql = new SqlText();
            await work.Run(sql.Add($"insert into sandbox.files values ({sql.Value(file)}, {sql.Value(name)}, {sql.Value(TypeOf(request))}, "
                + $"{sql.Value(chunked ? [] : request.Body.ToArray())}, {sql.Value(!chunked)})"));
            await work.Commit();
        }
        if (!chunked) return await Set(dispatcher, request, table, key, column, file, name);
        return new Answer { Status = 200 }
            .With("Location", $"{request.Root}{request.Path}?sessiontoken={file:N}&x-ms-file-name={Uri.EscapeDataString(name)}")
            .With("x-ms-chunk-size", BlockBytes.ToString(CultureInfo.InvariantCulture)).With("Accept-Ranges", "bytes");
    }

    private static string TypeOf(WebApiRequest request) =>
        request.Header("Content-Type") is { Length: > 0 } type && !type.StartsWith("application/json", StringComparison.Ordinal)
            ? type : "application/octet-stream";

    private static async Task<Answer> Block(Dispatcher dispatcher, WebApiRequest request, Table table, string key, Column column, string token)
    {
        if (!Guid.TryParse(token, out var file)) throw Fault.Invalid("0x80090004", "The session token of the upload is not known.");
        var range = ContentRangeHeaderValue.TryParse(request.Header("Content-Range"), out var read) && read is { HasRange: true, HasLength: true }
            ? read : throw Fault.Invalid("0x80090005", "The header Content-Range is missing.");
        if (range.Length > FileBytesMax) throw new Fault(413, "0x80090006", "The file is too large for the sandbox.");
        string? name;
        await using (var work = await dispatcher.Database.Begin(request.Cancellation))
        {
            var sql = new SqlText();
            sql.Add($"update sandbox.files set content = substring(content from 1 for {range.From}) || {sql.Value(request.Body.ToArray())}, "
                + $"complete = {sql.Value(range.To + 1 == range.Length)} where id = {sql.Value(file)} and octet_length(content) >= {range.From} "
                + "returning name");
            name = (string?)await work.Value(sql) ?? throw Fault.Invalid("0x80090004", "The session token of the upload is not known, or a block is missing.");
            await work.Commit();
        }
        return range.To + 1 == range.Length ? await Set(dispatcher, request, table, key, column, file, name) : new Answer { Status = 206 };
    }

    private static Task<Answer> Set(Dispatcher dispatcher, WebApiRequest request, Table table, string key, Column column, Guid? file, string? name) =>
        dispatcher.Change(request, table, async deed =>
        {
            var id = await References.Id(deed.Work, table, key);
            if (!await Recording.Update(deed, table, id, new Row { [column.Name] = file, [$"{column.Name}_name"] = name }))
                throw Fault.NotFound(table.Name, id);
            var old = new SqlText();
            await deed.Work.Run(old.Add($"delete from sandbox.files f where complete and not exists (select from crm.{SqlText.Name(table.Storage)} "
                + $"held where held.{SqlText.Name(column.Name)} = f.id) and f.id = {old.Value(file ?? Guid.Empty)}"));
            return WebApi.Answer.NoContent();
        });

    private static async Task<Answer> Down(Dispatcher dispatcher, WebApiRequest request, Table table, string key, Column column,
        bool raw)
    {
        await using var work = await dispatcher.Database.Open(request.Cancellation);
        var id = await References.Id(work, table, key);
        var record = await Reads.Find(dispatcher, request, work, new Question { Table = table, Columns = [column] }, id);
        if (record.Values[0] is not Guid file) return WebApi.Answer.NoContent();
        var sql = new SqlText();
        var row = (await work.Rows(sql.Add($"select name, type, content from sandbox.files where id = {sql.Value(file)}")))[0];
        var content = (byte[])row[2]!;
        var answer = new Answer { Status = 200, Body = content, ContentType = (string)row[1]! };
        if (RangeHeaderValue.TryParse(request.Header("Range"), out var wanted) && wanted.Ranges.FirstOrDefault() is { From: { } from }
            && from < content.Length)
        {
            var to = (int)Math.Min(wanted.Ranges.First().To ?? content.Length - 1, content.Length - 1);
            answer = answer with { Status = 206, Body = content.AsMemory((int)from..(to + 1)) };
            answer.With("Content-Range", $"bytes {from}-{to}/{content.Length}");
        }
        var name = (string)row[0]!;
        if (!raw) answer = InJson(request, table, id, column, answer);
        return answer.With("x-ms-file-name", Uri.EscapeDataString(name)).With("x-ms-file-size", content.Length.ToString(CultureInfo.InvariantCulture))
            .With("mimetype", (string)row[1]!).With("Accept-Ranges", "bytes").With("X-Content-Type-Options", "nosniff")
            .With("Content-Disposition", $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}");
    }

    // Without /$value the bytes come as a value like any other, in base64.
    private static Answer InJson(WebApiRequest request, Table table, Guid id, Column column, Answer bytes) => WebApi.Answer.Json(bytes.Status, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{request.Root}$metadata#{table.Set}({id})/{column.Property}");
        json.WriteBase64String("value", bytes.Body.Span);
        json.WriteEndObject();
    }) with { Headers = bytes.Headers };
}
