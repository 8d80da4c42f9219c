using System.Net;
using System.Text.Json;

namespace Baton.Dataverse;

/// <summary>Reading and writing HTTP with as few copies as can be.</summary>
internal static class Outgoing
{
    /// <summary>More than 5,000 rows of the fattest table come to; a limit against a server gone mad.</summary>
    private const int BodyBytesMax = 64 * 1024 * 1024;

    private const int BodyBytesUsual = 16 * 1024;

    public static SocketsHttpHandler Handler(int connectionsMax) => new()
    {
        MaxConnectionsPerServer = connectionsMax,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        AutomaticDecompression = DecompressionMethods.All,
        AllowAutoRedirect = false,   // a redirect would carry the token elsewhere
        UseCookies = false,          // Dataverse's affinity cookie would tie us to one of its servers
    };

    public static async Task<ReadOnlyMemory<byte>> Read(HttpContent content, CancellationToken ct)
    {
        if (content.Headers.ContentLength is 0) return default;
        if (content.Headers.ContentLength > BodyBytesMax) throw TooLong();

        await using var stream = await content.ReadAsStreamAsync(ct);
        var buffer = new byte[content.Headers.ContentLength is { } length ? (int)length : BodyBytesUsual];
        var read = 0;
        while (true)
        {
            if (read == buffer.Length)
            {
                if (content.Headers.ContentLength is not null) break;
                if (read >= BodyBytesMax) throw TooLong();
                Array.Resize(ref buffer, buffer.Length * 2);
            }
            var more = await stream.ReadAsync(buffer.AsMemory(read), ct);
            if (more == 0) break;
            read += more;
        }
        return buffer.AsMemory(0, read);
    }

    public static Answer Answer(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var type = response.Content.Headers.ContentType;
        var json = default(JsonElement);
        if (body.Length > 0 && type?.MediaType != "multipart/mixed" && type?.MediaType != "text/plain")
            json = Parsed(body) ?? throw new DataverseError("not_dataverse", (int)response.StatusCode, "The answer is not JSON.");
        return new Answer((int)response.StatusCode, json, response.Headers.ETag?.ToString(), Header(response, "OData-EntityId"), body, type?.ToString());
    }

    /// <summary>Dataverse's own error body: {"error":{"code","message"}}.</summary>
    public static (string? Code, string? Message) ErrorIn(ReadOnlyMemory<byte> body)
    {
        if (body.Length == 0 || Parsed(body) is not { ValueKind: JsonValueKind.Object } json) return default;
        if (new Row(json).One("error") is not { } error) return default;
        return (error.Text("code") is { Length: > 0 } code ? code : null, error.Text("message"));
    }

    public static string? RequestId(HttpResponseMessage response) => Header(response, "x-ms-service-request-id") ?? Header(response, "REQ_ID");

    /// <summary>How many requests at once the environment recommends.</summary>
    public static int? ParallelismHint(HttpResponseMessage response) =>
        int.TryParse(Header(response, "x-ms-dop-hint"), System.Globalization.CultureInfo.InvariantCulture, out var hint) && hint > 0 ? hint : null;

    /// <summary>A link that the server gave, character for character; but never to another host, which would be given our token.</summary>
    public static Uri Untouched(string address, Uri root)
    {
        var uri = new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        if (uri.Scheme != root.Scheme || uri.Authority != root.Authority)
            throw new DataverseError("not_dataverse", 0, $"The environment sent us on to {uri.Authority}, which is not itself.");
        return uri;
    }

    private static JsonElement? Parsed(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static DataverseError TooLong() => new("too_long", 0, $"The answer is over {BodyBytesMax / 1024 / 1024} MB.");
}
