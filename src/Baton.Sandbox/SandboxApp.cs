using Baton.Sandbox.Contoso;
using Baton.Sandbox.CopilotStudio;
using Baton.Sandbox.Entra;
using Baton.Sandbox.OpenAi;
using Baton.Sandbox.Pages;
using Baton.Sandbox.Store;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox;

/// <summary>A local Dynamics 365 and Entra, a model that says what it is told and a Copilot Studio agent, in one HTTP server.</summary>
public static class SandboxApp
{
    /// <summary>
    /// Makes the database ready: creates it, its tables and the Contoso records where they are missing.
    /// Safe to call from several processes.
    /// </summary>
    public static async Task Prepare(SandboxOptions options, CancellationToken ct = default)
    {
        await Schema.CreateDatabase(options.ConnectionString, ct);
        await using var database = new Database(options.ConnectionString);
        await using var work = await database.Begin(ct);
        await Schema.Lock(work);
        await Schema.Prepare(work);
        await Keys.Prepare(work, options.Time);
        await SampleData.FillIfEmpty(work, await Schema.LoadCatalog(work), options);
        await work.Commit();
    }

    /// <summary>Builds the server; the database must have been prepared. Start it with StartAsync or Run.</summary>
    public static WebApplication Build(SandboxOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls.Split(';'));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = Limits.RequestLineBytesMax;
            kestrel.Limits.MaxRequestBufferSize = Limits.RequestLineBytesMax;
            kestrel.Limits.MaxRequestBodySize = Limits.BodyBytesMax;
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificateSelector =
                (_, _) => kestrel.ApplicationServices.GetRequiredService<Keys>().Https);
        });
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(options.LogLevel);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Time);
        builder.Services.AddSingleton(_ => new Database(options.ConnectionString)); // made by a factory, so that the container disposes it
        builder.Services.AddHostedService<Loading>();
        builder.Services.AddSingleton<Switches>();
        builder.Services.AddSingleton<ScriptedModel>();
        builder.Services.AddSingleton<Agent>();
        builder.Services.AddSingleton<AgentConversations>();
        builder.Services.AddSingleton<Keys>();
        builder.Services.AddSingleton<Assertions>();
        builder.Services.AddSingleton<Addresses>();
        builder.Services.AddSingleton<Tokens>();
        builder.Services.AddSingleton<Callers>();
        builder.Services.AddSingleton<Gate>();
        builder.Services.AddSingleton<Dispatcher>();
        builder.Services.AddSingleton<Resetting>();

        var app = builder.Build();
        app.UseWebSockets();
        app.MapEntra();
        app.MapWebApi();
        app.MapSearch();
        app.MapModel();
        app.MapAgent();
        app.MapSandbox();
        app.MapPages();
        return app;
    }

    /// <summary>Reads what the database holds before the first request comes in.</summary>
    private sealed class Loading(Database database) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => database.Load(cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
