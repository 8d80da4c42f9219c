using System.Reflection;
using System.Text.Encodings.Web;
using Baton.Plumbing;

namespace Baton.Channels.Widget;

/// <summary>GET /: in the demo, a shop with the widget on it; else the way to the desk.</summary>
internal static class DemoPage
{
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'";

    public static IResult Show(BatonSettings settings, HttpContext http)
    {
        if (!settings.Demo) return Results.Redirect("/desk");

        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Text(Page().Replace("{sandbox}", HtmlEncoder.Default.Encode(settings.SandboxUrls.Split(';')[0]), StringComparison.Ordinal), "text/html; charset=utf-8");
    }

    private static string Page()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("demo.html")!);
        return reader.ReadToEnd();
    }
}
