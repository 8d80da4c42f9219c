using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Baton.Plumbing;

namespace Baton.Channels.Widget;

/// <summary>
/// What browsers load for the widget: the script for the host's page, the frame, and the frame's own files. Few and small, so each is read and
/// compressed once and kept; a file that was built anew is read again.
/// </summary>
internal sealed partial class WidgetFiles(BatonSettings settings, ChannelBook channels)
{
    private const string ForEver = "public, max-age=31536000, immutable";
    private const string AskAgain = "no-cache";
    private const string FiveMinutes = "public, max-age=300";

    private readonly string _folder = Path.Combine(settings.WebFolder, "widget", "dist");
    private readonly ConcurrentDictionary<string, Kept> _kept = new();

    /// <summary>GET /widget.js, on a page of anybody's.</summary>
    public Task Script(HttpContext http)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return Send(http, "widget.js", FiveMinutes);
    }

    /// <summary>GET /widget/frame?channel=, which only the channel's own sites may show.</summary>
    public async Task Frame(HttpContext http)
    {
        var named = http.Request.Query["channel"].ToString();
        var channel = Guid.TryParse(named, out var id) ? await channels.Find(id) : named is "" or "default" ? await channels.Usual() : null;
        var sites = channel is { AllowedOrigins.Length: > 0 } ? $"'self' {string.Join(' ', channel.AllowedOrigins)}" : "*";
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; connect-src 'self' ws://{http.Request.Host} wss://{http.Request.Host}; img-src 'self' https: data:; media-src 'self' https:; "
            + $"object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {sites}";
        await Send(http, "frame.html", AskAgain);
    }

    /// <summary>GET /widget/assets/{name}; a new build has new names.</summary>
    public Task Asset(HttpContext http)
    {
        var name = (string)http.Request.RouteValues["name"]!;
        if (!FileName().IsMatch(name)) throw Refusal.NotFound("file");
        return Send(http, $"assets/{name}", ForEver);
    }

    private async Task Send(HttpContext http, string name, string caching)
    {
        var file = Find(name) ?? throw Refusal.NotFound("file");
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = caching;
        headers.Vary = "Accept-Encoding";
        headers.ETag = file.Tag;
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(file.Tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var (encoding, bytes) = file.For(http.Request.Headers.AcceptEncoding.ToString());
        if (encoding is not null) headers.ContentEncoding = encoding;
        http.Response.ContentType = file.Type;
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.BodyWriter.WriteAsync(bytes, http.RequestAborted);
    }

    private Kept? Find(string name)
    {
        var file = new FileInfo(Path.Combine(_folder, name));
        if (!file.Exists) return null;
        if (_kept.TryGetValue(name, out var kept) && kept.WrittenAt == file.LastWriteTimeUtc) return kept;
        return _kept[name] = Kept.Read(file);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex FileName();

    private sealed record Kept(DateTime WrittenAt, string Type, string Tag, byte[] Plain, byte[] Gzip, byte[] Brotli)
    {
        public static Kept Read(FileInfo file)
        {
            var plain = File.ReadAllBytes(file.FullName);
            return new Kept(
                file.LastWriteTimeUtc, TypeOf(file.Extension), $"\"{Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 8))}\"", plain,
                Packed(plain, to => new GZipStream(to, CompressionLevel.SmallestSize)), Packed(plain, to => new BrotliStream(to, CompressionLevel.SmallestSize)));
        }

        public (string? Encoding, byte[] Bytes) For(string accepted) =>
            accepted.Contains("br", StringComparison.OrdinalIgnoreCase) ? ("br", Brotli)
                : accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? ("gzip", Gzip) : (null, Plain);

        private static byte[] Packed(byte[] plain, Func<Stream, Stream> packing)
        {
            using var packed = new MemoryStream();
            using (var packer = packing(packed)) packer.Write(plain);
            return packed.ToArray();
        }

        private static string TypeOf(string extension) => extension switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".html" => "text/html; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".woff2" => "font/woff2",
            ".json" or ".map" => "application/json",
            ".png" => "image/png",
            ".mp3" => "audio/mpeg",
            _ => "application/octet-stream",
        };
    }
}
