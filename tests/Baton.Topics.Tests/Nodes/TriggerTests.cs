namespace Baton.Topics.Tests;

/// <summary>What starts a topic, and what does not.</summary>
public sealed class TriggerTests
{
    private static string Say(string text) => $"- kind: SendActivity\n  id: say\n  activity: \"{text}\"\n";

    private static string More(params string[] lines) => string.Concat(lines.Select(l => $"  {l}\n"));

    [Fact]
    public void The_beginning_runs_every_topic_that_waits_for_it()
    {
        var chat = Chat.With(One.Triggered("a", "OnConversationStart", Say("Hello")),
            One.Triggered("b", "OnActivity", Say("Updated"), more: More("type: ConversationUpdate")),
            One.Triggered("c", "OnActivity", Say("never"), more: More("type: Message")));
        chat.Begin().ShouldBe("Hello|Updated");
    }

    [Fact]
    public void An_activity_topic_runs_before_the_words_are_understood()
    {
        var chat = Chat.With(One.Triggered("a", "OnActivity", Say("seen {System.Activity.Text}"), more: More("type: Message")), One.Topic("go", "go", Say("went")));
        chat.Say("go").ShouldBe("seen go|went");
    }

    [Fact]
    public void An_event_starts_the_topic_of_its_name_and_brings_its_value()
    {
        var chat = Chat.With(One.Triggered("a", "OnEventActivity", Say("{System.Activity.Name}: {System.Activity.Value.page}"), more: More("eventName: pageChanged")),
            One.Triggered("b", "OnEventActivity", Say("never"), more: More("eventName: other")),
            One.Triggered("c", "OnActivity", Say("any event"), more: More("type: Event")));
        chat.Do(new EventReceived("pageChanged", """{"page":"cart"}"""));
        chat.Said.ShouldBe("pageChanged: cart|any event");
    }

    [Fact]
    public void An_event_while_a_question_is_open_runs_on_top_of_it()
    {
        var chat = One.Go("- kind: Question\n  id: q\n  variable: Topic.A\n  prompt: How many?\n  entity: NumberPrebuiltEntity\n" + Say("Got {Topic.A}"),
            One.Triggered("b", "OnEventActivity", Say("noted"), more: More("eventName: ping")));
        chat.Do(new EventReceived("ping"));
        chat.Said.ShouldBe("noted|How many?");
        chat.Say("4").ShouldBe("Got 4");
    }

    [Fact]
    public void What_nobody_understands_goes_to_topics_by_priority_until_one_ends_the_matter()
    {
        var search = One.Triggered("search", "OnUnknownIntent", "- kind: ConditionGroup\n  id: c\n  conditions:\n    - id: c1\n      condition: =System.Activity.Text = \"known\"\n"
            + "      actions:\n        - kind: SendActivity\n          id: s\n          activity: found\n        - kind: EndDialog\n          id: e\n", more: More("priority: -1"));
        var chat = Chat.With(One.Triggered("fallback", "OnUnknownIntent", Say("rephrase {System.FallbackCount}")), search);
        chat.Say("known").ShouldBe("found");
        chat.Say("xyzzy").ShouldBe("rephrase 2");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("triggerBehavior: Always", true)]
    public void A_choice_is_offered_when_several_fit_or_always(string behavior, bool alsoForOne)
    {
        var selector = One.Triggered("pick", "OnSelectIntent", """
            - kind: Question
              id: q
              alwaysPrompt: true
              variable: System.Recognizer.SelectedIntent
              prompt: Which one?
              entity:
                kind: DynamicClosedListEntity
                items: =System.Recognizer.IntentOptions
            """, more: behavior.Length > 0 ? More(behavior) : "");
        var chat = Chat.With(selector, One.Topic("Order status", "my order", Say("status")), One.Topic("Order change", "my order", Say("change")),
            One.Topic("Hours", "opening hours", Say("9 to 5")));
        chat.Say("my order").ShouldStartWith("Which one?");
        chat.Last.Says[^1].SuggestedActions.Select(a => a.Title).ShouldContain("Order change");
        chat.Say("Order change").ShouldBe("change");
        chat.Say("opening hours").ShouldBe(alsoForOne ? "Which one?" : "9 to 5");
    }

    [Fact]
    public void Silence_starts_its_topic_after_its_time_and_counts()
    {
        var chat = Chat.With(One.Triggered("a", "OnInactivity", Say("Still there? {System.InactivityTimer.Count}"), more: More("durationInSeconds: 900")),
            One.Triggered("b", "OnInactivity", Say("long"), more: More("durationInSeconds: 3600")));
        chat.Do(new VisitorSilent(60));
        chat.Said.ShouldBe("");
        chat.Do(new VisitorSilent(900));
        chat.Said.ShouldBe("Still there? 2");
        chat.Say("yes");
        chat.Do(new VisitorSilent(3600));
        chat.Said.ShouldBe("Still there? 1|long");
    }

    [Fact]
    public void A_condition_and_runOnce_hold_a_topic_back()
    {
        var chat = Chat.With(One.Triggered("a", "OnActivity", Say("first time"), more: More("type: Message", "runOnce: true")),
            One.Triggered("b", "OnActivity", Say("for gold"), more: More("type: Message", "condition: =Global.Tier = \"gold\"")));
        chat.Say("x").ShouldStartWith("first time");
        chat.Globals["Tier"] = Fx.FxValue.Of("gold");
        chat.Say("x").ShouldStartWith("for gold");
    }

    [Fact]
    public void Topics_for_redirects_start_only_when_they_are_led_to()
    {
        var chat = Chat.With(One.Triggered("secret", "OnRedirect", Say("secret")), One.Triggered("system", "OnSystemRedirect", Say("system")),
            One.Topic("go", "go", "- kind: BeginDialog\n  id: b\n  dialog: secret\n- kind: BeginDialog\n  id: b2\n  dialog: bot.topic.system"));
        chat.Say("secret").ShouldNotContain("secret");
        chat.Say("go").ShouldBe("secret|system");
    }

    [Fact]
    public void Topics_that_know_things_look_first_and_their_findings_go_to_the_model()
    {
        var chat = One.Go("- kind: SearchAndSummarizeContent\n  id: s\n  variable: Topic.Answer\n  userInput: =\"opening hours\"\n" + Say("[{Topic.Answer}]"),
            One.Triggered("know", "OnKnowledgeRequested", "- kind: SetVariable\n  id: v\n  variable: System.SearchResults\n  value: \"=[{Title: System.SearchQuery, Content: \\\"9 to 5\\\"}]\"\n"));
        var asked = chat.Outcome<NeedsAnswer>();
        asked.Question.ShouldBe("opening hours");
        asked.DetailJson.ShouldBe("""{"searchResults":[{"Title":"opening hours","Content":"9 to 5"}]}""");
        chat.Do(new AnswerDone("From 9 to 5."));
        chat.Said.ShouldBe("From 9 to 5.|[From 9 to 5.]");
    }

    [Fact]
    public void Topics_that_edit_what_was_generated_have_the_last_word()
    {
        var strip = "- kind: SetVariable\n  id: v\n  variable: System.ContinueResponse\n  value: =false\n" + Say("{Substitute(System.Response.FormattedText, \\\"[1]\\\", \\\"\\\")}");
        var chat = One.Go("- kind: AnswerQuestionWithAI\n  id: s\n  userInput: =System.Activity.Text\n" + Say("done"), One.Triggered("edit", "OnGeneratedResponse", strip));
        chat.Do(new AnswerDone("From 9 to 5. [1]"));
        chat.Said.ShouldBe("From 9 to 5. |done");
    }

    [Theory]
    [InlineData("OnSignIn")]
    [InlineData("OnToolSelected")]
    [InlineData("OnPlanComplete")]
    [InlineData("OnOutgoingMessage")]
    [InlineData("OnCopilotRedirect")]
    [InlineData("OnAnalyzeText")]
    [InlineData("OnSystemIntent")]
    [InlineData("OnDtmfKeyPress")]
    [InlineData("OnUnknownDtmfKey")]
    [InlineData("OnSilence")]
    [InlineData("OnUnrecognizedSpeech")]
    [InlineData("OnAnsweringMachineDetected")]
    [InlineData("RecurrenceTrigger")]
    [InlineData("CreateConversationConnectorTrigger")]
    [InlineData("ContinueConversationConnectorTrigger")]
    public void Triggers_of_other_channels_load_and_can_be_led_to(string trigger) =>
        One.Go("- kind: BeginDialog\n  id: b\n  dialog: other", One.Triggered("other", trigger, Say("here"))).Said.ShouldBe("here");

    [Fact]
    public void An_unknown_trigger_or_node_is_refused_with_its_line_and_a_hint()
    {
        var files = new[] { new TopicFile("a.mcs.yml", One.Triggered("a", "OnConversationStarted", Say("x"))),
            new TopicFile("b.mcs.yml", One.Topic("b", "b", "- kind: SendActivty\n  id: s\n  activity: x")) };
        var errors = TopicCheck.Run(files).Problems.Where(p => !p.IsWarning).ToList();
        errors.Select(e => e.Code).ShouldBe(["unknown_kind", "unknown_kind"]);
        errors[0].ToString().ShouldBe("a.mcs.yml:4:9: error: 'OnConversationStarted' is no kind of trigger that this engine knows. Did you mean 'OnConversationStart'?");
        errors[1].Message.ShouldEndWith("Did you mean 'SendActivity'?");
        errors[1].Line.ShouldBe(11);
    }

    [Theory]
    [InlineData("This tool can handle queries like these: book a table, reserve a seat, dinner for two", "can I reserve a seat", "here")]
    [InlineData("Finds labs about robots. Triggered by phrases like: \"robot labs\"; labs with robots.", "robot labs", "here")]
    [InlineData("Explains the canteen's vegetarian menu", "what is on the vegetarian menu", "here")]
    [InlineData("Explains the canteen's vegetarian menu", "what is the weather", "I'm sorry")]
    public void Without_trigger_phrases_a_topic_is_known_by_what_it_tells_models(string description, string words, string expected)
    {
        var chat = Chat.With($"kind: AdaptiveDialog\nmodelDescription: '{description.Replace("'", "''", StringComparison.Ordinal)}'\nbeginDialog:\n"
            + "  kind: OnRecognizedIntent\n  id: main\n  intent: {}\n  actions:\n    - kind: SendActivity\n      id: s\n      activity: here\n");
        chat.Say(words).ShouldStartWith(expected);
    }

    [Fact]
    public void Trigger_phrases_count_more_than_what_a_topic_tells_models() =>
        Chat.With(One.Topic("a", "opening hours", Say("9 to 5"), head: "modelDescription: weather forecast\n"))
            .Say("weather forecast").ShouldStartWith("I'm sorry");
}
