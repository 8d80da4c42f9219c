using Npgsql;

namespace Baton.Channels.DirectLine;

/// <summary>GET conversations/{conversationId}/stream: what is said, as it is said.</summary>
internal sealed class Streaming(LineCallers callers, OpenStreams streams, NpgsqlDataSource source, TimeProvider clock, ILogger<VisitorStream> log)
{
    // Beats for all sockets are given by the round: a timer in each would cost more than the socket.
    private static readonly WebSocketAcceptContext Plain = new() { DangerousEnableCompression = false, KeepAliveInterval = Timeout.InfiniteTimeSpan };

    public async Task Open(HttpContext http)
    {
        var caller = await callers.OfStream(http);
        var id = await callers.ConversationOf(http, caller);
        var watermark = Watermark.Of(http) ?? 0;
        if (!http.WebSockets.IsWebSocketRequest) throw LineRefusal.BadArgument("This address is opened as a WebSocket.");

        var stream = new VisitorStream(id, caller.Token?.IsWidget == true, source, log, clock);
        streams.Add(stream);
        try
        {
            await stream.CatchUp(watermark, http.RequestAborted);
            using var socket = await http.WebSockets.AcceptWebSocketAsync(Plain);
            await stream.Run(socket);
        }
        finally
        {
            streams.Remove(stream);
        }
    }
}
