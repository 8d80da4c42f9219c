using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>One turn under way: runs steps until the bot waits, is done, or has gone too far.</summary>
internal sealed class Turn
{
    public const int StepsMax = 5_000;
    public const int DialogsMax = 40;
    public const int RedirectsMax = 100;
    public const int SaysMax = 60;
    private const int PhrasesMax = 20;
    private const int StepsForErrors = 500;
    private const int RedirectsForErrors = 10;
    private const int SaysForErrors = 5;

    private readonly TurnContext context;
    private readonly List<TraceStep>? trace;
    private int steps;
    private int redirects;

    public Turn(TopicBot bot, BotState state, TurnContext context, Incoming incoming)
    {
        Bot = bot;
        State = state;
        this.context = context;
        trace = context.Trace ? [] : null;
        Incoming = incoming;
        Variables = new TurnVariables(state, context, incoming);
        if (incoming is not VisitorMessage) Variables.Text = state.Trigger;
        Frame = new FxFrame
        {
            Variables = Variables, Now = context.Now, Zone = context.Zone, Language = context.Language,
            Chance = new Random(HashCode.Combine(context.Seed, 17)),
        };
        Localise();
    }

    public TopicBot Bot { get; }
    public BotState State { get; }
    public Incoming Incoming { get; }
    public FxFrame Frame { get; }
    public TurnVariables Variables { get; }
    public TurnContext Context => context;
    public List<Say> Says { get; } = [];
    public List<Telemetry> Telemetry { get; } = [];
    public Recognition? Recognition { get; private set; }
    public int? Rating { get; set; }
    public string? ConversationOutcome { get; private set; }
    public Outcome? Outcome { get; private set; }

    public TurnResult Result() => new()
    {
        Says = Says, State = State, Outcome = Outcome ?? new Waiting(), ChangedGlobals = Variables.Changed, Rating = Rating,
        ConversationOutcome = ConversationOutcome, Telemetry = Telemetry, Trace = trace ?? [], Recognition = Recognition,
        Recognised = context.Trace ? [.. Understood()] : [], LastDialog = Variables.Dialog,
    };

    private IEnumerable<RecognisedTopic> Understood() =>
        (Recognition?.Candidates ?? []).Select(c => new RecognisedTopic(Bot.Find(c.Topic)?.Path ?? "", c.Phrase, c.Score, c.Reason));

    public void Speak(Say say)
    {
        if (Says.Count >= SaysMax) throw new TopicError("TooManyMessages", $"The bot sent more than {SaysMax} messages in one turn.");
        Says.Add(say);
    }

    public void Speak(string text) => Speak(new Say { Text = text });

    /// <summary>Ends the turn here.</summary>
    public void Stop(Outcome outcome) => Outcome = outcome;

    /// <summary>Ends the turn with the dialog at the step that runs now, which will be resumed.</summary>
    public void Wait(Dialog dialog, Outcome outcome)
    {
        dialog.At--;
        dialog.Node = Bot.Find(dialog.Topic)!.Steps[dialog.At].Node;
        dialog.Outside = outcome is not Waiting;
        Outcome = outcome;
    }

    public void Set(VariablePath path, FxValue value)
    {
        if (value is FxError error) throw new TopicError(FxPrinter.KindName(error.Code).Replace("ErrorKind.", "",
            StringComparison.Ordinal), error.Message);
        Variables.Set(path, value);
        if (path.Scope == "System" && path.Name is "Conversation" or "User") Localise();
    }

    // An author may say which zone and language the visitor lives in.
    private void Localise()
    {
        var zone = FieldCode.Get(State.System.GetValueOrDefault("Conversation") ?? FxBlank.Value, "LocalTimeZone");
        if (zone is FxText id && TimeZoneInfo.TryFindSystemTimeZoneById(id.Value, out var found)) Frame.Zone = Variables.Zone = found;
        var language = FieldCode.Get(State.System.GetValueOrDefault("User") ?? FxBlank.Value, "Language");
        if (language is FxText { Value: not "" } tag) Frame.Language = tag.Value;
        Variables.Forget();
    }

    /// <summary>Puts a topic on top of the stack.</summary>
    public Dialog Begin(Topic topic, int callerStep = -1)
    {
        if (++redirects > RedirectsMax) throw new TopicError("RedirectLoop",
            $"Topics led to one another more than {RedirectsMax} times in one turn.");
        if (topic.CancelsOthers) { State.Stack.Clear(); callerStep = -1; }
        if (State.Stack.Count >= DialogsMax) throw new TopicError("TooManyDialogs", $"More than {DialogsMax} topics wait for one another.");
        var dialog = new Dialog { Topic = topic.Name, CallerStep = callerStep };
        State.Stack.Add(dialog);
        foreach (var input in topic.Inputs)
            if (input.Default is { } usual) dialog.Variables[input.Name] = usual.Get(this);
        return dialog;
    }

    /// <summary>Takes the top dialog off the stack; the caller takes what it gives.</summary>
    public void End(Dialog dialog, FxValue given)
    {
        State.Stack.Remove(dialog);
        if (dialog.CallerStep < 0 || State.Stack.Count == 0) return;
        var caller = State.Stack[^1];
        Variables.Dialog = caller;
        var steps = Bot.Find(caller.Topic)?.Steps;
        if (steps is not null && dialog.CallerStep < steps.Length && steps[dialog.CallerStep] is BeginDialogStep begin)
            begin.Take(this, dialog, given);
    }

    /// <summary>Gives the topic that handles an error a little room, also when the error was that a limit was met.</summary>
    public void MakeRoom()
    {
        steps = Math.Min(steps, StepsMax - StepsForErrors);
        redirects = Math.Min(redirects, RedirectsMax - RedirectsForErrors);
        if (Says.Count > SaysMax - SaysForErrors) Says.RemoveRange(SaysMax - SaysForErrors, Says.Count - (SaysMax - SaysForErrors));
        Frame.Refill();
    }

    public void CancelAll()
    {
        State.Stack.Clear();
        State.Queue.Clear();
    }

    public Recognition Recognise(string text, Func<string, bool>? allowed = null) => Recognition = Bot.Recogniser.Recognise(text, allowed);

    /// <summary>Remembers that the visitor started a topic, for the hand-over.</summary>
    public void Note(Topic topic, string phrase)
    {
        State.FallbackCount = 0;
        State.Topics.Remove(topic.Name);
        State.Topics.Add(topic.Name);
        if (State.Topics.Count > PhrasesMax) State.Topics.RemoveAt(0);
        if (phrase.Length > 0) NotePhrase(phrase);
    }

    public void NotePhrase(string phrase)
    {
        State.Phrases.Add(phrase.Length > 500 ? phrase[..500] : phrase);
        if (State.Phrases.Count > PhrasesMax) State.Phrases.RemoveAt(0);
    }

    /// <summary>Runs steps until the turn has an outcome or nothing is left to run.</summary>
    public void Run()
    {
        while (Outcome is null)
        {
            if (State.Stack.Count == 0)
            {
                if (!Opening.Next(this)) return;
                continue;
            }
            var dialog = State.Stack[^1];
            Variables.Dialog = dialog;
            var topic = Bot.Find(dialog.Topic);
            if (topic is null || dialog.At >= topic.Steps.Length) { End(dialog, FxBlank.Value); continue; }
            if (++steps > StepsMax) throw new TopicError("TooManySteps", $"The bot ran more than {StepsMax} steps in one turn.");
            var step = topic.Steps[dialog.At++];
            if (step.IsNode) Enter(topic, step);
            step.Run(this, dialog);
        }
    }

    public void Enter(Topic topic, Step step)
    {
        trace?.Add(new TraceStep(topic.Name, topic.Path, step.Node, step.Kind, step.Line));
        if (step.ConversationOutcome is { } outcome) ConversationOutcome = outcome;
    }

    /// <summary>Gives what has come to the step that waits for it.</summary>
    public void Resume()
    {
        var dialog = State.Stack[^1];
        Variables.Dialog = dialog;
        var topic = Bot.Find(dialog.Topic);
        Relocate(topic, dialog);
        if (topic is null || dialog.At >= topic.Steps.Length) { State.Stack.Remove(dialog); return; }
        dialog.Outside = false;
        var step = topic.Steps[dialog.At++];
        Enter(topic, step);
        step.Resume(this, dialog, Incoming);
    }

    // The topic may have been edited since: the node is known by its id, the place only while the topic is the same.
    private static void Relocate(Topic? topic, Dialog dialog)
    {
        if (topic is null || dialog.Node.Length == 0) return;
        if (dialog.At < topic.Steps.Length && topic.Steps[dialog.At].Node == dialog.Node) return;
        dialog.At = topic.Nodes.TryGetValue(dialog.Node, out var at) ? at : topic.Steps.Length;
    }
}
