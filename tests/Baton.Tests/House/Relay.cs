using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Baton.Tests.House;

/// <summary>A wire between two programs that can be cut: whoever talks over it finds the line dead, without a word.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Uri _to;
    private Task _accepting = Task.CompletedTask;

    private Relay(Uri to) => _to = to;

    /// <summary>Nobody gets through any more, until it is set back.</summary>
    public bool IsCut { get; set; }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>How many connections were made.</summary>
    public int Made { get; private set; }

    public static Relay Start(Uri to)
    {
        var relay = new Relay(to);
        relay._listener.Start();
        relay._accepting = relay.Accept();
        return relay;
    }

    /// <summary>Drops all that is connected.</summary>
    public void Drop()
    {
        foreach (var socket in _open.Keys) Abort(socket);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        Drop();
        await _accepting;
        _over.Dispose();
    }

    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            _ = closed;   // it ended by itself
        }
        socket.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_over.Token);
                Made++;
                if (IsCut) Abort(client);
                else _ = Carry(client);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            _ = over;   // nobody listens any more
        }
    }

    private async Task Carry(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _open[client] = _open[server] = true;
        try
        {
            await server.ConnectAsync(_to.Host, _to.Port, _over.Token);
            await Task.WhenAny(Copy(client, server), Copy(server, client));
        }
        catch (Exception cut) when (cut is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            _ = cut;
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
            client.Dispose();
        }
    }

    private async Task Copy(Socket from, Socket to)
    {
        var buffer = new byte[16_384];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, _over.Token)) > 0;) await to.SendAsync(buffer.AsMemory(0, read), _over.Token);
        }
        catch (Exception cut) when (cut is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            _ = cut;   // that is what a relay is for
        }
    }
}
