using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Authoring;

/// <summary>
/// One turn of an author's test chat. Nothing is stored and nothing outside is touched: the tester holds the state, and is asked for what a tool, a request or a
/// model would answer.
/// </summary>
internal static class TestTurns
{
    private const int StateLengthMax = 1_000_000;
    private const int TextLengthMax = 8_000;

    /// <summary>What reaches the bot: exactly one of these; without any, the chat begins.</summary>
    public sealed record Said
    {
        public bool? Start { get; init; }
        public string? Text { get; init; }

        /// <summary>A card's fields, alone or beside the text.</summary>
        public JsonElement? Value { get; init; }
        public ToolAnswer? Tool { get; init; }
        public HttpAnswer? Http { get; init; }
        public ModelAnswer? Answer { get; init; }
    }

    /// <summary>What a tool came to: its output, or its error.</summary>
    public sealed record ToolAnswer(JsonElement? Output, JsonElement? Error);

    /// <summary>What a request was answered with; status 0: it could not be made.</summary>
    public sealed record HttpAnswer(int? Status, string? Body, IReadOnlyDictionary<string, string?>? Headers);

    /// <summary>What a model says; nothing: there is none.</summary>
    public sealed record ModelAnswer(string? Text);

    /// <summary>All that came of the turn.</summary>
    public sealed record Shown
    {
        /// <summary>To be sent with the next turn.</summary>
        public required string State { get; init; }
        public required IReadOnlyList<ShownSay> Says { get; init; }
        public required ShownOutcome Outcome { get; init; }

        /// <summary>The nodes that ran, in order.</summary>
        public required IReadOnlyList<ShownStep> Trace { get; init; }
        public required IReadOnlyList<VariableShown> Variables { get; init; }

        /// <summary>The topics that the words could have meant, the likest first.</summary>
        public required IReadOnlyList<RecognisedTopic> Recognised { get; init; }
    }

    public sealed record ShownSay(
        string Kind, string Text, IReadOnlyList<ShownAction> SuggestedActions, IReadOnlyList<ShownAttachment> Attachments, string? Name, JsonNode? Value);

    public sealed record ShownAction(string Title, string Value);

    public sealed record ShownAttachment(string ContentType, JsonNode? Content, string? ContentUrl, string? Name);

    /// <summary>What the bot waits for: waiting, tool, http, answer, transfer, ended or failed. Name: the tool, the address or the error's code.</summary>
    public sealed record ShownOutcome(string Kind, string? Name = null, JsonNode? Input = null, string? Message = null);

    public sealed record ShownStep(string Path, string Node, int Line);

    public static Shown Run(TopicBot bot, BotState state, Said? said, DateTimeOffset now) => Show(bot.Run(state, Incoming(said), Context(now)));

    /// <summary>A tester is nobody that the CRM knows, and chance is another each time.</summary>
    public static TurnContext Context(DateTimeOffset now) => new()
    {
        Now = now, Seed = (int)(now.Ticks % int.MaxValue), ConversationId = "test", Channel = "test", UserId = "tester", UserName = "Test", InTestMode = true, Trace = true,
    };

    public static BotState State(string? given)
    {
        if (string.IsNullOrEmpty(given)) return BotState.New;
        var bytes = new byte[Math.Min(given.Length, StateLengthMax)];
        return given.Length <= StateLengthMax && Convert.TryFromBase64String(given, bytes, out var length)
            ? BotState.Load(bytes.AsMemory(0, length))
            : throw Refusal.Invalid("invalid_state", "The state is what the turn before answered with, as it was.");
    }

    private static Incoming Incoming(Said? said) => said switch
    {
        null or { Start: true } => new ConversationStarted(),
        { Text.Length: > TextLengthMax } => throw Refusal.TooLong($"A visitor says at most {TextLengthMax:N0} characters at a time."),
        { Tool: { } tool } => Done(tool),
        { Http: { } http } => new HttpDone(Status(http.Status ?? 200), http.Body ?? "", Headers(http)),
        { Answer: { } answer } => new AnswerDone(answer.Text),
        { Value: { ValueKind: not JsonValueKind.Null } value } => new VisitorMessage(said.Text ?? "", value.GetRawText()),
        { Text: { } text } => new VisitorMessage(text),
        _ => throw Refusal.Invalid("invalid_say", "Say what reaches the bot: text, value, start, tool, http or answer."),
    };

    private static ToolDone Done(ToolAnswer tool)
    {
        if (tool.Error is { ValueKind: not JsonValueKind.Null } error)
            return new ToolDone(new JsonObject { ["error"] = error.ValueKind == JsonValueKind.String
                ? new JsonObject { ["code"] = "failed", ["message"] = error.GetString() } : JsonNode.Parse(error.GetRawText()) }.ToJsonString());
        return new ToolDone(tool.Output?.GetRawText() ?? "null");
    }

    private static int Status(int given) => given is >= 0 and <= 999 ? given : throw Refusal.Invalid("invalid_say", "A status is a number from 0 to 999.");

    private static Dictionary<string, string> Headers(HttpAnswer http) =>
        (http.Headers ?? new Dictionary<string, string?>()).ToDictionary(header => header.Key, header => header.Value ?? "");

    private static Shown Show(TurnResult result) => new()
    {
        State = Convert.ToBase64String(result.State.Save()),
        Says = [.. result.Says.Select(Show)],
        Outcome = Show(result.Outcome),
        Trace = [.. result.Trace.Select(step => new ShownStep(step.Path, step.NodeId, step.Line))],
        Variables = result.State.Variables(),
        Recognised = result.Recognised,
    };

    private static ShownSay Show(Topics.Say say) => new(
        say.Kind switch { SayKind.Message => "message", SayKind.Event => "event", SayKind.Typing => "typing", _ => throw new InvalidOperationException() },
        say.Text,
        [.. say.SuggestedActions.Select(action => new ShownAction(action.Title, action.Text))],
        [.. say.Attachments.Select(one => new ShownAttachment(one.ContentType, Json(one.ContentJson), one.ContentUrl, one.Name))],
        say.Name, Json(say.ValueJson));

    private static ShownOutcome Show(Outcome outcome) => outcome switch
    {
        NeedsTool tool => new(outcome.Word, tool.Name, Json(tool.InputJson)),
        NeedsHttp http => new(outcome.Word, $"{http.Method} {http.Url}", new JsonObject
        {
            ["method"] = http.Method, ["url"] = http.Url, ["contentType"] = http.ContentType, ["body"] = http.Body,
            ["headers"] = new JsonObject(http.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
        }),
        NeedsAnswer answer => new(outcome.Word, answer.NodeKind, new JsonObject { ["instructions"] = answer.Instructions, ["detail"] = Json(answer.DetailJson) }, answer.Question),
        Transfer transfer => new(outcome.Word, null,
            new JsonObject(transfer.Context.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value.ToString()))), transfer.MessageToAgent),
        Failed failed => new(outcome.Word, failed.Code, null, failed.Message),
        _ => new(outcome.Word),
    };

    private static JsonNode? Json(string? json) => string.IsNullOrEmpty(json) ? null : JsonNode.Parse(json);
}
