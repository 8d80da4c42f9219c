using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Content;
using Baton.Conversations;
using Baton.Tools;

namespace Baton.Bots.Assist;

/// <summary>What an agent can do with a suggestion: put a text into their reply, run a tool, open a link.</summary>
public sealed record SuggestedAction
{
    /// <summary>reply, tool or link.</summary>
    public required string Kind { get; init; }
    public required string Title { get; init; }

    /// <summary>For a reply: the words, which the agent sends or does not.</summary>
    public string? Text { get; init; }
    public string? Tool { get; init; }
    public JsonObject? Input { get; init; }
    public string? Url { get; init; }
}

/// <summary>Something that a bot or a model suggests to an agent. Nothing of it happens by itself.</summary>
internal sealed record Suggestion
{
    private const int TextLengthMax = 8_000;
    private const int TitleLengthMax = 100;
    private const int ActionsMax = 10;
    private const int DepthMax = 20;

    public Guid Id { get; } = Guid.CreateVersion7();
    public Guid? BotId { get; init; }
    public required string From { get; init; }
    public required string Kind { get; init; }
    public string? ClientId { get; init; }
    public required string Text { get; init; }
    public JsonArray? Attachments { get; init; }
    public IReadOnlyList<SuggestedAction> Actions { get; init; } = [];

    public string ActionsJson => JsonSerializer.Serialize(Actions, Extra.Json);

    /// <summary>What a bot said, as a suggestion; null for what says nothing.</summary>
    public static Suggestion? Of(AssistTurn assist, Utterance says, string? clientId)
    {
        var text = Cutting.Text(says.Text.Trim(), TextLengthMax);
        if (says.Kind == "event" || text.Length == 0) return null;

        var actions = new List<SuggestedAction>();
        foreach (var attachment in says.Extra?.Attachments ?? []) Gather((attachment as JsonObject)?["content"], actions, 0);
        actions.AddRange((says.Extra?.Suggested ?? []).Select(suggestion => Reply(suggestion.Title, suggestion.Text)));
        if (actions.Count == 0) actions.Add(Reply("Put into the reply", text));
        return new Suggestion
        {
            BotId = assist.BotId, From = assist.BotName, Kind = "bot", ClientId = clientId?.Length > 200 ? clientId[..200] : clientId, Text = text,
            Attachments = (JsonArray?)says.Extra?.Attachments?.DeepClone(), Actions = [.. actions.Take(ActionsMax)],
        };
    }

    public static SuggestedAction Reply(string title, string text) => new() { Kind = "reply", Title = Titled(title, "Put into the reply"), Text = text };

    /// <summary>The actions of a card, wherever in it they stand.</summary>
    private static void Gather(JsonNode? node, List<SuggestedAction> actions, int depth)
    {
        if (depth > DepthMax || actions.Count >= ActionsMax) return;
        if (node is JsonArray list)
        {
            foreach (var one in list) Gather(one, actions, depth + 1);
            return;
        }
        if (node is not JsonObject element) return;
        if (Degraded.Plain(element["type"])?.StartsWith("Action.", StringComparison.Ordinal) == true)
        {
            if (Action(element) is { } action) actions.Add(action);
            return;
        }
        foreach (var (name, part) in element)
            if (name is "actions" or "body" or "items" or "columns" or "selectAction" or "card" or "rows" or "cells") Gather(part, actions, depth + 1);
    }

    /// <summary>What a button of a card means at the desk: Omnichannel's custom actions as far as they mean something here, and ours.</summary>
    private static SuggestedAction? Action(JsonObject action)
    {
        var title = Degraded.Plain(action["title"]);
        if (Degraded.Plain(action["type"]) == "Action.OpenUrl") return Link(title, Degraded.Plain(action["url"]));
        if (action["data"] is not JsonObject data) return null;

        var given = data["CustomParameters"] as JsonObject;
        return Degraded.Plain(data["CustomAction"]) switch
        {
            "SendKB" when Degraded.Plain(given?["kbLink"]) is { } link => Reply(title ?? "Send the article", link),
            "OpenLink" => Link(title, Degraded.Plain(given?["url"])),
            _ when Degraded.Plain(data["reply"]) is { } words => Reply(title ?? "Put into the reply", words),
            _ when Degraded.Plain(data["tool"]) is { } tool => new SuggestedAction
            {
                Kind = "tool", Title = Titled(title, tool), Tool = Cutting.Text(tool, TitleLengthMax), Input = (JsonObject?)(data["input"] as JsonObject)?.DeepClone() ?? [],
            },
            _ => null,
        };
    }

    private static SuggestedAction? Link(string? title, string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new SuggestedAction { Kind = "link", Title = Titled(title, address.Host), Url = address.AbsoluteUri } : null;

    private static string Titled(string? title, string otherwise) => Cutting.Text(string.IsNullOrWhiteSpace(title) ? otherwise : title, TitleLengthMax);
}
