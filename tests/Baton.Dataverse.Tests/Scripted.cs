using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Dataverse.Tests;

/// <summary>A request as the other side saw it.</summary>
internal sealed record Seen(string Method, string Address, IHeaderDictionary Headers, string Body);

/// <summary>
/// The other side, played by a real server: it answers from a script, one line a request, and the last line again and again. Its token endpoint
/// counts what it gives.
/// </summary>
internal sealed class Scripted : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _script = new();
    private Func<HttpContext, Task> _last = http => Json(http, 200, "{}");

    public ConcurrentQueue<Seen> Requests { get; } = new();
    public int TokensGiven;
    public Func<HttpContext, Task>? OnToken { get; set; }
    public Uri Address => new(_app.Urls.First());

    private Scripted()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(Answer);
    }

    public static async Task<Scripted> Start(params Func<HttpContext, Task>[] script)
    {
        var server = new Scripted();
        foreach (var line in script) server._script.Enqueue(line);
        await server._app.StartAsync();
        return server;
    }

    public DataverseClient Client(Func<DataverseOptions, DataverseOptions>? with = null)
    {
        var options = new DataverseOptions { Instance = Address, FirstPause = TimeSpan.FromMilliseconds(5) };
        var secret = new EntraSecret(Address, "contoso", "app", "s3cret", Address);
        return new DataverseClient(with is null ? options : with(options), secret.Token);
    }

    public static Func<HttpContext, Task> Ok(string json) => http => Json(http, 200, json);

    public static Func<HttpContext, Task> Error(int status, string code, string message, int? retryAfter = null) => http =>
    {
        if (retryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        http.Response.Headers["x-ms-service-request-id"] = "req-1";
        return Json(http, status, $$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}"}}""");
    };

    public static Task Drop(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    public static Task Hang(HttpContext http) => Task.Delay(Timeout.Infinite, http.RequestAborted);

    public static Task Json(HttpContext http, int status, string json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; odata.metadata=minimal";
        return http.Response.WriteAsync(json);
    }

    private async Task Answer(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var seen = new Seen(http.Request.Method, $"{http.Request.Path}{http.Request.QueryString}", new HeaderDictionary(http.Request.Headers.ToDictionary()), await reader.ReadToEndAsync());
        if (http.Request.Path.Value!.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal))
        {
            Requests.Enqueue(seen);
            if (OnToken is not null) await OnToken(http);
            else await Json(http, 200, $$"""{"token_type":"Bearer","expires_in":3599,"access_token":"token-{{Interlocked.Increment(ref TokensGiven)}}"}""");
            return;
        }
        Requests.Enqueue(seen);
        if (_script.TryDequeue(out var next)) _last = next;
        await (next ?? _last)(http);
    }

    public IReadOnlyList<Seen> Calls => [.. Requests.Where(seen => !seen.Address.EndsWith("/token", StringComparison.Ordinal))];

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
