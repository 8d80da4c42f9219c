namespace Baton.Topics.Tests;

/// <summary>What a topic wants to be given: by who calls it, by its default, or by the visitor.</summary>
public sealed class InputTests
{
    private const string Inputs = """
        inputs:
          - kind: AutomaticTaskInput
            propertyName: Nights
            description: For how many nights?
            entity: NumberPrebuiltEntity
            shouldPromptUser: true

          - kind: AutomaticTaskInput
            propertyName: Guests
            name: Number of guests
            inputSettings:
              prompt: And how many guests?
              repeatCount: 1
              unrecognizedPrompt: A number of guests, please.
              validation: =Topic.Guests < 9
              invalidPrompt: At most eight.
              defaultValue: =2

          - kind: AutomaticTaskInput
            propertyName: History
            description: The whole conversation so far

          - kind: AutomaticTaskInput
            propertyName: Secret
            shouldPromptUser: false

          - kind: AutomaticTaskInput
            propertyName: Room
            shouldPromptUser: true
            defaultValue: single

          - kind: ManualTaskInput
            propertyName: Hotel
            value: Contoso Inn

        inputType:
          properties:
            Guests:
              type: Number

        """;

    private static readonly string Booking = One.Topic("book", "book a room", """
        - kind: SendActivity
          id: s
          activity: "{Topic.Hotel}: {Topic.Room}, {Topic.Nights} nights, {Topic.Guests} guests{Topic.History}{Topic.Secret}"
        """, head: Inputs);

    [Fact]
    public void The_visitor_is_asked_for_what_is_missing()
    {
        var chat = Chat.With(Booking);
        chat.Say("book a room").ShouldBe("For how many nights?");
        chat.Say("some").ShouldStartWith("Sorry, I didn't get that.");
        chat.Say("three").ShouldBe("And how many guests?");
        chat.Say("twelve").ShouldBe("At most eight.");
        chat.Say("4").ShouldBe("Contoso Inn: single, 3 nights, 4 guests");
    }

    [Fact]
    public void An_input_that_the_topic_asks_for_itself_is_left_to_it()
    {
        var chat = Chat.With(One.Topic("go", "go", """
            - kind: SendActivity
              id: s
              activity: Welcome.
            - kind: ConditionGroup
              id: c
              conditions:
                - id: c1
                  condition: =true
                  actions:
                    - kind: Question
                      id: q
                      variable: Topic.Nights
                      prompt: Nights, please?
                      entity: NumberPrebuiltEntity
            """, head: "inputs:\n  - kind: AutomaticTaskInput\n    propertyName: Nights\n    shouldPromptUser: true\n"));
        chat.Say("go").ShouldBe("Welcome.|Nights, please?");
    }

    [Fact]
    public void After_the_last_try_its_default_is_taken()
    {
        var chat = Chat.With(Booking);
        chat.Say("book a room");
        chat.Say("1");
        chat.Say("many").ShouldBe("A number of guests, please.");
        chat.Say("many").ShouldBe("Contoso Inn: single, 1 nights, 2 guests");
    }

    [Fact]
    public void What_the_caller_gives_is_not_asked_for()
    {
        var chat = Chat.With(Booking, One.Topic("go", "go", """
            - kind: BeginDialog
              id: b
              dialog: book
              input:
                binding:
                  Nights: =7
                  Guests: =1
                  Room: double
            """));
        chat.Say("go").ShouldBe("Contoso Inn: double, 7 nights, 1 guests");
    }
}
