using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>All that came of a bot's turn, gathered over the tools it asked for in between.</summary>
internal sealed class Answer
{
    private readonly List<Topics.Say> _says = [];

    public required BotState State { get; set; }
    public Outcome Outcome { get; private set; } = new Waiting();
    public int? Rating { get; private set; }
    public Dictionary<string, object?> ChangedVariables { get; } = [];

    public void Add(TurnResult result)
    {
        _says.AddRange(result.Says);
        State = result.State;
        Outcome = result.Outcome;
        Rating = result.Rating ?? Rating;
        foreach (var (name, value) in result.ChangedGlobals)
            if (name.Length <= Limits.VariableNameLengthMax) ChangedVariables[name] = Cut(value.Plain);
    }

    /// <summary>What it says, as messages; what has neither words nor anything else is left out.</summary>
    public IReadOnlyList<Utterance> Utterances(Turn turn) =>
        [.. from say in _says
            where say.Kind == SayKind.Message
            let extra = ExtraOf(say)
            where extra is not null || !string.IsNullOrWhiteSpace(say.Text)
            select new Utterance { From = Speaker.Bot(turn.HandlerId!.Value, turn.BotName), Text = say.Text, Extra = extra, Epoch = turn.Epoch }];

    public static object? Cut(object? value) =>
        value is string { Length: > Limits.VariableValueLengthMax } text ? text[..Limits.VariableValueLengthMax] : value;

    private static Extra? ExtraOf(Topics.Say say)
    {
        if (say.SuggestedActions.Count == 0 && say.Attachments.Count == 0 && say.Speak is null && say.ValueJson is null) return null;
        return new Extra
        {
            Suggested = say.SuggestedActions.Count == 0 ? null : [.. say.SuggestedActions.Select(action => new Suggestion(action.Title, action.Text))],
            Attachments = say.Attachments.Count == 0 ? null : [.. say.Attachments.Select(AttachmentOf)],
            Speak = say.Speak,
            Value = say.ValueJson is null ? null : JsonNode.Parse(say.ValueJson),
        };
    }

    private static JsonNode AttachmentOf(SayAttachment attachment)
    {
        var json = new JsonObject { ["contentType"] = attachment.ContentType };
        if (attachment.ContentJson is { } content) json["content"] = JsonNode.Parse(content);
        if (attachment.ContentUrl is { } url) json["contentUrl"] = url;
        if (attachment.Name is { } name) json["name"] = name;
        return json;
    }
}
