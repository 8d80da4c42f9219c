using System.Net;
using System.Net.Sockets;
using Baton.Plumbing;

namespace Baton.Bots.Remote;

/// <summary>
/// Calls the services behind which bots are: https to the open internet, what an operator allows beyond (BATON_REQUEST_HOSTS), and in the demo this machine. Where
/// a name leads is looked at when the connection is made; redirects are not followed, as they would take tokens elsewhere.
/// </summary>
internal sealed class RemoteHttp : IDisposable
{
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(1);
    private const int CallsAtOnceMax = 64;

    private readonly OutsideSettings _allowed;
    private readonly bool _isDemo;

    public RemoteHttp(OutsideSettings allowed, BatonSettings settings)
    {
        (_allowed, _isDemo) = (allowed, settings.Demo);
        Calls = new HttpMessageInvoker(new TappedHandler(new Gate(this, Handler(CallsAtOnceMax))));
        Sockets = new HttpMessageInvoker(new Gate(this, Handler(int.MaxValue)));   // whoever opens them counts them
    }

    public HttpMessageInvoker Calls { get; }
    public HttpMessageInvoker Sockets { get; }

    public void Dispose()
    {
        Calls.Dispose();
        Sockets.Dispose();
    }

    private SocketsHttpHandler Handler(int connectionsMax) => new()
    {
        ConnectCallback = Connect, UseProxy = false, AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = ConnectMax, PooledConnectionLifetime = ConnectionLife, MaxConnectionsPerServer = connectionsMax, MaxResponseHeadersLength = 32,
    };

    private bool IsHere(string host) => _isDemo && (host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = await Dns.GetHostAddressesAsync(host, ct);
        var fit = _allowed.IsAllowed(host, port) ? found : [.. found.Where(address => IsHere(host) ? IPAddress.IsLoopback(address) : PublicAddress.Is(address))];
        if (fit.Length == 0) throw new AddressRefused(found.Length == 0 ? $"{host} has no address." : $"{host} is not on the open internet. An operator may allow it (BATON_REQUEST_HOSTS).");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(fit, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Tokens go over the wire: in the clear only where nobody else listens.</summary>
    private sealed class Gate(RemoteHttp here, HttpMessageHandler next) : DelegatingHandler(next)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var to = request.RequestUri!;
            if (to.Scheme is not ("https" or "wss") && !here.IsHere(to.Host) && !here._allowed.IsAllowed(to.IdnHost, to.Port))
            {
                var refused = new AddressRefused($"{to.Host} is called by https only. An operator may allow http (BATON_REQUEST_HOSTS).");
                throw new HttpRequestException(refused.Message, refused);
            }
            return base.SendAsync(request, cancellationToken);
        }
    }
}
