namespace Baton.Topics.Tests;

public sealed class FlowTests
{
    private static string Say(string text, string id = "x") => $"- kind: SendActivity\n  id: {id}\n  activity: \"{text}\"\n";

    private static string Set(string variable, string value) => $"- kind: SetVariable\n  id: set_{variable}\n  variable: {variable}\n  value: {value}\n";

    [Theory]
    [InlineData("1", "one")]
    [InlineData("2", "two")]
    [InlineData("3", "")]
    [InlineData("4", "other")]
    public void The_first_branch_that_holds_runs(string n, string expected) => One.Go(Set("Topic.N", "=" + n) + """
        - kind: ConditionGroup
          id: c
          conditions:
            - id: c1
              condition: =Topic.N = 1
              actions:
                - kind: SendActivity
                  id: a
                  activity: one
            - id: c2
              condition: =Topic.N = 2
              actions:
                - kind: SendActivity
                  id: b
                  activity: two
            - id: c3
              condition: =Topic.N = 3
          elseActions:
            - kind: SendActivity
              id: e
              activity: other
        """).Said.ShouldBe(expected);

    [Fact]
    public void A_loop_goes_through_a_list_and_survives_a_question_in_it()
    {
        var chat = One.Go("""
            - kind: Foreach
              id: f
              items: =["a","b","c"]
              value: Topic.Item
              index: Topic.I
              actions:
                - kind: ConditionGroup
                  id: c
                  conditions:
                    - id: c1
                      condition: =Topic.Item = "b"
                      actions:
                        - kind: ContinueLoop
                          id: next
                - kind: Question
                  id: q
                  alwaysPrompt: true
                  variable: Topic.A
                  prompt: "{Topic.I}{Topic.Item}?"
                  entity: StringPrebuiltEntity
            - kind: SendActivity
              id: done
              activity: done
            """);
        chat.Said.ShouldBe("0a?");
        chat.Say("x").ShouldBe("2c?");
        chat.Say("y").ShouldBe("done");
    }

    [Fact]
    public void A_loop_may_be_left()
    {
        One.Go("""
            - kind: Foreach
              id: f
              items: =[1,2,3]
              value: Topic.N
              actions:
                - kind: SendActivity
                  id: s
                  activity: "{Topic.N}"
                - kind: IfCondition
                  id: i
                  condition: =Topic.N = 2
                  actions:
                    - kind: BreakLoop
                      id: b
            """).Said.ShouldBe("1|2");
    }

    [Fact]
    public void A_topic_called_takes_and_gives_values_and_comes_back() => One.Go("""
        - kind: BeginDialog
          id: b
          dialog: bot.topic.Double
          input:
            binding:
              n: =21
          output:
            binding:
              twice: Topic.Result
        - kind: SendActivity
          id: s
          activity: "{Topic.Result}{Topic.n}"
        """, One.Triggered("Double", "OnRedirect", "- kind: SetVariable\n  id: v\n  variable: Topic.twice\n  value: =Topic.n * 2"))
        .Said.ShouldBe("42");

    [Fact]
    public void A_topic_may_be_chosen_by_a_formula() => One.Go("""
        - kind: BeginDialog
          id: b
          dialog: =If(true, "bot.topic.A", "bot.topic.B")
        """, One.Triggered("A", "OnRedirect", Say("A!")), One.Triggered("B", "OnRedirect", Say("B!"))).Said.ShouldBe("A!");

    [Fact]
    public void A_topic_that_replaces_does_not_come_back() =>
        One.Go("- kind: ReplaceDialog\n  id: r\n  dialog: A\n" + Say("never"), One.Triggered("A", "OnRedirect", Say("A!"))).Said.ShouldBe("A!");

    [Fact]
    public void Ending_a_topic_goes_back_to_its_caller() =>
        One.Go("- kind: BeginDialog\n  id: b\n  dialog: A\n" + Say("back"),
            One.Triggered("A", "OnRedirect", Say("A!") + "- kind: EndDialog\n  id: e\n" + Say("never", "n"))).Said.ShouldBe("A!|back");

    [Fact]
    public void Cancelling_all_ends_callers_too() =>
        One.Go("- kind: BeginDialog\n  id: b\n  dialog: A\n" + Say("never"),
            One.Triggered("A", "OnRedirect", Say("A!") + "- kind: CancelAllDialogs\n  id: e")).Said.ShouldBe("A!");

    [Fact]
    public void A_topic_that_cancels_others_never_returns() =>
        One.Go("- kind: BeginDialog\n  id: b\n  dialog: A\n" + Say("never"),
            One.Triggered("A", "OnRedirect", Say("A!"), head: "startBehavior: CancelOtherTopics\n")).Said.ShouldBe("A!");

    [Fact]
    public void Topics_that_lead_to_each_other_for_ever_are_stopped()
    {
        var chat = One.Go("- kind: ReplaceDialog\n  id: r\n  dialog: B", One.Triggered("B", "OnRedirect", "- kind: ReplaceDialog\n  id: r\n  dialog: go"));
        chat.Outcome<Failed>().Code.ShouldBe("RedirectLoop");
        One.Go("- kind: BeginDialog\n  id: r\n  dialog: go").Outcome<Failed>().Code.ShouldBe("TooManyDialogs");
        One.Go("- kind: GotoAction\n  id: r\n  actionId: r").Outcome<Failed>().Code.ShouldBe("TooManySteps");
        One.Go(Say("x", "s") + "- kind: GotoAction\n  id: r\n  actionId: s").Outcome<Failed>().Code.ShouldBe("TooManyMessages");
    }

    [Fact]
    public void An_error_runs_OnError_and_without_one_it_fails()
    {
        const string Bad = "- kind: SetVariable\n  id: v\n  variable: Topic.X\n  value: =1/0";
        One.Go(Bad).Outcome<Failed>().Code.ShouldBe("Div0");
        var chat = One.Go(Bad, One.Triggered("Oops", "OnError", Say("{System.Error.Code}: {System.Error.Message}")));
        chat.Said.ShouldBe("Div0: A number cannot be divided by zero.");
        chat.Outcome<Waiting>();
        One.Go(Bad, One.Triggered("Oops", "OnError", Bad)).Outcome<Failed>();
    }

    [Fact]
    public void Nodes_that_are_switched_off_do_nothing() =>
        One.Go("- kind: SendActivity\n  id: a\n  disabled: true\n  activity: no\n" + Say("yes")).Said.ShouldBe("yes");

    [Fact]
    public void Variables_are_set_reset_parsed_and_cleared() => One.Go("""
        - kind: SetVariable
          id: v1
          variable: Topic.Address.City
          value: Rome
        - kind: SetTextVariable
          id: v2
          variable: Topic.Text
          value: In {Topic.Address.City}
        - kind: SetMultipleVariables
          id: v3
          assignments:
            - variable: Topic.A
              value: =1
            - variable: Topic.B
              value: true
        - kind: ParseValue
          id: v4
          variable: Topic.P
          valueType:
            kind: Record
            properties:
              n: Number
              s: String
          value: "={\"{\"\"n\"\":\"\"5\"\",\"\"s\"\":7}\"}"
        - kind: ParseValue
          id: v5
          variable: Topic.Q
          valueType: Number
          value: ="x"
        - kind: ResetVariable
          id: v6
          variable: Topic.B
        - kind: SendActivity
          id: s
          activity: "{Topic.Text} {Topic.A}{IsBlank(Topic.B)} {IsBlank(Topic.Q)}"
        """.Replace("\"={\\\"{\\\"\\\"n\\\"\\\":\\\"\\\"5\\\"\\\",\\\"\\\"s\\\"\\\":7}\\\"}\"", "'{\"n\":\"5\",\"s\":7}'", StringComparison.Ordinal)
            + "\n" + Say("{Topic.P.n + 1}{Topic.P.s}", "p")).Said.ShouldBe("In Rome 1true true|67");

    [Fact]
    public void Lists_are_edited_both_ways() => One.Go("""
        - kind: EditTable
          id: e1
          itemsVariable: Topic.L
          changeType: Add
          value: ="a"
        - kind: EditTable
          id: e2
          itemsVariable: Topic.L
          changeType: Add
          value: =["b","c"]
        - kind: EditTableV2
          id: e3
          itemsVariable: Topic.L
          changeType:
            kind: RemoveItemOperation
            value: ="b"
        - kind: EditTableV2
          id: e4
          itemsVariable: Topic.L
          changeType:
            kind: TakeLastItemOperation
            resultVariable: Topic.Last
        - kind: SendActivity
          id: s
          activity: "{Topic.Last} {CountRows(Topic.L)} {First(Topic.L).Value}"
        - kind: EditTable
          id: e5
          itemsVariable: Topic.L
          changeType: Clear
        - kind: SendActivity
          id: t
          activity: "{CountRows(Topic.L)}"
        """).Said.ShouldBe("c 1 a|0");

    [Fact]
    public void Clearing_forgets_global_variables_and_tells_the_host()
    {
        var chat = One.Go(Set("Global.X", "=1") + "- kind: ClearAllVariables\n  id: c\n  variables: ConversationScopedVariables");
        chat.Last.ChangedGlobals["X"].IsBlank.ShouldBeTrue();
    }
}
