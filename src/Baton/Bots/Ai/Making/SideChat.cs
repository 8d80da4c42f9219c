using System.Text.Json.Nodes;
using Baton.Bots.Authoring;
using Baton.Bots.Knowledge;
using Baton.Bots.Models;
using Baton.People;
using Baton.Plumbing;
using Baton.Tools;
using Baton.Topics;

namespace Baton.Bots.Ai.Making;

/// <summary>
/// Turns of an AI bot that nobody but its author sees: on the model, or on its topics where none is set up. Tools that read really run, as the bot would run them;
/// those that write do not. What a turn leaves for the next is with whoever asks.
/// </summary>
internal sealed class SideChat(Database database, Secrets secrets, ToolBox tools, AiTurns turns, AiUsage usage, KnowledgeSearch knowledge, TimeProvider clock)
{
    private const int ToolsMax = 12;
    private const int StateLengthMax = 1_000_000;

    /// <summary>Somebody waits for it at a desk.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(18);

    public async Task<AiChat.Shown> Take(BotAccount bot, AiProgram program, IReadOnlyList<AiChat.Line> talk, string? state, Caller caller, CancellationToken ct)
    {
        var runs = new TrialTools(tools, Runner.Bot(bot.Id, $"{bot.Name} (tried by {caller.Name})"));
        return await Connected.Saved(database, secrets, ct) is { } model
            ? await OnModel(bot, program, talk, state, runs, model.For(program), ct)
            : await OnTopics(bot, program, talk, state, runs, ct);
    }

    private async Task<AiChat.Shown> OnModel(
        BotAccount bot, AiProgram program, IReadOnlyList<AiChat.Line> talk, string? state, TrialTools runs, Connected model, CancellationToken ct)
    {
        if (talk.Count == 0) return new AiChat.Shown { Says = Said(program.Greeting), Tools = [], Outcome = "waiting", RanOn = "model" };
        var memory = Memory(state);
        var outcome = await turns.Run(program, new AiContext
        {
            BotName = bot.Name, Now = clock.GetUtcNow(), Model = model, TimeMax = TimeMax, IsTrial = true,
            Talk = [.. talk.Select((line, n) => new TalkLine { N = n + 1, FromKind = line.From!, Text = line.Text! })],
            Exchanges = memory.Exchanges, Anger = memory.Anger, HasLooked = memory.HasLooked,
            Visitor = _ => Task.FromResult<KnownVisitor?>(null),
            RunTool = (tool, input, _, token) => runs.Run(tool, input, token),
            Search = (question, token) => knowledge.ForModel(bot.Id, null, question, token),
            Spend = (tokens, name, token) => usage.Spend(new AiUsage.Spent(null, bot.Id, tokens, name), program, model.Model, token),
        }, ct);
        var words = outcome.Rail is { } rail ? $"{outcome.Says}\n\n{Farewells.Of(rail.Code, null)}".Trim() : outcome.Says;
        return new AiChat.Shown
        {
            Says = Said(words), Tools = [.. outcome.Exchanges.Skip(memory.Exchanges.Count).Select(Called)], Tokens = outcome.Tokens, RanOn = "model",
            Outcome = outcome.Rail is null ? "waiting" : outcome.Rail.Code.StartsWith("model_", StringComparison.Ordinal) ? "failed" : "handedOver",
            Rail = outcome.Rail?.Reason, Reason = outcome.Rail?.Detail,
            State = Convert.ToBase64String(new AiMemory { Exchanges = outcome.Exchanges, Anger = outcome.Anger, HasLooked = outcome.HasLooked }.Save()),
        };
    }

    /// <summary>A turn of the topics that do the program's work without a model.</summary>
    private async Task<AiChat.Shown> OnTopics(BotAccount bot, AiProgram program, IReadOnlyList<AiChat.Line> talk, string? given, TrialTools runs, CancellationToken ct)
    {
        if (Twin.Files(program) is not { Count: > 0 } files)
            throw Refusal.Conflict("model_not_configured", "No model is set up, and a bot without a template has no topics to do without one. Set one up in Setup, Model.");
        var twin = TopicBot.Load(files);
        var state = talk.Count == 0 ? BotState.New : TestTurns.State(given);
        var says = new List<AiChat.Said>();
        Incoming? next = talk.Count == 0 ? new ConversationStarted() : new VisitorMessage(talk[^1].Text!);
        Outcome outcome = new Waiting();
        for (var asked = 0; next is not null && asked <= ToolsMax; asked++)
        {
            var result = twin.Run(state, next, TestTurns.Context(clock.GetUtcNow()));
            says.AddRange(result.Says.Where(say => say.Kind == SayKind.Message).Select(say => new AiChat.Said(say.Text, [.. say.SuggestedActions.Select(action => action.Text)])));
            (state, outcome) = (result.State, result.Outcome);
            next = outcome switch
            {
                NeedsTool need => Asking.Done(await runs.Run(need.Name, JsonNode.Parse(need.InputJson) as JsonObject ?? [], ct)),
                NeedsAnswer need => await FromArticles(bot.Id, need, ct),
                _ => null,
            };
        }
        return new AiChat.Shown
        {
            Says = says, Tools = runs.Called, RanOn = "topics", State = Convert.ToBase64String(state.Save()),
            Outcome = outcome switch { Waiting => "waiting", Transfer => "handedOver", Topics.Ended => "ended", _ => "failed" },
            Reason = outcome switch { Transfer transfer => transfer.MessageToAgent, Failed failed => failed.Message, _ => null },
        };
    }

    private async Task<Incoming> FromArticles(Guid botId, NeedsAnswer need, CancellationToken ct) => Answering.FromArticles(await knowledge.Search(botId, null, need.Question, 1, ct));

    private static AiMemory Memory(string? given)
    {
        if (string.IsNullOrEmpty(given)) return new AiMemory();
        var bytes = new byte[Math.Min(given.Length, StateLengthMax)];
        return given.Length <= StateLengthMax && Convert.TryFromBase64String(given, bytes, out var length) && AiMemory.From(bytes[..length]) is { } memory
            ? memory
            : throw Refusal.Invalid("invalid_state", "The state is what the turn before answered with, as it was.");
    }

    private static IReadOnlyList<AiChat.Said> Said(string words) => words.Length > 0 ? [new AiChat.Said(words, [])] : [];

    private static AiChat.Called Called(Exchange exchange)
    {
        var result = exchange.Result is null ? null : JsonNode.Parse(exchange.Result);
        var error = result?["error"] as JsonObject;
        return new AiChat.Called(exchange.Tool, JsonNode.Parse(exchange.Arguments), error is null ? result : null,
            error is null ? null : new AiChat.Fault((string?)error["code"] ?? "failed", (string?)error["message"] ?? "It came to nothing."));
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
