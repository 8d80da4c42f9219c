using System.Text.Json;
using Baton.Sandbox.Contoso;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>Who am I, where am I, and what may I do here.</summary>
internal static class Organisation
{
    private static readonly string[] PlaceParts = ["City", "StateOrProvince", "PostalCode"];
    private const string Version = "9.2.24114.186";

    public static Task<Answer> WhoAmI(Call call) => Task.FromResult(Answer.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse");
        json.WriteString("BusinessUnitId", call.Request.Caller.BusinessUnitId);
        json.WriteString("UserId", call.Request.Caller.UserId);
        json.WriteString("OrganizationId", SampleData.OrganizationId);
        json.WriteEndObject();
    }));

    public static Task<Answer> RetrieveVersion(Call call) => Task.FromResult(Answer.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.RetrieveVersionResponse");
        json.WriteString("Version", Version);
        json.WriteEndObject();
    }));

    public static Task<Answer> RetrieveCurrentOrganization(Call call)
    {
        var access = call.Parameter("AccessType") ?? throw Fault.BadRequest("Required parameter 'AccessType' is missing.");
        if (!access.StartsWith("Microsoft.Dynamics.CRM.EndpointAccessType'", StringComparison.Ordinal))
            throw Fault.BadRequest($"The value {access} is no EndpointAccessType.");
        var origin = call.Request.Root[..call.Request.Root.IndexOf("/api/", StringComparison.Ordinal)];
        var endpoints = new Dictionary<string, string>
        {
            ["WebApplication"] = $"{origin}/",
            ["OrganizationService"] = $"{origin}/XRMServices/2011/Organization.svc",
            ["OrganizationDataService"] = $"{origin}/XRMServices/2011/OrganizationData.svc",
        };
        return Task.FromResult(Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.RetrieveCurrentOrganizationResponse");
            json.WriteStartObject("Detail");
            json.WriteString("OrganizationId", SampleData.OrganizationId);
            json.WriteString("FriendlyName", SampleData.OrganizationName);
            json.WriteString("OrganizationVersion", Version);
            json.WriteString("EnvironmentId", SampleData.OrganizationId.ToString());
            json.WriteString("DatacenterId", SampleData.OrganizationId);
            json.WriteString("Geo", "NA");
            json.WriteString("TenantId", call.Dispatcher.Options.TenantId);
            json.WriteString("UrlName", "contoso");
            json.WriteString("UniqueName", SampleData.UniqueName);
            json.WriteStartObject("Endpoints");
            json.WriteNumber("Count", endpoints.Count);
            json.WriteBoolean("IsReadOnly", false);
            WriteList(json, "Keys", endpoints.Keys);
            WriteList(json, "Values", endpoints.Values);
            json.WriteEndObject();
            json.WriteString("State", "Enabled");
            json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    /// <summary>What Dataverse does with time and the sandbox has done at once, such as publishing.</summary>
    public static Task<Answer> Nothing(Call call) => Task.FromResult(Answer.NoContent());

    public static Task<Answer> FormatAddress(Call call)
    {
        var place = PlaceParts.Select(call.TextParameter).Where(part => !string.IsNullOrEmpty(part)).ToList();
        var lines = new[] { call.TextParameter("Line1"), call.TextParameter("Line2"), call.TextParameter("Line3"),
            place.Count > 1 ? $"{place[0]}, {string.Join(' ', place.Skip(1))}" : string.Concat(place), call.TextParameter("Country") };
        return Task.FromResult(Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.FormatAddressResponse");
            json.WriteString("Address", string.Join("\r\n", lines.Where(line => !string.IsNullOrEmpty(line))));
            json.WriteEndObject();
        }));
    }

    public static async Task<Answer> CalculateTotalTimeIncident(Call call)
    {
        if (call.Table?.Name != "incident" || !Guid.TryParse(call.Key, out var id))
            throw Fault.NoSegment("Microsoft.Dynamics.CRM.CalculateTotalTimeIncident");
        await using var work = await call.Dispatcher.Database.Open(call.Request.Cancellation);
        var sql = new SqlText();
        var minutes = (long)(await work.Value(sql.Add("select coalesce(sum(actualdurationminutes), 0) from crm.activitypointer where "
            + $"regardingobjectid = {sql.Value(id)} and statecode = 1")))!;
        return Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.CalculateTotalTimeIncidentResponse");
            json.WriteNumber("TotalTime", minutes);
            json.WriteEndObject();
        });
    }

    public static async Task<Answer> RetrieveTotalRecordCount(Call call)
    {
        var names = JsonSerializer.Deserialize<string[]>((call.Parameter("EntityNames") ?? "[]").Replace('\'', '"')) ?? [];
        await using var work = await call.Dispatcher.Database.Open(call.Request.Cancellation);
        var counts = new List<long>();
        foreach (var name in names)
        {
            var table = call.Dispatcher.Database.Catalog.Find(name)
                ?? throw Fault.Invalid("0x80041102", $"The entity '{name}' was not found.");
            counts.Add((long)(await work.Value(new SqlText().Add($"select count(*) from {SqlText.From(table)} counted")))!);
        }
        return Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.RetrieveTotalRecordCountResponse");
            json.WriteStartObject("EntityRecordCountCollection");
            json.WriteNumber("Count", names.Length);
            json.WriteBoolean("IsReadOnly", false);
            WriteList(json, "Keys", names);
            json.WriteStartArray("Values");
            foreach (var count in counts) json.WriteNumberValue(count);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public static async Task<Answer> RetrieveUserPrivileges(Call call)
    {
        if (call.Table?.Name != "systemuser" || !Guid.TryParse(call.Key, out var id))
            throw Fault.NoSegment("Microsoft.Dynamics.CRM.RetrieveUserPrivileges");
        var caller = id == call.Request.Caller.UserId ? call.Request.Caller
            : await call.Dispatcher.Callers.ByUser(id, call.Request.Cancellation) ?? throw Fault.NotFound("systemuser", id);
        return Answer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.RetrieveUserPrivilegesResponse");
            json.WriteStartArray("RolePrivileges");
            foreach (var (name, depth) in caller.Privileges.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("Depth", depth.ToString());
                json.WriteString("PrivilegeId", Ids.Of($"privilege/{name}"));
                json.WriteString("BusinessUnitId", caller.BusinessUnitId);
                json.WriteString("PrivilegeName", name);
                json.WriteString("RecordFilterId", Guid.Empty);
                json.WriteString("RecordFilterUniqueName", "");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
