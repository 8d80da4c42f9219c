using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Dataverse;

/// <summary>
/// Client for the Dataverse Web API v9.2. Make one for each environment and share it: token, limits and pauses belong to the environment.
/// Every method throws <see cref="DataverseError"/> when Dataverse refuses or can't be reached.
/// </summary>
public sealed class DataverseClient : IDisposable
{
    private const int AddressCharactersMax = 8_000;

    private readonly Wire _wire;
    private readonly Call _manner;
    private readonly bool _owns;
    private readonly Definitions? _definitions;

    /// <param name="handler">What sends the requests; null for one of its own.</param>
    public DataverseClient(DataverseOptions options, AccessToken token, HttpMessageHandler? handler = null)
        : this(new Wire(options, token, handler), new Call(HttpMethod.Get, ""), owns: true, null) =>
        _definitions = new Definitions(this, options.DefinitionsGoodFor, options.Clock);

    private DataverseClient(Wire wire, Call manner, bool owns, Definitions? definitions) =>
        (_wire, _manner, _owns, _definitions) = (wire, manner, owns, definitions);

    /// <summary>What tables, columns and choices there are; shared by all who use this environment.</summary>
    public Definitions Definitions => _definitions!;

    /// <summary>The same client for a call that a person waits for: it goes before those of bots and background work.</summary>
    public DataverseClient Urgent() => new(_wire, _manner with { IsUrgent = true }, owns: false, _definitions);

    /// <summary>The same client acting for another user, by their id in Dataverse.</summary>
    public DataverseClient AsUser(Guid systemUserId) => new(_wire, _manner with { ForUser = systemUserId }, owns: false, _definitions);

    /// <summary>The same client that tells of every request it makes.</summary>
    public DataverseClient Observed(Action<Exchange> observer) => new(_wire, _manner with { Observer = observer }, owns: false, _definitions);

    /// <summary>The same client with another patience for a call and its repetitions.</summary>
    public DataverseClient Within(TimeSpan patience) => new(_wire, _manner with { Patience = patience }, owns: false, _definitions);

    /// <summary>The same client acting for another user, by their Entra object id. What is allowed is what both may do.</summary>
    public DataverseClient As(Guid entraObjectId) => new(_wire, _manner with { Impersonated = entraObjectId }, owns: false, _definitions);

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

    /// <summary>The record with these values of an alternate key, or null: <c>("accountnumber", "A1")</c>.</summary>
    public async Task<Row?> FindByKey(Query query, IReadOnlyList<(string Column, string Value)> key, CancellationToken ct)
    {
        try
        {
            return new Row((await _wire.Send(Get(Keyed(query.Set, key) + query.ToAddress()[query.Set.Length..], null), ct)).Json);
        }
        catch (DataverseError error) when (error.Code is "0x80040217" or "0x80060891")
        {
            return null;
        }
    }

    /// <summary>Changes the record with these values of an alternate key, or creates it.</summary>
    public async Task<Row> UpsertByKey(string set, IReadOnlyList<(string Column, string Value)> key, JsonObject fields, string? select, CancellationToken ct) =>
        new((await _wire.Send(Send(HttpMethod.Patch, Keyed(set, key) + Select(select), fields) with
        {
            Prefer = "return=representation", MayBeRepeated = true,
        }, ct)).Json);

    /// <summary>A page of what a FetchXML query finds. Its own count and page attributes are replaced when a page is asked for.</summary>
    public async Task<FetchPage> Fetch(string set, string fetchXml, CancellationToken ct, int page = 1, string? cookie = null)
    {
        var text = FetchPage.Ask(fetchXml, page, cookie);
        var address = $"{set}?fetchXml={Uri.EscapeDataString(text)}";
        if (address.Length < AddressCharactersMax) return FetchPage.From(new Row((await _wire.Send(Get(address, null) with { IsFetch = true }, ct)).Json), page);
        // An address can't be as long as a body can.
        var batch = new Batch();
        batch.Read(new Query(address));
        return FetchPage.From((await Run(batch, ct))[0].Row, page);
    }

    /// <summary>Every row that a FetchXML query finds, page by page, as far as the caller goes on.</summary>
    public async IAsyncEnumerable<Row> FetchAll(string set, string fetchXml, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = await Fetch(set, fetchXml, ct); ; page = await Fetch(set, fetchXml, ct, page.Number + 1, page.Cookie))
        {
            foreach (var row in page.Rows) yield return row;
            if (!page.HasMore) yield break;
        }
    }

    /// <summary>Puts two records together along a navigation, single-valued or a collection. To do it twice is as good.</summary>
    public async Task Associate(string set, Guid id, string navigation, string targetSet, Guid targetId, CancellationToken ct, bool isCollection = true) =>
        await _wire.Send(Send(isCollection ? HttpMethod.Post : HttpMethod.Put, $"{Record(set, id)}/{navigation}/$ref",
            new JsonObject { ["@odata.id"] = new Uri(_wire.Root, Record(targetSet, targetId)).AbsoluteUri }) with { MayBeRepeated = true }, ct);

    /// <summary>Parts them again; of a single-valued navigation nobody needs to be named.</summary>
    public async Task Disassociate(string set, Guid id, string navigation, Guid? targetId, CancellationToken ct) =>
        await _wire.Send(_manner with
        {
            Method = HttpMethod.Delete, Address = $"{Record(set, id)}/{navigation}{(targetId is { } target ? $"({target:D})" : "")}/$ref", MayBeRepeated = true,
        }, ct);

    /// <summary>
    /// Sends the requests of a batch. Throws the error of the first that failed, unless the batch goes on after errors. A batch that changes
    /// anything is never repeated once it may have been carried out.
    /// </summary>
    public async Task<IReadOnlyList<BatchAnswer>> Run(Batch batch, CancellationToken ct)
    {
        var boundary = $"batch_{Guid.NewGuid():N}";
        var call = _manner with
        {
            Method = HttpMethod.Post, Address = "$batch", Body = batch.Write(_wire.Root.AbsolutePath, boundary), BodyType = $"multipart/mixed; boundary={boundary}",
            Prefer = batch.ContinueOnError ? "odata.continue-on-error" : null, MayBeRepeated = batch.OnlyReads, IsBatch = true,
        };
        var answers = BatchAnswer.Read(Encoding.UTF8.GetString((await _wire.Send(call, ct)).Raw.Span));
        if (!batch.ContinueOnError && answers.Find(answer => answer.Error is not null)?.Error is { } error) throw error;
        return answers;
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

    private static string Keyed(string set, IReadOnlyList<(string Column, string Value)> key) => $"{set}({string.Join(',', key.Select(part =>
        $"{part.Column}='{Uri.EscapeDataString(part.Value.Replace("'", "''", StringComparison.Ordinal))}'"))})";

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
