using System.Text;

namespace Baton.Sandbox.WebApi;

/// <summary>One operation of a batch, or a change set that holds several.</summary>
internal sealed record Part
{
    public string Method { get; init; } = "";
    public string Address { get; init; } = "";
    public string? ContentId { get; init; }
    public Dictionary<string, string> Headers { get; init; } = [];
    public ReadOnlyMemory<byte> Body { get; init; }
    public IReadOnlyList<Part> Parts { get; init; } = [];
}

/// <summary>Takes a multipart/mixed body apart. Lines end with CR LF, and nothing else, as Dataverse demands.</summary>
internal static class Multipart
{
    private static readonly byte[] Line = "\r\n"u8.ToArray();

    public static List<Part> Read(ReadOnlyMemory<byte> body, string? contentType)
    {
        var boundary = Boundary(contentType) ?? throw Malformed("The Content-Type of a batch is multipart/mixed with a boundary.");
        var parts = new List<Part>();
        foreach (var part in Cut(body, boundary)) parts.Add(ReadPart(part));
        return parts.Count > 0 ? parts : throw Malformed("The batch holds no request; its line ends may not be CR LF.");
    }

    private static Part ReadPart(ReadOnlyMemory<byte> part)
    {
        var (headers, rest) = Headers(part);
        if (Boundary(headers.GetValueOrDefault("Content-Type")) is { } inner)
            return new Part { Parts = [.. Cut(rest, inner).Select(ReadPart)] };
        if (headers.GetValueOrDefault("Content-Type")?.StartsWith("application/http", StringComparison.OrdinalIgnoreCase) != true)
            throw Malformed("Every request of a batch has the Content-Type application/http.");
        var end = rest.Span.IndexOf(Line);
        if (end < 0) throw Malformed("A request of the batch has no request line.");
        var words = Encoding.UTF8.GetString(rest.Span[..end]).Split(' ');
        if (words.Length < 2) throw Malformed("A request of the batch has no request line.");
        var (own, body) = Headers(rest[(end + 2)..]);
        var id = headers.GetValueOrDefault("Content-ID") ?? own.GetValueOrDefault("Content-ID");
        return new Part { Method = words[0].ToUpperInvariant(), Address = string.Join(' ', words[1..^(words.Length > 2 ? 1 : 0)]),
            ContentId = id, Headers = own, Body = Trim(body) };
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> body, string boundary)
    {
        var mark = Encoding.UTF8.GetBytes($"--{boundary}");
        for (var at = Find(body, mark, 0); at >= 0;)
        {
            var start = at + mark.Length;
            if (body.Span[start..].StartsWith("--"u8)) yield break;
            var next = Find(body, mark, start);
            if (next < 0) throw Malformed($"The boundary {boundary} is never closed.");
            var lineEnd = body.Span[start..].IndexOf(Line);
            if (lineEnd < 0 || start + lineEnd > next) throw Malformed("The lines of a batch end with CR LF.");
            yield return body[(start + lineEnd + 2)..next];
            at = next;
        }
    }

    // A boundary may be the beginning of another: it ends with its line, or with the two dashes that close it.
    private static int Find(ReadOnlyMemory<byte> body, byte[] mark, int from)
    {
        for (var at = from; body.Span[at..].IndexOf(mark) is var found and >= 0; at += found + mark.Length)
        {
            var after = body.Span[(at + found + mark.Length)..];
            if (after.Length == 0 || after[0] is (byte)'\r' or (byte)'\n' or (byte)' ' || after.StartsWith("--"u8)) return at + found;
        }
        return -1;
    }

    private static (Dictionary<string, string> Headers, ReadOnlyMemory<byte> After) Headers(ReadOnlyMemory<byte> text)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; ;)
        {
            var end = text.Span[at..].IndexOf(Line);
            if (end < 0) return (headers, ReadOnlyMemory<byte>.Empty);
            var line = Encoding.UTF8.GetString(text.Span.Slice(at, end));
            at += end + 2;
            if (line.Length == 0) return (headers, text[at..]);
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }
    }

    private static string? Boundary(string? contentType)
    {
        if (contentType?.StartsWith("multipart/mixed", StringComparison.OrdinalIgnoreCase) != true) return null;
        var at = contentType.IndexOf("boundary=", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : contentType[(at + "boundary=".Length)..].Split(';')[0].Trim().Trim('"');
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> body)
    {
        while (body.Length > 0 && body.Span[^1] is (byte)'\r' or (byte)'\n') body = body[..^1];
        return body;
    }

    private static Fault Malformed(string detail) => Fault.BadRequest($"An error occurred while reading the batch: {detail}");
}
