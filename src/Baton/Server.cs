using Baton.Conversations;
using Baton.Plumbing;

namespace Baton;

/// <summary>What Baton is made of. Tests start the very same server.</summary>
public static class Server
{
    /// <summary>Puts all rooms together over a database whose schema is up to date; does not start it.</summary>
    /// <param name="change">Lets a test replace the clock or an address.</param>
    public static WebApplication Build(BatonSettings settings, string connectionString, Action<IServiceCollection>? change = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Urls.Split(';'));

        builder.AddPlumbing(settings, connectionString, Flow.Reactions);
        builder.AddConversations();
        change?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();      // without it, an unreadable body answers 400 with no problem details
        app.UseWebSockets();
        Health.Map(app);
        Metrics.Map(app);
        return app;
    }
}
