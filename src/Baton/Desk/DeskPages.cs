using Baton.Plumbing;
using Microsoft.Extensions.FileProviders;

namespace Baton.Desk;

/// <summary>The desk's web app at /desk: built files, and its one page for every address below it.</summary>
public static class DeskPages
{
    /// <summary>No inline scripts; styles are inline because Fluent UI makes them as it goes.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void Map(WebApplication app, BatonSettings settings)
    {
        var folder = Path.Combine(settings.WebFolder, "desk", "dist");
        if (!Directory.Exists(folder))
        {
            app.MapGet("/desk/{**path}", () => Results.Text("The desk has not been built. ./baton run builds it.", statusCode: 503)).ExcludeFromDescription();
            return;
        }
        var files = new PhysicalFileProvider(folder);
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files, RequestPath = "/desk",
            // Names of assets change with their content; the page itself is always asked for.
            OnPrepareResponse = file => Guard(file.Context, file.Context.Request.Path.StartsWithSegments("/desk/assets") ? "public, max-age=31536000, immutable" : "no-cache"),
        });
        app.MapGet("/desk/{**path}", async (HttpContext http) =>
        {
            Guard(http, "no-cache");
            http.Response.ContentType = "text/html; charset=utf-8";
            await http.Response.SendFileAsync(files.GetFileInfo("index.html"), http.RequestAborted);
        }).ExcludeFromDescription();
    }

    private static void Guard(HttpContext http, string caching)
    {
        http.Response.Headers.CacheControl = caching;
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
