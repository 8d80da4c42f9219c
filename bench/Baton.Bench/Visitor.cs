using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Baton.Bench;

/// <summary>A visitor by Direct Line: one connection for posting, and if asked one socket for listening.</summary>
public sealed class Visitor : IDisposable
{
    private readonly RawHttp _http;
    private readonly Uri _address;
    private readonly string _token;
    private readonly string _stream;
    private ClientWebSocket? _socket;

    private Visitor(RawHttp http, Uri address, Guid conversation, string token, string stream)
    {
        (_http, _address, Conversation, _token, _stream) = (http, address, conversation, token, stream);
    }

    public Guid Conversation { get; }

    public static async Task<Visitor> Begin(HubProcess hub)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v3/directline/conversations") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", HubProcess.Secret);
        using var answer = await hub.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(text);
        var begun = JsonSerializer.Deserialize<JsonElement>(text);
        return new Visitor(await RawHttp.Connect(hub.Address), hub.Address, Guid.Parse(begun.GetProperty("conversationId").GetString()!),
            begun.GetProperty("token").GetString()!, begun.GetProperty("streamUrl").GetString()!);
    }

    /// <summary>Posts a message; answers when it is acknowledged, which is when it is durable.</summary>
    public async Task Post(string text)
    {
        var status = await _http.Send(RawHttp.Post(_address, $"/v3/directline/conversations/{Conversation}/activities", _token,
            $$"""{"type":"message","from":{"id":"dl_bench"},"text":"{{text}}"}"""));
        if (status != 200) throw new InvalidOperationException($"The hub answered {status}.");
    }

    /// <summary>Opens the stream; calls for each activity that a bot says.</summary>
    public async Task Listen(Action heard)
    {
        _socket = new ClientWebSocket();
        await _socket.ConnectAsync(new Uri(_stream), CancellationToken.None);
        _ = Task.Run(async () =>
        {
            var buffer = new byte[64 * 1024];
            var have = 0;
            try
            {
                while (true)
                {
                    var got = await _socket.ReceiveAsync(buffer.AsMemory(have), CancellationToken.None);
                    have += got.Count;
                    if (!got.EndOfMessage) continue;
                    for (var n = Count(buffer.AsSpan(0, have), "\"role\":\"bot\""u8); n > 0; n--) heard();
                    have = 0;
                }
            }
            catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The measurement is over.
            }
        });
    }

    public void Dispose()
    {
        _socket?.Abort();
        _socket?.Dispose();
        _http.Dispose();
    }

    private static int Count(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        var count = 0;
        for (var at = text.IndexOf(word); at >= 0; at = text.IndexOf(word))
        {
            count++;
            text = text[(at + word.Length)..];
        }
        return count;
    }
}
