using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>
/// Calls bots. Without credentials only on this machine, in the demo: whoever answers would be believed, and would be told what visitors say. With credentials
/// anywhere that Baton calls at all. Where a name leads is looked at when the connection is made, and nothing leads elsewhere from there.
/// </summary>
internal sealed class BotHttp(BatonSettings settings, OutsideHttp outside) : IDisposable
{
    private const int AnswerBytesMax = 1024 * 1024;

    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new TappedHandler(new SocketsHttpHandler
    {
        ConnectCallback = Connect, UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectMax, MaxConnectionsPerServer = 64,
    }))
    { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = AnswerBytesMax };

    /// <summary>
    /// Sends it an activity. Throws <see cref="AddressRefused"/>, or what HttpClient throws where nobody answers; the caller brings the time limit.
    /// </summary>
    public async Task<(int Status, string Body)> Post(Uri endpoint, Activity activity, string? token, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(activity, BotJson.Wire.Activity)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (settings.Demo && endpoint.IsLoopback) return await Here(request, ct);
        if (token is null) throw new AddressRefused("Baton calls a bot without credentials on this machine and in the demo only.");

        var answer = await outside.SendHere(request, ct);
        return (answer.Status, answer.Body);
    }

    public void Dispose() => _http.Dispose();

    private async Task<(int Status, string Body)> Here(HttpRequestMessage request, CancellationToken ct)
    {
        using var answer = await _http.SendAsync(request, ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
    }

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var here = found.Where(IPAddress.IsLoopback).ToArray();
        if (here.Length == 0) throw new AddressRefused($"{context.DnsEndPoint.Host} is not this machine.");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(here, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
