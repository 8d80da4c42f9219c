using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Baton.Plumbing;

/// <summary>One call over the wire, as it went, with what is secret in it masked. Status 0: nobody answered.</summary>
public sealed record WireCall
{
    public required DateTimeOffset At { get; init; }

    /// <summary>out: Baton called; in: Baton was called.</summary>
    public required string Direction { get; init; }
    public required string Method { get; init; }
    public required string Address { get; init; }
    public required int Status { get; init; }
    public required int TookMs { get; init; }
    public string? Sent { get; init; }
    public string? Answered { get; init; }
    public string? Error { get; init; }
}

/// <summary>
/// Listens to the calls that are made outside on behalf of whoever has started it, for people who want to see them. Nothing of it is kept; headers, and with them
/// tokens, are not looked at.
/// </summary>
public sealed class WireTap
{
    private const int CallsMax = 60;

    private static readonly AsyncLocal<WireTap?> Listening = new();

    private readonly ConcurrentQueue<WireCall> _calls = new();

    /// <summary>Whoever listens to what is done here.</summary>
    public static WireTap? Now => Listening.Value;

    public IReadOnlyList<WireCall> Calls => [.. _calls];

    /// <summary>Listens to what is called from here on, by this caller and whatever it begins.</summary>
    public static WireTap Listen() => Listening.Value = new WireTap();

    public void Note(WireCall call)
    {
        if (_calls.Count < CallsMax) _calls.Enqueue(call);
    }
}

/// <summary>Passes calls on, and what went over the wire to whoever listens.</summary>
internal sealed class TappedHandler(HttpMessageHandler next) : DelegatingHandler(next)
{
    private const int BodyBytesMax = 2 * 1024 * 1024;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        WireTap.Now is { } tap ? Tapped(tap, request, cancellationToken) : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> Tapped(WireTap tap, HttpRequestMessage request, CancellationToken ct)
    {
        var (at, began) = (TimeProvider.System.GetUtcNow(), TimeProvider.System.GetTimestamp());
        var sent = request.Content is null ? null : Mask.Of(await request.Content.ReadAsStringAsync(ct));
        WireCall Call(int status, string? answered, string? error) => new()
        {
            At = at, Direction = "out", Method = request.Method.Method, Address = Mask.Of(request.RequestUri!.ToString()), Status = status,
            TookMs = (int)TimeProvider.System.GetElapsedTime(began).TotalMilliseconds, Sent = sent, Answered = answered, Error = error,
        };
        try
        {
            var answer = await base.SendAsync(request, ct);
            var isText = IsText(answer.Content.Headers.ContentType?.MediaType);
            if (isText && (answer.Content.Headers.ContentLength ?? 0) <= BodyBytesMax) await answer.Content.LoadIntoBufferAsync(BodyBytesMax, ct);
            tap.Note(Call((int)answer.StatusCode, isText ? Mask.Of(await answer.Content.ReadAsStringAsync(ct)) : null, null));
            return answer;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or AddressRefused)
        {
            tap.Note(Call(0, null, failure is OperationCanceledException ? "The time was over." : Mask.Of((failure.InnerException as AddressRefused ?? failure).Message)));
            throw;
        }
    }

    /// <summary>What never ends is passed on as it comes, unseen.</summary>
    private static bool IsText(string? type) =>
        type is not (null or "text/event-stream") && (type.Contains("json", StringComparison.Ordinal) || type.StartsWith("text/", StringComparison.Ordinal));
}

/// <summary>Text that people may see: what is secret in it is masked, and it is not too long.</summary>
public static partial class Mask
{
    private const int LengthMax = 6_000;
    private const string Hidden = "•••";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string text)
    {
        var masked = Token().Replace(Query().Replace(Door().Replace(Json(text), $"$1{Hidden}"), $"$1{Hidden}"), Hidden);
        return masked.Length > LengthMax ? $"{masked[..LengthMax]}… ({masked.Length - LengthMax:N0} more characters)" : masked;
    }

    private static string Json(string text)
    {
        if (text.Length == 0 || text[0] is not ('{' or '[')) return text;
        try
        {
            var node = JsonNode.Parse(text)!;
            Hide(node);
            return (text.Length > LengthMax && node is JsonObject named ? ShortFirst(named) : node).ToJsonString(Indented);
        }
        catch (Exception other) when (other is JsonException or ArgumentException or InvalidOperationException)
        {
            return text;
        }
    }

    /// <summary>What is cut off is the end: members that say much in few words stand before those that go on and on.</summary>
    private static JsonObject ShortFirst(JsonObject from) =>
        new(from.OrderBy(member => member.Value is JsonObject or JsonArray).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static void Hide(JsonNode? node)
    {
        if (node is JsonArray list) foreach (var one in list) Hide(one);
        if (node is not JsonObject named) return;
        foreach (var (name, value) in named.ToArray())
        {
            if (value is JsonValue && Name().IsMatch(name)) named[name] = Hidden;
            else Hide(value);
        }
    }

    [GeneratedRegex("secret|token$|password|authorization|api_?key|assertion|streamUrl", RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    /// <summary>Of a form's fields and of an address' query.</summary>
    [GeneratedRegex(@"((?:^|[?&])(?:client_secret|client_assertion|code|sig|key|password|secret|t|token|watermarkToken|access_token)=)[^&\s""]*", RegexOptions.IgnoreCase)]
    private static partial Regex Query();

    /// <summary>The signature in the address at which a bot answers.</summary>
    [GeneratedRegex(@"(/connector/[0-9a-f]{32}\.)[0-9a-f]+", RegexOptions.IgnoreCase)]
    private static partial Regex Door();

    /// <summary>A signed token, wherever it stands.</summary>
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*")]
    private static partial Regex Token();
}
