using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Bots.Ai;
using Baton.Bots.Content;
using Baton.Conversations;
using Baton.Tools;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>All that came of a bot's turn, gathered over the tools it asked for in between.</summary>
internal sealed class Answer
{
    /// <summary>After so many tool runs in a row that came to nothing a person is asked.</summary>
    private const int FruitlessMax = 3;

    /// <summary>The context variable that holds how the bot's author says that the conversation went.</summary>
    private const string OutcomeVariable = "BotOutcome";

    private const string ConfirmedOutcome = "ResolvedConfirmed";

    private const int EventNameLengthMax = 200;

    private readonly List<Topics.Say> _says = [];

    private readonly Dictionary<Topics.Say, string> _streams = new(ReferenceEqualityComparer.Instance);
    private Progress _progress = new(0);

    public required BotState State { get; set; }

    /// <summary>What an AI bot remembers; null for topics.</summary>
    public AiMemory? Ai { get; set; }

    /// <summary>What the bot must remember until the next message.</summary>
    public byte[] Memory => Ai?.Save() ?? State.Save();

    /// <summary>Why somebody else goes on, where the bot's line has decided so; what it says before that is still said.</summary>
    public HandOver? GivesUp { get; set; }

    /// <summary>Nobody waits for words of it, whatever reached it.</summary>
    public bool MayBeSilent { get; set; }

    /// <summary>The run that waits for a yes, if one does.</summary>
    public Pending? Pending { get; set; }

    /// <summary>What was asked in this turn.</summary>
    public ToolError? Asked { get; private set; }

    /// <summary>Tool runs in a row, in this turn and those before it, that failed or found nothing.</summary>
    public int Fruitless { get => _progress.Fruitless; set => _progress = new Progress(value); }

    /// <summary>After how long a silence of the visitor the bot begins of itself, and how much of it was over before this turn; null when it does not.</summary>
    public (int Seconds, int Before)? Inactivity { get; set; }

    /// <summary>The turn came of the visitor's silence: nothing of it is said when they have spoken after all.</summary>
    public bool OnlyWhileSilent { get; set; }

    /// <summary>How long this turn has waited for the model.</summary>
    public TimeSpan AtModel { get; set; }

    /// <summary>What the last of them came to.</summary>
    public string? LastFruitless => _progress.Last;

    /// <summary>AI bots have rails of their own for this.</summary>
    public bool IsStuck => Ai is null && Fruitless >= FruitlessMax;
    public Outcome Outcome { get; private set; } = new Waiting();
    public int? Rating { get; private set; }

    /// <summary>The visitor has said that their question was answered.</summary>
    public bool IsConfirmed { get; private set; }

    /// <summary>What it heard of how it was, if anything.</summary>
    public Opinion? Opinion => Rating is null && !IsConfirmed ? null : new Opinion(Rating, null, IsConfirmed ? true : null);
    public Dictionary<string, object?> ChangedVariables { get; } = [];

    public void Add(TurnResult result)
    {
        _says.AddRange(result.Says);
        State = result.State;
        Outcome = result.Outcome;
        Rating = result.Rating ?? Rating;
        if (result.ConversationOutcome is { } outcome) ChangedVariables[OutcomeVariable] = outcome;
        IsConfirmed |= result.ConversationOutcome == ConfirmedOutcome;
        foreach (var line in result.Telemetry) Telemetries.Count(line);
        foreach (var (name, value) in result.ChangedGlobals)
            if (name.Length <= Limits.VariableNameLengthMax) ChangedVariables[name] = Cut(value.Plain);
    }

    /// <summary>Baton says something in the bot's name.</summary>
    public void Say(string text, IReadOnlyList<SuggestedAction>? suggested = null) => _says.Add(new Topics.Say { Text = text, SuggestedActions = suggested ?? [] });

    /// <summary>The bot says what it was seen to be finding the words for: they take the place of the partials of that stream.</summary>
    public void Say(string text, string? streamId)
    {
        Say(text);
        if (streamId is not null) _streams[_says[^1]] = streamId;
    }

    public void Wait(Pending pending, ToolError? asked) => (Pending, Asked) = (pending, asked ?? Asked);

    public void WaitNoLonger() => (Pending, Asked) = (null, null);

    /// <summary>Counts a run of a tool: progress begins the count anew.</summary>
    public void Count(Tool? tool, ToolResult result) => _progress.Count(tool, result);

    /// <summary>Whether more is to be kept than what the bot remembers itself.</summary>
    public bool StandsElsewhere(Turn turn) => Fruitless != turn.Fruitless || Pending != turn.Pending;

    /// <summary>What it says, as messages, and its events to the page around the chat; what has neither words nor anything else is left out.</summary>
    public IReadOnlyList<Utterance> Utterances(Turn turn) =>
        [.. from say in _says
            where say.Kind != SayKind.Typing
            let composed = Compose(say)
            where composed.Extra is not null || !string.IsNullOrWhiteSpace(composed.Text)
            select new Utterance
            {
                Kind = say.Kind == SayKind.Event ? "event" : "message",
                From = Speaker.Bot(turn.HandlerId!.Value, turn.BotName), Text = composed.Text, Extra = composed.Extra, Epoch = turn.Epoch,
            }];

    public static object? Cut(object? value) =>
        value is string { Length: > Limits.VariableValueLengthMax } text ? text[..Limits.VariableValueLengthMax] : value;

    private Composed Compose(Topics.Say say) => Composed.Of(
        say.Text, new JsonArray([.. say.Attachments.Select(AttachmentOf)]), [.. say.SuggestedActions.Select(ActionOf)], new Extra
        {
            Event = say.Kind == SayKind.Event ? new Happening(Cutting.Text(say.Name ?? "event", EventNameLengthMax)) : null,
            AttachmentLayout = say.Attachments.Count > 1 ? say.AttachmentLayout : null,
            Speak = say.Speak, StreamId = _streams.GetValueOrDefault(say),
            Value = say.ValueJson is null ? null : JsonNode.Parse(say.ValueJson),
            Aside = say.ChannelDataJson is null ? null : Asides.Of(JsonNode.Parse(say.ChannelDataJson) as JsonObject),
        });

    /// <summary>A button whose words are what it says is the plainest kind there is.</summary>
    private static CardAction ActionOf(SuggestedAction action) => action.Kind == "messageBack"
        ? action.Title == action.Text
            ? new CardAction { Type = "imBack", Title = action.Title, Value = JsonValue.Create(action.Text) }
            : new CardAction { Type = "messageBack", Title = action.Title, Text = action.Text, DisplayText = action.Title }
        : new CardAction { Type = action.Kind, Title = action.Title, Value = JsonValue.Create(action.Text) };

    private static JsonNode AttachmentOf(SayAttachment attachment)
    {
        var json = new JsonObject { ["contentType"] = attachment.ContentType };
        if (attachment.ContentJson is { } content) json["content"] = JsonNode.Parse(content);
        if (attachment.ContentUrl is { } url) json["contentUrl"] = url;
        if (attachment.Name is { } name) json["name"] = name;
        return json;
    }
}
