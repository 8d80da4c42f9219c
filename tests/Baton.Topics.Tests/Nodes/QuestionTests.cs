namespace Baton.Topics.Tests;

public sealed class QuestionTests
{
    private const string Number = """
        - kind: Question
          id: q
          variable: init:Topic.N
          prompt: How many?
          entity: NumberPrebuiltEntity
          MORE
        - kind: SendActivity
          id: s
          activity: Got {Topic.N}
        """;

    private static Chat Asked(string more = "", params string[] others) => One.Go(Number.Replace("MORE", more, StringComparison.Ordinal), others);

    [Fact]
    public void An_answer_that_fits_is_kept() => Asked().Say("five").ShouldBe("Got 5");

    [Fact]
    public void It_is_asked_twice_more_and_then_a_person_comes()
    {
        var chat = Asked();
        chat.Said.ShouldBe("How many?");
        chat.Say("blue").ShouldBe("Sorry, I didn't get that. How many?");
        chat.Say("red").ShouldBe("Sorry, I didn't get that. How many?");
        chat.Say("green");
        chat.Outcome<Transfer>();
    }

    [Fact]
    public void The_author_says_how_it_is_asked_again_and_how_often()
    {
        var chat = Asked("repeatCount: 1\n  unrecognizedPrompt: A number, please.");
        chat.Say("blue").ShouldBe("A number, please.");
        chat.Say("red");
        chat.Outcome<Transfer>();
    }

    [Fact]
    public void After_the_last_try_the_default_is_taken() =>
        Asked("repeatCount: 0\n  defaultValue: =7\n  defaultValueResponse: I take 7.").Say("blue").ShouldBe("I take 7.|Got 7");

    [Fact]
    public void After_the_last_try_the_named_topic_begins() =>
        Asked("repeatCount: 0\n  fallbackDialogOnInvalidEntity: bot.topic.Other", One.Triggered("Other", "OnRedirect", """
            - kind: SendActivity
              id: o
              activity: other
            """)).Say("blue").ShouldBe("other");

    [Fact]
    public void A_rule_may_refuse_an_answer()
    {
        var chat = Asked("validation: =Topic.N < 10\n  invalidPrompt: Less than ten!");
        chat.Say("12").ShouldBe("Less than ten!");
        chat.Say("9").ShouldBe("Got 9");
    }

    [Theory]
    [InlineData("", "Got 3")]
    [InlineData("alwaysPrompt: true", "How many?")]
    [InlineData("skipQuestionMode: AlwaysAsk", "How many?")]
    [InlineData("skipQuestionMode: AlwaysSkipIfVariableHasValue", "Got 3")]
    public void A_value_that_is_there_may_answer_it(string more, string expected) =>
        One.Go("- kind: SetVariable\n  id: v\n  variable: Topic.N\n  value: =3\n" + Number.Replace("MORE", more, StringComparison.Ordinal))
            .Said.ShouldBe(expected);

    [Fact]
    public void The_usual_way_skips_only_the_first_time()
    {
        const string Loop = "- kind: SetVariable\n  id: v\n  variable: Topic.N\n  value: =3\n";
        var chat = One.Go(Loop + Number.Replace("MORE", "", StringComparison.Ordinal) + "\n- kind: GotoAction\n  id: g\n  actionId: q");
        chat.Said.ShouldBe("Got 3|How many?");
    }

    [Fact]
    public void A_context_variable_of_its_name_answers_it()
    {
        var chat = One.Of(Number.Replace("MORE", "", StringComparison.Ordinal));
        chat.Globals["N"] = Fx.FxValue.Of("42");
        chat.Say("go").ShouldBe("Got 42");
    }

    [Fact]
    public void Another_topic_may_interrupt_and_the_question_comes_back()
    {
        var chat = Asked("", One.Topic("hours", "what are your opening hours", "- kind: SendActivity\n  id: h\n  activity: 9 to 5"));
        chat.Say("what are your opening hours?").ShouldBe("9 to 5|How many?");
        chat.Say("4").ShouldBe("Got 4");
    }

    [Fact]
    public void Interruption_may_be_forbidden()
    {
        var chat = Asked("interruptionPolicy:\n    allowInterruption: false",
            One.Topic("hours", "what are your opening hours", "- kind: SendActivity\n  id: h\n  activity: 9 to 5"));
        chat.Say("what are your opening hours?").ShouldStartWith("Sorry");
    }

    [Fact]
    public void Choices_are_buttons_and_are_compared_by_id()
    {
        var chat = One.Go("""
            - kind: Question
              id: q
              variable: init:Topic.Region
              prompt: Which region?
              entity:
                kind: EmbeddedEntity
                definition:
                  kind: ClosedListEntity
                  items:
                    - id: North
                      displayName: The north
                      synonyms:
                        - up north
                    - id: South
                      displayName: The south
            - kind: ConditionGroup
              id: c
              conditions:
                - id: c1
                  condition: =Topic.Region = 'bot.topic.go.main.q'.North
                  actions:
                    - kind: SendActivity
                      id: n
                      activity: "{Topic.Region}!"
              elseActions:
                - kind: SendActivity
                  id: s
                  activity: Elsewhere
            """);
        chat.Last.Says[0].SuggestedActions.Select(a => a.Title).ShouldBe(["The north", "The south"]);
        chat.Last.Says[0].ExpectsAnswer.ShouldBeTrue();
        chat.Say("up north").ShouldBe("The north!");
    }

    [Fact]
    public void A_list_made_by_a_formula_keeps_the_chosen_row()
    {
        var chat = One.Go("""
            - kind: Question
              id: q
              variable: init:Topic.Row
              prompt: Which?
              entity:
                kind: DynamicClosedListEntity
                items: "=[{DisplayName: \"One\", Id: 1}, {DisplayName: \"Two\", Id: 2}]"
            - kind: SendActivity
              id: s
              activity: "{Topic.Row.Id}"
            """);
        chat.Last.Says[0].SuggestedActions.Select(a => a.Title).ShouldBe(["One", "Two"]);
        chat.Say("two").ShouldBe("2");
    }

    [Fact]
    public void A_card_is_filled_in()
    {
        var chat = One.Go("""
            - kind: AdaptiveCardPrompt
              id: p
              card: |-
                ={ type: "AdaptiveCard", body: [{ type: "Input.Text", id: "name" }] }
              output:
                binding:
                  name: Topic.Name
              outputType:
                properties:
                  name: String
            - kind: SendActivity
              id: s
              activity: Hi {Topic.Name}
            """);
        chat.Last.Says[0].Attachments[0].ContentJson.ShouldBe("""{"type":"AdaptiveCard","body":[{"type":"Input.Text","id":"name"}]}""");
        chat.Say("what?").ShouldStartWith("Please fill in the card.");
        chat.Do(new VisitorMessage("", """{"name":"Ann"}"""));
        chat.Said.ShouldBe("Hi Ann");
    }

    [Fact]
    public void A_rating_is_asked_for_once_more_and_kept()
    {
        var chat = One.Go("""
            - kind: CSATQuestion
              id: r
              variable: Topic.Stars
            - kind: SendActivity
              id: s
              activity: "{Topic.Stars} stars"
            """);
        chat.Outcome<Waiting>().Survey.ShouldBeTrue();
        chat.Say("seven").ShouldContain("How would you rate");
        chat.Say("four").ShouldBe("4 stars");
        chat.Last.Rating.ShouldBe(4);
    }
}
