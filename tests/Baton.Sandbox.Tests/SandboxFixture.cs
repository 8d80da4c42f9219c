using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Baton.Sandbox.Tests;

/// <summary>A running sandbox with a database of its own, and a client that holds a token for it.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private WebApplication? app;
    private string database = "";

    public HttpClient Http { get; private set; } = new();
    public string Url { get; private set; } = "";
    public string HttpsUrl { get; private set; } = "";
    public string Api => $"{Url}/api/data/v9.2/";
    public string Token { get; private set; } = "";
    public SandboxOptions Options { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestServer.NewDatabase();
        Options = new SandboxOptions { ConnectionString = database, Urls = "http://127.0.0.1:0;https://127.0.0.1:0" };
        app = SandboxApp.Build(Options);
        await app.StartAsync();
        Url = app.Urls.First(url => url.StartsWith("http:", StringComparison.Ordinal));
        HttpsUrl = app.Urls.First(url => url.StartsWith("https:", StringComparison.Ordinal));
        Http = new HttpClient { BaseAddress = new Uri(Api) };
        Token = await GetToken(Options.ClientId, Options.ClientSecret);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Http.DefaultRequestHeaders.Add("OData-Version", "4.0");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app!.DisposeAsync();
        await TestServer.Drop(database);
    }

    public Task<HttpResponseMessage> AskForToken(string client, string secret, string? tenant = null, string? scope = null) =>
        Http.PostAsync($"{Url}/{tenant ?? Options.TenantId}/oauth2/v2.0/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = client, ["client_secret"] = secret, ["grant_type"] = "client_credentials",
            ["scope"] = scope ?? $"{Url}/.default",
        }));

    public async Task<string> GetToken(string client, string secret)
    {
        using var response = await AskForToken(client, secret);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await Json(response))["access_token"]!.GetValue<string>();
    }

    /// <summary>Sends, and gives the answer back whatever its status.</summary>
    public async Task<HttpResponseMessage> Send(string method, string path, object? body = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content =
            new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            if (name == "Authorization") request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return await Http.SendAsync(request);
    }

    /// <summary>Gets JSON; fails the test if it is refused.</summary>
    public async Task<JsonNode> Get(string path, params (string Name, string Value)[] headers)
    {
        using var response = await Send("GET", path, null, headers);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await Json(response);
    }

    /// <summary>Creates, and gives the id back.</summary>
    public async Task<Guid> Create(string set, object body)
    {
        using var response = await Send("POST", set, body);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
        var address = response.Headers.GetValues("OData-EntityId").Single();
        return Guid.Parse(address[(address.IndexOf('(', StringComparison.Ordinal) + 1)..^1]);
    }

    /// <summary>The error's code and message, after checking its status.</summary>
    public static async Task<(string Code, string Message)> Refused(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        var error = JsonNode.Parse(text)!["error"]!;
        return (error["code"]!.GetValue<string>(), error["message"]!.GetValue<string>());
    }

    public async Task<(string Code, string Message)> Refuses(int status, string method, string path, object? body = null,
        params (string Name, string Value)[] headers)
    {
        using var response = await Send(method, path, body, headers);
        return await Refused(response, status);
    }

    /// <summary>A page of the sandbox itself.</summary>
    public Task<string> Look(string path) => Http.GetStringAsync($"{Url}{path}");

    public async Task<Guid> Adele() =>
        (await Get("contacts?$select=contactid&$filter=emailaddress1 eq "
            + "'adele@contoso.example'"))["value"]![0]!["contactid"]!.GetValue<Guid>();

    public static async Task<JsonNode> Json(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
