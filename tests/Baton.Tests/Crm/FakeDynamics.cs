using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Crm;

/// <summary>
/// Dynamics, played by a real server with a few records in memory. It can be told to misbehave: to be busy, down or silent, or to hang up after it
/// has done the work.
/// </summary>
internal sealed partial class FakeDynamics : IAsyncDisposable
{
    public const string Tenant = "contoso.example";
    public const string ClientId = "app";
    public const string Secret = "s3cret-value";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Func<Task>, Task>> _faults = new();

    public ConcurrentDictionary<(string Set, Guid Id), JsonObject> Records { get; } = new();
    public ConcurrentQueue<string> Requests { get; } = new();
    public Uri Address => new(_app.Urls.First());

    /// <summary>While set, every request meets it.</summary>
    public Func<HttpContext, Func<Task>, Task>? Always { get; set; }
    public int? TokenError { get; set; }

    /// <summary>What the application user's roles give.</summary>
    public IReadOnlyList<string> Privileges { get; set; } = ["prvReadContact", "prvReadAccount"];

    private FakeDynamics()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/{tenant}/oauth2/v2.0/token", (string tenant, HttpContext http) => Token(tenant, http));
        _app.MapFallback(Meet);
    }

    public static async Task<FakeDynamics> Start()
    {
        var dynamics = new FakeDynamics();
        await dynamics._app.StartAsync();
        return dynamics;
    }

    public Guid AddContact(string name, string email, string? company = null, bool vip = false)
    {
        var (id, account) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Records[("contacts", id)] = new JsonObject
        {
            ["contactid"] = id.ToString(), ["fullname"] = name, ["emailaddress1"] = email, ["telephone1"] = "+49 30 1", ["jobtitle"] = "Buyer",
            ["parentcustomerid_account"] = company is null ? null
                : new JsonObject { ["accountid"] = account.ToString(), ["name"] = company, ["accountcategorycode"] = vip ? 1 : 2 },
        };
        return id;
    }

    public Guid AddCase(Guid contact, string title, bool open = true)
    {
        var id = Guid.CreateVersion7();
        Records[("incidents", id)] = new JsonObject
        {
            ["incidentid"] = id.ToString(), ["title"] = title, ["ticketnumber"] = $"CAS-{Records.Count:00000}", ["statecode"] = open ? 0 : 1, ["prioritycode"] = 1,
            ["prioritycode@OData.Community.Display.V1.FormattedValue"] = "High", ["statuscode@OData.Community.Display.V1.FormattedValue"] = open ? "In Progress" : "Problem Solved",
            ["statuscode"] = 1, ["createdon"] = "2026-11-01T08:00:00Z", ["customerid_contact@odata.bind"] = $"/contacts({contact})",
        };
        return id;
    }

    public IReadOnlyList<JsonObject> All(string set) => [.. Records.Where(record => record.Key.Set == set).Select(record => record.Value)];

    /// <summary>The next request meets this.</summary>
    public void Next(Func<HttpContext, Func<Task>, Task> fault) => _faults.Enqueue(fault);

    public static Func<HttpContext, Func<Task>, Task> Refuse(int status, string code, int? retryAfter = null) => (http, _) =>
    {
        if (retryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Error(http, status, code, "as told");
    };

    public static Task Silence(HttpContext http, Func<Task> work) => Task.Delay(Timeout.Infinite, http.RequestAborted);

    /// <summary>Does the work, and then the line is cut before the answer is out.</summary>
    public static async Task CutAfterwards(HttpContext http, Func<Task> work)
    {
        http.Response.Body = Stream.Null;
        await work();
        http.Abort();
    }

    private async Task Token(string tenant, HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var error = TokenError ?? (tenant != Tenant ? 90002 : form["client_id"] != ClientId ? 700016 : form["client_secret"] != Secret ? 7000215 : null);
        if (error is { } number)
            await Json(http, 401, new JsonObject
            {
                ["error"] = "invalid_client", ["error_description"] = $"AADSTS{number}: no.", ["error_codes"] = new JsonArray(number), ["correlation_id"] = "corr-7",
            });
        else
            await Json(http, 200, new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = 3599, ["access_token"] = "good" });
    }

    private async Task Meet(HttpContext http)
    {
        Requests.Enqueue($"{http.Request.Method} {http.Request.Path}{Uri.UnescapeDataString(http.Request.QueryString.ToString())}");
        http.Response.Headers["x-ms-service-request-id"] = $"req-{Requests.Count}";
        if (http.Request.Headers.Authorization != "Bearer good")
        {
            http.Response.Headers.WWWAuthenticate = $"Bearer authorization_uri={Address}{Tenant}/oauth2/authorize, resource_id={Address}";
            http.Response.StatusCode = 401;
            return;
        }
        var fault = _faults.TryDequeue(out var next) ? next : Always;
        if (fault is null) await Work(http);
        else await fault(http, () => Work(http));
    }

    private async Task Work(HttpContext http)
    {
        var path = http.Request.Path.Value!.Replace("/api/data/v9.2/", "", StringComparison.Ordinal);
        if (path == "WhoAmI")
        {
            await Json(http, 200, new JsonObject { ["UserId"] = Guid.Empty.ToString(), ["BusinessUnitId"] = Guid.Empty.ToString(), ["OrganizationId"] = Guid.Empty.ToString() });
            return;
        }
        if (path.EndsWith("RetrieveUserPrivileges()", StringComparison.Ordinal))
        {
            await Json(http, 200, new JsonObject { ["RolePrivileges"] = new JsonArray([.. Privileges.Select(name => new JsonObject { ["PrivilegeName"] = name })]) });
            return;
        }
        if (path.StartsWith("RetrieveCurrentOrganization", StringComparison.Ordinal))
        {
            await Json(http, 200, new JsonObject { ["Detail"] = new JsonObject { ["FriendlyName"] = "Contoso Test" } });
            return;
        }
        if (OneRecord().Match(path) is { Success: true } one) await Record(http, one.Groups[1].Value, Guid.Parse(one.Groups[2].Value));
        else await Search(http, path);
    }

    private async Task Record(HttpContext http, string set, Guid id)
    {
        var there = Records.TryGetValue((set, id), out var record);
        if (http.Request.Method == "PATCH")
        {
            var given = (JsonObject)(await JsonNode.ParseAsync(http.Request.Body))!;
            if (http.Request.Headers.IfNoneMatch == "*" && there)
            {
                await Error(http, 412, "0x80040237", "A record with matching key values already exists.");
                return;
            }
            if (http.Request.Headers.IfMatch == "*" && !there)
            {
                await Error(http, 404, "0x80040217", "Does Not Exist");
                return;
            }
            record = there ? (JsonObject)record!.DeepClone() : new JsonObject { [set == "incidents" ? "incidentid" : "annotationid"] = id.ToString(), ["statecode"] = 0 };
            if (set == "incidents" && !there) record["ticketnumber"] = $"CAS-{Records.Count:00000}";
            foreach (var (name, value) in given) record[name] = value?.DeepClone();
            Records[(set, id)] = record;
            if (there) http.Response.StatusCode = 204;
            else await Json(http, 201, record);
            return;
        }
        if (there) await Json(http, 200, record!);
        else await Error(http, 404, "0x80040217", "Does Not Exist");
    }

    private async Task Search(HttpContext http, string set)
    {
        var filter = http.Request.Query["$filter"].ToString();
        var top = int.Parse(http.Request.Query["$top"].ToString() is { Length: > 0 } given ? given : "5000", System.Globalization.CultureInfo.InvariantCulture);
        IEnumerable<JsonObject> rows = All(set);
        if (EmailIs().Match(filter) is { Success: true } email)
            rows = rows.Where(row => row["emailaddress1"]?.GetValue<string>().Equals(email.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase) == true);
        if (CustomerIs().Match(filter) is { Success: true } customer)
            rows = rows.Where(row => row["customerid_contact@odata.bind"]?.GetValue<string>().Contains(customer.Groups[1].Value, StringComparison.Ordinal) == true);
        if (TitleIs().Match(filter) is { Success: true } title)
            rows = rows.Where(row => row["title"]?.GetValue<string>() == title.Groups[1].Value).OrderBy(row => row["statecode"]?.GetValue<int>());
        if (set == "incidents" && filter.Contains("statecode eq 0", StringComparison.Ordinal)) rows = rows.Where(row => row["statecode"]?.GetValue<int>() == 0);
        await Json(http, 200, new JsonObject { ["value"] = new JsonArray([.. rows.Take(top).Select(row => row.DeepClone())]) });
    }

    private static Task Error(HttpContext http, int status, string code, string message) =>
        Json(http, status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });

    private static Task Json(HttpContext http, int status, JsonObject json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; odata.metadata=minimal";
        return http.Response.WriteAsync(json.ToJsonString());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [GeneratedRegex(@"^(\w+)\(([0-9a-fA-F-]{36})\)$")]
    private static partial Regex OneRecord();

    [GeneratedRegex("emailaddress1 eq '((?:[^']|'')*)'")]
    private static partial Regex EmailIs();

    [GeneratedRegex("title eq '([^']*)'")]
    private static partial Regex TitleIs();

    [GeneratedRegex("_customerid_value eq ([0-9a-f-]{36})")]
    private static partial Regex CustomerIs();
}
