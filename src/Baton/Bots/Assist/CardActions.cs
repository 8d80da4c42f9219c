using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Baton.Bots.Content;
using Baton.Tools;

namespace Baton.Bots.Assist;

/// <summary>
/// What the buttons of an assist's Adaptive Cards mean at the desk: Omnichannel's macros and custom actions, and ours. A card that is shown to an agent holds of each
/// button only its action's number: what it does is decided here, and not by what a browser makes of a card.
/// </summary>
internal static partial class CardActions
{
    private const int ActionsMax = 10;
    private const int DepthMax = 20;
    private const int NameLengthMax = 100;
    private const string Adaptive = "application/vnd.microsoft.card.adaptive";

    /// <summary>The actions of all cards, wherever in them they stand; each of their buttons is given its number.</summary>
    public static List<SuggestedAction> Gather(JsonArray? attachments)
    {
        var actions = new List<SuggestedAction>();
        foreach (var attachment in (attachments ?? []).OfType<JsonObject>())
            Gather(attachment["content"], actions, string.Equals(Degraded.Plain(attachment["contentType"]), Adaptive, StringComparison.OrdinalIgnoreCase), 0);
        return actions;
    }

    private static void Gather(JsonNode? node, List<SuggestedAction> actions, bool isDrawn, int depth)
    {
        if (depth > DepthMax || actions.Count >= ActionsMax) return;
        if (node is JsonArray list)
        {
            foreach (var one in list) Gather(one, actions, isDrawn, depth + 1);
            return;
        }
        if (node is not JsonObject element) return;
        if (Degraded.Plain(element["type"])?.StartsWith("Action.", StringComparison.Ordinal) == true && element["card"] is null)
        {
            if (Action(element) is not { } action) return;
            if (isDrawn && action.Kind != "link") element["data"] = new JsonObject { ["action"] = actions.Count };
            actions.Add(isDrawn ? action with { InCard = true } : action);
            return;
        }
        foreach (var (name, part) in element.ToArray())
            if (name is "actions" or "body" or "items" or "columns" or "selectAction" or "card" or "rows" or "cells") Gather(part, actions, isDrawn, depth + 1);
    }

    private static SuggestedAction? Action(JsonObject action)
    {
        var title = Degraded.Plain(action["title"]);
        if (Degraded.Plain(action["type"]) == "Action.OpenUrl") return Link(title, Degraded.Plain(action["url"]));
        if (action["data"] is not JsonObject data) return null;

        if (Named(data["MacroName"]) is { } macro) return new() { Kind = "macro", Title = Suggestion.Titled(title, macro), Name = macro, Input = Given(data["MacroParameters"]) };
        if (Named(data["CustomAction"]) is { } custom) return Custom(title, custom, Given(data["CustomParameters"]));
        if (Degraded.Plain(data["reply"]) is { } words) return Suggestion.Reply(title ?? "Put into the reply", words);
        return Named(data["tool"]) is { } tool ? new() { Kind = "tool", Title = Suggestion.Titled(title, tool), Tool = tool, Input = Given(data["input"]) } : null;
    }

    /// <summary>Omnichannel's own two, ours, and what an organisation has programmed for its own form.</summary>
    private static SuggestedAction Custom(string? title, string name, JsonObject given) => name switch
    {
        "SendKB" when Degraded.Plain(given["kbLink"]) is { } link => Suggestion.Reply(title ?? "Send the article", link),
        "OpenLink" when Link(title, Degraded.Plain(given["url"])) is { } link => link,
        "OpenForm" when Degraded.Plain(given["entityName"]) is { } table && TableName().IsMatch(table) => new()
        {
            Kind = "record", Title = Suggestion.Titled(title, "Open the record"), Name = name, Table = table,
            Record = Guid.TryParse(Degraded.Plain(given["entityId"]), out var record) && record != Guid.Empty ? record : null, Input = Given(given["data"]),
        },
        _ => new() { Kind = "custom", Title = Suggestion.Titled(title, name), Name = name },
    };

    private static SuggestedAction? Link(string? title, string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new() { Kind = "link", Title = Suggestion.Titled(title, address.Host), Url = address.AbsoluteUri } : null;

    private static string? Named(JsonNode? node) => Degraded.Plain(node)?.Trim() is { Length: > 0 } name ? Cutting.Text(name, NameLengthMax) : null;

    private static JsonObject Given(JsonNode? node) => (node as JsonObject)?.DeepClone() as JsonObject ?? [];

    [GeneratedRegex("^[a-z][a-z0-9_]{0,99}$")]
    private static partial Regex TableName();
}
