using Baton.BotProtocol;

namespace Baton.Bots.Remote;

/// <summary>Puts the lines to bots behind a service of their own in place.</summary>
internal static class RemoteSetup
{
    /// <summary>Sockets that one process holds to services of bots; beyond these it asks again and again.</summary>
    private const int SocketsMax = 2_000;

    public static void AddRemoteBots(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<RemoteHttp>();
        services.AddSingleton(all => new DirectLineClient(all.GetRequiredService<RemoteHttp>().Calls, all.GetRequiredService<RemoteHttp>().Sockets, all.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new SocketRoom(SocketsMax));
        services.AddSingleton<RemoteListening>();
        services.AddHostedService(all => all.GetRequiredService<RemoteListening>());
        services.AddScoped<RemoteConversations>();
        services.AddScoped<RemoteDoors>();
        services.AddScoped<RemoteSpeech>();
        services.AddScoped<RemoteWords>();
        services.AddScoped<DirectLineTalk>();
        services.AddSingleton(all => new CopilotEngineClient(all.GetRequiredService<RemoteHttp>().Calls, all.GetRequiredService<TimeProvider>()));
        services.AddSingleton<EngineTokens>();
        services.AddScoped<EngineTalk>();
        services.AddScoped<RemoteLine>();
        services.AddScoped<IRemoteLine, DirectLineLine>();
        services.AddScoped<IRemoteLine, CopilotStudioLine>();
    }
}
