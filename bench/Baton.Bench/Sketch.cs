using System.Net.WebSockets;
using System.Text;
using Npgsql;

namespace Baton.Bench;

/// <summary>
/// The bare sketch of what `say` does, as the limit that Baton is held against: a socket in, a shared durable insert, an acknowledgement, a socket out.
/// No rules, no rights, no order.
/// </summary>
public static class Sketch
{
    private const int MessageBytesMax = 4096;
    private static readonly byte[] Words = Encoding.UTF8.GetBytes("Where is my order?");

    /// <summary>Serves: what comes in at /in/3 is stored, acknowledged there, and goes out at /out/3.</summary>
    public static void Map(WebApplication app, string connectionString)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        var writer = new SharedInsert(source);
        var outs = new System.Collections.Concurrent.ConcurrentDictionary<int, WebSocket>();
        app.Map("/out/{pair:int}", async (int pair, HttpContext http) =>
        {
            using var socket = outs[pair] = await http.WebSockets.AcceptWebSocketAsync();
            await socket.ReceiveAsync(new byte[16], CancellationToken.None);   // says nothing; ends when the peer does
        });
        app.Map("/in/{pair:int}", async (int pair, HttpContext http) =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[MessageBytesMax];
            while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: WebSocketMessageType.Text } got)
            {
                await writer.Insert(Encoding.UTF8.GetString(buffer, 0, got.Count));
                await socket.SendAsync("ok"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
                await outs[pair].SendAsync(buffer.AsMemory(0, got.Count), WebSocketMessageType.Text, true, CancellationToken.None);
            }
        });
    }

    public static Task<Measured> Measure(string connectionString, int pairs, double seconds) =>
        EchoServer.With(connectionString, address => Load.Measure("limit: bare sketch", pairs, seconds, async pair =>
        {
            var outgoing = await Open(address, $"/out/{pair}");
            var incoming = await Open(address, $"/in/{pair}");
            var (there, here) = (new byte[MessageBytesMax], new byte[MessageBytesMax]);
            return async _ =>
            {
                await incoming.SendAsync(Words, WebSocketMessageType.Text, true, CancellationToken.None);
                await incoming.ReceiveAsync(here, CancellationToken.None);
                await outgoing.ReceiveAsync(there, CancellationToken.None);
            };
        }));

    private static async Task<ClientWebSocket> Open(Uri address, string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{address.Authority}{path}"), CancellationToken.None);
        return socket;
    }
}
