using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Tools;

namespace Baton.Bots.Assist;

/// <summary>What an agent can do with a suggestion: put a text into their reply, run a tool or a macro, open a link or a record.</summary>
public sealed record SuggestedAction
{
    /// <summary>reply, tool, macro, link, record or custom (what another desk would do; here it is told that this one can't).</summary>
    public required string Kind { get; init; }
    public required string Title { get; init; }

    /// <summary>For a reply: the words, which the agent sends or does not.</summary>
    public string? Text { get; init; }
    public string? Tool { get; init; }

    /// <summary>What goes with it: a tool's input, a macro's parameters, the values of a new record.</summary>
    public JsonObject? Input { get; init; }
    public string? Url { get; init; }

    /// <summary>The macro's or custom action's name, as the card says it.</summary>
    public string? Name { get; init; }

    /// <summary>A record's table in Dynamics, and its id; none for a new one.</summary>
    public string? Table { get; init; }
    public Guid? Record { get; init; }

    /// <summary>It is a button of the card, whose data is then this action's number.</summary>
    public bool? InCard { get; init; }
}

/// <summary>Something that a bot or a model suggests to an agent. Nothing of it happens by itself.</summary>
internal sealed record Suggestion
{
    private const int TextLengthMax = 8_000;
    private const int TitleLengthMax = 100;
    private const int ActionsMax = 10;

    public Guid Id { get; } = Guid.CreateVersion7();
    public Guid? BotId { get; init; }
    public required string From { get; init; }
    public required string Kind { get; init; }
    public string? ClientId { get; init; }
    public required string Text { get; init; }
    public JsonArray? Attachments { get; init; }

    /// <summary>Where in the text the words begin that stand for each attachment.</summary>
    public IReadOnlyList<int>? WordsFrom { get; init; }

    /// <summary>How several attachments are laid out: list or carousel.</summary>
    public string? Layout { get; init; }
    public IReadOnlyList<SuggestedAction> Actions { get; init; } = [];

    public string ActionsJson => JsonSerializer.Serialize(Actions, Extra.Json);

    /// <summary>What a bot said, as a suggestion; null for what says nothing.</summary>
    public static Suggestion? Of(AssistTurn assist, Utterance says, string? clientId)
    {
        var text = Cutting.Text(says.Text.TrimEnd(), TextLengthMax);
        if (says.Kind == "event" || text.Length == 0) return null;

        var attachments = (JsonArray?)says.Extra?.Attachments?.DeepClone();
        var actions = CardActions.Gather(attachments);
        actions.AddRange((says.Extra?.Suggested ?? []).Select(suggestion => Reply(suggestion.Title, suggestion.Text)));
        if (actions.Count == 0) actions.Add(Reply("Put into the reply", text));
        return new Suggestion
        {
            BotId = assist.BotId, From = assist.BotName, Kind = "bot", ClientId = clientId?.Length > 200 ? clientId[..200] : clientId, Text = text,
            Attachments = attachments, WordsFrom = says.Extra?.WordsFrom, Layout = says.Extra?.AttachmentLayout == "carousel" ? "carousel" : null, Actions = [.. actions.Take(ActionsMax)],
        };
    }

    public static SuggestedAction Reply(string title, string text) => new() { Kind = "reply", Title = Titled(title, "Put into the reply"), Text = text };

    public static string Titled(string? title, string otherwise) => Cutting.Text(string.IsNullOrWhiteSpace(title) ? otherwise : title, TitleLengthMax);
}
