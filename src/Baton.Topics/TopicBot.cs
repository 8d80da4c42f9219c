using System.Collections.Frozen;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>A bot made of topics: never changes, and is shared by all its conversations and threads.</summary>
public sealed class TopicBot
{
    private static readonly string[] Greetings = ["talk to an agent", "speak to a person", "human", "representative", "real person"];
    private readonly FrozenDictionary<string, Topic> byName;
    private readonly FrozenDictionary<string, Topic[]> byTrigger;

    internal TopicBot(IReadOnlyList<Topic> topics)
    {
        Topics = topics;
        byName = Names(topics).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        byTrigger = topics.GroupBy(t => t.Trigger).ToFrozenDictionary(g => g.Key, g => g.OrderBy(t => t.Priority).ToArray());
        InactivitySeconds = [.. OfTrigger("OnInactivity").Select(t => t.SilenceSeconds).Where(seconds => seconds > 0).Distinct().Order()];
        Recogniser = new Recogniser(topics.Where(IsRecognised)
            .Select(t => (t.Name, t.Phrases.Count == 0 && t.Trigger == "OnEscalate" ? Greetings : t.Phrases)));
    }

    internal IReadOnlyList<Topic> Topics { get; }
    internal IReadOnlyDictionary<string, Value> GlobalDefaults { get; init; } = new Dictionary<string, Value>();
    internal Recogniser Recogniser { get; }

    /// <summary>After how many seconds of the visitor's silence a topic of the bot begins; none when it never does. In order.</summary>
    public IReadOnlyList<int> InactivitySeconds { get; }

    /// <summary>The names of the bot's topics.</summary>
    public IReadOnlyList<string> TopicNames => [.. Topics.Select(t => t.Name)];

    internal static bool IsRecognised(Topic topic) =>
        topic.Trigger is "OnRecognizedIntent" or "OnEscalate" or "OnSystemIntent" or "OnSignIn";

    /// <summary>Reads the files of a bot. Throws <see cref="TopicLoadException"/> naming every error when one of them cannot run.</summary>
    public static TopicBot Load(IEnumerable<TopicFile> files)
    {
        var report = TopicCheck.Run(files, out var bot);
        return bot ?? throw new TopicLoadException([.. report.Problems.Where(p => !p.IsWarning)]);
    }

    // A dialog is named by its schema name, by the part after ".topic.", by its file, or by the name that people see.
    private static Dictionary<string, Topic> Names(IReadOnlyList<Topic> topics)
    {
        var names = new Dictionary<string, Topic>(StringComparer.OrdinalIgnoreCase);
        foreach (var topic in topics) names.TryAdd(topic.Name, topic);
        foreach (var topic in topics) if (topic.Schema is { } schema) names.TryAdd(schema, topic);
        foreach (var topic in topics) names.TryAdd(topic.DisplayName, topic);
        foreach (var topic in topics) names.TryAdd(topic.DisplayName.Replace(" ", "", StringComparison.Ordinal), topic);
        return names;
    }

    internal Topic? Find(string name)
    {
        if (byName.TryGetValue(name, out var topic)) return topic;
        foreach (var mark in new[] { ".topic.", ".action.", ".agent.", ".dialog." })
        {
            var at = name.LastIndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && byName.TryGetValue(name[(at + mark.Length)..], out topic)) return topic;
        }
        return StandIns.Find(name);
    }

    internal IReadOnlyList<Topic> OfTrigger(string trigger) => byTrigger.TryGetValue(trigger, out var topics) ? topics : [];

    /// <summary>How the bot would understand words, with scores and reasons; runs nothing.</summary>
    public Recognition Recognise(string text) => Recogniser.Recognise(text);

    /// <summary>
    /// Runs one turn. Pure: the same state, incoming and context always give the same result, and nothing outside is touched.
    /// The state that was given stays as it was. Never throws for what topics or visitors do; that becomes an outcome.
    /// </summary>
    public TurnResult Run(BotState state, Incoming incoming, TurnContext context)
    {
        var turn = new Turn(this, state.Copy(), context, incoming);
        Adopt(turn);
        foreach (var (name, usual) in GlobalDefaults)
            if (!turn.State.Globals.ContainsKey(name)) turn.State.Globals[name] = usual.Get(turn);
        try
        {
            Take(turn);
            turn.Run();
        }
        catch (TopicError error)
        {
            Fail(turn, error);
        }
        if (turn.Outcome is Ended or Transfer or Failed) turn.CancelAll();
        return turn.Result();
    }

    // The conversation's context variables are the bot's Global variables: what the host says holds, unless it only says the same in
    // plainer words.
    private static void Adopt(Turn turn)
    {
        foreach (var (name, value) in turn.Context.Globals)
        {
            var had = turn.State.Globals.GetValueOrDefault(name);
            if (had is null || !Equals(had.Plain, value.Plain)) turn.State.Globals[name] = value;
        }
    }

    private static void Take(Turn turn)
    {
        var top = turn.State.Stack.Count > 0 ? turn.State.Stack[^1] : null;
        switch (turn.Incoming)
        {
            case ToolDone or HttpDone or AnswerDone:
                if (top?.Outside == true) turn.Resume();
                return;
            case VisitorMessage message:
                turn.State.Trigger = message.Text;
                turn.State.System.Remove("InactivityTimer");
                if (top is { Asked: not null, Outside: false }) { turn.Resume(); return; }
                // What was waited for never came: the visitor goes on, and so does the bot.
                turn.CancelAll();
                turn.State.System.Remove("PendingChoice");
                break;
            case ConversationStarted: turn.CancelAll(); break;
            case TopicAsked asked:
                turn.CancelAll();
                var topic = turn.Bot.Find(asked.Name) ?? throw new TopicError("TopicNotFound", $"There is no topic '{asked.Name}'.");
                Opening.Start(turn, topic, "");
                return;
            default:
                if (top is not null && turn.Incoming is VisitorSilent or EventReceived { Name: not "startConversation" } && top!.Outside)
                    return;
                break;
        }
        var waiting = turn.State.Stack.ToList();
        Opening.Open(turn);
        if (waiting.Count > 0 && turn.State.Queue.Count > 0) Interrupt(turn);
        else if (waiting.Count > 0) turn.Stop(new Waiting());
    }

    // An event while a question is open: its topic runs on top, and the question is asked again afterwards.
    private static void Interrupt(Turn turn)
    {
        foreach (var name in Enumerable.Reverse(turn.State.Queue))
            if (turn.Bot.Find(name) is { } topic) Opening.Start(turn, topic, "");
        turn.State.Queue.Clear();
    }

    private static void Fail(Turn turn, TopicError error)
    {
        var again = turn.State.HandlingError;
        turn.CancelAll();
        turn.Variables.Error = new FxRecord(("Code", FxValue.Of(error.Code)), ("Message", FxValue.Of(error.Message)));
        turn.Variables.Forget();
        var handler = turn.Bot.OfTrigger("OnError").FirstOrDefault(topic => Opening.Allows(turn, topic));
        if (again || handler is null) { Give(turn, error); return; }
        turn.State.HandlingError = true;
        try
        {
            turn.MakeRoom();
            turn.Begin(handler);
            turn.Run();
            if (turn.Outcome is not (NeedsTool or NeedsHttp or NeedsAnswer)) turn.State.HandlingError = false;
        }
        catch (TopicError second)
        {
            turn.CancelAll();
            Give(turn, second);
        }
    }

    private static void Give(Turn turn, TopicError error)
    {
        turn.State.HandlingError = false;
        turn.Stop(new Failed(error.Code, error.Message));
    }
}

/// <summary>The files of a bot hold errors and cannot run. The message names the first; Problems holds all.</summary>
public sealed class TopicLoadException(IReadOnlyList<TopicProblem> problems) : Exception(
    problems.Count == 1 ? problems[0].ToString() : $"{problems[0]} (and {problems.Count - 1} more)")
{
    public IReadOnlyList<TopicProblem> Problems { get; } = problems;
}
