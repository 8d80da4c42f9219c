
namespace Baton.Topics.Tests;

/// <summary>Kinds of nodes that the other tests do not come by, each as its author would use it and where it goes wrong.</summary>
public sealed class KindTests
{
    private static string Say(string text) => $"- kind: SendActivity\n  id: say\n  activity: \"{text}\"\n";

    [Fact]
    public void Every_kind_of_the_schema_is_known() => """
        InvokeFlowAction InvokeAIBuilderModelAction WaitForConnectorTrigger InvokeConnectorAction InvokeMcpToolAction InvokeSkillAction
        HttpRequestAction SearchAndSummarizeContent AnswerQuestionWithAI SearchAndSummarizeWithCustomModel InvokeCustomModelAction
        SearchKnowledgeSources AdaptiveCardPrompt Question CSATQuestion OAuthInput ActionScope Foreach DisconnectedNodeContainer BeginDialog
        ActivateExternalTrigger ReplaceDialog RepeatDialog DisableTrigger CancelAllDialogs CancelDialog ClearAllVariables BreakLoop
        ContinueLoop ResetVariable EditTable EditTableV2 EmitEvent EndDialog GetActivityMembers GetConversationMembers GotoAction
        ConditionGroup EndConversation RecognizeIntent SendActivity TransferConversation TransferConversationV2 SetVariable
        SetMultipleVariables SetTextVariable ParseValue SignOutUser LogCustomTelemetryEvent DeleteActivity UpdateActivity CreateSearchQuery
        IfCondition SendMessage
        """.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Except(StepBuilder.KnownKinds).ShouldBeEmpty();

    [Fact]
    public void Events_go_out_with_their_values()
    {
        var chat = One.Go("- kind: EmitEvent\n  id: e\n  eventName: cartShown\n  eventValue: \"={items: 2}\"\n- kind: SendActivity\n  id: s\n  activity:\n    kind: EventActivity\n    name: other\n    value: =1\n"
            + "- kind: SendActivity\n  id: t\n  activity:\n    kind: Activity\n    activityType: Typing\n");
        chat.Last.Says.Select(s => (s.Kind, s.Name, s.ValueJson)).ShouldBe([(SayKind.Event, "cartShown", """{"items":2}"""), (SayKind.Event, "other", "1"),
            (SayKind.Typing, "Typing", null)]);
    }

    [Fact]
    public void An_event_is_first_for_a_topic_that_waits_for_it()
    {
        var handler = One.Triggered("h", "OnEventActivity", Say("heard {System.Activity.Value.n}"), more: "  eventName: ping\n");
        One.Go("- kind: EmitEvent\n  id: e\n  eventName: ping\n  eventValue: \"={n: 7}\"\n" + Say("after"), handler).Said.ShouldBe("heard 7|after");
        One.Go("- kind: EmitEvent\n  id: e\n  eventType: Activity\n  eventName: ping\n", handler).Last.Says.ShouldHaveSingleItem().Name.ShouldBe("ping");
        One.Go("- kind: EmitEvent\n  id: e\n  eventType: DialogEvent\n  eventName: unheard\n").Last.Says.ShouldBeEmpty();
    }

    [Fact]
    public void Telemetry_is_kept_beside_the_words()
    {
        var chat = One.Go("- kind: LogCustomTelemetryEvent\n  id: l\n  eventName: Sold\n  properties: \"={price: 9.5}\"\n");
        chat.Last.Telemetry.ShouldHaveSingleItem().ShouldBe(new Telemetry("Sold", """{"price":9.5}"""));
        chat.Said.ShouldBe("");
    }

    [Fact]
    public void Signing_in_shows_a_card_and_goes_on()
    {
        var chat = One.Go("- kind: OAuthInput\n  id: o\n  title: Sign in\n  text: Please\n" + Say("{System.User.IsLoggedIn}"));
        chat.Last.Says[0].Attachments[0].ContentType.ShouldBe("application/vnd.microsoft.card.signin");
        chat.Last.Says[1].Text.ShouldBe("false");
    }

    [Fact]
    public void A_dialog_begins_again_with_nothing_in_its_variables() => One.Go("""
        - kind: ConditionGroup
          id: c
          conditions:
            - id: c1
              condition: =Global.N = 2
              actions:
                - kind: SendActivity
                  id: s
                  activity: "again, {IsBlank(Topic.X)}"
                - kind: EndDialog
                  id: e
        - kind: SetMultipleVariables
          id: m
          assignments:
            - variable: Global.N
              value: =2
            - variable: Topic.X
              value: =1
        - kind: RepeatDialog
          id: r
        """).Said.ShouldBe("again, true");

    [Fact]
    public void Cancelling_a_dialog_goes_back_to_its_caller() => One.Go("- kind: BeginDialog\n  id: b\n  dialog: inner\n  output:\n    binding:\n      x: Topic.X\n" + Say("back {IsBlank(Topic.X)}"),
        One.Triggered("inner", "OnRedirect", "- kind: CancelDialog\n  id: c\n  eventName: left\n" + Say("never"))).Said.ShouldBe("|back true");

    [Fact]
    public void Other_words_than_the_visitors_may_be_understood()
    {
        const string Recognise = "- kind: RecognizeIntent\n  id: r\n  userInput: =\"opening \" & \"hours\"\n";
        One.Go(Recognise + Say("after"), One.Topic("Hours", "opening hours", Say("9 to 5"))).Said.ShouldBe("9 to 5|after");
        One.Go(Recognise, One.Triggered("f", "OnUnknownIntent", Say("what?"))).Said.ShouldBe("what?");
    }

    [Fact]
    public void Members_of_the_conversation_are_the_visitor() =>
        One.Go("- kind: GetConversationMembers\n  id: m\n  variable: Topic.M\n" + Say("{First(Topic.M).name}")).Said.ShouldBe("Ann Lee");

    [Theory]
    [InlineData("DeleteActivity")]
    [InlineData("UpdateActivity")]
    [InlineData("SignOutUser")]
    [InlineData("ActivateExternalTrigger")]
    [InlineData("DisableTrigger")]
    [InlineData("WaitForConnectorTrigger")]
    [InlineData("GetActivityMembers")]
    public void What_has_no_meaning_here_is_passed_over(string kind) => One.Go($"- kind: {kind}\n  id: n\n" + Say("on")).Said.ShouldBe("on");

    [Fact]
    public void Nodes_that_hang_loose_never_run_and_scopes_do() => One.Go("""
        - kind: DisconnectedNodeContainer
          id: d
          actions:
            - kind: SendActivity
              id: s
              activity: never
        - kind: ActionScope
          id: a
          actions:
            - kind: SendActivity
              id: t
              activity: inside
        """).Said.ShouldBe("inside");

    [Theory]
    [InlineData("InvokeFlowAction", "flowId: pay", "pay")]
    [InlineData("InvokeConnectorAction", "connectionReference: c\n  operationId: GetOrder", "GetOrder")]
    [InlineData("InvokeMcpToolAction", "serverSchemaName: s\n  toolName: find", "find")]
    [InlineData("InvokeSkillAction", "skillId: s\n  actionId: act", "act")]
    public void Whatever_runs_elsewhere_is_a_tool(string kind, string names, string tool)
    {
        var chat = One.Go($"- kind: {kind}\n  id: t\n  {names}\n  input:\n    binding:\n      a: =1\n  output:\n    binding:\n      b: Topic.B\n" + Say("{Topic.B}"));
        chat.Outcome<NeedsTool>().ShouldBe(new NeedsTool(tool, """{"a":1}""", kind));
        chat.Tool("""{"b":"done"}""").ShouldBe("done");
    }

    [Theory]
    [InlineData("SearchAndSummarizeContent", "userInput: =\"q\"", "said|said")]
    [InlineData("AnswerQuestionWithAI", "userInput: =\"q\"", "said|said")]
    [InlineData("SearchAndSummarizeWithCustomModel", "userInput: =\"q\"", "said|said")]
    [InlineData("SearchKnowledgeSources", "userInput: =\"q\"", "said")]
    [InlineData("CreateSearchQuery", "userInput: =\"q\"", "said")]
    [InlineData("InvokeAIBuilderModelAction", "aIModelId: m", "said")]
    public void A_model_is_asked_and_its_words_are_kept(string kind, string more, string expected)
    {
        var variable = kind is "SearchKnowledgeSources" or "CreateSearchQuery" ? "result: Topic.A" : kind == "InvokeAIBuilderModelAction"
            ? "output:\n    binding:\n      text: Topic.A" : "variable: Topic.A";
        var chat = One.Go($"- kind: {kind}\n  id: t\n  {more}\n  {variable}\n" + Say("{Topic.A}"));
        chat.Outcome<NeedsAnswer>().NodeKind.ShouldBe(kind);
        chat.Do(new AnswerDone("said"));
        chat.Said.ShouldBe(expected);
    }

    [Fact]
    public void Without_a_model_the_documented_fall_back_holds()
    {
        var chat = One.Go("- kind: CreateSearchQuery\n  id: c\n  userInput: =\"where is it\"\n  result: Topic.Q\n- kind: SearchAndSummarizeContent\n  id: s\n  userInput: =Topic.Q\n  variable: Topic.A\n"
            + Say("{Topic.Q}{IsBlank(Topic.A)}"));
        chat.Do(new AnswerDone(null));
        chat.Outcome<NeedsAnswer>().Question.ShouldBe("where is it");
        chat.Do(new AnswerDone(null));
        chat.Said.ShouldBe("where is ittrue");
    }

    [Fact]
    public void An_author_may_set_the_visitors_zone()
    {
        var chat = One.Go("- kind: SetVariable\n  id: z\n  variable: System.Conversation.LocalTimeZone\n  value: =\"Europe/Berlin\"\n" + Say("{Hour(Now())} {System.Conversation.LocalTimeZone}"),
            One.Topic("later", "later", Say("{Text(Now(), DateTimeFormat.ShortTime24)}")));
        chat.Said.ShouldBe("11 Europe/Berlin");
        chat.Say("later").ShouldBe("11:30");
    }

    [Fact]
    public void The_words_that_began_a_topic_are_known_later()
    {
        var chat = One.Go("- kind: Question\n  id: q\n  variable: Topic.A\n  prompt: Name?\n  entity: StringPrebuiltEntity\n" + Say("{System.Activity.Text} after {System.Recognizer.TriggeringMessage.Text}"));
        chat.Say("Ann").ShouldBe("Ann after Ann");
    }

    [Fact]
    public void A_goto_leads_to_a_node_of_the_topic_and_one_that_leads_nowhere_is_refused()
    {
        One.Go(Say("1") + "- kind: GotoAction\n  id: g\n  actionId: end\n" + Say("never") + "- kind: SendActivity\n  id: end\n  activity: end\n").Said.ShouldBe("1|end");
        Should.Throw<TopicLoadException>(() => One.Of("- kind: GotoAction\n  id: g\n  actionId: nowhere\n")).Message.ShouldContain("no node of this topic has that id");
    }

    [Fact]
    public void A_loop_that_never_ends_is_stopped_and_handed_to_OnError()
    {
        var chat = One.Go("- kind: SetVariable\n  id: s\n  variable: Topic.N\n  value: =1\n- kind: GotoAction\n  id: g\n  actionId: s\n",
            One.Triggered("err", "OnError", Say("{System.Error.Code}")));
        chat.Said.ShouldBe("TooManySteps");
        One.Go("- kind: BeginDialog\n  id: b\n  dialog: go\n", One.Triggered("err", "OnError", Say("{System.Error.Code}"))).Said.ShouldBe("TooManyDialogs");
        One.Go("- kind: ReplaceDialog\n  id: b\n  dialog: go\n", One.Triggered("err", "OnError", Say("{System.Error.Code}"))).Said.ShouldBe("RedirectLoop");
        One.Go(Say("x") + "- kind: GotoAction\n  id: g\n  actionId: say\n", One.Triggered("err", "OnError", Say("{System.Error.Code}"))).Last.Says[^1].Text.ShouldBe("TooManyMessages");
    }

    [Fact]
    public void The_first_OnError_topic_whose_condition_holds_is_taken()
    {
        var chat = One.Go("- kind: BeginDialog\n  id: b\n  dialog: nowhere\n", One.Triggered("e1", "OnError", Say("one"), more: "  condition: =System.Error.Code = \"Other\"\n"),
            One.Triggered("e2", "OnError", Say("{System.Error.Code}")));
        chat.Said.ShouldBe("TopicNotFound");
    }

    [Fact]
    public void What_lacks_a_needed_property_is_refused_with_its_place()
    {
        foreach (var node in new[] { "SetVariable", "SetTextVariable", "BeginDialog", "ReplaceDialog", "Foreach", "EditTable", "ParseValue", "HttpRequestAction", "Question", "SendActivity",
                     "EmitEvent", "GotoAction", "ResetVariable", "InvokeFlowAction", "AdaptiveCardPrompt", "RecognizeIntent" })
            TopicCheck.Run([new TopicFile("a.mcs.yml", One.Topic("a", "a", $"- kind: {node}\n  id: n"))]).Problems
                .Count(p => !p.IsWarning && p.Line == 11).ShouldBeInRange(1, 2, node);
    }
}
