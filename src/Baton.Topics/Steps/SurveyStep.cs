using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Asks for a rating from 1 to 5.</summary>
internal sealed class SurveyStep(VariablePath? variable) : Step
{
    private const int RepeatsMax = 1;
    private const string Question = "How would you rate your experience, from 1 (poor) to 5 (great)?";
    private static readonly SuggestedAction[] Ratings = [.. Enumerable.Range(1, 5).Select(n => new SuggestedAction($"{n}", $"{n}"))];

    public override void Run(Turn turn, Dialog dialog) => Ask(turn, dialog, dialog.Asked ?? 0);

    private static void Ask(Turn turn, Dialog dialog, int asked)
    {
        dialog.Asked = asked;
        turn.Speak(new Say { Text = Question, SuggestedActions = Ratings, ExpectsAnswer = true });
        turn.Wait(dialog, new Waiting(Survey: true));
    }

    public override void Resume(Turn turn, Dialog dialog, Incoming incoming)
    {
        var rating = incoming is VisitorMessage message ? Read(message) : null;
        if (rating is null && incoming is VisitorMessage said && Interruption.Any.Topic(turn, said.Text, false, false) is { } other)
        {
            dialog.At--;
            dialog.Node = Node;
            Opening.Start(turn, other, said.Text);
            return;
        }
        var asked = dialog.Asked ?? 0;
        if (rating is null && asked < RepeatsMax) { Ask(turn, dialog, asked + 1); return; }
        dialog.Asked = null;
        if (rating is null) return;
        turn.Rating = rating;
        if (variable is not null) turn.Set(variable, FxValue.Of(rating.Value));
    }

    private static int? Read(VisitorMessage message)
    {
        var stars = message.Text.Count(c => c is '*' or '⭐' or '★');
        if (stars is >= 1 and <= 5) return stars;
        var digits = message.Text.Where(char.IsAsciiDigit).ToArray();
        return digits is [>= '1' and <= '5'] ? digits[0] - '0' : Words.Normal(message.Text) switch
        {
            "one" => 1, "two" => 2, "three" => 3, "four" => 4, "five" => 5, _ => null,
        };
    }
}
