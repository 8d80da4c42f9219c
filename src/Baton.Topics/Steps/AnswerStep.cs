using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>
/// Has the host ask a model. Topics that are sources of knowledge look first, and topics that edit what was generated have the last word.
/// Without a model the node gives nothing, as its documentation promises.
/// </summary>
internal sealed class AnswerStep : Step
{
    // What the dialog has behind it when it comes back to this step; kept where a question counts how often it was asked.
    private const int Searched = 1;
    private const int Edited = 2;

    public required Value Question { get; init; }
    public required Value Instructions { get; init; }
    public required Bindings Inputs { get; init; }
    public VariablePath? Variable { get; init; }
    public required Outputs Outputs { get; init; }
    public bool Sends { get; init; }

    private bool Searches => Kind is "SearchAndSummarizeContent" or "SearchAndSummarizeWithCustomModel" or "SearchKnowledgeSources";

    public override void Run(Turn turn, Dialog dialog)
    {
        var done = dialog.Asked;
        dialog.Asked = null;
        if (done == Edited) { Finish(turn, Said(turn)); return; }
        if (done is null && Searches && Begin(turn, dialog, "OnKnowledgeRequested", Searched)) return;
        turn.Wait(dialog, new NeedsAnswer(Kind, FxConvert.Shown(Question.Get(turn)), FxConvert.Shown(Instructions.Get(turn)),
            Detail(turn)));
    }

    public override void Resume(Turn turn, Dialog dialog, Incoming incoming)
    {
        if (incoming is not AnswerDone done) { Run(turn, dialog); return; }
        var answer = string.IsNullOrWhiteSpace(done.Text) ? Without(turn) : FxValue.Of(done.Text);
        turn.State.System["Response"] = new FxRecord(("FormattedText", answer), ("Citations", FxTable.Empty));
        turn.State.System["ContinueResponse"] = FxBoolean.True;
        if (Sends && answer is FxText && Begin(turn, dialog, "OnGeneratedResponse", Edited)) return;
        Finish(turn, answer);
    }

    // What the documentation promises when there is no model: a query is the visitor's words, knowledge is what topics found.
    private FxValue Without(Turn turn) => Kind switch
    {
        "CreateSearchQuery" => FxValue.Of(FxConvert.Shown(Question.Get(turn))),
        "SearchKnowledgeSources" => turn.State.System.GetValueOrDefault("SearchResults") ?? FxBlank.Value,
        _ => FxBlank.Value,
    };

    /// <summary>Runs the topics of a trigger before this step goes on; false when there are none.</summary>
    private bool Begin(Turn turn, Dialog dialog, string trigger, int mark)
    {
        var topics = turn.Bot.OfTrigger(trigger).Where(t => Opening.Allows(turn, t)).ToList();
        if (topics.Count == 0) return false;
        if (mark == Searched)
        {
            turn.State.System["SearchQuery"] = FxValue.Of(FxConvert.Shown(Question.Get(turn)));
            turn.State.System.Remove("SearchResults");
        }
        turn.Variables.Forget();
        dialog.Asked = mark;
        dialog.At--;
        foreach (var topic in Enumerable.Reverse(topics)) Opening.Start(turn, topic, "");
        return true;
    }

    private string Detail(Turn turn)
    {
        if (Inputs.Whole is not null || turn.State.System.GetValueOrDefault("SearchResults") is not FxTable found) return Inputs.Json(turn);
        var given = Inputs.Get(turn);
        return FxJson.Write(new FxRecord([.. given.Select(g => g.Name), "searchResults"], [.. given.Select(g => g.Value), found]));
    }

    // A topic may have changed what is said, or kept it from being said.
    private static FxValue Said(Turn turn)
    {
        var goesOn = turn.State.System.GetValueOrDefault("ContinueResponse") is not FxBoolean { Value: false };
        return goesOn && turn.State.System.GetValueOrDefault("Response") is FxRecord said ? said.Find("FormattedText") ?? FxBlank.Value
            : FxBlank.Value;
    }

    private void Finish(Turn turn, FxValue answer)
    {
        foreach (var name in new[] { "Response", "ContinueResponse", "SearchResults", "SearchQuery" }) turn.State.System.Remove(name);
        turn.Variables.Forget();
        if (Sends && answer is FxText text) turn.Speak(text.Value);
        if (Variable is not null) turn.Set(Variable, answer);
        var shaped = new FxRecord(("text", answer),
            ("structuredOutput", answer is FxText json ? FxJson.Read(json.Value) ?? FxBlank.Value : FxBlank.Value));
        Outputs.Take(turn, name => name is "predictionOutput" ? shaped : shaped.Find(name) ?? answer, answer);
    }
}
