using System.Net;
using System.Net.Sockets;

namespace Baton.Plumbing;

/// <summary>An address that Baton does not call, in words that may be logged: they name the host and no more.</summary>
public sealed class AddressRefused(string why) : Exception(why);

/// <summary>What came of a request.</summary>
public sealed record OutsideAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// Calls addresses that users have written down. Where an address leads is decided when the connection is made, from the address that the name has then, so that a
/// name that means another a moment later gains nothing. Redirects are followed by the same rules, and take no headers to another host.
/// </summary>
public sealed class OutsideHttp : IDisposable
{
    private const int AnswerBytesMax = 1024 * 1024;
    private const int RedirectsMax = 5;

    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);

    /// <summary>A name that has moved is noticed after this.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(1);

    private readonly OutsideSettings _settings;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly HttpClient _http;

    public OutsideHttp(OutsideSettings settings) : this(settings, Dns.GetHostAddressesAsync) { }

    /// <param name="resolve">What a name's addresses are; a test says it.</param>
    internal OutsideHttp(OutsideSettings settings, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        (_settings, _resolve) = (settings, resolve);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = Connect,
            UseProxy = false,            // a proxy would make the connection, and not know our rules
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = ConnectMax,
            PooledConnectionLifetime = ConnectionLife,
            MaxConnectionsPerServer = 32,
            MaxResponseHeadersLength = 32,
        };
        _http = new HttpClient(new TappedHandler(handler)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// Sends it and reads the answer. Throws <see cref="AddressRefused"/>, or what HttpClient throws where nobody answers. The caller brings the time limit.
    /// </summary>
    /// <param name="make">Makes the request to an address; asked again for each redirect that keeps the method.</param>
    public async Task<OutsideAnswer> Send(Uri address, Func<Uri, HttpRequestMessage> make, CancellationToken ct)
    {
        var first = address;
        for (var redirects = 0; ; redirects++)
        {
            MustBeCallable(address);
            using var request = make(address);
            if (address.Authority != first.Authority || address.Scheme != first.Scheme) request.Headers.Clear();
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (Next(answer, address) is not { } next) return await Read(answer, ct);

            if (redirects == RedirectsMax) throw new AddressRefused($"{first.Host} leads from one address to the next.");
            if ((int)answer.StatusCode is not (307 or 308) && request.Method != HttpMethod.Get && request.Method != HttpMethod.Head) make = Get;
            address = next;
        }
    }

    /// <summary>The same, to exactly this address: where it leads to another one, that is the answer.</summary>
    public async Task<OutsideAnswer> SendHere(HttpRequestMessage request, CancellationToken ct)
    {
        MustBeCallable(request.RequestUri!);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return await Read(answer, ct);
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Get(Uri address) => new(HttpMethod.Get, address);

    private void MustBeCallable(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp) throw new AddressRefused("Only https and http are called.");
        if (address.Scheme == Uri.UriSchemeHttp && !_settings.AllowsPlain && !_settings.IsAllowed(address.IdnHost, address.Port))
            throw new AddressRefused($"{address.Host} is called by https only. An operator may allow http (BATON_REQUEST_HTTP, BATON_REQUEST_HOSTS).");
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = await _resolve(host, ct);
        var allowed = _settings.IsAllowed(host, port) ? found : [.. found.Where(PublicAddress.Is)];
        if (allowed.Length == 0)
            throw new AddressRefused(found.Length == 0 ? $"{host} has no address." : $"{host} is not on the open internet. An operator may allow it (BATON_REQUEST_HOSTS).");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Uri? Next(HttpResponseMessage answer, Uri from) =>
        (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308 && answer.Headers.Location is { } to ? new Uri(from, to) : null;

    private static async Task<OutsideAnswer> Read(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        var bytes = new byte[AnswerBytesMax + 1];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > AnswerBytesMax) throw new AddressRefused($"{answer.RequestMessage!.RequestUri!.Host} answers with more than {AnswerBytesMax / 1024 / 1024} MB.");

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers)) headers[name] = string.Join(", ", values);
        return new OutsideAnswer((int)answer.StatusCode, Text(answer, bytes.AsSpan(0, length)), headers);
    }

    private static string Text(HttpResponseMessage answer, ReadOnlySpan<byte> bytes)
    {
        var encoding = System.Text.Encoding.UTF8;
        if (answer.Content.Headers.ContentType?.CharSet?.Trim('"') is { Length: > 0 } named)
        {
            try
            {
                encoding = System.Text.Encoding.GetEncoding(named);
            }
            catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
            {
                encoding = System.Text.Encoding.Latin1;   // whatever it is, nothing of it is lost
            }
        }
        return encoding.GetString(bytes).TrimStart('\ufeff');
    }
}
