using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Channels.DirectLine;

/// <summary>Reading what clients send, within limits, and writing what they are answered.</summary>
internal static class LineWire
{
    /// <summary>As much as the Bot Connector takes for one activity.</summary>
    public const int BodyBytesMax = 262_144;

    /// <summary>The body, or null when there is none.</summary>
    public static async ValueTask<T?> Read<T>(HttpContext http, JsonTypeInfo<T> shape) where T : class
    {
        var request = http.Request;
        if (request.ContentLength > BodyBytesMax) throw TooBig();
        if (request.ContentLength is 0 || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding") && request.Protocol.StartsWith("HTTP/1", StringComparison.Ordinal)))
            return null;

        var whole = await Whole(http);
        try
        {
            if (whole.IsEmpty) return null;
            if (!request.HasJsonContentType() && request.ContentType?.StartsWith("text/json", StringComparison.OrdinalIgnoreCase) != true)
                throw new Refusal(415, "BadArgument", "The body has to be application/json.");
            return Parse(whole, shape);
        }
        finally
        {
            request.BodyReader.AdvanceTo(whole.End);
        }
    }

    public static Task Write<T>(HttpContext http, int status, T value, JsonTypeInfo<T> shape) =>
        WriteBytes(http, status, JsonSerializer.SerializeToUtf8Bytes(value, shape));

    public static async Task WriteBytes(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = json.Length;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.BodyWriter.WriteAsync(json);
    }

    public static Task WriteRefusal(HttpContext http, Refusal refusal)
    {
        if (refusal.RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (refusal.Status == 401) http.Response.Headers.WWWAuthenticate = "Bearer";
        return Write(http, refusal.Status, new ErrorResponse(new ProtocolError(refusal.Code, refusal.Message)), BotJson.Wire.ErrorResponse);
    }

    private static async ValueTask<ReadOnlySequence<byte>> Whole(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > BodyBytesMax)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw TooBig();
            }
            if (read.IsCompleted) return read.Buffer;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static T? Parse<T>(ReadOnlySequence<byte> whole, JsonTypeInfo<T> shape)
    {
        try
        {
            if (HoldsNul(whole)) throw LineRefusal.BadArgument("The character U+0000 can't be stored.");
            var reader = new Utf8JsonReader(whole);
            var value = JsonSerializer.Deserialize(ref reader, shape);
            return reader.Read() ? throw LineRefusal.BadSyntax() : value;
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            throw LineRefusal.BadSyntax();
        }
    }

    private static bool HoldsNul(ReadOnlySequence<byte> whole) =>
        (whole.IsSingleSegment ? whole.FirstSpan : whole.ToArray()).IndexOf(SoundJson.Nul) >= 0;

    private static Refusal TooBig() => LineRefusal.TooBig($"An activity has at most {BodyBytesMax:N0} bytes.");
}
