using Baton.Bots;
using Baton.Channels;
using Baton.Conversations;
using Baton.Crm;
using Baton.Desk;
using Baton.Live;
using Baton.People;
using Baton.Plumbing;
using Baton.Reports;
using Baton.Routing;
using Baton.Tools;
using Npgsql;

namespace Baton;

/// <summary>What Baton is made of. Tests start the very same server.</summary>
public static class Server
{
    /// <summary>Puts all rooms together, brings the database to this version's schema, seeds the demo if asked, and serves.</summary>
    /// <param name="change">Lets a test replace the clock or an address.</param>
    public static async Task<WebApplication> Start(BatonSettings settings, string connectionString, Action<IServiceCollection>? change = null)
    {
        var app = Build(settings, connectionString, change);
        try
        {
            await Migrations.Run(app.Services.GetRequiredService<NpgsqlDataSource>(), app.Logger, CancellationToken.None);
            if (settings.Demo) await Demo.Seed(app.Services, settings);
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same server, not started: what it is made of, for whoever asks it something and serves nobody.</summary>
    internal static WebApplication Build(BatonSettings settings, string connectionString, Action<IServiceCollection>? change)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Urls.Split(';'));

        // A line for every request is for whoever asks for it: Logging__LogLevel__Microsoft.AspNetCore=Information.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        builder.AddPlumbing(settings, connectionString, Flow.Reactions);
        builder.AddPeople();
        builder.AddConversations();
        builder.AddRouting();
        builder.AddTools();
        builder.AddCrm();
        builder.AddBots();
        builder.AddChannels();
        builder.AddDesk();
        builder.AddLive();
        builder.AddReports();
        builder.Services.AddApi();
        builder.Services.AddResponseCompression(compression => compression.EnableForHttps = false);
        change?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();      // without it, an unreadable body answers 400 with no problem details
        app.UseResponseCompression();
        app.UseWebSockets();
        app.UseCallers();
        Health.Map(app);
        Metrics.Map(app);
        app.MapOpenApi();
        app.MapPeople();
        app.MapRouting();
        app.MapTools();
        app.MapCrm();
        app.MapBots();
        app.MapChannels();
        app.MapDesk();
        app.MapLive();
        app.MapReports();
        return app;
    }
}
