using Baton.Bots.Authoring;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Life;

/// <summary>One turn of the test chat of a topic bot: of its draft, or of what is published. Nothing outside is touched.</summary>
internal sealed class TopicTest(Database database, TimeProvider clock)
{
    public async Task<Tested> Test(Guid id, string text, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        var files = (await Drafts.Show(database, id, ct)).Files;
        if (files.Count == 0)
            return new Tested { Ok = false, Sentence = "It has no topics yet.", NextStep = "Write its first topic.", Outcome = "failed", TookMs = 0 };

        var draft = TopicDraft.Read([.. files.Select(file => new TopicFile(file.Path, file.Text))]);
        if (draft.Bot is not { } bot)
        {
            var wrong = draft.Report.Problems.First(problem => !problem.IsWarning && !TopicFiles.IsChat(problem.Path));
            return new Tested { Ok = false, Sentence = $"{wrong.Path}, line {wrong.Line}: {wrong.Message}", NextStep = "Mend the topic.", Outcome = "failed", TookMs = 0 };
        }
        var first = TestTurns.Run(bot, BotState.New, null, clock.GetUtcNow());
        var then = first.Outcome.Kind == "waiting" ? TestTurns.Run(bot, TestTurns.State(first.State), new TestTurns.Said { Text = text }, clock.GetUtcNow()) : null;
        var says = first.Says.Concat(then?.Says ?? []).Where(say => say.Kind == "message")
            .Select(say => new TestSaid(say.Text, say.SuggestedActions.Count == 0 ? null : [.. say.SuggestedActions.Select(action => new Conversations.Suggestion(action.Title, action.Value))]));
        var (ok, sentence, next, outcome) = Judged((then ?? first).Outcome);
        return new Tested
        {
            Ok = ok, Sentence = sentence, NextStep = next, Outcome = outcome, Says = [.. says], TookMs = (int)clock.GetElapsedTime(began).TotalMilliseconds,
        };
    }

    private static (bool Ok, string Sentence, string? Next, string Outcome) Judged(TestTurns.ShownOutcome outcome) => outcome.Kind switch
    {
        "waiting" => (true, "It answered.", null, "answered"),
        "transfer" => (true, $"It gave the conversation to a person{(outcome.Message is { Length: > 0 } message ? $": {message}" : ".")}", null, "handedOver"),
        "ended" => (true, "It ended the conversation.", null, "ended"),
        "failed" => (false, $"It failed: {outcome.Message}", "Follow it in the test chat of its topics.", "failed"),
        _ => (true, $"It asks for {outcome.Name}.", "The test chat of its topics goes on from there: you say what comes back.", "answered"),
    };
}
