using System.Net.Http.Json;
using System.Text.Json;
using Baton.Plumbing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.House;

/// <summary>The very server that people run, in this process, on a free port and a database of its own. Stories talk to it over HTTP.</summary>
public sealed class Hub : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";
    public const string DirectLineSecret = "demo-directline-secret-for-tests";

    private readonly TestPostgres _postgres;
    private readonly WebApplication _app;
    private readonly bool _ownsDatabase;

    private Hub(TestPostgres postgres, WebApplication app, string connectionString, bool ownsDatabase)
    {
        (_postgres, _app, ConnectionString, _ownsDatabase) = (postgres, app, connectionString, ownsDatabase);
        Address = new Uri(app.Urls.First());
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }
    public string ConnectionString { get; }

    /// <summary>Somebody who is not signed in.</summary>
    public HttpClient Http { get; }
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server with the demo's people, queues and bot in its database: it was seeded once for the whole run, since hashing passwords takes time.</summary>
    /// <param name="connectionString">The database of another hub, for a second process; else a fresh one.</param>
    /// <param name="settings">Environment settings beyond the usual ones.</param>
    public static async Task<Hub> Start(
        TestPostgres postgres, TimeProvider? clock = null, string? connectionString = null,
        IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? change = null)
    {
        var isUsual = settings?.Keys.Any(name => name.StartsWith("BATON_DEMO", StringComparison.Ordinal)) != true;
        var database = connectionString ?? await postgres.Clone(withDemo: isUsual);
        var app = await Server.Start(
            Settings(settings), database,
            services =>
            {
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
                if (clock is not null) services.AddSingleton(clock);
                change?.Invoke(services);
            });
        return new Hub(postgres, app, database, connectionString is null);
    }

    /// <summary>What every hub of the tests is started with, and what one is started with beyond that.</summary>
    internal static BatonSettings Settings(IReadOnlyDictionary<string, string?>? beyond = null)
    {
        var all = new Dictionary<string, string?>
        {
            ["BATON_URLS"] = "http://127.0.0.1:0",
            ["BATON_DEMO"] = "true",
            ["BATON_DEMO_PASSWORD"] = Password,
            ["BATON_DEMO_DIRECTLINE_SECRET"] = DirectLineSecret,
            ["BATON_DATA"] = Path.GetTempPath(),
        };
        foreach (var (name, value) in beyond ?? new Dictionary<string, string?>()) all[name] = value;
        return BatonSettings.From(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }

    /// <summary>One of the demo's people, signed in: alex, bea, sam or admin.</summary>
    public async Task<HttpClient> SignIn(string name)
    {
        var answer = await Http.PostAsJsonAsync("/api/v1/session", new { email = $"{name}@contoso.example", password = Password });
        answer.EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("token").GetString());
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsDatabase) await _postgres.Drop(ConnectionString);
    }
}
