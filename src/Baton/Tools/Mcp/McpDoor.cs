using System.Text.Json;
using Baton.People;
using Baton.Plumbing;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Baton.Tools.Mcp;

/// <summary>
/// /mcp: the tools over the Model Context Protocol, streamable HTTP. Without sessions, as the protocol allows: each request stands for itself, so any
/// process answers any of them, and a restart is not noticed. There is nothing to listen to (GET) and nothing to end (DELETE).
/// </summary>
public sealed class McpDoor(McpTools tools, BatonSettings settings, ILoggerFactory logs, TimeProvider clock)
{
    private const int BodyBytesMax = 256 * 1024;

    /// <summary>For a whole request; every tool has a shorter limit of its own.</summary>
    private static readonly TimeSpan RequestMax = TimeSpan.FromSeconds(120);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/mcp", (McpDoor door, HttpContext http) => door.Post(http));
        routes.MapMethods("/mcp", [HttpMethods.Get, HttpMethods.Delete], (McpDoor door, HttpContext http) => door.Refuse(http)).ExcludeFromDescription();
    }

    private async Task Post(HttpContext http)
    {
        var holder = await Enter(http);
        if (!Accepts(http.Request, "application/json") || !Accepts(http.Request, "text/event-stream"))
        {
            await Say(http, 406, default, McpErrorCode.InvalidRequest, "Send Accept: application/json, text/event-stream.");
            return;
        }
        if (!http.Request.HasJsonContentType())
        {
            await Say(http, 415, default, McpErrorCode.InvalidRequest, "Send one JSON-RPC message as application/json.");
            return;
        }
        if (await Read(http) is not { } message) return;

        var id = (message as JsonRpcRequest)?.Id ?? default;
        if (McpRevision.Check(http.Request, message) is { } wrong)
        {
            await Say(http, wrong.Status, id, wrong.Error);
            return;
        }
        if (message is JsonRpcRequest { Method: "tools/call" })
            await http.RequestServices.GetRequiredService<Keys>().CountCall(holder, http.RequestAborted);
        await Answer(http, holder, message);
    }

    private async Task Refuse(HttpContext http)
    {
        await Enter(http);
        http.Response.Headers.Allow = HttpMethods.Post;
        await Say(http, 405, default, McpErrorCode.InvalidRequest, "There are no sessions here, so there is nothing to listen to and nothing to end: POST each message.");
    }

    /// <summary>Whoever may come in: a program with a key, and no page of another site.</summary>
    private async Task<KeyHolder> Enter(HttpContext http)
    {
        if (http.Request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsOurs(origin, http.Request))
            throw new Refusal(403, "cross_site", "This request came from a page of another site. Programs send no Origin.");
        return await http.RequestServices.GetRequiredService<Keys>().HolderOf(http.Request, Keys.Tools, http.RequestAborted);
    }

    // The request's own host proves nothing, for a page can give its name our address; so only the public address counts, and loopback itself.
    private bool IsOurs(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && (from.Authority == settings.PublicUrl.Authority || (from.IsLoopback && from.Authority == request.Host.Value));

    private static bool Accepts(HttpRequest request, string type) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MatchesMediaType(type));

    private static async Task<JsonRpcMessage?> Read(HttpContext http)
    {
        var body = await Bodies.Read(http, BodyBytesMax, http.RequestAborted);
        try
        {
            if (IsBatch(body))
            {
                await Say(http, 400, default, McpErrorCode.InvalidRequest, "Batches are not part of the protocol any more: POST each message by itself.");
                return null;
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            await Say(http, 400, default, McpErrorCode.ParseError, "This is not JSON.");
            return null;
        }
        try
        {
            var message = JsonSerializer.Deserialize<JsonRpcMessage>(body, McpJsonUtilities.DefaultOptions);
            if (message is not null)
            {
                if (http.Request.Headers[McpRevision.Header].ToString() is { Length: > 0 } version)
                    (message.Context ??= new JsonRpcMessageContext()).ProtocolVersion = version;
                return message;
            }
        }
        catch (JsonException)
        {
            // JSON, but no message: answered below.
        }
        await Say(http, 400, default, McpErrorCode.InvalidRequest, "This is no JSON-RPC 2.0 message.");
        return null;
    }

    /// <summary>Reads every text once, so that what can't be a text is found here and not half-way through a tool.</summary>
    private static bool IsBatch(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var isBatch = reader.TokenType == JsonTokenType.StartArray;
        do
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
        }
        while (reader.Read());
        return isBatch;
    }

    private async Task Answer(HttpContext http, KeyHolder holder, JsonRpcMessage message)
    {
        using var limit = new TimeLimit(RequestMax, clock, http.RequestAborted);
        await using var transport = new StreamableHttpServerTransport(logs) { Stateless = true };
        await using var server = McpServer.Create(transport, tools.For(holder), logs, http.RequestServices);
        var running = server.RunAsync(limit.Token);
        try
        {
            BeginStream(http.Response);
            var answered = await transport.HandlePostRequestAsync(message, http.Response.Body, first => Starting(http, first), limit.Token);
            if (!answered)
            {
                http.Response.Headers.Remove("Content-Type");
                http.Response.StatusCode = 202;
            }
        }
        catch (OperationCanceledException) when (limit.Token.IsCancellationRequested)
        {
            // Its time is over, or the client has gone: nobody is there to be told.
        }
        await transport.DisposeAsync();
        await Ended(running);
    }

    private static ValueTask Starting(HttpContext http, JsonRpcMessage? first)
    {
        if (!http.Response.HasStarted && McpRevision.IsPerRequest(http.Request) && McpRevision.StatusOf(first) is { } status) http.Response.StatusCode = status;
        return default;
    }

    private static void BeginStream(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache,no-store";
        response.Headers["X-Accel-Buffering"] = "no";   // a proxy must not hold progress back
        response.HttpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
    }

    private static async Task Ended(Task running)
    {
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // As intended.
        }
    }

    private static Task Say(HttpContext http, int status, RequestId id, McpErrorCode code, string message) =>
        Say(http, status, id, new JsonRpcErrorDetail { Code = (int)code, Message = message });

    private static Task Say(HttpContext http, int status, RequestId id, JsonRpcErrorDetail error)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync<JsonRpcMessage>(new JsonRpcError { Id = id, Error = error }, McpJsonUtilities.DefaultOptions, http.RequestAborted);
    }
}
