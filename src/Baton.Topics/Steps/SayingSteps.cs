using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Sends a message or an event.</summary>
internal sealed class SendActivityStep(MessageTemplate message) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        var say = message.Make(turn);
        // Words that came out empty are no message; a bubble without anything in it only puzzles.
        if (say.Kind != SayKind.Message || say.Text.Length > 0 || say.Attachments.Count > 0 || say.ValueJson is not null) turn.Speak(say);
    }
}

/// <summary>Raises an event: for a topic of the bot that waits for it, else for the page around the chat.</summary>
internal sealed class EmitEventStep(Value name, Value value, string type) : Step
{
    public override void Run(Turn turn, Dialog dialog)
    {
        var (named, content) = (FxConvert.Shown(name.Get(turn)), value.Get(turn));
        if (type != "Activity" && Handler(turn, named) is { } topic)
        {
            turn.Variables.Raised = new EventReceived(named, content is FxBlank ? null : FxJson.Write(content));
            Opening.Start(turn, topic, "");
        }
        else if (type != "DialogEvent") Send(turn, named, content);
    }

    private static Topic? Handler(Turn turn, string name) => turn.Bot.OfTrigger("OnEventActivity")
        .FirstOrDefault(t => string.Equals(t.Filter, name, StringComparison.OrdinalIgnoreCase) && Opening.Allows(turn, t));

    public static void Send(Turn turn, string name, FxValue content)
    {
        if (name.Length == 0) return;
        turn.Speak(new Say { Kind = SayKind.Event, Name = name, ValueJson = content is FxBlank ? null : FxJson.Write(content) });
    }
}

/// <summary>Writes a line of custom telemetry.</summary>
internal sealed class TelemetryStep(Value name, Value properties) : Step
{
    private const int LinesMax = 100;

    public override void Run(Turn turn, Dialog dialog)
    {
        if (turn.Telemetry.Count < LinesMax)
            turn.Telemetry.Add(new Telemetry(FxConvert.Shown(name.Get(turn)), FxJson.Write(properties.Get(turn))));
    }
}

/// <summary>A node that has nothing to do here, such as one that edits messages of a channel that we are not.</summary>
internal sealed class NothingStep : Step
{
    public override void Run(Turn turn, Dialog dialog) { }
}
