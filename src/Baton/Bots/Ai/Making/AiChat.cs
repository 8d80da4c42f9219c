using System.Text.Json.Nodes;
using Baton.Bots.Authoring;
using Baton.People;
using Baton.Plumbing;
using Baton.Tools;
using Baton.Topics;

namespace Baton.Bots.Ai.Making;

/// <summary>
/// The side chat: an author talks to the bot as it stands, saved or not. Tools that read really run, as the bot would run them; those that write do not. Nothing is
/// stored: the author holds what was said.
/// </summary>
internal static class AiChat
{
    private const int MessagesMax = 100;
    private const int TextLengthMax = 8_000;
    private const int ToolsMax = 12;

    /// <summary>What was said so far, the visitor's latest words last; nothing at the beginning. Without a program, the draft is meant.</summary>
    public sealed record Given(IReadOnlyList<Line?>? Messages, AiProgram? Program, string? State);

    /// <summary>One message: from visitor or bot.</summary>
    public sealed record Line(string? From, string? Text);

    /// <summary>What came of the turn.</summary>
    public sealed record Shown
    {
        public required IReadOnlyList<Said> Says { get; init; }

        /// <summary>The tools that it asked for, in order.</summary>
        public required IReadOnlyList<Called> Tools { get; init; }

        /// <summary>waiting, handedOver, ended or failed.</summary>
        public required string Outcome { get; init; }

        /// <summary>Why a person would be asked.</summary>
        public string? Reason { get; init; }

        /// <summary>The rail that led to a person.</summary>
        public string? Rail { get; init; }

        /// <summary>Asked and answered together.</summary>
        public int? Tokens { get; init; }

        /// <summary>model or topics.</summary>
        public required string RanOn { get; init; }

        /// <summary>To be sent with the next turn.</summary>
        public string? State { get; init; }
    }

    /// <summary>Words of the bot, with the answers that it offers.</summary>
    public sealed record Said(string Text, IReadOnlyList<string> Offers);

    /// <summary>A tool that was asked for, and what it came to.</summary>
    public sealed record Called(string Name, JsonNode? Input, JsonNode? Output, Fault? Error);

    /// <summary>Why a tool came to nothing.</summary>
    public sealed record Fault(string Code, string Message);

    public static void Map(RouteGroupBuilder ai) =>
        ai.MapPost("chat", async (Guid id, Given given, Caller caller, Database database, ToolBox tools, TimeProvider clock, CancellationToken ct) =>
        {
            caller.MustAdminister();
            var bot = await database.BotAccount(id, ct);
            await database.MustBeAi(id, ct);
            var talk = Checked(given.Messages);
            var program = given.Program is { } typed ? Sound.Draft(typed) : await AiDrafts.Standing(database, id, ct);
            var runs = new TrialTools(tools, Runner.Bot(bot.Id, $"{bot.Name} (tried by {caller.Name})"));
            return TypedResults.Ok(await OnTopics(program, talk, given.State, runs, clock.GetUtcNow(), ct));
        });

    /// <summary>A turn of the topics that do the program's work without a model.</summary>
    public static async Task<Shown> OnTopics(AiProgram program, IReadOnlyList<Line> talk, string? given, TrialTools tools, DateTimeOffset now, CancellationToken ct)
    {
        if (Twin.Files(program) is not { Count: > 0 } files)
            throw Refusal.Conflict("model_not_configured", "No model is set up, and a bot without a template has no topics to do without one. Set one up in Setup, Model.");
        var bot = TopicBot.Load(files);
        var state = talk.Count == 0 ? BotState.New : TestTurns.State(given);
        var says = new List<Said>();
        Incoming? next = talk.Count == 0 ? new ConversationStarted() : new VisitorMessage(talk[^1].Text!);
        Outcome outcome = new Waiting();
        for (var asked = 0; next is not null && asked <= ToolsMax; asked++)
        {
            var result = bot.Run(state, next, TestTurns.Context(now));
            says.AddRange(result.Says.Where(say => say.Kind == SayKind.Message).Select(say => new Said(say.Text, [.. say.SuggestedActions.Select(action => action.Text)])));
            (state, outcome) = (result.State, result.Outcome);
            next = outcome is NeedsTool need ? Asking.Done(await tools.Run(need.Name, JsonNode.Parse(need.InputJson) as JsonObject ?? [], ct)) : null;
        }
        return new Shown
        {
            Says = says, Tools = tools.Called, RanOn = "topics", State = Convert.ToBase64String(state.Save()),
            Outcome = outcome switch { Waiting => "waiting", Transfer => "handedOver", Topics.Ended => "ended", _ => "failed" },
            Reason = outcome switch { Transfer transfer => transfer.MessageToAgent, Failed failed => failed.Message, _ => null },
        };
    }

    private static Line[] Checked(IReadOnlyList<Line?>? messages)
    {
        if (messages?.Count > MessagesMax) throw Refusal.Invalid("invalid_messages", $"A side chat has at most {MessagesMax} messages; begin a new one.");
        foreach (var line in messages ?? [])
            if (line is not { From: "visitor" or "bot", Text: { Length: <= TextLengthMax } text } || text.Contains('\0', StringComparison.Ordinal))
                throw Refusal.Invalid("invalid_messages", $"A message is from visitor or bot, and has a text of at most {TextLengthMax:N0} characters.");
        return messages is { Count: > 0 } && messages[^1]!.From != "visitor"
            ? throw Refusal.Invalid("invalid_messages", "The last message is the visitor's.")
            : [.. (messages ?? []).OfType<Line>()];
    }
}

/// <summary>The tools of a trial: what reads runs as the bot would run it; what writes does not.</summary>
internal sealed class TrialTools(ToolBox box, Runner who)
{
    private readonly List<AiChat.Called> _called = [];

    public IReadOnlyList<AiChat.Called> Called => _called;

    public async Task<ToolResult> Run(string name, JsonObject input, CancellationToken ct)
    {
        var result = box.Find(name) is { IsReadOnly: false } tool
            ? new ToolResult(Guid.Empty, null, new ToolError("not_in_a_trial", $"{tool.Title} writes, and nothing is written in a trial.", null))
            : await box.Run(name, (JsonObject)input.DeepClone(), new ToolCall { Who = who, IsTrial = true }, ct);
        _called.Add(new AiChat.Called(name, input, result.Json?.DeepClone(), result.Error is { } error ? new AiChat.Fault(error.Code, error.Message) : null));
        return result;
    }
}
