using System.Text;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Reads a message as its author wrote it: plain words, variants, cards, buttons; or an event.</summary>
internal sealed class MessageReader(TopicReader reader)
{
    private static readonly string[] CardFields = ["title", "subtitle", "text", "image", "media"];

    public MessageTemplate Read(YamlNode node)
    {
        // Words that begin with a formula in braces look like a map to YAML; they were meant as words.
        if (node.Shape == YamlShape.Scalar || node.IsFlow && node.Shape == YamlShape.Map && node["text"] is null && node["kind"] is null)
            return new MessageTemplate { Texts = [reader.Template(AsWords(node))] };
        if (node.Words("kind") == "Activity") return Activity(node);
        if (node.Words("kind") == "EventActivity" || node["name"] is not null && node["text"] is null)
            return new MessageTemplate
            {
                EventName = Optional(node, "name"), Data = Optional(node, "value"),
                ChannelData = node["channelData"] is { } data ? reader.Value(data) : null,
            };
        return new MessageTemplate
        {
            Texts = Templates(node["text"]),
            Speaks = Templates(node["speak"]),
            Attachments = [.. node.List("attachments").Select(Attachment).OfType<CardTemplate>()],
            Buttons = [.. node.List("quickReplies").Concat(node.List("suggestedActions")).Select(Button)],
            Layout = node.Words("attachmentLayout")?.ToLowerInvariant(),
            Randomize = node.Words("randomizeVariantSelection") is not "false",
            Data = node["value"] is { } value ? reader.Value(value) : null,
            ChannelData = node["channelData"] is { } channel ? reader.Value(channel) : null,
        };
    }

    // An activity that is no message: a sign of typing, or something that only the page around the chat understands.
    private MessageTemplate Activity(YamlNode node)
    {
        var type = node.Words("activityType") ?? "Typing";
        return new MessageTemplate
        {
            Kind = type == "Typing" ? SayKind.Typing : SayKind.Event,
            EventName = node["name"] is { } name ? Words(name) : Value.Of(FxValue.Of(type)),
            Data = node["value"] is { } value ? reader.Value(value) : null,
            ChannelData = node["channelData"] is { } data ? reader.Value(data) : null,
        };
    }

    private static YamlNode AsWords(YamlNode node) => node.Shape == YamlShape.Scalar ? node
        : new YamlNode { Shape = YamlShape.Scalar, Line = node.Line, Column = node.Column, Text = node.Text, IsPlain = true };

    private List<Template> Templates(YamlNode? node) => node switch
    {
        null => [],
        { Shape: YamlShape.List } => [.. node.Items.Select(i => reader.Template(AsWords(i)))],
        _ => [reader.Template(AsWords(node))],
    };

    private Value Optional(YamlNode node, string key) => node[key] is { } value ? Words(value) : Value.Of(FxBlank.Value);

    /// <summary>A formula after '=', else words with formulas in braces.</summary>
    private Value Words(YamlNode node)
    {
        if (node.Shape != YamlShape.Scalar || node.Text.AsSpan().TrimStart().StartsWith("=")) return reader.Value(node);
        if (!node.Text.Contains('{', StringComparison.Ordinal)) return reader.Value(node);
        return new Value(FxFormula.Read(AsInterpolation(node.Text), reader.Names), FxBlank.Value);
    }

    /// <summary>Words with formulas in braces as an interpolated text of Power Fx.</summary>
    public static string AsInterpolation(string words)
    {
        var made = new StringBuilder("$\"");
        var depth = 0;
        foreach (var c in words)
        {
            if (c == '{') depth++;
            if (c == '}') depth--;
            made.Append(c == '"' && depth == 0 ? "\"\"" : c.ToString());
        }
        return made.Append('"').ToString();
    }

    private CardTemplate? Attachment(YamlNode node)
    {
        switch (node.Words("kind"))
        {
            case "AdaptiveCardTemplate":
                return node["cardContent"] is { } content ? new AdaptiveCard(Card(reader, content)) : Missing(node, "cardContent");
            case "HeroCardTemplate": return Picture(node, "application/vnd.microsoft.card.hero");
            case "ImageCardTemplate": return Picture(node, "application/vnd.microsoft.card.hero");
            case "VideoCardTemplate": return Picture(node, "application/vnd.microsoft.card.video");
            case "AudioCardTemplate": return Picture(node, "application/vnd.microsoft.card.audio");
            case "FileTemplate": return new FileCard(Optional(node, "fileContent"), Optional(node, "name"), Optional(node, "contentType"));
            case null when node["contentType"] is { } type:
                return new ReadyAttachment(type.Text, node["content"] is { } ready ? reader.Value(ready) : null, Optional(node, "contentUrl"),
                    Optional(node, "name"));
            default:
                reader.Error(node, node["kind"] is null ? "The attachment has neither a 'kind' nor a 'contentType'."
                    : $"'{node.Words("kind")}' is no kind of attachment that this engine knows.");
                return null;
        }
    }

    private CardTemplate? Missing(YamlNode node, string key)
    {
        reader.Error(node, $"{node.Words("kind")} has no '{key}'.");
        return null;
    }

    private PictureCard Picture(YamlNode node, string type) => new(type,
        [.. CardFields.Where(k => node[k] is not null).Select(k => (k, Words(node[k]!)))],
        [.. node.List("buttons").Select(Button)]);

    /// <summary>The content of a card: a record after '=', else JSON, which must be sound.</summary>
    public static Value Card(TopicReader reader, YamlNode node)
    {
        if (node.Shape != YamlShape.Scalar || node.Text.AsSpan().TrimStart().StartsWith("=")) return reader.Value(node);
        if (FxJson.Read(node.Text) is null) reader.Error(node, "The card is neither a formula (after '=') nor sound JSON.");
        return Value.Of(new FxText(node.Text));
    }

    private ButtonTemplate Button(YamlNode node)
    {
        if (node.Shape == YamlShape.Scalar) return new ButtonTemplate("messageBack", Words(node), Words(node));
        var kind = node.Words("kind") ?? "MessageBack";
        var (type, target) = kind switch
        {
            "OpenUrl" => ("openUrl", "url"),
            "MakeCall" => ("call", "phoneNumber"),
            "SendHiddenMessageBack" => ("postBack", "text"),
            _ => ("messageBack", "text"),
        };
        if (kind is not ("OpenUrl" or "MakeCall" or "SendHiddenMessageBack" or "MessageBack"))
            reader.Error(node, $"'{kind}' is no kind of button that this engine knows.");
        if (node[target] is null) reader.Error(node, $"The button has no '{target}'.");
        return new ButtonTemplate(type, node["title"] is null ? Optional(node, "displayText") : Optional(node, "title"),
            Optional(node, target));
    }
}
