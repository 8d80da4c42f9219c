using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Conversations;

namespace Baton.Bots.Content;

/// <summary>The buttons of bots: what each says or where it leads.</summary>
internal static class Actions
{
    private static readonly string[] Leading = ["openUrl", "call", "signin", "playAudio", "playVideo", "showImage", "downloadFile"];

    /// <summary>Whether a button of this type opens something instead of saying something.</summary>
    public static bool Leads(string? type) => Leading.Contains(type);

    /// <summary>A button below a message; null when it has neither a title nor anything to do.</summary>
    public static Suggestion? Offered(CardAction? action)
    {
        if (action is null) return null;
        var said = Said(action);
        var title = action.Title ?? said ?? "";
        if (title.Length == 0) return null;
        if (Leads(action.Type))
            return said is null ? null : new Suggestion(title, title) { Type = action.Type, Value = JsonValue.Create(said) };
        return action.Type switch
        {
            "postBack" => new Suggestion(title, said ?? title) { Type = "postBack", Value = action.Value?.DeepClone() },
            "messageBack" => new Suggestion(title, action.Text ?? said ?? title)
            {
                Type = "messageBack", DisplayText = action.DisplayText, Value = action.Value?.DeepClone(),
            },
            _ => new Suggestion(title, said ?? title),
        };
    }

    /// <summary>Where it leads, in words; null when it says something instead.</summary>
    public static string? LinkWords(Suggestion suggestion) =>
        Leads(suggestion.Type) && suggestion.Value is JsonValue to && to.GetValueKind() == JsonValueKind.String
            ? Degraded.Linked(suggestion.Title, to.GetValue<string>()) : null;

    /// <summary>The button as clients are given it.</summary>
    public static CardAction Rendered(Suggestion suggestion) => suggestion.Type is { } type
        ? new CardAction
        {
            Type = type, Title = suggestion.Title, Text = type == "messageBack" ? suggestion.Text : null, DisplayText = suggestion.DisplayText,
            Value = suggestion.Value?.DeepClone() ?? (type == "messageBack" ? null : JsonValue.Create(suggestion.Text)),
        }
        : new CardAction { Type = "imBack", Title = suggestion.Title, Value = JsonValue.Create(suggestion.Text) };

    /// <summary>What pressing it says: Agents SDK bots put the text into an object.</summary>
    private static string? Said(CardAction action) => Degraded.Plain(action.Value) ?? Degraded.Plain((action.Value as JsonObject)?["text"]) ?? action.Text;
}
