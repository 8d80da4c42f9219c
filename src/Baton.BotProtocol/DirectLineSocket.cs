using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;

namespace Baton.BotProtocol;

/// <summary>The stream of one Direct Line conversation. Waits without a buffer; a line that died without a word is noticed by its missing pongs.</summary>
public sealed class DirectLineSocket : IDisposable
{
    private const int FrameBytesMax = WebCalls.AnswerBytesMax;
    private const int BufferBytes = 16 * 1024;

    private static readonly TimeSpan OpenMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket;
    private readonly string _host;

    private DirectLineSocket(ClientWebSocket socket, string host) => (_socket, _host) = (socket, host);

    internal static async Task<DirectLineSocket> Open(HttpMessageInvoker http, TimeProvider clock, Uri stream, CancellationToken ct)
    {
        var socket = new ClientWebSocket { Options = { KeepAliveInterval = Beat, KeepAliveTimeout = Beat } };
        using var time = new CancellationTokenSource(OpenMax, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await socket.ConnectAsync(stream, http, limit.Token);
            return new DirectLineSocket(socket, stream.Host);
        }
        catch (Exception failed)
        {
            socket.Dispose();
            if (failed is OperationCanceledException && ct.IsCancellationRequested) throw;
            if (failed is not (WebSocketException or HttpRequestException or IOException or OperationCanceledException)) throw;
            throw new DirectLineProblem(DirectLineTrouble.Away, $"The stream of {stream.Host} can't be opened.", cause: failed);
        }
    }

    /// <summary>The next frame: activities, or null for a sign of life. Throws when the line has ended.</summary>
    public async Task<ActivitySet?> Receive()
    {
        var frame = await ReadFrame();
        return frame.Length == 0 ? null : WebCalls.Parse(frame, _host, utf8 => JsonSerializer.Deserialize(utf8, BotJson.Wire.ActivitySet));
    }

    /// <summary>Hangs up; whoever receives is told that the line ended.</summary>
    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }

    private async Task<byte[]> ReadFrame()
    {
        var buffer = Array.Empty<byte>();
        try
        {
            var first = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            if (first.MessageType == WebSocketMessageType.Close) throw Ended(_socket.CloseStatusDescription);
            if (first.EndOfMessage) return [];

            buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            using var frame = new MemoryStream();
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close) throw Ended(_socket.CloseStatusDescription);
                if (frame.Length + read.Count > FrameBytesMax)
                    throw new DirectLineProblem(DirectLineTrouble.Nonsense, $"{_host} sends more than {FrameBytesMax / 1024 / 1024} MB at once.");
                frame.Write(buffer, 0, read.Count);
                if (read.EndOfMessage) return frame.ToArray();
            }
        }
        catch (Exception cut) when (cut is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            throw Ended(null, cut);
        }
        finally
        {
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private DirectLineProblem Ended(string? why, Exception? cause = null) =>
        new(DirectLineTrouble.Away, string.IsNullOrEmpty(why) ? $"The stream of {_host} ended." : $"The stream of {_host} ended: {why}.", cause: cause);
}
