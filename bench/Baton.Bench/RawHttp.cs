using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Baton.Bench;

/// <summary>One HTTP connection that is kept open, with as little of a client as will do, so that the load costs less than what it measures.</summary>
public sealed class RawHttp : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static async Task<RawHttp> Connect(Uri address)
    {
        var http = new RawHttp();
        await http._socket.ConnectAsync(address.Host, address.Port);
        return http;
    }

    /// <summary>The bytes of a POST, made once and sent often.</summary>
    public static byte[] Post(Uri address, string path, string? bearer, string json) => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{Bearer(bearer)}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    public static byte[] Get(Uri address, string path, string? bearer = null) => Encoding.UTF8.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{Bearer(bearer)}\r\n");

    /// <summary>The body of the last answer, if it came with its length.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Sends a request and reads its answer to the end; answers the status.</summary>
    public async Task<int> Send(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        var have = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(have));
            if (read == 0) throw new IOException("The server hung up.");
            have += read;
            if (Whole(have)) return (_buffer[9] - '0') * 100 + (_buffer[10] - '0') * 10 + _buffer[11] - '0';
        }
    }

    public void Dispose() => _socket.Dispose();

    private static string Bearer(string? token) => token is null ? "" : $"Authorization: Bearer {token}\r\n";

    private bool Whole(int have)
    {
        var answer = _buffer.AsSpan(0, have);
        var body = answer.IndexOf("\r\n\r\n"u8);
        if (body < 0) return false;
        var head = answer[..body];
        var length = head.IndexOf("Content-Length: "u8);
        if (length >= 0)
        {
            var digits = head[(length + 16)..];
            var end = digits.IndexOf((byte)'\r');
            var bytes = int.Parse(Encoding.ASCII.GetString(end < 0 ? digits : digits[..end]), CultureInfo.InvariantCulture);
            if (have < body + 4 + bytes) return false;
            Body = _buffer.AsMemory(body + 4, bytes);
            return true;
        }
        return head.IndexOf("chunked"u8) < 0 || answer.EndsWith("0\r\n\r\n"u8);
    }
}
