using Microsoft.AspNetCore.Diagnostics;

namespace Baton.Plumbing;

/// <summary>The caller asked for something that Baton will not do. Safe to show them. Anything else thrown is our bug.</summary>
public sealed class Refusal(int status, string code, string detail) : Exception(detail)
{
    /// <summary>The HTTP status that says it best.</summary>
    public int Status => status;

    /// <summary>For programs; stable.</summary>
    public string Code => code;

    /// <summary>Seconds after which it is worth trying again, where that is known.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static Refusal BadRequest(string code, string detail) => new(400, code, detail);
    public static Refusal NotSignedIn() => new(401, "not_signed_in", "Sign in first, or send a valid token.");
    public static Refusal NotAllowed(string detail = "You are not allowed to do this.") => new(403, "not_allowed", detail);
    public static Refusal NotFound(string what) => new(404, "not_found", $"There is no such {what}.");
    public static Refusal Conflict(string code, string detail) => new(409, code, detail);
    public static Refusal TooLong(string detail) => new(413, "too_long", detail);
    public static Refusal Invalid(string code, string detail) => new(422, code, detail);
    public static Refusal TooMany(string detail, int retryAfterSeconds) =>
        new(429, "too_many_requests", detail) { RetryAfterSeconds = retryAfterSeconds };
}

/// <summary>The one place where a refusal, or a request that cannot be read, becomes problem details.</summary>
internal sealed class RefusalHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        var refusal = exception switch
        {
            Refusal known => known,
            BadHttpRequestException { StatusCode: 413 } => Refusal.TooLong("The request is too long."),
            BadHttpRequestException bad => new Refusal(bad.StatusCode, "bad_request", "The request could not be read: malformed JSON or a value of the wrong type."),
            OperationCanceledException when http.RequestAborted.IsCancellationRequested => new Refusal(499, "gone", "The caller hung up."),
            _ => StoreSays.Refusal(exception),
        };
        if (refusal is null) return false;

        http.Response.StatusCode = refusal.Status;
        if (refusal.Status == 401) http.Response.Headers.WWWAuthenticate = refusal.Code == "invalid_key" ? "Bearer realm=\"Baton\", error=\"invalid_token\"" : "Bearer realm=\"Baton\"";
        if (refusal.RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return await problems.TryWriteAsync(new()
        {
            HttpContext = http,
            ProblemDetails = { Status = refusal.Status, Detail = refusal.Message, Extensions = { ["code"] = refusal.Code } },
        });
    }
}
