using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>Files by the connector: a bot uploads one into a conversation that it has, and reads what it has uploaded.</summary>
internal static class ConnectorAttachments
{
    private const int NameLengthMax = 200;
    private const int TypeLengthMax = 100;
    private const int ThumbnailBytesMax = 256 * 1024;
    private const int BodyBytesMax = 6 * 1024 * 1024;   // both in base64

    public static void Map(RouteGroupBuilder door)
    {
        door.MapPost("/conversations/{conversationId}/attachments", Upload);
        door.MapGet("/attachments/{attachmentId}", About);
        door.MapGet("/attachments/{attachmentId}/views/{viewId}", View);
    }

    private static async Task<IResult> Upload(string conversationId, HttpContext http, ConnectorCallers callers, Turns turns, BotFiles files)
    {
        var (botId, place) = await ConnectorDoor.Opened(conversationId, http, callers);
        if (await turns.Find(place.ConversationId, botId, place.Epoch, http.RequestAborted) is null) throw ConnectorDoor.NoConversation();

        var body = await Wire.ReadObject(http, BodyBytesMax);
        var original = Bytes(body["originalBase64"]) ?? throw new Refusal(400, "MissingProperty", "originalBase64 holds the file.");
        if (original.Length is 0 or > BotFiles.BytesMax) throw new Refusal(413, "MessageSizeTooBig", $"A file has 1 byte to {BotFiles.BytesMax / 1024 / 1024} MB.");
        var thumbnail = Bytes(body["thumbnailBase64"]);
        if (thumbnail?.Length > ThumbnailBytesMax) throw new Refusal(413, "MessageSizeTooBig", $"A thumbnail has at most {ThumbnailBytesMax / 1024} KB.");
        var name = Text(body["name"]) is { Length: > 0 } given ? given[..Math.Min(given.Length, NameLengthMax)] : "file";
        if (name.Any(char.IsControl)) throw new Refusal(400, "BadArgument", "A file's name has no control characters.");
        var type = Text(body["type"]) is { Length: <= TypeLengthMax } said ? said : null;
        return ConnectorDoor.Resource((await files.Keep(botId, place.ConversationId, name, type, original, thumbnail is { Length: > 0 } ? thumbnail : null, http.RequestAborted)).ToString("D"));
    }

    private static async Task<IResult> About(string attachmentId, HttpContext http, ConnectorCallers callers, BotFiles files)
    {
        var file = await Find(attachmentId, http, callers, files);
        var views = new JsonArray(new JsonObject { ["viewId"] = "original", ["size"] = file.Original.Length });
        if (file.Thumbnail is { } thumbnail) views.Add(new JsonObject { ["viewId"] = "thumbnail", ["size"] = thumbnail.Length });
        return ConnectorDoor.Answer(new JsonObject { ["name"] = file.Name, ["type"] = file.Type, ["views"] = views });
    }

    private static async Task<IResult> View(string attachmentId, string viewId, HttpContext http, ConnectorCallers callers, BotFiles files)
    {
        var file = await Find(attachmentId, http, callers, files);
        if (viewId is not "original" && (viewId is not "thumbnail" || file.Thumbnail is null)) throw NotThere();
        return BotFiles.Sent(http, file, viewId == "thumbnail");
    }

    private static async Task<BotFile> Find(string attachmentId, HttpContext http, ConnectorCallers callers, BotFiles files)
    {
        var botId = await callers.BotOf(http);
        return (Guid.TryParse(attachmentId, out var id) ? await files.Find(botId, id, http.RequestAborted) : null) ?? throw NotThere();
    }

    private static byte[]? Bytes(JsonNode? node)
    {
        if (Text(node) is not { } text) return null;
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new Refusal(400, "BadArgument", "Files are written in base64.");
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static Refusal NotThere() => new(404, "AttachmentNotFound", "This bot has no such file, or it is older than a day.");
}
