using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Dataverse;

/// <summary>
/// Client for the Dataverse Web API v9.2. Make one for each environment and share it: token, limits and pauses belong to the environment.
/// Every method throws <see cref="DataverseError"/> when Dataverse refuses or can't be reached.
/// </summary>
public sealed class DataverseClient : IDisposable
{
    private readonly Wire _wire;
    private readonly Call _manner;
    private readonly bool _owns;

    /// <param name="handler">What sends the requests; null for one of its own.</param>
    public DataverseClient(DataverseOptions options, AccessToken token, HttpMessageHandler? handler = null)
        : this(new Wire(options, token, handler), new Call(HttpMethod.Get, ""), owns: true)
    {
    }

    private DataverseClient(Wire wire, Call manner, bool owns) => (_wire, _manner, _owns) = (wire, manner, owns);

    /// <summary>The same client that tells of every request it makes.</summary>
    public DataverseClient Observed(Action<Exchange> observer) => new(_wire, _manner with { Observer = observer }, owns: false);

    /// <summary>The same client with another patience for a call and its repetitions.</summary>
    public DataverseClient Within(TimeSpan patience) => new(_wire, _manner with { Patience = patience }, owns: false);

    /// <summary>The same client acting for another user, by their Entra object id. What is allowed is what both may do.</summary>
    public DataverseClient As(Guid entraObjectId) => new(_wire, _manner with { Impersonated = entraObjectId }, owns: false);

    /// <summary>One page of records.</summary>
    public async Task<RowPage> Query(Query query, CancellationToken ct) =>
        RowPage.From(await _wire.Send(Get(query.ToAddress(), query.PageSize), ct), query.PageSize);

    /// <summary>The page after this one, or null after the last.</summary>
    public async Task<RowPage?> Next(RowPage page, CancellationToken ct) =>
        page.NextLink is null ? null : RowPage.From(await _wire.Send(Get(page.NextLink, page.PageSize), ct), page.PageSize);

    /// <summary>Every record, page by page, as far as the caller goes on.</summary>
    public async IAsyncEnumerable<Row> All(Query query, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = await Query(query, ct); page is not null; page = await Next(page, ct))
            foreach (var row in page.Rows) yield return row;
    }

    /// <summary>One record, or null when there is none with this id. Of the query, what to select and expand counts.</summary>
    public async Task<Row?> Find(Query query, Guid id, CancellationToken ct)
    {
        try
        {
            return new Row((await _wire.Send(Get(query.ToAddress(id), null), ct)).Json);
        }
        catch (DataverseError error) when (error.Code is "0x80040217" or "0x80060891")
        {
            return null;
        }
    }

    /// <summary>Creates a record with an id of Dataverse's choice. Never repeated once it may have been carried out.</summary>
    public async Task<Row> Create(string set, JsonObject fields, string? select, CancellationToken ct) =>
        new((await _wire.Send(Send(HttpMethod.Post, set + Select(select), fields) with { Prefer = "return=representation" }, ct)).Json);

    /// <summary>
    /// Creates a record with an id of the caller's choice, at most once: when it is there already, for whatever reason the call was repeated, the
    /// record is read and answered instead.
    /// </summary>
    public async Task<Created> CreateOnce(string set, Guid id, JsonObject fields, string? select, CancellationToken ct)
    {
        var call = Send(HttpMethod.Patch, Record(set, id) + Select(select), fields) with
        {
            IfNoneMatch = "*", Prefer = "return=representation", MayBeRepeated = true,
        };
        try
        {
            return new Created(new Row((await _wire.Send(call, ct)).Json), IsNew: true);
        }
        catch (DataverseError error) when (error.Status == 412)
        {
            var there = await Find(new Query(set) { Select = select }, id, ct);
            if (there is null) throw;   // 412 is also said of another record with the same alternate key
            return new Created(there.Value, IsNew: false);
        }
    }

    /// <summary>
    /// Like <see cref="CreateOnce"/>, for a record that is created together with related rows in its fields (a deep insert): all of them, or none.
    /// </summary>
    /// <param name="key">The table's primary key, for example <c>quoteid</c>.</param>
    public async Task<Created> CreateDeepOnce(string set, string key, Guid id, JsonObject fields, string? select, CancellationToken ct)
    {
        fields[key] = id.ToString("D");
        var call = Send(HttpMethod.Post, set + Select(select), fields) with { Prefer = "return=representation", MayBeRepeated = true };
        try
        {
            return new Created(new Row((await _wire.Send(call, ct)).Json), IsNew: true);
        }
        catch (DataverseError error) when (error.Code is "0x80040237" or "0x80060892" || error.Status == 412)
        {
            var there = await Find(new Query(set) { Select = select }, id, ct);
            if (there is null) throw;
            return new Created(there.Value, IsNew: false);
        }
    }

    /// <summary>Changes fields of a record that exists. With an etag, only if it is still the version that was read.</summary>
    public async Task Update(string set, Guid id, JsonObject fields, CancellationToken ct, string ifMatch = "*") =>
        await _wire.Send(Send(HttpMethod.Patch, Record(set, id), fields) with { IfMatch = ifMatch, MayBeRepeated = ifMatch == "*" }, ct);

    /// <summary>Changes the record, or creates it with this id.</summary>
    public async Task<Row> Upsert(string set, Guid id, JsonObject fields, string? select, CancellationToken ct) =>
        new((await _wire.Send(Send(HttpMethod.Patch, Record(set, id) + Select(select), fields) with
        {
            Prefer = "return=representation", MayBeRepeated = true,
        }, ct)).Json);

    /// <summary>Deletes a record; one that is gone already is as good.</summary>
    public async Task Delete(string set, Guid id, CancellationToken ct, string? ifMatch = null)
    {
        try
        {
            await _wire.Send(_manner with { Method = HttpMethod.Delete, Address = Record(set, id), IfMatch = ifMatch, MayBeRepeated = ifMatch is null }, ct);
        }
        catch (DataverseError error) when (error.Code == "0x80040217" && ifMatch is null)
        {
            return;
        }
    }

    /// <summary>Calls a function, which changes nothing: <c>RetrieveVersion()</c>, or a bound one after its record's address.</summary>
    public async Task<Row> Function(string name, CancellationToken ct) => new((await _wire.Send(Get(name, null), ct)).Json);

    /// <summary>Calls an action: <c>CloseIncident</c>, or a bound one after its record's address. Never repeated once it may have been carried out.</summary>
    public async Task<Row> Action(string name, JsonObject parameters, CancellationToken ct) =>
        new((await _wire.Send(Send(HttpMethod.Post, name, parameters), ct)).Json);

    /// <summary>Who we are there.</summary>
    public async Task<(Guid UserId, Guid BusinessUnitId, Guid OrganizationId)> WhoAmI(CancellationToken ct)
    {
        var answer = await Function("WhoAmI", ct);
        return (Known("UserId"), Known("BusinessUnitId"), Known("OrganizationId"));

        Guid Known(string name) => answer.Id(name) ?? throw new DataverseError("not_dataverse", 200, $"WhoAmI did not tell {name}.");
    }

    /// <summary>The organisation's name, as people know it.</summary>
    public async Task<string?> OrganizationName(CancellationToken ct)
    {
        var answer = await Function("RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'", ct);
        return answer.One("Detail")?.Text("FriendlyName");
    }

    /// <summary>The value that binds a lookup to a record: <c>["customerid_contact@odata.bind"] = DataverseClient.Bind("contacts", id)</c>.</summary>
    public static string Bind(string set, Guid id) => $"/{set}({id:D})";

    private static string Record(string set, Guid id) => $"{set}({id:D})";

    private static string Select(string? select) => select is null ? "" : "?$select=" + select;

    private Call Get(string address, int? pageSize) => _manner with
    {
        Address = address, MayBeRepeated = true, Prefer = pageSize is null ? null : $"odata.maxpagesize={pageSize}",
    };

    private Call Send(HttpMethod method, string address, JsonObject body) => _manner with
    {
        Method = method, Address = address, Body = JsonSerializer.SerializeToUtf8Bytes(body),
    };

    public void Dispose()
    {
        if (_owns) _wire.Dispose();
    }
}
