using System.Globalization;
using Baton.Sandbox.Entra;

namespace Baton.Sandbox.WebApi;

/// <summary>Where HTTP comes in to the Web API: who is it, is the service up, and what did they want.</summary>
internal static class Door
{
    private const string DegreeOfParallelism = "10";

    public static void MapWebApi(this WebApplication app)
    {
        app.Map("/api/data/{version}/{**path}", Serve);
        app.Map("/api/data/{version}", Serve);
    }

    private static Task Serve(HttpContext http, TimeProvider time) =>
        Guarded(http, async (dispatcher, caller, _) => await dispatcher.Answer(await Read(http, caller, time)));

    /// <summary>Lets a request in, finds out who it is from, and turns whatever is refused into Dataverse's shape.</summary>
    public static async Task Guarded(HttpContext http, Func<Dispatcher, Records.Caller, HttpContext, Task<Answer>> act)
    {
        var services = http.RequestServices;
        var (dispatcher, gate) = (services.GetRequiredService<Dispatcher>(), services.GetRequiredService<Gate>());
        var (callers, log) = (services.GetRequiredService<Callers>(), services.GetRequiredService<ILogger<Dispatcher>>());
        if (HttpMethods.IsOptions(http.Request.Method) && http.Request.Headers.ContainsKey("Access-Control-Request-Method"))
        {
            Allow(http);
            return;
        }
        Answer answer;
        Preferences? preferences = null;
        try
        {
            preferences = Preferences.Read(http.Request.Headers["Prefer"]);
            using var pass = await gate.Enter(http.RequestAborted);
            answer = await act(dispatcher, await callers.Identify(http, http.RequestAborted), http);
        }
        catch (Fault fault)
        {
            answer = WebApi.Answer.Of(fault, preferences);
            if (fault.Status == 401) answer.With("WWW-Authenticate", Callers.Challenge(http));
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            log.LogError(bug, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
            answer = WebApi.Answer.Of(new Fault(500, "0x80040216", "An unexpected error occurred in the sandbox. Its log says more."));
        }
        await Write(http, answer);
    }

    // A page of another origin asks first what it may send; it needs a token for anything more.
    private static void Allow(HttpContext http)
    {
        var headers = http.Response.Headers;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        headers.AccessControlAllowOrigin = http.Request.Headers.Origin.ToString() is { Length: > 0 } origin ? origin : "*";
        headers.AccessControlAllowMethods = "GET,POST,PUT,PATCH,DELETE,OPTIONS";
        headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = "3600";
    }

    private static async Task<WebApiRequest> Read(HttpContext http, Records.Caller caller, TimeProvider time)
    {
        var request = http.Request;
        if (request.Path.Value!.Length + (request.QueryString.Value?.Length ?? 0) > Limits.UrlCharactersMax)
            throw new Fault(414, "0x80060888", $"The URL is longer than {Limits.UrlCharactersMax} characters.");
        var body = ReadOnlyMemory<byte>.Empty;
        if (request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0)
        {
            using var memory = new MemoryStream((int)(request.ContentLength ?? 0));
            await request.Body.CopyToAsync(memory, http.RequestAborted);
            body = memory.ToArray();
        }
        // The path as it was sent: keys may hold encoded slashes, which routing would already have opened.
        var raw = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var path = raw.Split('?', 2)[0];
        var version = request.RouteValues["version"]?.ToString();
        if (version is not ("v8.0" or "v8.1" or "v8.2" or "v9.0" or "v9.1" or "v9.2")) throw Fault.NoResource(raw);
        var at = path.IndexOf($"/{version}", StringComparison.Ordinal) + version.Length + 1;
        return new WebApiRequest
        {
            Method = request.Method, Path = path[at..].TrimStart('/'), Query = request.QueryString.Value ?? "",
            Root = $"{request.Scheme}://{request.Host}/api/data/{version}/",
            Headers = name => request.Headers[name], Body = body, Caller = caller, Now = time.GetUtcNow(),
            Cancellation = http.RequestAborted,
        };
    }

    private static async Task Write(HttpContext http, Answer answer)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        var headers = response.Headers;
        var id = Guid.NewGuid().ToString();
        headers["OData-Version"] = "4.0";
        headers["x-ms-service-request-id"] = id;
        headers["REQ_ID"] = id;
        headers["x-ms-dop-hint"] = DegreeOfParallelism;
        headers["x-ms-ratelimit-burst-remaining-xrm-requests"] = Gate.RequestsMax.ToString(CultureInfo.InvariantCulture);
        headers["x-ms-ratelimit-time-remaining-xrm-requests"] = "1,200.00";
        headers["x-ms-session-token"] = id;
        if (http.Request.Headers.Origin.ToString() is { Length: > 0 } origin) headers.AccessControlAllowOrigin = origin;
        headers["Access-Control-Expose-Headers"] =
            "Preference-Applied,OData-EntityId,Location,ETag,OData-Version,Content-Encoding,Transfer-Encoding,Content-Length,Retry-After";
        foreach (var (name, value) in answer.Headers) headers[name] = value;
        if (answer.ContentType is not null) response.ContentType = answer.ContentType;
        if (answer.Body.IsEmpty) return;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }
}
