using System.Globalization;
using System.Text.Json.Nodes;
using Baton.Bots.Knowledge;
using Baton.Bots.Models;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tools;
using Baton.Topics;
using Npgsql;

namespace Baton.Bots.Ai;

/// <summary>An AI bot's turn that can be taken: its program as it was when the conversation began with it, and the model, if one is still set up.</summary>
internal sealed record AiReady(AiProgram Program, int Version, Connected? Model);

/// <summary>
/// The line to AI bots: reads what a turn needs, lets <see cref="AiTurns"/> take it, and gives what came of it the shape that every bot's turn has, so that it is
/// committed, confirmed and given up like any other.
/// </summary>
internal sealed class AiLine(
    Database database, Secrets secrets, AiPrograms programs, AiTurns turns, AiUsage usage, KnowledgeSearch knowledge, ToolBox tools, Confirmations confirmations, Bulletin bulletin,
    Partials partials, NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>Of the time after which a bot is silent, so much is the turn's: what came of it is still to be committed.</summary>
    private const double ShareOfSilence = 0.9;

    /// <summary>Null where the bot's topics run instead, or nothing can: it has no program, or at the beginning no model.</summary>
    public async Task<AiReady?> Ready(Turn turn, CancellationToken ct)
    {
        if (turn.BotKind != "ai" || turn.AiVersion is not { } version) return null;
        if (await programs.Find(turn.HandlerId!.Value, version, ct) is not { } program) return null;
        var model = await Connected.Saved(database, secrets, ct);
        return model is null && !turn.HasAiMemory ? null : new AiReady(program, version, model?.For(program));
    }

    public async Task<Answer> Run(Turn turn, AiReady ready, IReadOnlyList<Incoming> all, Func<string, string> key, CancellationToken ct)
    {
        var memory = AiMemory.Of(turn);
        var answer = new Answer { State = BotState.New, Pending = turn.Pending, Fruitless = turn.Fruitless, Ai = memory };
        if (all.Any(one => one is ConversationStarted) && ready.Program.Greeting is { Length: > 0 } greeting) answer.Say(greeting);

        var talk = InOrder(await Talk(turn, ct), memory.HeardN);
        if (!turn.HasAiMemory) memory = memory with { HeardN = talk.LastOrDefault(line => line.FromKind != "visitor")?.N ?? 0 };   // what others have answered needs no answer
        var isUnheard = talk.Any(line => line.FromKind == "visitor" && line.N > memory.HeardN);
        var decided = all.OfType<Decided>().FirstOrDefault();
        var heardBefore = memory.HeardN;
        answer.Ai = memory = memory with { HeardN = LastOf(talk, heardBefore) };
        answer.MayBeSilent = true;   // what it does not answer here was answered by the turn before, or needs no answer
        if (!isUnheard && decided is null) return answer;

        if (answer.Pending is not null)
        {
            if (Unheard(ready.Program, talk, turn) is { } rail) return GivenUp(turn, ready, answer, new AiOutcome { Rail = rail, Exchanges = memory.Exchanges }, talk);
            var given = decided ?? all.OfType<VisitorMessage>().LastOrDefault() as Incoming ?? new VisitorMessage(talk[^1].Text);
            if (await Settle(turn, answer, given, memory.HeardN, ct) is not { } settled) return answer;
            answer.Ai = memory = memory with { Exchanges = settled };
        }
        if (ready.Model is not { } model)
            return GivenUp(turn, ready, answer, new AiOutcome { Rail = Rail.Model("unconfigured", "No model is set up any more."), Exchanges = memory.Exchanges }, talk);

        await bulletin.Hint(source, new Typing(turn.Id, TypingBy.Bot), ct);
        var shown = new Showing(turn.Id, partials);
        var context = await Context(turn, ready, model, answer, memory, talk, key, ct) with { Show = shown.Show, HeardN = heardBefore };
        return Taken(turn, ready, answer, memory, await turns.Run(ready.Program, context, ct), talk, shown.StreamId);
    }

    private static Answer Taken(Turn turn, AiReady ready, Answer answer, AiMemory memory, AiOutcome outcome, IReadOnlyList<TalkLine> talk, string? streamId)
    {
        answer.Fruitless = outcome.Fruitless;
        answer.Ai = memory with { Exchanges = outcome.Exchanges, Anger = outcome.Anger, HasLooked = outcome.HasLooked };
        if (outcome.Says.Length > 0) answer.Say(outcome.Says, streamId);
        if (outcome.Rail is not null) return GivenUp(turn, ready, answer, outcome, talk, outcome.Says.Length > 0 ? null : streamId);
        if (outcome.Asks is { } asks) Asking.Begin(answer, asks);
        answer.MayBeSilent = false;
        return answer;
    }

    private static Answer GivenUp(Turn turn, AiReady ready, Answer answer, AiOutcome outcome, IReadOnlyList<TalkLine> talk, string? streamId = null)
    {
        answer.Say(Farewells.Of(outcome.Rail!.Code, turn.Locale), streamId);
        answer.GivesUp = AiHandOver.Of(turn, ready.Program, outcome, talk);
        return answer;
    }

    /// <summary>What the visitor wrote while the bot was finding its words stands before them, but has not been answered by them: it comes last.</summary>
    private static IReadOnlyList<TalkLine> InOrder(IReadOnlyList<TalkLine> talk, int heardN) =>
        [.. talk.OrderBy(line => heardN > 0 && line.FromKind == "visitor" && line.N > heardN).ThenBy(line => line.N)];

    private static int LastOf(IReadOnlyList<TalkLine> talk, int otherwise) => talk.Count == 0 ? otherwise : talk.Max(line => line.N);

    private static Rail? Unheard(AiProgram program, IReadOnlyList<TalkLine> talk, Turn turn)
    {
        var memory = AiMemory.Of(turn);
        return talk.Where(line => line.FromKind == "visitor" && line.N > memory.HeardN).Select(line => AiTurns.OfVisitor(program, line.Text, memory.Anger)).FirstOrDefault(rail => rail is not null);
    }

    /// <summary>The tools with what came of the one that waited for a yes, which it was after that was said; null while it still waits.</summary>
    private async Task<IReadOnlyList<Exchange>?> Settle(Turn turn, Answer answer, Incoming incoming, int n, CancellationToken ct)
    {
        var steps = await new Asking(tools, confirmations, database).Settle(turn, answer, incoming, ct);
        if (steps.OfType<ToolDone>().FirstOrDefault() is not { } done) return null;
        var code = JsonNode.Parse(done.ResultJson) is JsonObject json && json["error"] is JsonObject error ? (string?)error["code"] ?? "error" : "ok";
        return [.. answer.Ai!.Exchanges.Select(one => one.Result is null ? one with { AfterN = n, Result = done.ResultJson, Outcome = code } : one)];
    }

    private async Task<AiContext> Context(
        Turn turn, AiReady ready, Connected model, Answer answer, AiMemory memory, IReadOnlyList<TalkLine> talk, Func<string, string> key, CancellationToken ct)
    {
        var (botId, program) = (turn.HandlerId!.Value, ready.Program);
        var before = await DoneBefore(turn, talk, key, ct);
        return new AiContext
        {
            BotName = turn.BotName, Locale = turn.Locale, Now = clock.GetUtcNow(), Talk = talk, Model = model,
            Exchanges = [.. memory.Exchanges, .. before.Exchanges], FirstStep = before.NextStep,
            GivenBefore = [.. new[] { turn.VisitorEmail, turn.Variables }.OfType<string>()],
            Visitor = token => KnownAs(turn.Id, token),
            RunTool = (tool, input, step, token) => RunTool(turn, tool, input, key(step), token),
            Search = (question, token) => knowledge.ForModel(botId, turn.Id, question, token),
            Spend = (tokens, name, token) => usage.Spend(new AiUsage.Spent(turn.Id, botId, tokens, name), program, model.Model, token),
            TimeMax = TimeSpan.FromSeconds(turn.SilenceSeconds * ShareOfSilence), Fruitless = answer.Fruitless, Anger = memory.Anger, HasLooked = memory.HasLooked,
        };
    }

    private Task<ToolResult> RunTool(Turn turn, string tool, JsonObject input, string key, CancellationToken ct) => tools.Run(tool, input,
        new ToolCall { Who = Runner.Bot(turn.HandlerId!.Value, turn.BotName), ConversationId = turn.Id, IdempotencyKey = key }, ct);

    /// <summary>
    /// What this very turn has done already, when it was cut off and happens again. A model would not ask for quite the same once more, so it is shown what it did; what
    /// was cut off itself is finished under its own key.
    /// </summary>
    private async Task<(IReadOnlyList<Exchange> Exchanges, int NextStep)> DoneBefore(Turn turn, IReadOnlyList<TalkLine> talk, Func<string, string> key, CancellationToken ct)
    {
        var prefix = key("");
        var runs = await database.List<Earlier>("""
            select tool, idempotency_key as key, outcome, input::text as input, result::text as result, error::text as error from tool_runs
            where conversation_id = @Id and who_kind = 'bot' and who_id = @HandlerId and starts_with(idempotency_key, @prefix) order by id
            """, new { turn.Id, turn.HandlerId, prefix }, ct);
        var (found, next) = (new List<Exchange>(), 0);
        foreach (var run in runs)
        {
            if (!int.TryParse(run.Key[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step)) continue;
            next = Math.Max(next, step + 1);
            var result = run.Result ?? (run.Outcome == "error" && run.Error?.Contains("confirmation_required", StringComparison.Ordinal) != true ? $$"""{"error":{{run.Error}}}""" : null);
            if (result is null)
            {
                var again = await RunTool(turn, run.Tool, (JsonObject)JsonNode.Parse(run.Input)!, run.Key, ct);
                if (again.Error?.Code == "confirmation_required") continue;   // the model asks again, and the question is asked then
                result = again.Json?.ToJsonString() ?? new JsonObject { ["error"] = new JsonObject { ["code"] = again.Error!.Code, ["message"] = again.Error.Message } }.ToJsonString();
            }
            found.Add(new Exchange { AfterN = LastOf(talk, 0), Id = $"done_{step}", Tool = run.Tool, Arguments = run.Input, Result = result });
        }
        return (found, next);
    }

    private Task<IReadOnlyList<TalkLine>> Talk(Turn turn, CancellationToken ct) => database.List<TalkLine>("""
        select n, from_kind, coalesce(nullif(text, ''), extra -> 'value' #>> '{}', '') as text from messages
        where (extra is null or not extra ?| array['revises', 'withdraws']) and conversation_id = @Id and kind = 'message' and from_kind in ('visitor', 'bot', 'agent')
        order by n desc limit @max
        """, new { turn.Id, max = AiPrompt.LinesMax }, ct);

    private async Task<KnownVisitor?> KnownAs(Guid conversationId, CancellationToken ct) =>
        await database.Conversation(conversationId, ct) is { VerifiedEmail: { } email } known
            ? new KnownVisitor(email, known.ContactName, known.VerifiedContactId, known.VerifiedAccountId) : null;

    /// <summary>What a visitor is shown of an answer while it is found.</summary>
    private sealed class Showing(Guid conversationId, Partials partials)
    {
        private int _sequence;

        /// <summary>Null while nothing was shown.</summary>
        public string? StreamId { get; private set; }

        public Task Show(string text, CancellationToken ct)
        {
            StreamId ??= Partials.NewStream();
            return partials.Show(new Streamed(conversationId, StreamId, ++_sequence, text), ct);
        }
    }

    /// <summary>A run of this turn, before it was cut off.</summary>
    private sealed record Earlier
    {
        public required string Tool { get; init; }
        public required string Key { get; init; }
        public required string Outcome { get; init; }
        public required string Input { get; init; }
        public string? Result { get; init; }
        public string? Error { get; init; }
    }
}
