namespace Baton.Topics.Tests.Testing;

public sealed class ChatScriptTests
{
    private const string Order = """
        - kind: Question
          id: ask
          variable: init:Topic.Number
          entity: NumberPrebuiltEntity
          prompt: What is your order number?
        - kind: InvokeConnectorAction
          id: look
          operationId: get_order
          input: {binding: {number: =Topic.Number}}
          output: {binding: {status: Global.Status, error: Topic.Error}}
        - kind: ConditionGroup
          id: found
          conditions:
            - id: wrong
              condition: =!IsBlank(Topic.Error)
              actions:
                - kind: SendActivity
                  id: sorry
                  activity: I can't look that up.
          elseActions:
            - kind: SendActivity
              id: tell
              activity: "Order {Topic.Number} is {Global.Status}."
            - kind: Question
              id: more
              variable: init:Topic.More
              entity: BooleanPrebuiltEntity
              prompt: Anything else?
        """;

    private static ChatResult Run(string chat, string? topic = null)
    {
        var files = new[] { new TopicFile("topics/Order.mcs.yml", One.Topic("Order", "where is my order", topic ?? Order)), new TopicFile("tests/order.chat.yml", chat) };
        return TopicDraft.Read(files).RunChats().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_chat_that_goes_as_written_passes_and_shows_what_was_said()
    {
        var result = Run("""
            name: Order status
            tools:
              get_order: {output: {status: on its way}}
            turns:
              - say: where is my order
                topic: Order
                expect: What is your order number?
              - say: it is 7
                expect: [Order 7, /else\?$/]
                offers: [Yes, No]
                tool: get_order
                variables: {Global.Status: on its way, Topic.Number: 7}
                outcome: waiting
            """);
        result.Turns.Select(t => t.Problem).ShouldAllBe(p => p == null);
        result.Passed.ShouldBeTrue();
        result.Name.ShouldBe("Order status");
        result.Path.ShouldBe("tests/order.chat.yml");
        result.Turns[1].Line.ShouldBe(8);
        result.Turns[1].Said.ShouldBe("it is 7");
        result.Turns[1].Got.ShouldBe(["Order 7 is on its way.", "Anything else?", "offers: Yes | No", "tool: get_order", "Global.Status = \"on its way\"",
            "Topic.Number = 7", "outcome: waiting"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("expect: What is your name?", "The bot did not say: What is your name?")]
    [InlineData("expect: /^your/", "The bot did not say: /^your/")]
    [InlineData("expect: []", "The bot was expected to say nothing.")]
    [InlineData("offers: [Yes]", "The bot offered (nothing) instead of Yes.")]
    [InlineData("outcome: transfer", "The turn ended with 'waiting', not 'transfer'.")]
    [InlineData("tool: get_order", "The bot ran no tool instead of get_order.")]
    [InlineData("topic: Greeting", "No node of the topic 'Greeting' ran.")]
    [InlineData("variables: {Topic.Number: 7}", "Topic.Number is Blank(), not 7.")]
    public void What_does_not_fit_is_said_in_a_sentence(string expectation, string problem)
    {
        var result = Run($"turns:\n  - say: where is my order\n    {expectation}\n");
        result.Passed.ShouldBeFalse();
        result.Turns.ShouldHaveSingleItem().Problem.ShouldBe(problem);
    }

    [Fact]
    public void Variables_of_a_topic_that_has_ended_are_those_that_it_ended_with()
    {
        const string Sets = "- {kind: SetVariable, id: a, variable: Topic.X, value: 12}\n- {kind: SendActivity, id: b, activity: Done}";
        Run("turns:\n  - {say: where is my order, variables: {Topic.X: 12}}\n", Sets).Passed.ShouldBeTrue();
        Run("turns:\n  - {say: where is my order, variables: {Topic.X: 13}}\n", Sets).Turns[0].Problem.ShouldBe("Topic.X is 12, not 13.");
    }

    [Fact]
    public void Words_are_expected_in_their_order()
    {
        const string Two = "- {kind: SendActivity, id: a, activity: First}\n- {kind: SendActivity, id: b, activity: Second}";
        Run("turns:\n  - {say: where is my order, expect: [First, Second]}\n", Two).Passed.ShouldBeTrue();
        Run("turns:\n  - {say: where is my order, expect: [Second, First]}\n", Two).Turns[0].Problem.ShouldBe("The bot did not say: First");
    }

    [Fact]
    public void A_tool_without_an_answer_fails_and_says_where_to_write_one()
    {
        const string Chat = "turns:\n  - say: where is my order\n  - say: 7\n";
        Run(Chat).Turns[1].Problem.ShouldBe("The bot asked for the tool 'get_order', to which the chat has no answer. Add one under 'tools'.");
        Run(Chat + "    outcome: tool\n").Passed.ShouldBeTrue("a script may want to stop there");
    }

    [Fact]
    public void Answers_of_a_tool_come_one_after_another_and_the_last_one_stays()
    {
        var result = Run("""
            tools:
              get_order: [{output: {status: late}}, {error: Out of order}]
            turns:
              - {say: where is my order}
              - {say: 1, expect: Order 1 is late.}
              - {say: no}
              - {say: where is my order}
              - {say: 2, expect: I can't look that up.}
              - {say: where is my order}
              - {say: 3, expect: I can't look that up.}
            """);
        result.Turns.Select(t => t.Problem).ShouldAllBe(p => p == null);
    }

    [Fact]
    public void Requests_and_models_are_answered_by_the_script()
    {
        var result = Run("""
            http:
              "GET https://weather.example/*": {status: 200, body: {degrees: 12}}
            answers: It will be fine.
            turns:
              - say: where is my order
                expect: [12 degrees, It will be fine.]
            """, """
            - kind: HttpRequestAction
              id: ask
              url: https://weather.example/today
              response: Topic.Weather
            - kind: SendActivity
              id: tell
              activity: "{Topic.Weather.degrees} degrees"
            - kind: SearchAndSummarizeContent
              id: search
              userInput: =System.Activity.Text
              variable: Topic.Answer
            """);
        result.Turns.Select(t => t.Problem).ShouldAllBe(p => p == null);
    }

    [Theory]
    [InlineData("https://weather.example/today", true)]
    [InlineData("https://WEATHER.example/*", true)]
    [InlineData("GET https://weather.example/today", true)]
    [InlineData("POST https://weather.example/today", false)]
    [InlineData("https://weather.example/", false)]
    public void A_request_is_known_by_its_address_with_or_without_the_method(string request, bool known)
    {
        var result = Run($"http:\n  \"{request}\": {{body: sunny}}\nturns:\n  - say: where is my order\n", """
            - kind: HttpRequestAction
              id: ask
              url: https://weather.example/today
              response: Topic.Weather
            """);
        result.Turns[0].Problem.ShouldBe(known ? null : "The bot asked for GET https://weather.example/today, to which the chat has no answer. Add one under 'http'.");
    }

    [Fact]
    public void What_the_bot_makes_of_a_given_variable_holds_from_then_on()
    {
        var result = Run("variables: {Tier: Gold}\nturns:\n  - {say: where is my order, expect: Gold}\n  - {say: where is my order, expect: Silver}\n",
            "- {kind: SendActivity, id: a, activity: '{Global.Tier}'}\n- {kind: SetVariable, id: b, variable: Global.Tier, value: Silver}");
        result.Turns.Select(t => t.Problem).ShouldAllBe(p => p == null);
    }

    [Fact]
    public void A_bot_that_asks_the_outside_without_end_is_stopped()
    {
        var result = Run("tools: {again: {output: {}}}\nturns:\n  - say: where is my order\n",
            "- {kind: InvokeConnectorAction, id: tool, operationId: again}\n- {kind: GotoAction, id: back, actionId: tool}");
        result.Turns[0].Problem.ShouldBe("The bot asked the outside more than 50 times in one turn.");
    }

    [Fact]
    public void A_chat_of_more_turns_than_anybody_writes_is_refused()
    {
        var chat = ChatScript.Read(new TopicFile("a.chat.yml", "turns:\n" + string.Concat(Enumerable.Repeat("  - say: hello\n", 501))));
        chat.Problems.ShouldHaveSingleItem().Message.ShouldBe("The chat has more than 500 turns.");
    }

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("=3 + 4")]
    [InlineData("7.0")]
    public void A_value_is_expected_as_it_is_shown_or_by_a_formula(string value) =>
        Run($"turns:\n  - say: where is my order\n    variables: {{Topic.X: {value}}}\n", "- {kind: SetVariable, id: a, variable: Topic.X, value: 7}").Turns[0].Problem.ShouldBeNull();

    [Fact]
    public void The_clock_the_user_and_variables_are_the_scripts()
    {
        var result = Run("""
            at: 2026-12-24T18:00:00Z
            user: {name: Ann Lee}
            variables: {Tier: Gold}
            turns:
              - say: where is my order
                expect: "Ann Lee, Gold, 2026-12-24"
              - say: where is my order
                at: 2026-12-25T08:00:00Z
                expect: "2026-12-25"
            """, """
            - kind: SendActivity
              id: tell
              activity: "{System.User.DisplayName}, {Global.Tier}, {Text(Now(), \"yyyy-mm-dd\")}"
            """);
        result.Turns.Select(t => t.Problem).ShouldAllBe(p => p == null);
    }

    [Fact]
    public void A_bot_that_fails_fails_the_chat_unless_that_was_expected()
    {
        const string Loops = "- {kind: ReplaceDialog, id: again, dialog: Order}";
        Run("turns:\n  - say: where is my order\n", Loops).Turns[0].Problem.ShouldStartWith("The bot failed: Topics led to one another");
        Run("turns:\n  - say: where is my order\n    outcome: failed\n", Loops).Passed.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_can_be_said_after_the_bot_has_left()
    {
        var result = Run("turns:\n  - {say: where is my order, outcome: ended}\n  - {say: hello}\n", "- {kind: EndConversation, id: end}");
        result.Turns.Select(t => t.Passed).ShouldBe([true, false]);
        result.Turns[1].Problem.ShouldBe("The bot had left the conversation before this turn.");
    }

    [Fact]
    public void The_greeting_comes_first_whether_the_script_cares_or_not()
    {
        var greeting = new TopicFile("Hi.mcs.yml", One.Triggered("Hi", "OnConversationStart", "- {kind: SendActivity, id: hi, activity: Welcome}\n"
            + "- {kind: SetVariable, id: set, variable: Global.Seen, value: true}"));
        var cares = new TopicFile("a.chat.yml", "turns:\n  - {start: true, expect: Welcome}\n");
        var doesNot = new TopicFile("b.chat.yml", "turns:\n  - {say: hello, variables: {Global.Seen: true}}\n");
        TopicDraft.Read([greeting, cares, doesNot]).RunChats().Select(r => r.Passed).ShouldBe([true, true]);
    }

    [Theory]
    [InlineData("turns:\n  - sayy: hello\n", 2, 5, "'sayy' has no place in a turn. Did you mean 'say'?")]
    [InlineData("turns: []\n", 1, 1, "The chat has no 'turns': nothing is said and nothing is expected.")]
    [InlineData("turns:\n  - say: x\n    outcome: done\n", 3, 14, "'done' is no outcome; it is one of waiting, tool, http, answer, transfer, ended, failed.")]
    [InlineData("turns:\n  - say: x\n    variables: {Topik.X: 1}\n", 3, 17, "'Topik.X' is no variable; write Topic.Name or Global.Name.")]
    [InlineData("variables: {Topic.X: 1}\nturns:\n  - say: x\n", 1, 13, "Only variables of Global can be given before the chat begins: write Global.Name.")]
    [InlineData("variables: {Global.X.Y: 1}\nturns:\n  - say: x\n", 1, 13, "Only variables of Global can be given before the chat begins: write Global.Name.")]
    [InlineData("user: {nmae: Ann}\nturns:\n  - say: x\n", 1, 8, "'nmae' has no place in the user.")]
    [InlineData("http:\n  a: {status: fine}\nturns:\n  - say: x\n", 2, 15, "A status is a number, such as 200.")]
    [InlineData("at: soon\nturns:\n  - say: x\n", 1, 5, "A moment is written like 2026-01-05T09:00:00Z.")]
    [InlineData("tools:\n  t: {result: 1}\nturns:\n  - say: x\n", 2, 6, "An answer of a tool is 'output: ...' or 'error: ...'.")]
    public void A_mistake_in_a_script_is_told_with_its_place(string chat, int line, int column, string message)
    {
        var problem = TopicCheck.Run([new TopicFile("a.chat.yml", chat)]).Problems[0];
        (problem.Line, problem.Column, problem.Message, problem.Code).ShouldBe((line, column, message, "invalid_chat"));
        ChatScript.Read(new TopicFile("a.chat.yml", chat)).Run(null).Turns[0].Problem.ShouldBe(message);
    }

    [Fact]
    public void A_script_that_is_no_yaml_or_has_an_unreadable_pattern_only_fails_itself()
    {
        var topic = new TopicFile("Hi.mcs.yml", One.Topic("Hi", "hi", "- {kind: SendActivity, id: hi, activity: Hello}"));
        var draft = TopicDraft.Read([topic, new TopicFile("a.chat.yml", "turns: *other\n\tx"), new TopicFile("b.chat.yml", "turns:\n  - {say: hi, expect: /(/}\n")]);
        draft.Report.Problems.Select(p => p.Path).ShouldBe(["a.chat.yml", "b.chat.yml"]);
        draft.RunChats().ShouldAllBe(r => !r.Passed);
        draft.Bot.ShouldNotBeNull("visitors don't meet test chats");
    }

    [Fact]
    public void Chats_of_topics_with_errors_fail_and_say_so()
    {
        var topic = new TopicFile("Hi.mcs.yml", "kind: AdaptiveDialog");
        var result = TopicDraft.Read([topic, new TopicFile("a.chat.yml", "turns:\n  - {say: hi}\n")]).RunChats().ShouldHaveSingleItem();
        result.Passed.ShouldBeFalse();
        result.Turns[0].Problem.ShouldBe("The topics have errors. Mend them, then the chat can run.");
    }
}
