using System.Globalization;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.WebApi;

/// <summary>POST, PATCH and DELETE of rows, with their conditions.</summary>
internal static class Writes
{
    public static Task<Answer> Create(Dispatcher dispatcher, WebApiRequest request, Table table) =>
        dispatcher.Change(request, table, async deed =>
        {
            var id = await Recording.Create(deed, table, request.Json());
            return await Created(dispatcher, request, deed, table, id);
        });

    public static async Task<Answer> Patch(Dispatcher dispatcher, WebApiRequest request, Table table, string key)
    {
        var (ifMatch, ifNoneMatch) = (request.Header("If-Match"), request.Header("If-None-Match"));
        if (ifNoneMatch is not null and not "*") ifNoneMatch = null; // clients send "null" to keep caches away
        for (var attempt = 1; ; attempt++)
            try
            {
                return await dispatcher.Change(request, table, deed => Patch(dispatcher, request, deed, table, key, ifMatch, ifNoneMatch));
            }
            catch (Fault raced) when (raced.Code == "0x80040237" && ifNoneMatch is null && ifMatch is null && request.Shared is null
                && attempt == 1)
            {
                // Somebody created it between our look and our insert; it is an update after all.
            }
    }

    private static async Task<Answer> Patch(
        Dispatcher dispatcher, WebApiRequest request, Deed deed, Table table, string key, string? ifMatch, string? ifNoneMatch)
    {
        var (id, keyed) = await Target(deed, table, key);
        if (ifNoneMatch is null && id is not null && await Recording.Update(deed, table, id.Value, request.Json(), Version(ifMatch)))
            return await Updated(dispatcher, request, deed, table, id.Value);
        if (ifMatch is not null) throw id is null ? Fault.NoKey(table.Name) : Fault.NotFound(table.Name, id.Value);
        if (ifNoneMatch is not null && keyed is not null && id is not null) throw Fault.KeyExists();

        var created = await Recording.Create(deed, table, request.Json(), id, keyed);
        return await Created(dispatcher, request, deed, table, created);
    }

    // By id, or by an alternate key that may or may not exist yet.
    public static async Task<(Guid? Id, Row? Keyed)> Target(Deed deed, Table table, string key)
    {
        if (Guid.TryParse(key, out var id)) return (id, null);
        var wanted = References.Key(table, key);
        var found = await Rows.Matching(deed.Work, table, wanted, limit: 1);
        var keyed = new Row();
        foreach (var (column, value) in wanted) keyed[column.Name] = value;
        return (found is [var row] ? row.Id : null, keyed);
    }

    public static async Task<Answer> Delete(Dispatcher dispatcher, WebApiRequest request, Table table, string key) =>
        await dispatcher.Change(request, table, async deed =>
        {
            var id = await References.Id(deed.Work, table, key);
            await Recording.Delete(deed, table, id, Version(request.Header("If-Match")));
            return WebApi.Answer.NoContent();
        });

    public static async Task<Answer> Created(Dispatcher dispatcher, WebApiRequest request, Deed deed, Table table, Guid id)
    {
        var address = $"{request.Root}{table.Set}({id})";
        if (request.Preferences.ReturnsRepresentation)
            return (await Represent(dispatcher, request, deed, table, id, 201)).With("Location", address);
        return WebApi.Answer.NoContent().With("OData-EntityId", address).With("Location", address).Applying(request);
    }

    private static async Task<Answer> Updated(Dispatcher dispatcher, WebApiRequest request, Deed deed, Table table, Guid id) =>
        request.Preferences.ReturnsRepresentation
            ? await Represent(dispatcher, request, deed, table, id, 200)
            : WebApi.Answer.NoContent().With("OData-EntityId", $"{request.Root}{table.Set}({id})").Applying(request);

    private static async Task<Answer> Represent(Dispatcher dispatcher, WebApiRequest request, Deed deed, Table table, Guid id, int status)
    {
        var wanted = status == 201 ? request.Options : request.Options.Where(option => option.Key != "$expand").ToDictionary();
        var question = Asking.Parse(deed.Catalog, table, wanted);
        return Reads.Show(request, question, await Reads.Find(dispatcher, request, deed.Work, question, id), status);
    }

    /// <summary>The version that an If-Match header demands; null when any will do.</summary>
    public static long? Version(string? ifMatch)
    {
        if (ifMatch is null or "*") return null;
        var digits = ifMatch.Replace("W/", "", StringComparison.Ordinal).Trim('"');
        return long.TryParse(digits, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw Fault.Invalid("0x80060883",
                "The RowVersion property must be provided when the value of ConcurrencyBehavior is IfVersionMatches.");
    }
}
