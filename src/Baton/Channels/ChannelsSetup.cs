using Baton.Channels.DirectLine;
using Baton.Channels.Widget;
using Baton.People;

namespace Baton.Channels;

/// <summary>Puts the room in place: the ways visitors reach us.</summary>
public static class ChannelsSetup
{
    public static void AddChannels(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(ChannelLimits.From(builder.Configuration));
        services.AddSingleton<Rates>();
        services.AddSingleton<ChannelBook>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<LineCallers>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<Starting>();
        services.AddSingleton<Posting>();
        services.AddSingleton<Fetching>();
        services.AddSingleton<Streaming>();
        services.AddHostedService<Round>();
        services.AddSingleton<WidgetFiles>();
        services.AddSingleton<WidgetSession>();
        services.AddExceptionHandler<LineMistakes>();
    }

    public static void MapChannels(this WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments(LineDoor.Path, StringComparison.OrdinalIgnoreCase), line => line.UseMiddleware<LineDoor>());

        var line = app.MapGroup(LineDoor.Path).ExcludeFromDescription();
        var starting = app.Services.GetRequiredService<Starting>();
        line.MapPost("/tokens/generate", starting.Generate);
        line.MapPost("/tokens/refresh", starting.Refresh);
        line.MapPost("/conversations", starting.Start);
        line.MapGet("/conversations/{conversationId}", starting.Reopen);

        var (posting, fetching) = (app.Services.GetRequiredService<Posting>(), app.Services.GetRequiredService<Fetching>());
        line.MapPost("/conversations/{conversationId}/activities", posting.Post);
        line.MapGet("/conversations/{conversationId}/activities", fetching.Fetch);
        line.MapPost("/conversations/{conversationId}/upload", posting.Upload);
        line.MapGet("/conversations/{conversationId}/stream", app.Services.GetRequiredService<Streaming>().Open);
        line.MapGet("/session/getsessionid", Fetching.Session);
        WidgetRoutes.Map(app);
        SettingUp.Map(app.MapGroup("/api/v1").RequireCaller());
    }
}
