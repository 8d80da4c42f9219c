using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>What starts when something reaches a bot that is not in the middle of a dialog.</summary>
internal static class Opening
{
    private const string Recognise = "?";
    private const string NothingFits = "I'm sorry, I didn't understand that. Could you say it in other words?";

    /// <summary>Lines up what an incoming starts.</summary>
    public static void Open(Turn turn)
    {
        switch (turn.Incoming)
        {
            case ConversationStarted:
                Line(turn, "OnConversationStart");
                Line(turn, "OnActivity", "ConversationUpdate");
                break;
            case VisitorMessage:
                Line(turn, "OnActivity", "Message");
                turn.State.Queue.Add(Recognise);
                break;
            case EventReceived { Name: "startConversation" }: Line(turn, "OnConversationStart"); break;
            case EventReceived received:
                Line(turn, "OnEventActivity", received.Name);
                Line(turn, "OnActivity", "Event");
                break;
            case VisitorSilent silent:
                var before = FxConvert.NumberOrZero(FieldCode.Get(turn.State.System.GetValueOrDefault("InactivityTimer")
                    ?? FxBlank.Value, "Count"));
                turn.State.System["InactivityTimer"] = new FxRecord(("Count", FxMath.Add(before, FxValue.Of(1))));
                foreach (var topic in turn.Bot.OfTrigger("OnInactivity"))
                    if (silent.Seconds >= topic.SilenceSeconds && silent.Before < topic.SilenceSeconds && Allows(turn, topic)) turn.State.Queue.Add(topic.Name);
                break;
        }
    }

    private static void Line(Turn turn, string trigger, string? filter = null)
    {
        foreach (var topic in turn.Bot.OfTrigger(trigger))
            if ((filter is null || topic.Filter is null || string.Equals(topic.Filter, filter, StringComparison.OrdinalIgnoreCase))
                && Allows(turn, topic))
                turn.State.Queue.Add(topic.Name);
    }

    /// <summary>Whether the trigger's own condition lets the topic start, and it has not had its one run.</summary>
    public static bool Allows(Turn turn, Topic topic)
    {
        if (topic.RunOnce && turn.State.RanOnce.Contains(topic.Name)) return false;
        return topic.Condition is null || FxConvert.Boolean(topic.Condition.Run(turn.Frame)) is FxBoolean { Value: true };
    }

    /// <summary>Starts what is next in line; false when nothing is left.</summary>
    public static bool Next(Turn turn)
    {
        var state = turn.State;
        if (state.System.Remove("PendingChoice") && Chosen(turn) is { } picked)
        {
            Start(turn, picked, turn.Variables.Text);
            return true;
        }
        if (state.Queue.Count == 0) return false;
        var name = state.Queue[0];
        state.Queue.RemoveAt(0);
        if (name == Recognise) return Understand(turn) || state.Queue.Count > 0;
        if (turn.Bot.Find(name) is { } topic && Allows(turn, topic)) Start(turn, topic, "");
        return true;
    }

    /// <summary>The topic that the visitor picked when several were meant.</summary>
    private static Topic? Chosen(Turn turn)
    {
        var selected = FieldCode.Get(turn.Variables.Find("System", "Recognizer") ?? FxBlank.Value, "SelectedIntent");
        return FxConvert.Shown(FieldCode.Get(selected, "TopicId")) is { Length: > 0 } id ? turn.Bot.Find(id) : null;
    }

    public static Dialog Start(Turn turn, Topic topic, string phrase)
    {
        if (topic.RunOnce) turn.State.RanOnce.Add(topic.Name);
        if (phrase.Length > 0) turn.Note(topic, phrase);
        return turn.Begin(topic);
    }

    /// <summary>Finds the topic that the visitor's words mean and starts it; else the topics for what nobody understood.</summary>
    private static bool Understand(Turn turn)
    {
        var text = turn.Variables.Text;
        var found = turn.Recognise(text, name => Allows(turn, turn.Bot.Find(name)!));
        if (found.Best is not { } best)
        {
            Nothing(turn, text);
            return true;
        }
        if (Ambiguous(turn, found)) return true;
        Start(turn, turn.Bot.Find(best.Topic)!, text);
        return true;
    }

    private static bool Ambiguous(Turn turn, Recognition found)
    {
        var options = found.Candidates.Where(c => c.Score >= Recogniser.ScoreMin && turn.Bot.Find(c.Topic)!.InSelectIntent)
            .TakeWhile((c, i) => i == 0 || Recogniser.AreClose(found.Candidates[0], c)).ToList();
        var selector = turn.Bot.OfTrigger("OnSelectIntent").FirstOrDefault(t => Allows(turn, t));
        if (selector is null || options.Count < (selector.Filter == "Always" ? 1 : 2)) return false;
        var rows = options.Select(o => turn.Bot.Find(o.Topic)!).Zip(options, (topic, option) => (FxValue)new FxRecord(
            ("DisplayName", FxValue.Of(topic.DisplayName)), ("TopicId", FxValue.Of(topic.Schema ?? topic.Name)),
            ("TriggerId", FxValue.Of(topic.TriggerId)), ("Score", new FxDecimal((decimal)option.Score))));
        turn.State.System["Recognizer"] = new FxRecord(("IntentOptions", new FxTable([.. rows])), ("SelectedIntent", FxBlank.Value),
            ("TriggeringMessage", new FxRecord(("Text", FxValue.Of(turn.Variables.Text)), ("Id", FxText.Empty))));
        turn.State.System["PendingChoice"] = FxBoolean.True;
        turn.Variables.Forget();
        turn.Begin(selector);
        return true;
    }

    private static void Nothing(Turn turn, string text)
    {
        turn.State.FallbackCount++;
        turn.NotePhrase(text);
        var topics = turn.Bot.OfTrigger("OnUnknownIntent").Where(t => Allows(turn, t)).ToList();
        if (topics.Count == 0) turn.Speak(NothingFits);
        foreach (var topic in topics) turn.State.Queue.Add(topic.Name);
    }
}
