using System.Reflection;
using System.Text.Encodings.Web;
using Baton.Plumbing;

namespace Baton.Channels.Widget;

/// <summary>GET /: in the demo, a shop with the widget on it; else the way to the desk.</summary>
internal static class DemoPage
{
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'";

    private static readonly TimeSpan SignedInFor = TimeSpan.FromHours(24);

    /// <summary>The shop's page. Its server has signed Adele in, so the chat knows who she is without asking.</summary>
    public static async Task<IResult> Show(BatonSettings settings, ChannelBook channels, Secrets secrets, TimeProvider clock, HttpContext http)
    {
        if (!settings.Demo) return Results.Redirect("/desk");

        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
        var token = await channels.Usual() is { IdentitySealed: { } identity } && !http.Request.Query.ContainsKey("anonymous")
            ? SignedIn.Sign(secrets.Open(identity), "adele@contoso.example", "Adele Vance", "adele", clock.GetUtcNow() + SignedInFor) : null;
        var page = Page().Replace("{sandbox}", HtmlEncoder.Default.Encode(settings.SandboxUrls.Split(';')[0]), StringComparison.Ordinal)
            .Replace("{signed-in}", token is null ? "" : $" data-user-token=\"{token}\"", StringComparison.Ordinal)
            .Replace("{who}", token is null ? "You are nobody in particular. <a href=\"/\">Sign in as Adele Vance</a>" : "Signed in as Adele Vance. <a href=\"/?anonymous\">Sign out</a>",
                StringComparison.Ordinal);
        return Results.Text(page, "text/html; charset=utf-8");
    }

    private static string Page()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("demo.html")!);
        return reader.ReadToEnd();
    }
}
