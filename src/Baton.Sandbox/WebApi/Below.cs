using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using NpgsqlTypes;

namespace Baton.Sandbox.WebApi;

/// <summary>What lies below a row: a column, a related row, a collection, and references to them.</summary>
internal static class Below
{
    public static async Task<Answer> Answer(Dispatcher dispatcher, WebApiRequest request, Table table, string key,
        IReadOnlyList<Segment> segments)
    {
        var (name, last) = (segments[1].Name, segments.Count > 2 ? segments[2].Name : null);
        if (segments.Count > 3) throw Fault.NoResource(request.Root + request.Path);
        if (table.FindProperty(name) is { Kind: ColumnKind.File } file) return await Files.Answer(dispatcher, request, table, key, file, last);
        if (table.FindProperty(name) is { } column) return await OfColumn(dispatcher, request, table, key, column, last);
        var navigation = dispatcher.Database.Catalog.Navigate(table, name) ?? throw Fault.NoSegment(name);
        if (last == "$ref") return await OfReference(dispatcher, request, table, key, navigation, segments[1].Key);
        if (request.Method == "POST" && navigation.IsCollection && last is null)
            return await CreateWithin(dispatcher, request, table, key, navigation);
        if (request.Method != "GET") throw Dispatcher.NoVerb(request);
        if (last == "$count") return await Reads.Count(dispatcher, request, navigation.To,
            Within(navigation, await Id(dispatcher, request, table, key)));
        if (last is not null) throw Fault.NoSegment(last);
        return await Related(dispatcher, request, table, key, navigation);
    }

    private static async Task<Answer> OfColumn(Dispatcher dispatcher, WebApiRequest request, Table table, string key, Column column,
        string? last)
    {
        if (request.Method == "GET") return await Value(dispatcher, request, table, key, column, last);
        if (last is not null || request.Method is not ("PUT" or "DELETE")) throw Dispatcher.NoVerb(request);
        if (column.Kind == ColumnKind.Lookup)
            throw Fault.Invalid("0x80060888",
                "CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.");
        object? value = null;
        if (request.Method == "PUT")
            value = request.Json().TryGetProperty("value", out var json) ? Conversion.Take(table, column, json)
                : throw Fault.BadBody("The property 'value' is missing.");
        return await dispatcher.Change(request, table, async deed =>
        {
            var id = await References.Id(deed.Work, table, key);
            var values = column.IsReadOnly || column.IsCreateOnly ? new Row() : new Row { [column.Name] = value };
            if (!await Recording.Update(deed, table, id, values, Writes.Version(request.Header("If-Match"))))
                throw Fault.NotFound(table.Name, id);
            return WebApi.Answer.NoContent();
        });
    }

    private static async Task<Answer> Value(Dispatcher dispatcher, WebApiRequest request, Table table, string key, Column column,
        string? last)
    {
        await using var work = await dispatcher.Database.Open(request.Cancellation);
        var id = await References.Id(work, table, key);
        var record = await Reads.Find(dispatcher, request, work, new Question { Table = table, Columns = [column] }, id);
        if (record.Values[0] is not { } value) return WebApi.Answer.NoContent();
        if (last == "$value") return WebApi.Answer.Text(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
            "text/plain");
        return WebApi.Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{request.Root}$metadata#{table.Set}({id})/{column.Property}");
            json.WritePropertyName("value");
            RecordJson.WriteValue(json, value);
            json.WriteEndObject();
        });
    }

    private static async Task<Answer> Related(Dispatcher dispatcher, WebApiRequest request, Table table, string key, Navigation navigation)
    {
        var id = await Id(dispatcher, request, table, key);
        if (navigation.IsCollection) return await Reads.List(dispatcher, request, navigation.To, Within(navigation, id), navigation.To.Set);
        await using var work = await dispatcher.Database.Open(request.Cancellation);
        var target = (await Rows.Find(work, table, id))!.Lookup(navigation.Lookup!.Name);
        if (target is null) return WebApi.Answer.NoContent();
        var to = dispatcher.Database.Catalog[target.Value.Table];
        var question = Asking.Parse(dispatcher.Database.Catalog, to, request.Options);
        return await Reads.One(dispatcher, request, work, question, target.Value.Id);
    }

    // POST accounts(id)/contact_customer_accounts makes a contact of that account.
    private static Task<Answer> CreateWithin(Dispatcher dispatcher, WebApiRequest request, Table table, string key, Navigation navigation) =>
        dispatcher.Change(request, navigation.To, async deed =>
        {
            var id = await References.Id(deed.Work, table, key);
            var given = navigation.Many is null ? new Row { [navigation.Lookup!.Name] = new Ref(table.Name, id) } : null;
            var made = await Recording.Create(deed, navigation.To, request.Json(), given: given);
            if (navigation.Many is not null) await Links.Add(deed, navigation, id, made);
            return await Writes.Created(dispatcher, request, deed, navigation.To, made);
        });

    // A collection narrows the set that it is a part of to the rows that belong to one.
    private static Func<SqlText, RowSource, string> Within(Navigation navigation, Guid id) => (sql, row) =>
        Joins.On(navigation, new RowSource(navigation.From, _ => sql.Value(id, NpgsqlDbType.Uuid)), row);

    private static async Task<Answer> OfReference(Dispatcher dispatcher, WebApiRequest request, Table table, string key,
        Navigation navigation, string? far)
    {
        if (request.Method == "GET") return await ListReferences(dispatcher, request, table, key, navigation);
        return await dispatcher.Change(request, table, async deed =>
        {
            var id = await References.Id(deed.Work, table, key);
            switch (request.Method, navigation.IsCollection)
            {
                case ("POST", true) or ("PUT", false):
                    var target = await References.Resolve(deed.Catalog, deed.Work, References.InBody(request.Json()));
                    var exact = deed.Catalog.Navigations(table, navigation.Name)
                        .FirstOrDefault(possible => possible.To.Name == target.Table)
                        ?? throw Fault.BadBody($"A record of {target.Table} can't be associated by '{navigation.Name}'.");
                    await Links.Add(deed, exact, id, target.Id);
                    break;
                case ("DELETE", _):
                    var address = request.Options.GetValueOrDefault("$id");
                    Guid? to = far is not null ? await References.Id(deed.Work, navigation.To, far)
                        : address is not null ? (await References.Resolve(deed.Catalog, deed.Work, address)).Id : null;
                    await Links.Remove(deed, navigation, id, to);
                    break;
                default: throw Dispatcher.NoVerb(request);
            }
            dispatcher.Callers.Forget();
            return WebApi.Answer.NoContent();
        });
    }

    private static async Task<Answer> ListReferences(Dispatcher dispatcher, WebApiRequest request, Table table, string key,
        Navigation navigation)
    {
        var id = await Id(dispatcher, request, table, key);
        await using var work = await dispatcher.Database.Open(request.Cancellation);
        var question = new Question { Table = navigation.To, Columns = [navigation.To[navigation.To.PrimaryId]] };
        var reading = new Reading(dispatcher.Database.Catalog, work,
            Reads.MannerOf(request, new RecordJson(request.Preferences, request.Root)));
        var ids = navigation.IsCollection
            ? (await reading.Many(question, Within(navigation, id))).Records.Select(record => (navigation.To, record.Id))
            : (await Rows.Find(work, table, id))!.Lookup(navigation.Lookup!.Name) is { } target
                ? [(dispatcher.Database.Catalog[target.Table], target.Id)] : [];
        return WebApi.Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{request.Root}$metadata#Collection($ref)");
            json.WriteStartArray("value");
            foreach (var (to, one) in ids)
            {
                json.WriteStartObject();
                json.WriteString("@odata.id", $"{request.Root}{to.Set}({one})");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task<Guid> Id(Dispatcher dispatcher, WebApiRequest request, Table table, string key)
    {
        await using var work = await dispatcher.Database.Open(request.Cancellation);
        var id = await References.Id(work, table, key);
        await Reads.Find(dispatcher, request, work, new Question { Table = table, Columns = [table[table.PrimaryId]] }, id);
        return id;
    }
}
