using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>The dialog that a node names: as it stands, or by a formula.</summary>
internal sealed class DialogName(Value value)
{
    public string? Literal => value.Formula is null ? FxConvert.Shown(value.Literal) : null;

    public Topic Find(Turn turn)
    {
        var name = FxConvert.Shown(value.Get(turn));
        return turn.Bot.Find(name) ?? throw new TopicError("TopicNotFound", $"There is no topic '{name}'.");
    }
}

/// <summary>Runs another topic and comes back.</summary>
internal sealed class BeginDialogStep(int index, DialogName name, Bindings inputs, Outputs outputs) : Step
{
    public DialogName Name => name;

    public override void Run(Turn turn, Dialog dialog)
    {
        var topic = name.Find(turn);
        var given = inputs.Get(turn);
        var begun = turn.Begin(topic, index);
        foreach (var (key, value) in given) begun.Variables[key] = value;
    }

    public void Take(Turn turn, Dialog ended, FxValue given) =>
        outputs.Take(turn, key => ended.Variables.GetValueOrDefault(key) ?? (given is FxRecord record ? record.Find(key) : null), given);
}

/// <summary>Goes on in another topic and does not come back.</summary>
internal sealed class ReplaceDialogStep(DialogName name, Bindings inputs) : Step
{
    public DialogName Name => name;

    public override void Run(Turn turn, Dialog dialog)
    {
        var topic = name.Find(turn);
        var given = inputs.Get(turn);
        turn.State.Stack.Remove(dialog);
        var begun = turn.Begin(topic, dialog.CallerStep);
        foreach (var (key, value) in given) begun.Variables[key] = value;
    }
}

/// <summary>Begins the topic again with nothing in its variables.</summary>
internal sealed class RepeatDialogStep(Bindings inputs) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        var given = inputs.Get(turn);
        turn.State.Stack.Remove(dialog);
        var begun = turn.Begin(turn.Bot.Find(dialog.Topic)!, dialog.CallerStep);
        foreach (var (key, value) in given) begun.Variables[key] = value;
    }
}

/// <summary>Ends the topic; the caller goes on.</summary>
internal sealed class EndDialogStep(bool clearQueue, Value value) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        if (clearQueue) turn.State.Queue.Clear();
        turn.End(dialog, value.Get(turn));
    }
}

/// <summary>Ends the topic without a result, and says so with an event if its author named one.</summary>
internal sealed class CancelDialogStep(Value eventName, Value eventValue) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        EmitEventStep.Send(turn, FxConvert.Shown(eventName.Get(turn)), eventValue.Get(turn));
        turn.End(dialog, FxBlank.Value);
    }
}

/// <summary>Ends all topics.</summary>
internal sealed class CancelAllStep(Value eventName, Value eventValue) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        EmitEventStep.Send(turn, FxConvert.Shown(eventName.Get(turn)), eventValue.Get(turn));
        turn.CancelAll();
    }
}

/// <summary>Ends the conversation.</summary>
internal sealed class EndConversationStep : Step
{
    public override void Run(Turn turn, Dialog dialog) => turn.Stop(new Ended());
}

/// <summary>Understands other words than the visitor's, and starts what they mean.</summary>
internal sealed class RecognizeIntentStep(Value words) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        var text = FxConvert.Shown(words.Get(turn));
        var best = turn.Recognise(text, name => Opening.Allows(turn, turn.Bot.Find(name)!)).Best;
        if (best is not null) { Opening.Start(turn, turn.Bot.Find(best.Topic)!, text); return; }
        turn.State.FallbackCount++;
        foreach (var topic in turn.Bot.OfTrigger("OnUnknownIntent").Reverse()) turn.Begin(topic);
    }
}
