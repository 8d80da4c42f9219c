using Baton.Plumbing;

namespace Baton.People;

/// <summary>
/// A browser sends our cookie along with whatever a page makes it send. So a request that changes something on the strength of the cookie
/// must come from a page of ours: browsers say where it comes from, in headers that pages can't write.
/// </summary>
internal static class CrossSite
{
    public static void MustNotBe(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            // A socket is opened by a GET, but lets its page do everything.
            if (!request.HttpContext.WebSockets.IsWebSocketRequest) return;
        }
        if (!IsOurs(request)) throw new Refusal(403, "cross_site", "This request came from a page of another site.");
    }

    // No browser leaves both headers out of a request that another site's page made it send: what has neither is a program that holds
    // the cookie.
    private static bool IsOurs(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
            ? site is "same-origin" or "none"
            : request.Headers.Origin.ToString() is not { Length: > 0 } origin
                || (Uri.TryCreate(origin, UriKind.Absolute, out var from)
                    && from.Authority == new Uri($"{from.Scheme}://{request.Host}").Authority);
}
