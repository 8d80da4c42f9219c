using Baton.Plumbing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Baton.Desk;

/// <summary>The desk's web app at /desk: built files, and its one page for every address below it.</summary>
public static class DeskPages
{
    /// <summary>No inline scripts; styles are inline because Fluent UI makes them as it goes.</summary>
    // Pictures may be anywhere: agents see the cards that their visitors saw.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' https: data: blob:; font-src 'self' data:; "
        + "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void Map(WebApplication app, BatonSettings settings)
    {
        var folder = Path.Combine(settings.WebFolder, "desk", "dist");
        if (!Directory.Exists(folder))
        {
            app.MapGet("/desk/{**path}", () => Results.Text("The desk has not been built. ./baton run builds it.", statusCode: 503)).ExcludeFromDescription();
            return;
        }
        var (files, types) = (new PhysicalFileProvider(folder), new FileExtensionContentTypeProvider());
        app.MapGet("/desk/{**path}", async (string? path, HttpContext http) =>
        {
            var asked = files.GetFileInfo(path ?? "");
            var isFile = asked is { Exists: true, IsDirectory: false };
            // Names of assets change with their content; the page itself is always asked for.
            Guard(http, isFile && path!.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache");
            if (!isFile && path?.StartsWith("assets/", StringComparison.Ordinal) == true) throw Refusal.NotFound("file");
            http.Response.ContentType = isFile && types.TryGetContentType(path!, out var type) ? type : "text/html; charset=utf-8";
            await http.Response.SendFileAsync(isFile ? asked : files.GetFileInfo("index.html"), http.RequestAborted);
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
