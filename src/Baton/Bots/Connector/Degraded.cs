using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Conversations;

namespace Baton.Bots.Connector;

/// <summary>Cards, files and buttons in words, for channels that show nothing else.</summary>
internal static class Degraded
{
    private const string AdaptiveCard = "application/vnd.microsoft.card.adaptive";
    private const int DepthMax = 20;

    /// <summary>A button that says something when it is pressed; null when it does something else.</summary>
    public static Suggestion? Reply(CardAction? action) => action is null or { Type: "openUrl" or "call" or "downloadFile" or "playAudio" or "playVideo" or "showImage" or "signin" }
        ? null
        : (action.Title ?? Said(action)) is { Length: > 0 } title ? new Suggestion(title, Said(action) ?? title) : null;

    public static string? Link(CardAction? action) => Text(action?.Value) is { } url ? Linked(action!.Title, url) : action?.Title;

    /// <summary>An attachment in words.</summary>
    public static string Words(Attachment attachment)
    {
        if (attachment.ContentUrl is { Length: > 0 } url) return Linked(attachment.Name, url);
        var words = new List<string>();
        if (attachment.ContentType == AdaptiveCard) Adaptive(attachment.Content, words, 0);
        else if (attachment.Content is JsonObject card) Card(card, words);
        return words.Count > 0 ? string.Join('\n', words) : $"({attachment.Name ?? attachment.ContentType ?? "something"} that can't be shown here)";
    }

    private static void Card(JsonObject card, List<string> words)
    {
        foreach (var name in new[] { "title", "subtitle", "text", "total" })
            if (Text(card[name]) is { } text) words.Add(name == "total" ? $"Total: {text}" : text);
        foreach (var item in Objects(card["items"]).Concat(Objects(card["facts"])))
            words.Add(string.Join(": ", new[] { Text(item["title"]) ?? Text(item["key"]), Text(item["price"]) ?? Text(item["value"]) }.OfType<string>()));
        foreach (var button in Objects(card["buttons"]))
            if (Text(button["title"]) is { } title) words.Add(Text(button["type"]) is "openUrl" or "signin" && Text(button["value"]) is { } url ? Linked(title, url) : $"- {title}");
    }

    /// <summary>All texts of an adaptive card, in the order in which they are drawn.</summary>
    private static void Adaptive(JsonNode? node, List<string> words, int depth)
    {
        if (depth > DepthMax || node is null) return;
        if (node is JsonArray list)
        {
            foreach (var part in list) Adaptive(part, words, depth + 1);
            return;
        }
        if (node is not JsonObject element) return;
        switch (Text(element["type"]))
        {
            case "TextBlock" or "TextRun" when Text(element["text"]) is { } text:
                words.Add(text);
                break;
            case "Fact" or null when Text(element["title"]) is { } title && Text(element["value"]) is { } value:
                words.Add($"{title}: {value}");
                break;
            case "Action.OpenUrl" when Text(element["url"]) is { } url:
                words.Add(Linked(Text(element["title"]), url));
                break;
            case { } action when action.StartsWith("Action.", StringComparison.Ordinal) && Text(element["title"]) is { } label:
                words.Add($"- {label}");
                break;
        }
        foreach (var name in new[] { "body", "items", "columns", "inlines", "facts", "actions", "card" }) Adaptive(element[name], words, depth + 1);
    }

    private static string Linked(string? title, string url) =>
        url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? title ?? "(a file)" : string.IsNullOrWhiteSpace(title) ? url : $"[{title}]({url})";

    /// <summary>What pressing it says: Agents SDK bots put the text into an object.</summary>
    private static string? Said(CardAction action) => Text(action.Value) ?? Text((action.Value as JsonObject)?["text"]) ?? action.Text;

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node is JsonArray list ? list.OfType<JsonObject>() : [];

    private static string? Text(JsonNode? node) => node is JsonValue value
        ? value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null,
            JsonValueKind.Number => value.ToJsonString(),
            _ => null,
        }
        : null;
}
