using System.Net.Http.Json;
using Baton.Plumbing;
using Baton.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Baton.Tests.House;

/// <summary>The sandbox beside a hub, connected as the demo connects it: Dynamics and Entra without a tenant.</summary>
public sealed class Tenant : IAsyncDisposable
{
    private readonly TestPostgres _postgres;
    private readonly WebApplication _app;
    private readonly string _connectionString;

    private Tenant(TestPostgres postgres, WebApplication app, string connectionString) => (_postgres, _app, _connectionString) = (postgres, app, connectionString);

    public Uri Address => new(_app.Urls.First());

    public static async Task<Tenant> Beside(Hub hub, TestPostgres postgres)
    {
        var settings = BatonSettings.From(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["BATON_SANDBOX_URLS"] = "http://127.0.0.1:0", ["BATON_DEMO"] = "true",
        }).Build());
        var app = await Demo.StartSandbox(settings, hub.ConnectionString, CancellationToken.None);
        await Demo.ConnectCrm(hub.Services, settings, app);
        return new Tenant(postgres, app, new NpgsqlConnectionStringBuilder(hub.ConnectionString) { Database = $"{new NpgsqlConnectionStringBuilder(hub.ConnectionString).Database}_sandbox" }.ConnectionString);
    }

    /// <summary>A client of its Web API, with a token from its Entra.</summary>
    public async Task<HttpClient> Client()
    {
        using var entra = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = SandboxOptions.DemoClientId, ["client_secret"] = SandboxOptions.DemoClientSecret,
            ["scope"] = $"{Address.GetLeftPart(UriPartial.Authority)}/.default",
        });
        using var answer = await entra.PostAsync(new Uri(Address, $"/{SandboxOptions.DemoTenantId}/oauth2/v2.0/token"), form);
        answer.EnsureSuccessStatusCode();
        var token = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString();
        var client = new HttpClient { BaseAddress = new Uri(Address, "/api/data/v9.2/") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>The code that was e-mailed to this address last, as whoever reads its mail sees it.</summary>
    public async Task<string> CodeFor(string email, int nth = 1)
    {
        using var dynamics = await Client();
        var mails = await Eventually.Is(async () => (await dynamics.GetFromJsonAsync<System.Text.Json.Nodes.JsonObject>(
                $"emails?$select=description,torecipients,statuscode&$filter=subject eq 'Your code' and statecode eq 1 and contains(torecipients,'{email}')&$orderby=createdon desc,versionnumber desc"))!["value"]!.AsArray(),
            found => found.Count >= nth, $"code {nth} for {email}");
        return System.Text.RegularExpressions.Regex.Match((string)mails[0]!["description"]!, @"\d{6}").Value;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _postgres.Drop(_connectionString);
    }
}
