using Baton.Plumbing;
using Microsoft.AspNetCore.Diagnostics;

namespace Baton.Channels.DirectLine;

/// <summary>
/// What all of Direct Line's addresses have in common: any web page may call them (tokens say which page may use them), and whatever goes wrong is
/// said in Direct Line's own shape.
/// </summary>
internal sealed class LineDoor(RequestDelegate next, ILogger<LineDoor> log)
{
    public const string Path = "/v3/directline";

    private const string Methods = "GET, POST, OPTIONS";
    private const string AllowedHeaders =
        "Authorization, Content-Type, x-ms-bot-agent, x-requested-with, Accept, Accept-Language, Cache-Control, traceparent, tracestate";
    private const string ExposedHeaders = "Retry-After";
    private const string PreflightSeconds = "86400";

    public Task Invoke(HttpContext http)
    {
        LetPagesCall(http);
        if (HttpMethods.IsOptions(http.Request.Method)) return Preflight(http);
        return Answer(http);
    }

    /// <summary>Says which page may read the answer: the one that asks.</summary>
    public static void LetPagesCall(HttpContext http)
    {
        if (Origin.Of(http) is not { } origin) return;

        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = ExposedHeaders;
        headers.Vary = "Origin";
        // Only the session id goes by cookie; everything else by the token that the page shows.
        if (http.Request.Path.Value!.EndsWith("/getsessionid", StringComparison.OrdinalIgnoreCase)) headers.AccessControlAllowCredentials = "true";
    }

    private static Task Preflight(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers.AccessControlAllowMethods = Methods;
        http.Response.Headers.AccessControlAllowHeaders = AllowedHeaders;
        http.Response.Headers.AccessControlMaxAge = PreflightSeconds;
        return Task.CompletedTask;
    }

    private async Task Answer(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Response.StatusCode is 404 or 405 && !http.Response.HasStarted) await LineWire.WriteRefusal(http, NoSuchAddress(http));
        }
        catch (Exception problem) when (Known(problem, http) is { } refusal && !http.Response.HasStarted)
        {
            if (refusal.Status >= 500) ChannelsLog.StoreUnreachable(log, problem.Message);
            await LineWire.WriteRefusal(http, refusal);
        }
    }

    private static Refusal NoSuchAddress(HttpContext http) => http.Response.StatusCode == 405
        ? new Refusal(405, "BadArgument", $"This address does not take {http.Request.Method}.")
        : new Refusal(404, "NotFound", "There is no such address.");

    private static Refusal? Known(Exception problem, HttpContext http) => problem switch
    {
        Refusal refusal => LineRefusal.Translated(refusal),
        BadHttpRequestException { StatusCode: 413 } => LineRefusal.TooBig("The body is too big."),
        BadHttpRequestException bad => new Refusal(bad.StatusCode, "BadArgument", "The request could not be read."),
        OperationCanceledException or IOException when http.RequestAborted.IsCancellationRequested => new Refusal(499, "Gone", "The caller hung up."),
        _ => StoreSays.Refusal(problem) is { } said ? LineRefusal.Translated(said) : null,
    };
}

/// <summary>What is our own mistake on Direct Line's addresses, said in its shape; the framework has logged it.</summary>
internal sealed class LineMistakes : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!httpContext.Request.Path.StartsWithSegments(LineDoor.Path, StringComparison.OrdinalIgnoreCase)) return false;

        LineDoor.LetPagesCall(httpContext);
        await LineWire.WriteRefusal(httpContext, new Refusal(500, "ServiceError", "Something went wrong here. It has been logged; try again."));
        return true;
    }
}
