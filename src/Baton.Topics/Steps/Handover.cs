using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Which variables an agent is given at a hand-over.</summary>
internal abstract record HandoverContext
{
    public abstract Dictionary<string, FxValue> Get(Turn turn, Dialog dialog);
}

/// <summary>All variables, or those of one scope. A variable of the topic wins over a global one of the same name: it is newer.</summary>
internal sealed record AutomaticContext(bool Topic, bool Global) : HandoverContext
{
    public override Dictionary<string, FxValue> Get(Turn turn, Dialog dialog)
    {
        var all = Global ? new Dictionary<string, FxValue>(turn.State.Globals) : [];
        if (Topic)
            foreach (var below in turn.State.Stack)
                foreach (var (name, value) in below.Variables) all[name] = value;
        return all;
    }
}

/// <summary>The fields of a record that a formula gives.</summary>
internal sealed record FormulaContext(Value Value) : HandoverContext
{
    public override Dictionary<string, FxValue> Get(Turn turn, Dialog dialog)
    {
        var value = Value.Get(turn);
        if (value is FxUntyped { Inner: FxRecord inner }) value = inner;
        return value is FxRecord record ? record.Names.Zip(record.Values).ToDictionary(f => f.First, f => f.Second) : [];
    }
}

/// <summary>Values named one by one. A blank one is handed over too: it blanks what came with the conversation.</summary>
internal sealed record ManualContext(Bindings Values) : HandoverContext
{
    public override Dictionary<string, FxValue> Get(Turn turn, Dialog dialog) => Values.Get(turn).ToDictionary(v => v.Name, v => v.Value);
}

/// <summary>Gives the conversation to a person.</summary>
internal sealed class TransferStep(MessageTemplate? message, HandoverContext context, Value? phoneNumber) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        var phone = phoneNumber is null ? null : FxConvert.Shown(phoneNumber.Get(turn));
        Handover.Leave(turn, message?.Words(turn) ?? "", context.Get(turn, dialog), phone);
    }
}

/// <summary>Leaves the conversation to a person, with the story so far.</summary>
internal static class Handover
{
    public static void Leave(Turn turn, string message, Dictionary<string, FxValue>? context = null, string? phone = null)
    {
        var state = turn.State;
        context ??= new AutomaticContext(true, true).Get(turn, turn.Variables.Dialog!);
        turn.Stop(new Transfer(message, context)
        {
            PhoneNumber = phone,
            LastTopic = state.Topics.Count > 0 ? state.Topics[^1] : null,
            Topics = [.. state.Topics],
            LastPhrase = state.Phrases.Count > 0 ? state.Phrases[^1] : null,
            Phrases = [.. state.Phrases],
        });
    }
}
