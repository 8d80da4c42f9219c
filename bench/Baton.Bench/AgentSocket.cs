using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Baton.Bench;

/// <summary>A desk's socket: SignalR's JSON protocol by hand. Tells which message of which conversation has arrived.</summary>
public sealed class AgentSocket : IAsyncDisposable
{
    private const byte RecordEnd = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly Action<Guid, string> _heard;
    private readonly TaskCompletionSource _snapshot = new();
    private Task _reading = Task.CompletedTask;

    private AgentSocket(Action<Guid, string> heard) => _heard = heard;

    /// <param name="heard">Called with a conversation and a message's text for each message that arrives.</param>
    public static async Task<AgentSocket> Open(Uri address, string token, Action<Guid, string> heard)
    {
        var desk = new AgentSocket(heard);
        await desk._socket.ConnectAsync(new Uri($"ws://{address.Authority}/live?access_token={token}"), CancellationToken.None);
        await desk.Send("""{"protocol":"json","version":1}""");
        desk._reading = Task.Run(desk.Read);
        await desk.Send("""{"type":1,"invocationId":"1","target":"Snapshot","arguments":[]}""");
        await desk._snapshot.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return desk;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private Task Send(string json) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(json + (char)RecordEnd), WebSocketMessageType.Text, true, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

    private async Task Read()
    {
        var buffer = new byte[1 << 20];
        var have = 0;
        try
        {
            while (true)
            {
                if (have == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                var got = await _socket.ReceiveAsync(buffer.AsMemory(have), CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close) return;
                have += got.Count;
                have = TakeRecords(buffer, have);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // Aborted at the end of the measurement.
        }
    }

    private int TakeRecords(byte[] buffer, int have)
    {
        var from = 0;
        while (buffer.AsSpan(from, have - from).IndexOf(RecordEnd) is var end and >= 0)
        {
            Take(buffer.AsSpan(from, end));
            from += end + 1;
        }
        buffer.AsSpan(from, have - from).CopyTo(buffer);
        return have - from;
    }

    private void Take(ReadOnlySpan<byte> record)
    {
        if (record.IndexOf("\"invocationId\":\"1\""u8) >= 0) _snapshot.TrySetResult();
        if (record.IndexOf("\"target\":\"Changed\""u8) < 0 || record.IndexOf("\"in\":\"messages\""u8) < 0) return;

        var reader = new Utf8JsonReader(record);
        using var json = JsonDocument.ParseValue(ref reader);
        foreach (var happened in json.RootElement.GetProperty("arguments")[0].EnumerateArray())
            if (happened.GetProperty("op").ValueEquals("put") && happened.GetProperty("in").ValueEquals("messages"))
                _heard(Guid.Parse(happened.GetProperty("key").GetString().AsSpan(0, 36)), happened.GetProperty("value").GetProperty("text").GetString()!);
    }
}
