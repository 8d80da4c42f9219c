using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Baton.Tools.Mcp;

/// <summary>
/// Which revision of the protocol a request speaks, and whether its headers agree with its body. Clients of the older revisions begin with initialize;
/// those of 2026-07-28 send with every request what initialize told before.
/// </summary>
internal static class McpRevision
{
    public const string Header = "MCP-Protocol-Version";

    private const string MethodHeader = "Mcp-Method";
    private const string NameHeader = "Mcp-Name";
    private const string VersionMeta = "io.modelcontextprotocol/protocolVersion";
    private const string CapabilitiesMeta = "io.modelcontextprotocol/clientCapabilities";
    private const string PerRequest = "2026-07-28";
    private static readonly string[] Known = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", PerRequest];

    /// <summary>Methods that the newest revision no longer has.</summary>
    private static readonly string[] Bygone = ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"];

    /// <summary>What a request is answered with when it will not do: the HTTP status, and the error.</summary>
    public sealed record Wrong(int Status, JsonRpcErrorDetail Error);

    /// <summary>Whether this request is of the revision that answers some errors with a status of their own.</summary>
    public static bool IsPerRequest(HttpRequest request) => request.Headers[Header] == PerRequest;

    /// <summary>The status that goes with an error in that revision.</summary>
    public static int? StatusOf(JsonRpcMessage? first) => first is not JsonRpcError { Error: { } error } ? null : (McpErrorCode)error.Code switch
    {
        McpErrorCode.MethodNotFound => 404,
        McpErrorCode.MissingRequiredClientCapability or McpErrorCode.UnsupportedProtocolVersion or McpErrorCode.HeaderMismatch => 400,
        _ => null,
    };

    /// <summary>What is wrong with the request's revision, or null.</summary>
    public static Wrong? Check(HttpRequest http, JsonRpcMessage message)
    {
        var header = http.Headers[Header].ToString();
        if (header.Length > 0 && !Known.Contains(header)) return Unknown(header);

        var (method, parameters) = message switch
        {
            JsonRpcRequest request => (request.Method, request.Params as JsonObject),
            JsonRpcNotification notification => (notification.Method, notification.Params as JsonObject),
            _ => (null, null),
        };
        if (method is null) return null;

        var meta = Text((parameters?["_meta"] as JsonObject)?[VersionMeta]);
        if (header != PerRequest)
        {
            if (meta == PerRequest) return Mismatch($"The header {Header} must say {PerRequest} as the body does.");
            return method == "initialize" && header.Length > 0 && Text(parameters?["protocolVersion"]) is { } asked && asked != header
                ? Mismatch($"The header {Header} says {header}, the body {asked}.")
                : null;
        }
        return message is JsonRpcRequest ? CheckPerRequest(http, method, parameters, meta) : null;
    }

    private static Wrong? CheckPerRequest(HttpRequest http, string method, JsonObject? parameters, string? version)
    {
        if (version is null) return Missing(VersionMeta);
        if (version != PerRequest) return Mismatch($"The header {Header} says {PerRequest}, the body {version}.");
        if (http.Headers[MethodHeader].ToString() is var named && named != method) return Mismatch($"The header {MethodHeader} says '{named}', the body '{method}'.");
        if (method == "tools/call" && Text(parameters?["name"]) is { } tool && http.Headers[NameHeader].ToString() is var name && name != tool)
            return Mismatch($"The header {NameHeader} says '{name}', the body '{tool}'.");
        if ((parameters?["_meta"] as JsonObject)?[CapabilitiesMeta] is not JsonObject) return Missing(CapabilitiesMeta);
        return Bygone.Contains(method)
            ? new Wrong(404, new JsonRpcErrorDetail { Code = (int)McpErrorCode.MethodNotFound, Message = $"{PerRequest} has no method {method}." })
            : null;
    }

    private static Wrong Unknown(string version) => new(400, new JsonRpcErrorDetail
    {
        Code = (int)McpErrorCode.UnsupportedProtocolVersion,
        Message = $"The protocol version '{Cutting.Text(version, 40)}' is not spoken here.",
        Data = JsonSerializer.SerializeToNode(new { supported = Known, requested = version }),
    });

    private static Wrong Mismatch(string message) => new(400, new JsonRpcErrorDetail { Code = (int)McpErrorCode.HeaderMismatch, Message = message });

    private static Wrong Missing(string field) =>
        new(400, new JsonRpcErrorDetail { Code = (int)McpErrorCode.InvalidParams, Message = $"A request of {PerRequest} has _meta/{field}." });

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
