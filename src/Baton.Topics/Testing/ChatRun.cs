using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>One run of a test chat: a conversation with its own state, clock and answers.</summary>
internal sealed class ChatRun(TopicBot bot, ChatScript script)
{
    private const int StopsMax = 50;

    private readonly Dictionary<string, int> used = [];
    private readonly Dictionary<string, FxValue> globals = new(script.Context.Globals);
    private BotState state = BotState.New;
    private DateTimeOffset now = script.Context.Now;

    public List<ChatTurn> Turns()
    {
        // A visitor meets the greeting first. A script that does not begin with it does not care what it says.
        if (script.Turns is not [{ Incoming: ConversationStarted }, ..]) Do(new ConversationStarted(), out _);
        var turns = new List<ChatTurn>();
        var over = false;
        foreach (var turn in script.Turns)
        {
            turns.Add(over ? Over(turn) : Take(turn, out over));
        }
        return turns;
    }

    private static ChatTurn Over(ScriptTurn turn) => new(turn.Line, turn.Said, Wanted(turn), [], false)
    {
        Problem = "The bot had left the conversation before this turn.",
    };

    private static List<string> Wanted(ScriptTurn turn) => [.. turn.Expected.SelectMany(e => e.Wanted.Split('\n'))];

    private ChatTurn Take(ScriptTurn turn, out bool over)
    {
        now = turn.At ?? now;
        var deeds = Do(turn.Incoming, out var missing);
        over = deeds.Last.Outcome is Transfer or Ended or Failed;
        var wantsStop = turn.Expected.OfType<ExpectedOutcome>().Any(e => e.Word == deeds.Last.Outcome.Word);
        var problem = turn.Expected.Select(e => e.Problem(deeds)).FirstOrDefault(p => p is not null);
        if (!wantsStop) problem = missing ?? Unforeseen(turn, deeds) ?? problem;
        return new ChatTurn(turn.Line, turn.Said, Wanted(turn), Got(turn, deeds), problem is null) { Problem = problem };
    }

    // A bot that fails has gone wrong, whatever else was expected of the turn.
    private static string? Unforeseen(ScriptTurn turn, Deeds deeds) =>
        deeds.Last.Outcome is Failed failed && !turn.Expected.OfType<ExpectedOutcome>().Any() ? $"The bot failed: {failed.Message}" : null;

    private static List<string> Got(ScriptTurn turn, Deeds deeds) =>
    [
        .. deeds.Says.Select(Shown),
        .. turn.Expected.Select(e => e.Found(deeds)).OfType<string>(),
    ];

    private static string Shown(Say say)
    {
        if (say.Kind != SayKind.Message) return $"({say.Kind.ToString().ToLowerInvariant()} {say.Name})";
        var words = Expectation.OneLine(say.Text);
        return words.Length > 0 || say.Attachments.Count == 0 ? words : $"({say.Attachments[0].ContentType})";
    }

    /// <summary>Runs a turn, giving the script's answers to what the bot asks of the outside. Missing: what the script has no answer to.</summary>
    private Deeds Do(Incoming incoming, out string? missing)
    {
        var (says, tools, trace) = (new List<Say>(), new List<string>(), new List<TraceStep>());
        missing = null;
        for (var stops = 0; ; stops++)
        {
            var context = script.Context with { Now = now, Globals = globals, Trace = true };
            var result = bot.Run(state, incoming, context);
            state = result.State;
            foreach (var (name, value) in result.ChangedGlobals) globals[name] = value;
            says.AddRange(result.Says);
            trace.AddRange(result.Trace);
            if (result.Outcome is NeedsTool need) tools.Add(need.Name);
            var answer = Answer(result.Outcome, out missing);
            if (answer is not null && stops < StopsMax) { incoming = answer; continue; }
            if (answer is not null) missing = $"The bot asked the outside more than {StopsMax} times in one turn.";
            return new Deeds(says, tools, trace, result, Variables(context, incoming, result.LastDialog, out var frame), frame);
        }
    }

    // Of a topic that has ended, the variables are those that it ended with.
    private TurnVariables Variables(TurnContext context, Incoming incoming, Dialog? last, out FxFrame frame)
    {
        var variables = new TurnVariables(state, context, incoming) { Dialog = state.Stack.LastOrDefault() ?? last };
        frame = new FxFrame { Variables = variables, Now = now, Zone = context.Zone, Language = context.Language };
        return variables;
    }

    private Incoming? Answer(Outcome outcome, out string? missing)
    {
        missing = null;
        switch (outcome)
        {
            case NeedsTool tool:
                if (script.Answers.Tools.TryGetValue(tool.Name, out var results)) return new ToolDone(Next(tool.Name, results));
                missing = $"The bot asked for the tool '{tool.Name}', to which the chat has no answer. Add one under 'tools'.";
                return null;
            case NeedsHttp request:
                if (script.Answers.ForRequest(request) is { } answers) return Next($"{request.Method} {request.Url}", answers);
                missing = $"The bot asked for {request.Method} {request.Url}, to which the chat has no answer. Add one under 'http'.";
                return null;
            case NeedsAnswer: return new AnswerDone(script.Answers.Model.Count > 0 ? Next("", script.Answers.Model) : null);
            default: return null;
        }
    }

    private T Next<T>(string key, IReadOnlyList<T> answers)
    {
        var at = used.GetValueOrDefault(key);
        used[key] = at + 1;
        return answers[Math.Min(at, answers.Count - 1)];
    }
}
