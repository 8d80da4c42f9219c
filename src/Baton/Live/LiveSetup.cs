using System.Text.Json.Serialization;
using Baton.People;
using Microsoft.AspNetCore.SignalR;

namespace Baton.Live;

/// <summary>Puts the room in place.</summary>
public static class LiveSetup
{
    public static void AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LiveRefresh>();
        builder.Services.AddSingleton<LiveDesks>();
        builder.Services.AddHostedService(all => all.GetRequiredService<LiveDesks>());
        builder.Services.AddSignalR(hub => hub.MaximumReceiveMessageSize = 64 * 1024).AddJsonProtocol(json =>
        {
            json.PayloadSerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter());
        });
    }

    public static void MapLive(this WebApplication app)
    {
        app.MapHub<LiveHub>("/live").RequireCaller();
        var hub = app.Services.GetRequiredService<IHubContext<LiveHub>>();
        app.Services.GetRequiredService<LiveDesks>().Hinted += (desk, name, told) => _ = hub.Clients.Client(desk.ConnectionId).SendCoreAsync(name, told);
    }
}
