using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>
/// Calls bots on this machine, and nobody else: without credentials, whoever answers would be believed, and would be told what visitors say. Where a name leads
/// is looked at when the connection is made.
/// </summary>
internal sealed class BotHttp : IDisposable
{
    private const int AnswerBytesMax = 1024 * 1024;

    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = Connect, UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectMax, MaxConnectionsPerServer = 64,
    })
    { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = AnswerBytesMax };

    /// <summary>Sends it an activity. Throws what HttpClient throws where nobody answers; the caller brings the time limit.</summary>
    public async Task<(int Status, string Body)> Post(Uri endpoint, Activity activity, CancellationToken ct)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(activity, BotJson.Wire.Activity));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var answer = await _http.PostAsync(endpoint, content, ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
    }

    public void Dispose() => _http.Dispose();

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
