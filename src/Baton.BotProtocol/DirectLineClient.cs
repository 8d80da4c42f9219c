using System.Text.Json;

namespace Baton.BotProtocol;

/// <summary>A conversation that a Direct Line service has begun or opened again for us. What an answer left out stays as it was.</summary>
public sealed record OpenedConversation
{
    public required string ConversationId { get; init; }
    public DirectLineToken? Token { get; init; }

    /// <summary>Where its stream is; to be opened within a minute.</summary>
    public Uri? Stream { get; init; }
}

/// <summary>What opens one conversation until it ends.</summary>
public sealed record DirectLineToken(string Value, DateTimeOffset Ends)
{
    /// <summary>As long as tokens live that don't say.</summary>
    internal const int UsualSeconds = 1_800;
}

/// <summary>
/// Direct Line 3.0 from the client's side: one call for each of its addresses. Throws <see cref="DirectLineProblem"/> for all that can go wrong outside. Holds no
/// state: safe for many conversations at once. Who may be called, and how connections are made, is decided by the invokers it is given.
/// </summary>
public sealed class DirectLineClient(HttpMessageInvoker calls, HttpMessageInvoker sockets, TimeProvider clock)
{
    public static readonly Uri UsualDomain = new("https://directline.botframework.com/");

    private const string Path = "v3/directline";

    private readonly WebCalls _calls = new(calls, clock);

    /// <summary>Starts a conversation: a new one with a secret, or the one that a token is for.</summary>
    public async Task<OpenedConversation> Start(Uri domain, string credentials, TokenParameters wish, CancellationToken ct) =>
        await Open(new HttpRequestMessage(HttpMethod.Post, At(domain, "/conversations"))
        {
            Content = WebCalls.Json(JsonSerializer.SerializeToUtf8Bytes(wish, BotJson.Wire.TokenParameters)),
        }, credentials, ct);

    /// <summary>Opens a conversation again, for a stream that goes on after the watermark.</summary>
    public async Task<OpenedConversation> Reopen(Uri domain, string credentials, string conversationId, string? watermark, CancellationToken ct) =>
        await Open(new HttpRequestMessage(HttpMethod.Get, At(domain, $"/conversations/{Uri.EscapeDataString(conversationId)}{Since(watermark)}")), credentials, ct);

    /// <summary>Changes a token that still lives for one that lives longer.</summary>
    public async Task<DirectLineToken> Refresh(Uri domain, string token, CancellationToken ct)
    {
        var opened = await Open(new HttpRequestMessage(HttpMethod.Post, At(domain, "/tokens/refresh")) { Content = WebCalls.Json([]) }, token, ct);
        return opened.Token ?? throw DirectLineProblem.NotUnderstood(domain.Host);
    }

    /// <summary>Sends an activity; answers the id that it was given, where the service says it.</summary>
    public async Task<string?> Post(Uri domain, string credentials, string conversationId, Activity activity, CancellationToken ct)
    {
        var answer = await _calls.Send(new HttpRequestMessage(HttpMethod.Post, At(domain, $"/conversations/{Uri.EscapeDataString(conversationId)}/activities"))
        {
            Content = WebCalls.Json(JsonSerializer.SerializeToUtf8Bytes(activity, BotJson.Wire.Activity)),
        }, credentials, ct);
        return answer.Length == 0 ? null : WebCalls.Parse(answer, domain.Host, utf8 => JsonSerializer.Deserialize(utf8, BotJson.Wire.ResourceResponse))?.Id;
    }

    /// <summary>What was said after the watermark, a page of it. All has been read when there is nothing on a page.</summary>
    public async Task<ActivitySet> Fetch(Uri domain, string credentials, string conversationId, string? watermark, CancellationToken ct)
    {
        var answer = await _calls.Send(
            new HttpRequestMessage(HttpMethod.Get, At(domain, $"/conversations/{Uri.EscapeDataString(conversationId)}/activities{Since(watermark)}")), credentials, ct);
        return WebCalls.Parse(answer, domain.Host, utf8 => JsonSerializer.Deserialize(utf8, BotJson.Wire.ActivitySet));
    }

    /// <summary>Opens the stream of a conversation.</summary>
    public Task<DirectLineSocket> Listen(Uri stream, CancellationToken ct) => DirectLineSocket.Open(sockets, clock, stream, ct);

    private async Task<OpenedConversation> Open(HttpRequestMessage request, string credentials, CancellationToken ct)
    {
        var host = request.RequestUri!.Host;
        var answer = await _calls.Send(request, credentials, ct);
        return WebCalls.Parse(answer, host, utf8 =>
        {
            using var json = JsonDocument.Parse(utf8);
            var token = Text(json, "token");
            var seconds = json.RootElement.TryGetProperty("expires_in", out var given) && given.TryGetInt32(out var told) && told > 0 ? told : DirectLineToken.UsualSeconds;
            return new OpenedConversation
            {
                ConversationId = Text(json, "conversationId") ?? throw new JsonException("There is no conversation id."),
                Token = token is null ? null : new DirectLineToken(token, clock.GetUtcNow().AddSeconds(seconds)),
                Stream = Uri.TryCreate(Text(json, "streamUrl"), UriKind.Absolute, out var stream) && stream.Scheme is "ws" or "wss" ? stream : null,
            };
        });
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>Some write the domain down with the path that all addresses begin with.</summary>
    private static Uri At(Uri domain, string address)
    {
        var start = domain.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(start.EndsWith($"/{Path}", StringComparison.OrdinalIgnoreCase) ? $"{start}{address}" : $"{start}/{Path}{address}");
    }

    private static string Since(string? watermark) => watermark is null ? "" : $"?watermark={Uri.EscapeDataString(watermark)}";
}
