using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Shows a card and keeps what the visitor filled in.</summary>
internal sealed class CardPromptStep : Step
{
    private const string PleaseFill = "Please fill in the card.";

    public required AdaptiveCard Card { get; init; }
    public required Outputs Outputs { get; init; }
    public required TypeShape Shape { get; init; }
    public required Value Repeats { get; init; }
    public MessageTemplate? Unrecognised { get; init; }
    public required Interruption Interruption { get; init; }

    public override void Run(Turn turn, Dialog dialog) => Ask(turn, dialog, dialog.Asked ?? 0);

    private void Ask(Turn turn, Dialog dialog, int asked)
    {
        dialog.Asked = asked;
        turn.Speak(new Say { Attachments = [Card.Make(turn)], ExpectsAnswer = true });
        turn.Wait(dialog, new Waiting());
    }

    public override void Resume(Turn turn, Dialog dialog, Incoming incoming)
    {
        if (incoming is not VisitorMessage message) { Ask(turn, dialog, dialog.Asked ?? 0); return; }
        if (message.ValueJson is { } json && FxJson.Read(json) is FxRecord filled)
        {
            dialog.Asked = null;
            var fitted = Shape.Fit(filled) as FxRecord ?? filled;
            Outputs.Take(turn, name => fitted.Find(name) is { IsBlank: false } typed ? typed : filled.Find(name), filled);
            return;
        }
        if (Interruption.Topic(turn, message.Text, false, false) is { } other)
        {
            dialog.At--;
            dialog.Node = Node;
            Opening.Start(turn, other, message.Text);
            return;
        }
        var asked = (dialog.Asked ?? 0) + 1;
        if (asked > (Define.Whole(Repeats.Get(turn)) ?? 2)) { dialog.Asked = null; return; }
        turn.Speak(Unrecognised?.Make(turn) ?? new Say { Text = PleaseFill });
        Ask(turn, dialog, asked);
    }
}

/// <summary>Asks the visitor to sign in. Baton's channels sign nobody in, so the visitor is taken as not signed in and the topic goes
/// on.</summary>
internal sealed class SignInStep(Value title, Value text) : Step
{
    private const string CardType = "application/vnd.microsoft.card.signin";

    public override void Run(Turn turn, Dialog dialog) => turn.Speak(new Say
    {
        Attachments =
        [
            new SayAttachment(CardType, FxJson.Write(new FxRecord(
                ("text", FxValue.Of(FxConvert.Shown(text.Get(turn)))), ("title", FxValue.Of(FxConvert.Shown(title.Get(turn)))),
                    ("buttons", FxTable.Empty)))),
        ],
    });
}
