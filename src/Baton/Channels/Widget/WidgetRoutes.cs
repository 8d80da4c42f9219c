using Microsoft.AspNetCore.Mvc;

namespace Baton.Channels.Widget;

/// <summary>The widget's addresses.</summary>
internal static class WidgetRoutes
{
    /// <summary>A hundred context variables at their longest, and room.</summary>
    private const int SessionBytesMax = 2 * 1024 * 1024;
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(WebApplication app)
    {
        var files = app.Services.GetRequiredService<WidgetFiles>();
        app.MapMethods("/widget.js", Reading, files.Script).ExcludeFromDescription();
        app.MapMethods("/widget/frame", Reading, files.Frame).ExcludeFromDescription();
        app.MapMethods("/widget/assets/{name}", Reading, files.Asset).ExcludeFromDescription();
        app.MapGet("/", DemoPage.Show).ExcludeFromDescription();

        var doors = app.Services.GetRequiredService<WidgetSession>();
        app.MapGet("/widget/channels/{id}", doors.Look).WithName("LookAtChannel").WithTags("Widget");
        app.MapPost("/widget/session", doors.Open).WithName("OpenWidgetSession").WithTags("Widget").WithMetadata(new RequestSizeLimitAttribute(SessionBytesMax));
        app.MapPost("/widget/survey", doors.Rate).WithName("RateConversation").WithTags("Widget").Produces(StatusCodes.Status204NoContent);
        app.MapMethods("/widget/session", [HttpMethods.Options], Preflight).ExcludeFromDescription();
        app.MapMethods("/widget/survey", [HttpMethods.Options], Preflight).ExcludeFromDescription();
    }

    /// <summary>A page that brings a chat window of its own asks before it posts.</summary>
    private static IResult Preflight(HttpContext http)
    {
        LetPagesRead(http);
        http.Response.Headers.AccessControlAllowMethods = "POST, OPTIONS";
        http.Response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type";
        http.Response.Headers.AccessControlMaxAge = "86400";
        return Results.NoContent();
    }

    public static void LetPagesRead(HttpContext http)
    {
        if (Origin.Of(http) is not { } origin) return;
        http.Response.Headers.AccessControlAllowOrigin = origin;
        http.Response.Headers.AccessControlExposeHeaders = "Retry-After";
        http.Response.Headers.Vary = "Origin";
    }
}
