using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>When a question is not asked because its variable has a value.</summary>
internal enum SkipMode { SkipOnFirstExecutionIfVariableHasValue, AlwaysSkipIfVariableHasValue, AlwaysAsk }

/// <summary>Asks the visitor, and asks again, until the answer fits or patience ends.</summary>
internal sealed class QuestionStep : Step
{
    private const string DidNotFit = "Sorry, I didn't get that.";

    public required int Index { get; init; }
    public required VariablePath Variable { get; init; }
    public required MessageTemplate Prompt { get; init; }
    public required Entity Entity { get; init; }
    public FxFormula? Skip { get; init; }
    public SkipMode SkipMode { get; init; }
    public Value Repeats { get; init; } = Value.Of(FxValue.Of(2));
    public MessageTemplate? Unrecognised { get; init; }
    public FxFormula? Validation { get; init; }
    public MessageTemplate? Invalid { get; init; }
    public Value? Default { get; init; }
    public MessageTemplate? DefaultResponse { get; init; }
    public Value? Fallback { get; init; }
    public Interruption Interruption { get; init; } = Interruption.Any;

    public override void Run(Turn turn, Dialog dialog)
    {
        // Back from a topic that came between: the question is still open and is asked once more.
        if (dialog.Asked is { } asked) { Ask(turn, dialog, asked); return; }
        var first = dialog.Executed.Add(Index);
        if (!AlwaysAsks(turn) && (SkipMode == SkipMode.AlwaysSkipIfVariableHasValue || first) && HasValue(turn)) return;
        Ask(turn, dialog, 0);
    }

    private bool AlwaysAsks(Turn turn) =>
        Skip is { } always ? FxConvert.Boolean(always.Run(turn.Frame)) is FxBoolean { Value: true } : SkipMode == SkipMode.AlwaysAsk;

    private bool HasValue(Turn turn)
    {
        if (Variable.Get(turn.Variables) is not FxBlank) return true;
        // A context variable of the same name that came with the conversation answers the question.
        if (Variable.Scope != "Topic" || Variable.Inside.Length > 0) return false;
        if (!turn.Context.Globals.TryGetValue(Variable.Name, out var given) || given is FxBlank) return false;
        var value = given is FxText text ? Entity.Recognise(text.Value, turn.Frame) : given;
        if (value is null) return false;
        turn.Set(Variable, value);
        return true;
    }

    private void Ask(Turn turn, Dialog dialog, int asked) => Ask(turn, dialog, asked, Prompt.Make(turn));

    private void Ask(Turn turn, Dialog dialog, int asked, Say say)
    {
        dialog.Asked = asked;
        turn.Speak(say with { SuggestedActions = [.. say.SuggestedActions, .. Entity.Choices(turn.Frame)], ExpectsAnswer = true });
        turn.Wait(dialog, new Waiting());
    }

    public override void Resume(Turn turn, Dialog dialog, Incoming incoming)
    {
        if (incoming is not VisitorMessage message) { Ask(turn, dialog, dialog.Asked ?? 0); return; }
        var text = Answer(message);
        var value = Entity.Recognise(text, turn.Frame);
        if (Interruption.Topic(turn, text, value is not null, Entity.TakesAnything) is { } other)
        {
            dialog.At--;
            dialog.Node = Node;
            Opening.Start(turn, other, text);
            return;
        }
        if (value is null) { Again(turn, dialog, Unrecognised); return; }
        var before = Variable.Get(turn.Variables);
        turn.Set(Variable, value);
        if (Validation is not null && FxConvert.Boolean(Validation.Run(turn.Frame)) is not FxBoolean { Value: true })
        {
            turn.Set(Variable, before);
            Again(turn, dialog, Invalid ?? Unrecognised);
            return;
        }
        dialog.Asked = null;
    }

    // A button of a card sends its fields and no words; a single field is then the answer.
    private static string Answer(VisitorMessage message)
    {
        if (message.Text.Length > 0 || message.ValueJson is null) return message.Text;
        var value = FxJson.Read(message.ValueJson);
        return value is FxRecord { Count: 1 } record ? FxConvert.Shown(record.Values[0]) : value is null or FxRecord ? ""
            : FxConvert.Shown(value);
    }

    private void Again(Turn turn, Dialog dialog, MessageTemplate? words)
    {
        var asked = (dialog.Asked ?? 0) + 1;
        var most = FxConvert.NumberOrZero(Repeats.Get(turn)) is FxNumber number ? number.AsDouble : 2;
        if (asked <= most)
        {
            var say = (words ?? Prompt).Make(turn);
            Ask(turn, dialog, asked, words is null && say.Text.Length > 0 ? say with { Text = $"{DidNotFit} {say.Text}" } : say);
            return;
        }
        dialog.Asked = null;
        if (Default is { } usual)
        {
            turn.Set(Variable, usual.Get(turn));
            if (DefaultResponse is { IsEmpty: false } response) turn.Speak(response.Make(turn));
            return;
        }
        GiveUp(turn);
    }

    private void GiveUp(Turn turn)
    {
        var named = Fallback is { } dialogName ? FxConvert.Shown(dialogName.Get(turn)) : null;
        var topic = named is not null ? turn.Bot.Find(named) : turn.Bot.OfTrigger("OnEscalate").Count > 0
            ? turn.Bot.OfTrigger("OnEscalate")[0] : null;
        if (topic is null) { Handover.Leave(turn, "The visitor's answers could not be understood."); return; }
        turn.State.Stack.Clear();
        turn.Begin(topic);
    }
}

/// <summary>Whether, and by which topics, an open question may be interrupted.</summary>
internal sealed record Interruption(bool Allowed, IReadOnlyList<string>? Only)
{
    public static readonly Interruption Any = new(true, null);

    /// <summary>The topic that the visitor turned to instead of answering; null when the words answer, or say nothing else
    /// clearly.</summary>
    public Topic? Topic(Turn turn, string text, bool answers, bool takesAnything)
    {
        if (!Allowed || answers && !takesAnything) return null;
        var best = turn.Recognise(text, name => turn.Bot.Find(name) is { } topic && Opening.Allows(turn, topic)
            && Permits(turn, topic)).Best;
        if (best is null || best.Score < (takesAnything ? SureOfAny : Recogniser.SureMin)) return null;
        var found = turn.Bot.Find(best.Topic)!;
        return turn.State.Stack.Exists(d => d.Topic == found.Name) ? null : found;
    }

    private const double SureOfAny = 0.9;

    private bool Permits(Turn turn, Topic topic) => Only is null || Only.Any(name => turn.Bot.Find(name) == topic);
}
