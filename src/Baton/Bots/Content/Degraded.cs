using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;

namespace Baton.Bots.Content;

/// <summary>Cards, files and buttons in words, for channels that show nothing else.</summary>
internal static class Degraded
{
    private const string AdaptiveCard = "application/vnd.microsoft.card.adaptive";
    private const int DepthMax = 30;

    /// <summary>The members of an adaptive card in which there are more elements.</summary>
    private static readonly string[] Parts =
        ["body", "items", "columns", "rows", "cells", "inlines", "facts", "images", "pages", "selectAction", "inlineAction", "actions", "card"];

    /// <summary>Elements that say nothing themselves.</summary>
    private static readonly string[] Holders =
        ["AdaptiveCard", "Container", "ColumnSet", "Column", "RichTextBlock", "FactSet", "ImageSet", "ActionSet", "Table", "TableRow", "TableCell", "Carousel", "CarouselPage"];

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
        foreach (var name in new[] { "title", "subtitle", "text" })
            if (Plain(card[name]) is { } text) words.Add(text);
        foreach (var fact in Objects(card["facts"])) AddPair(words, Plain(fact["key"]) ?? Plain(fact["title"]), Plain(fact["value"]));
        foreach (var item in Objects(card["items"]))
            AddPair(words, string.Join(" ", new[] { Plain(item["quantity"]) is { } count ? $"{count} ×" : null, Plain(item["title"]) ?? Plain(item["subtitle"]) }.OfType<string>()),
                Plain(item["price"]));
        foreach (var (name, label) in new[] { ("vat", "VAT"), ("tax", "Tax"), ("total", "Total") })
            if (Plain(card[name]) is { } sum) words.Add($"{label}: {sum}");
        foreach (var media in Objects(card["media"]))
            if (Plain(media["url"]) is { } url) words.Add(Linked(Plain(media["profile"]) ?? Plain(card["title"]), url));
        if (words.Count == 0)
            foreach (var image in Objects(card["images"]))
                if (Plain(image["url"]) is { } url) words.Add(Linked(Plain(image["alt"]) ?? "Picture", url));
        foreach (var button in Objects(card["buttons"]))
            if (Plain(button["title"]) is { } title) words.Add(Actions.Leads(Plain(button["type"])) && Plain(button["value"]) is { } url ? Linked(title, url) : $"- {title}");
    }

    private static void AddPair(List<string> words, string? name, string? value)
    {
        if ((name ?? value) is not null) words.Add(string.Join(": ", new[] { name, value }.Where(one => !string.IsNullOrEmpty(one))));
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
        if (InWords(element) is { } said) words.Add(said);
        foreach (var name in Parts) Adaptive(element[name], words, depth + 1);
    }

    /// <summary>What one element of an adaptive card says itself, without what it holds.</summary>
    private static string? InWords(JsonObject element)
    {
        var (type, title) = (Plain(element["type"]), Plain(element["title"]));
        return type switch
        {
            "TextBlock" or "TextRun" => Plain(element["text"]),
            "Fact" or null when title is not null && Plain(element["value"]) is { } value => $"{title}: {value}",
            "Image" when element["selectAction"] is null => Plain(element["altText"]) is { } alt ? $"({alt})" : null,
            "Media" => Objects(element["sources"]).Select(source => Plain(source["url"])).OfType<string>().FirstOrDefault() is { } url
                ? Linked(Plain(element["altText"]) ?? "Play", url) : Plain(element["altText"]),
            "Action.OpenUrl" when Plain(element["url"]) is { } url => Linked(title, url),
            not null when type.StartsWith("Action.", StringComparison.Ordinal) => title is null ? null : $"- {title}",
            not null when type.StartsWith("Input.", StringComparison.Ordinal) => Asked(element, title),
            // What nobody knows is not passed over.
            not null when !Holders.Contains(type) && (title ?? Plain(element["text"])) is { } text => text,
            _ => null,
        };
    }

    /// <summary>What a card asks for, and what there is to choose from.</summary>
    private static string? Asked(JsonObject input, string? title)
    {
        var name = Plain(input["label"]) ?? title ?? Plain(input["placeholder"]) ?? Plain(input["id"]);
        var choices = string.Join(" / ", Objects(input["choices"]).Select(choice => Plain(choice["title"])).OfType<string>());
        return name is null ? null : choices.Length > 0 ? $"{name}: {choices}" : $"{name}: …";
    }

    public static string Linked(string? title, string url) =>
        url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? title ?? "(a file)" : string.IsNullOrWhiteSpace(title) ? url : $"[{title}]({url})";

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node is JsonArray list ? list.OfType<JsonObject>() : [];

    public static string? Plain(JsonNode? node) => node is JsonValue value
        ? value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null,
            JsonValueKind.Number => value.ToJsonString(),
            _ => null,
        }
        : null;
}
