namespace Baton.Topics.Tests.Authoring;

public sealed class TopicDraftTests
{
    private static readonly TurnContext Now = new() { Now = new DateTimeOffset(2026, 3, 4, 10, 30, 0, TimeSpan.Zero), UserName = "Ann Lee" };

    private static readonly TopicFile Order = new("topics/Order.mcs.yml", One.Topic("Order", "where is my order", """
        - kind: SetVariable
          id: set
          variable: init:Topic.Size
          value: =Date(2026,1,2)
        - kind: SetVariable
          variable: Global.Tier
          value: Gold
        - kind: Question
          id: ask
          variable: init:Topic.Number
          entity: NumberPrebuiltEntity
          prompt: Which?
        """));

    private static TurnResult Said(TopicDraft draft, string words, bool trace = true) =>
        draft.Bot!.Run(BotState.New, new VisitorMessage(words), Now with { Trace = trace });

    [Fact]
    public void A_trace_tells_which_nodes_ran_with_their_file_and_line()
    {
        var result = Said(TopicDraft.Read([Order]), "where is my order");
        result.Trace.Select(t => (t.Path, t.NodeId, t.Line)).ShouldBe([("topics/Order.mcs.yml", "set", 11), ("topics/Order.mcs.yml", "line:15", 15),
            ("topics/Order.mcs.yml", "ask", 18)]);
        var met = result.Recognised.ShouldHaveSingleItem();
        (met.Path, met.Phrase, met.Score).ShouldBe(("topics/Order.mcs.yml", "where is my order", 1));
        met.Why.ShouldNotBeEmpty();
    }

    [Fact]
    public void Without_being_asked_for_there_is_no_trace()
    {
        var result = Said(TopicDraft.Read([Order]), "where is my order", trace: false);
        result.Trace.ShouldBeEmpty();
        result.Recognised.ShouldBeEmpty();
    }

    [Fact]
    public void Every_node_of_a_trace_is_on_the_map()
    {
        var draft = TopicDraft.Read(Demo.Files());
        var ids = draft.Topics.SelectMany(t => t.Nodes.Select(n => (t.Path, n.Id))).ToHashSet();
        foreach (var words in new[] { "hello", "where is my order", "talk to a person", "gibberish xyz", "I want to report a problem" })
            foreach (var step in Said(draft, words).Trace) ids.ShouldContain((step.Path, step.NodeId));
    }

    [Fact]
    public void Variables_are_listed_with_scope_type_and_value_as_power_fx_prints_it()
    {
        var state = Said(TopicDraft.Read([Order]), "where is my order").State;
        state.Variables().Where(v => v.Scope != "System").ShouldBe([new("Topic", "Size", "Date", "Date(2026,1,2)"),
            new("Global", "Tier", "String", "\"Gold\"")]);
    }

    [Theory]
    [InlineData("Topic.Size", "Date(2026,1,2)", "Date")]
    [InlineData("= Year(Topic.Size) + 1", "2027", "Number")]
    [InlineData("Global.Tier & System.User.FirstName", "\"GoldAnn\"", "String")]
    [InlineData("[1,2]", "Table({Value:1},{Value:2})", "Table")]
    [InlineData("Topic.Unset", "Blank()", "Blank")]
    [InlineData("System.Activity.Text", "\"where is my order\"", "String")]
    public void A_formula_is_worked_out_in_the_conversation_as_it_stands(string formula, string result, string type)
    {
        var draft = TopicDraft.Read([Order]);
        var answer = draft.Evaluate(formula, Said(draft, "where is my order").State, Now);
        (answer.Error, answer.Result, answer.Type).ShouldBe((null, result, type));
    }

    [Theory]
    [InlineData("1 +", 3, 1, null)]
    [InlineData("= 1 + Lenn(\"x\")", 6, 4, "Did you mean 'Len'?")]
    [InlineData("SortOrder.Asending", 0, 18, "Did you mean 'Ascending'?")]
    [InlineData("nobody", 0, 6, null)]
    [InlineData("1/0", 0, 3, null)]
    public void A_wrong_formula_says_where_and_what_was_meant(string formula, int start, int length, string? hint)
    {
        var answer = TopicDraft.Read([]).Evaluate(formula, BotState.New, Now);
        answer.Result.ShouldBeNull();
        answer.Error.ShouldNotBeNullOrEmpty();
        (answer.Start, answer.Length, answer.Hint).ShouldBe((start, length, hint));
    }

    [Fact]
    public void A_formula_is_worked_out_in_the_topic_that_is_named()
    {
        var draft = TopicDraft.Read([Order]);
        var state = Said(draft, "where is my order").State;
        draft.Evaluate("Topic.Size", state, Now, "topics/Order.mcs.yml").Result.ShouldBe("Date(2026,1,2)");
        draft.Evaluate("Topic.Size", state, Now, "topics/Other.mcs.yml").Result.ShouldBe("Blank()");
    }

    [Fact]
    public void Phrases_that_could_be_taken_for_another_topics_are_told_once_with_the_recognisers_score()
    {
        var files = new[]
        {
            new TopicFile("Cancel.mcs.yml", One.Topic("Cancel", "cancel my order", "- {kind: EndDialog, id: e}")),
            new TopicFile("Track.mcs.yml", One.Topic("Track", "track my order", "- {kind: EndDialog, id: e}")),
            new TopicFile("Hours.mcs.yml", One.Topic("Hours", "opening hours", "- {kind: EndDialog, id: e}")),
            new TopicFile("Twin.mcs.yml", One.Topic("Twin", "Opening Hours!", "- {kind: Nonsense, id: e}")),
        };
        var draft = TopicDraft.Read(files);
        draft.Bot.ShouldBeNull();
        var overlap = draft.Overlaps[0];
        (overlap.Path, overlap.Phrase, overlap.OtherPath, overlap.OtherPhrase, overlap.Score)
            .ShouldBe(("Hours.mcs.yml", "opening hours", "Twin.mcs.yml", "Opening Hours!", 1));
        draft.Overlaps.Count(o => o.Path == "Twin.mcs.yml").ShouldBe(0, "the pair is one matter");
        foreach (var other in draft.Overlaps)
            other.Score.ShouldBe(draft.Bot?.Recognise(other.Phrase).Candidates.First(c => c.Phrase == other.OtherPhrase).Score ?? other.Score);
    }

    [Fact]
    public void Problems_have_a_code_for_programs()
    {
        var files = new[]
        {
            new TopicFile("A.mcs.yml", "kind: *other\n\tx"),
            new TopicFile("B.mcs.yml", One.Topic("B", "b", "- {kind: SendActvity, id: e}\n- {kind: GotoAction, id: f}\n- {kind: SetVariable, id: g, variable: Topic.X, value: =1+}\n"
                + "- {kind: BeginDialog, id: h, dialog: Nowhere}")),
        };
        TopicDraft.Read(files).Report.Problems.Select(p => p.Code).ShouldBe(["not_yaml", "unknown_kind", "missing_property", "invalid_formula", "unknown_topic"]);
    }
}
