using System.Reflection;
using System.Text.Encodings.Web;
using Baton.Plumbing;

namespace Baton.Channels.Widget;

/// <summary>GET /: in the demo, a shop with the widget on it; else the way to the desk.</summary>
internal static class DemoPage
{
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'";

    private const string Service = """
        <li>Open the chat in the corner and say hello.</li>
          <li>Ask about your cases. Signed in, you see them at once; signed out, a code is sent to your e-mail address, which you find in the
            <a href="{sandbox}" target="_blank" rel="noopener">sandbox</a>.</li>
        """;

    private const string Sales = """
        <li>Open the chat in the corner: the sales assistant is an AI bot, made with the wizard. Without a model (Setup, Model) it works by its topics.</li>
          <li>Ask <kbd>Which machine is right for 30 people?</kbd> or <kbd>How long is the warranty?</kbd>: it answers from its articles. Then say <kbd>I am interested in your products</kbd>.</li>
        """;

    private static readonly TimeSpan SignedInFor = TimeSpan.FromHours(24);

    /// <summary>The shop's page. Its server has signed Adele in, so the chat knows who she is without asking.</summary>
    public static async Task<IResult> Show(BatonSettings settings, ChannelBook channels, Secrets secrets, TimeProvider clock, HttpContext http)
    {
        if (!settings.Demo) return Results.Redirect("/desk");

        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
        var sales = http.Request.Query.ContainsKey("sales") ? await channels.Find(DemoChannel.Sales) : null;
        var token = (sales ?? await channels.Usual()) is { IdentitySealed: { } identity } && !http.Request.Query.ContainsKey("anonymous")
            ? SignedIn.Sign(secrets.Open(identity), "adele@contoso.example", "Adele Vance", "adele", clock.GetUtcNow() + SignedInFor) : null;
        var here = sales is null ? "/?" : "/?sales&amp;";
        var page = Page().Replace("{channel}", sales?.Id.ToString() ?? "default", StringComparison.Ordinal).Replace("{color}", sales?.Color ?? "#9a4a17", StringComparison.Ordinal)
            .Replace("{talk}", sales is null ? "<a href=\"/?sales\">Talk to sales</a>" : "<a href=\"/\">Talk to service</a>", StringComparison.Ordinal)
            .Replace("{first}", sales is null ? Service : Sales, StringComparison.Ordinal)
            .Replace("{sandbox}", HtmlEncoder.Default.Encode(settings.SandboxUrls.Split(';')[0]), StringComparison.Ordinal)
            .Replace("{signed-in}", token is null ? "" : $" data-user-token=\"{token}\"", StringComparison.Ordinal)
            .Replace("{who}", token is null ? $"You are nobody in particular. <a href=\"{here.TrimEnd('?')}\">Sign in as Adele Vance</a>"
                : $"Signed in as Adele Vance. <a href=\"{here}anonymous\">Sign out</a>", StringComparison.Ordinal);
        return Results.Text(page, "text/html; charset=utf-8");
    }

    private static string Page()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("demo.html")!);
        return reader.ReadToEnd();
    }
}
