using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Baton.BotProtocol;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>A file that a bot brought is not kept any longer.</summary>
public sealed record BotFileLapsed(Guid FileId) : Fact(FileId);

/// <summary>The key with which addresses of bots' files are signed.</summary>
internal sealed class BotFileKeys(Secrets secrets)
{
    private const int KeyBytes = 32;
    private const int SignatureBytes = 16;

    private byte[]? _key;

    public async Task<string> Signature(Database database, string ticket, CancellationToken ct)
    {
        var key = _key ??= await secrets.Key(database, "bot files", KeyBytes, ct);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"bot file:{ticket}")).AsSpan(0, SignatureBytes));
    }
}

/// <summary>
/// Files that bots bring by the connector. Bots name them by the connector's address, which is theirs alone: visitors and desks are given one of the file's own, signed and
/// good for as long as the file is kept, which is a day, as with the Bot Connector.
/// </summary>
internal sealed partial class BotFiles(Database database, BotFileKeys keys, BatonSettings settings, TimeProvider clock)
{
    public const string Path = "/bot-files";
    public const int BytesMax = 4 * 1024 * 1024;

    private const int InConversationMax = 50;

    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>What browsers may draw where it is; anything else is downloaded.</summary>
    private static readonly string[] Drawn = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path + "/{ticket}", Serve).ExcludeFromDescription();

    /// <summary>Keeps it, within limits; answers its id.</summary>
    public async Task<Guid> Keep(Guid botId, Guid conversationId, string name, string? type, byte[] original, byte[]? thumbnail, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        if (await work.Find<int>("select count(*)::int from bot_files where conversation_id = @conversationId", new { conversationId }) >= InConversationMax)
            throw new Refusal(429, "TooManyAttachments", $"A conversation takes {InConversationMax} files a day.");
        var id = Guid.CreateVersion7();
        await work.Run("""
            insert into bot_files (id, conversation_id, bot_id, name, type, original, thumbnail, made_at)
            values (@id, @conversationId, @botId, @name, @type, @original, @thumbnail, @Now)
            """, new { id, conversationId, botId, name, type = FileType.Of(original, type), original, thumbnail, work.Now });
        work.RecordAt(work.Now + Life, new BotFileLapsed(id));
        await work.Commit();
        return id;
    }

    public async Task Forget(BotFileLapsed lapsed, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await work.Run("delete from bot_files where id = @FileId", lapsed);
        await work.Commit();
    }

    public Task<BotFile?> Find(Guid botId, Guid id, CancellationToken ct) => database.Find<BotFile>(
        "select id, name, type, original, thumbnail, made_at from bot_files where id = @id and bot_id = @botId", new { id, botId }, ct);

    /// <summary>A file of the bot's own, by the address that bots have for it.</summary>
    public async Task<BotFile?> Find(Guid botId, Uri address, CancellationToken ct) => IdIn(address.ToString()) is var (id, _) ? await Find(botId, id, ct) : null;

    /// <summary>The activity with addresses for people in place of those that are the bot's.</summary>
    public async Task<Activity> ForPeople(Guid botId, Activity activity, CancellationToken ct)
    {
        if (activity.Attachments is not { Count: > 0 } attachments || Command.Of(activity) is not null) return activity;   // what comes with a command is for us
        var changed = new List<Attachment>(attachments.Count);
        foreach (var one in attachments)
            changed.Add(one is null ? new Attachment() : one with
            {
                ContentUrl = await ForPeople(botId, one.ContentUrl, ct), ThumbnailUrl = await ForPeople(botId, one.ThumbnailUrl, ct), Content = await ForPeople(botId, one.Content, ct),
            });
        return activity with { Attachments = changed };
    }

    private async Task<JsonNode?> ForPeople(Guid botId, JsonNode? node, CancellationToken ct)
    {
        // Most cards name no file of ours, and are left as they are.
        if (node is null || !node.ToJsonString().Contains("/v3/attachments/", StringComparison.Ordinal)) return node;
        switch (node)
        {
            case JsonObject named:
                var members = new JsonObject();
                foreach (var (name, value) in named) members[name] = (await ForPeople(botId, value, ct))?.DeepClone();
                return members;
            case JsonArray list:
                var items = new JsonArray();
                foreach (var item in list) items.Add((await ForPeople(botId, item, ct))?.DeepClone());
                return items;
            default:
                return JsonValue.Create(await ForPeople(botId, node.GetValue<string>(), ct));
        }
    }

    private async Task<string?> ForPeople(Guid botId, string? url, CancellationToken ct)
    {
        if (url is null || IdIn(url) is not var (id, view) || await Find(botId, id, ct) is not { } file) return url;
        var ticket = string.Create(CultureInfo.InvariantCulture, $"{id:N}.{view}.{(file.MadeAt + Life).ToUnixTimeSeconds()}");
        return $"{settings.PublicUrl.ToString().TrimEnd('/')}{Path}/{ticket}.{await keys.Signature(database, ticket, ct)}";
    }

    /// <summary>Which file of ours an address names, and which view of it.</summary>
    private (Guid Id, string View)? IdIn(string url)
    {
        if (!url.StartsWith(settings.PublicUrl.ToString().TrimEnd('/'), StringComparison.OrdinalIgnoreCase) || OwnAddress().Match(url) is not { Success: true } found) return null;
        return (Guid.Parse(found.Groups[1].ValueSpan), found.Groups[2].Value);
    }

    /// <summary>GET /bot-files/{ticket}: no cookie counts here, only the signature.</summary>
    private static async Task<IResult> Serve(string ticket, HttpContext http, BotFiles files) =>
        await files.Open(ticket, http.RequestAborted) is var (file, isThumbnail) && file is not null ? Sent(http, file, isThumbnail) : throw Refusal.NotFound("file");

    private async Task<(BotFile? File, bool IsThumbnail)> Open(string ticket, CancellationToken ct)
    {
        if (ticket.Split('.') is not [var idText, var view, var until, var signature] || !Guid.TryParseExact(idText, "N", out var id)
            || !long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < clock.GetUtcNow().ToUnixTimeSeconds()) return default;
        var right = await keys.Signature(database, $"{idText}.{view}.{until}", ct);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(right))) return default;
        return (await database.Find<BotFile>("select id, name, type, original, thumbnail, made_at from bot_files where id = @id", new { id }, ct), view == "thumbnail");
    }

    public static IResult Sent(HttpContext http, BotFile file, bool isThumbnail)
    {
        var bytes = isThumbnail ? file.Thumbnail : file.Original;
        if (bytes is null) throw Refusal.NotFound("file");
        var type = isThumbnail ? FileType.Of(bytes, null) : file.Type;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        http.Response.Headers.CacheControl = "private, max-age=3600";
        return Drawn.Contains(type) ? TypedResults.Bytes(bytes, type) : TypedResults.File(bytes, type, file.Name);
    }

    [GeneratedRegex(@"/v3/attachments/([0-9a-fA-F-]{36})/views/(original|thumbnail)$")]
    private static partial Regex OwnAddress();
}

/// <summary>A file as it is kept.</summary>
internal sealed record BotFile
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Type { get; init; }
    public required byte[] Original { get; init; }
    public byte[]? Thumbnail { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
}

/// <summary>What a file is, by what is in it: a name for its kind is believed only where it could not run or draw anything.</summary>
internal static class FileType
{
    public static string Of(ReadOnlySpan<byte> bytes, string? said)
    {
        if (IsPng(bytes)) return "image/png";
        if (bytes.Length > 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF) return "image/jpeg";
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)) return "image/gif";
        if (bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8)) return "image/webp";
        if (bytes.StartsWith("%PDF-"u8)) return "application/pdf";
        if (bytes.IndexOf((byte)0) < 0 && System.Text.Unicode.Utf8.IsValid(bytes)) return said is "application/json" or "text/csv" ? said : "text/plain";
        return "application/octet-stream";
    }

    private static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.Length > 8 && bytes[..8].SequenceEqual((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
}
