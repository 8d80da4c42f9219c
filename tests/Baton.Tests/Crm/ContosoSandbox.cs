using Baton.Sandbox;
using Baton.Tests.House;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Baton.Tests.Crm;

/// <summary>The sandbox's Dynamics with Contoso's records, started when the first test asks for it; tests leave each other's records alone.</summary>
public sealed class ContosoSandbox(TestPostgres postgres) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private WebApplication? _app;

    public async Task<Uri> Address()
    {
        await _one.WaitAsync();
        try
        {
            _app ??= await Start();
            return new Uri(_app.Urls.First(url => url.StartsWith("http:", StringComparison.Ordinal)));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The same by HTTPS, which signing in with a certificate insists on; known after Address.</summary>
    public Uri Https => new(_app!.Urls.First(url => url.StartsWith("https:", StringComparison.Ordinal)));

    private async Task<WebApplication> Start()
    {
        var database = new NpgsqlConnectionStringBuilder(postgres.Server) { Database = $"sandbox_{Guid.NewGuid():N}", MaxPoolSize = 20 };
        var options = new SandboxOptions { ConnectionString = database.ConnectionString, Urls = "http://127.0.0.1:0;https://127.0.0.1:0" };
        await SandboxApp.Prepare(options);
        var app = SandboxApp.Build(options);
        await app.StartAsync();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _one.Dispose();
    }
}
