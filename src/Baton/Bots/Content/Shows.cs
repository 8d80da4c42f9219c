using System.Text.Json.Nodes;
using Baton.Conversations;

namespace Baton.Bots.Content;

/// <summary>What a message may hold beside its own words.</summary>
internal enum Part { Picture, File, AdaptiveCard, HeroCard, ThumbnailCard, ReceiptCard, SignInCard, MediaCard, Reply, Link, SubmittedValue, Unknown }

/// <summary>Who shows messages: clients of Direct Line (the widget, Web Chat), the desk, and channels that carry text alone.</summary>
internal enum Surface { DirectLine, Desk, Text }

/// <summary>How a part is shown: drawn as what it is, or in the words that stand for it. A value is told to programs only, and shown by what was chosen.</summary>
internal enum Showing { Drawn, Words }

/// <summary>What each channel shows of what bots send: the one table that rendering asks. docs/guides/cards.md says it for people.</summary>
internal static class Shows
{
    private const string Card = "application/vnd.microsoft.card.";

    private static readonly Dictionary<Part, (Showing DirectLine, Showing Desk, Showing Text)> Table = new()
    {
        //                         Direct Line      desk             text alone
        [Part.Picture]        = (Showing.Drawn, Showing.Drawn, Showing.Words),
        [Part.File]           = (Showing.Drawn, Showing.Drawn, Showing.Words),
        [Part.AdaptiveCard]   = (Showing.Drawn, Showing.Drawn, Showing.Words),
        [Part.HeroCard]       = (Showing.Drawn, Showing.Drawn, Showing.Words),
        [Part.ThumbnailCard]  = (Showing.Drawn, Showing.Drawn, Showing.Words),
        [Part.ReceiptCard]    = (Showing.Drawn, Showing.Drawn, Showing.Words),
        [Part.SignInCard]     = (Showing.Drawn, Showing.Drawn, Showing.Words),
        [Part.MediaCard]      = (Showing.Drawn, Showing.Drawn, Showing.Words),
        [Part.Reply]          = (Showing.Drawn, Showing.Drawn, Showing.Words),
        [Part.Link]           = (Showing.Drawn, Showing.Drawn, Showing.Words),
        [Part.SubmittedValue] = (Showing.Drawn, Showing.Words, Showing.Words),
        [Part.Unknown]        = (Showing.Words, Showing.Words, Showing.Words),
    };

    public static Showing Of(Part part, Surface surface) => surface switch
    {
        Surface.DirectLine => Table[part].DirectLine,
        Surface.Desk => Table[part].Desk,
        _ => Table[part].Text,
    };

    public static Part PartOf(JsonNode? attachment)
    {
        var (type, url) = (Degraded.Plain(attachment?["contentType"])?.ToLowerInvariant() ?? "", Degraded.Plain(attachment?["contentUrl"]));
        if (type.StartsWith(Card, StringComparison.Ordinal)) return attachment!["content"] is JsonObject ? CardOf(type[Card.Length..]) : Part.Unknown;
        return url is null ? Part.Unknown : type.StartsWith("image/", StringComparison.Ordinal) ? Part.Picture : Part.File;
    }

    /// <summary>A message's text where it is shown: its own words, and those of whatever is not drawn there.</summary>
    public static string Text(Message message, Surface surface)
    {
        if (message.Extra?.WordsFrom is not { Count: > 0 } from) return message.Text;
        var standing = Enumerable.Range(0, from.Count).Where(at => Of(PartAt(message, at), surface) == Showing.Words).Select(at => StandIn(message, at));
        return string.Join("\n\n", standing.Prepend(message.OwnText).Where(words => words.Length > 0));
    }

    /// <summary>What stands for each attachment where a client that could draw it does not; nothing for those that are in the text already.</summary>
    public static JsonArray StandIns(Message message, Surface surface) =>
        [.. Enumerable.Range(0, Math.Min(message.Extra?.WordsFrom?.Count ?? 0, message.Extra?.Attachments?.Count ?? 0))
            .Select(at => (JsonNode)(Of(PartAt(message, at), surface) == Showing.Words ? "" : StandIn(message, at)))];

    /// <summary>The words of the attachments come in their order, and after them those of buttons or of a value.</summary>
    private static Part PartAt(Message message, int at) =>
        at < (message.Extra!.Attachments?.Count ?? 0) ? PartOf(message.Extra.Attachments![at])
            : message.Extra.Suggested is { } suggested ? suggested.Any(one => Actions.Leads(one.Type)) ? Part.Link : Part.Reply
            : Part.SubmittedValue;

    private static string StandIn(Message message, int at)
    {
        var from = message.Extra!.WordsFrom!;
        var end = at + 1 < from.Count ? from[at + 1] : message.Text.Length;
        return from[at] <= end && end <= message.Text.Length ? message.Text[from[at]..end].Trim() : "";
    }

    private static Part CardOf(string kind) => kind switch
    {
        "adaptive" => Part.AdaptiveCard,
        "hero" or "image" => Part.HeroCard,
        "thumbnail" => Part.ThumbnailCard,
        "receipt" => Part.ReceiptCard,
        "signin" or "oauth" => Part.SignInCard,
        "audio" or "video" or "animation" => Part.MediaCard,
        _ => Part.Unknown,
    };
}
