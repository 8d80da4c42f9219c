namespace Baton.Topics.Tests;

/// <summary>The topics that every agent of Copilot Studio begins with, in their shapes: each runs to its end.</summary>
public sealed class SystemTopicsTests
{
    private static readonly Lazy<TopicBot> Shop = new(() => TopicBot.Load(
        Directory.GetFiles(Path.Combine(Demo.Root, "tests/Baton.Topics.Tests/SystemTopics")).Order(StringComparer.Ordinal)
            .Select(path => new TopicFile(Path.GetFileName(path), File.ReadAllText(path)))));

    private static Chat Start() => new(Shop.Value);

    private static Chat After(params string[] said)
    {
        var chat = Start();
        foreach (var text in said) chat.Say(text);
        return chat;
    }

    [Fact]
    public void They_load_without_a_warning() =>
        TopicCheck.Run(Directory.GetFiles(Path.Combine(Demo.Root, "tests/Baton.Topics.Tests/SystemTopics"))
            .Select(path => new TopicFile(Path.GetFileName(path), File.ReadAllText(path))), out _).Problems.ShouldBeEmpty();

    [Fact]
    public void The_conversation_begins_with_a_greeting_to_read_and_to_hear()
    {
        var chat = Start();
        chat.Begin().ShouldBe("Welcome to Contoso.");
        chat.Last.Says[0].Speak.ShouldBe("Welcome to Contoso, thank you for calling.");
    }

    [Theory]
    [InlineData("hi there!", "Nice to meet you.")]
    [InlineData("Good evening", "Nice to meet you.")]
    [InlineData("thanks a lot", "My pleasure.")]
    [InlineData("can I talk to a real person please", "Nobody is here just now.\n\nCan I do anything else?")]
    [InlineData("start over", "Begin anew?")]
    [InlineData("bye", "Shall we end here?")]
    public void Small_talk_is_understood(string words, string expected) => After(words).Said.ShouldBe(expected);

    [Fact]
    public void What_nobody_knows_is_searched_for_then_asked_again_then_escalated()
    {
        var chat = Start();
        foreach (var expected in new[] { "Please say it differently.", "Please say it differently.",
            "Nobody is here just now.\n\nCan I do anything else?" })
        {
            chat.Say("frobnicate the gizmo");
            chat.Outcome<NeedsAnswer>().Question.ShouldBe("frobnicate the gizmo");
            chat.Do(new AnswerDone(null));
            chat.Said.ShouldBe(expected);
        }
    }

    [Fact]
    public void What_is_found_ends_the_matter()
    {
        var chat = After("frobnicate the gizmo");
        chat.Do(new AnswerDone("Turn it left."));
        chat.Said.ShouldBe("Turn it left.");
        chat.Outcome<Waiting>();
    }

    [Fact]
    public void Starting_over_forgets_what_was_said()
    {
        var chat = After("where is my order", "5");
        chat.Said.ShouldBe("Order 5 is on its way.");
        chat.Say("restart").ShouldBe("Begin anew?");
        chat.Say("yes").ShouldBe("A clean sheet. What is it about?");
        chat.Say("where is my order").ShouldBe("What is its number?");
    }

    [Fact]
    public void Not_starting_over_goes_on_where_it_was()
    {
        var chat = After("where is my order", "start over");
        chat.Said.ShouldBe("Begin anew?");
        chat.Say("no").ShouldBe("We carry on.|What is its number?");
        chat.Say("5").ShouldBe("Order 5 is on its way.");
    }

    [Fact]
    public void A_happy_end_asks_for_stars_and_ends()
    {
        var chat = After("bye", "yes");
        chat.Said.ShouldBe("Was that what you needed?");
        chat.Say("yes");
        chat.Outcome<Waiting>().Survey.ShouldBeTrue();
        chat.Say("5").ShouldBe("Anything else?");
        chat.Last.Rating.ShouldBe(5);
        chat.Say("no").ShouldBe("Goodbye then.");
        chat.Outcome<Ended>();
    }

    [Fact]
    public void An_unhappy_end_tries_again_or_brings_a_person()
    {
        After("bye", "yes", "no", "yes").Said.ShouldBe("Go on.");
        After("bye", "yes", "no", "no").Said.ShouldStartWith("Nobody is here just now.");
        After("bye", "no").Said.ShouldBe("I'm listening.");
    }

    [Fact]
    public void Between_topics_that_fit_alike_the_visitor_chooses()
    {
        var chat = After("my parcel order");
        chat.Said.ShouldBe("Which do you mean?");
        chat.Last.Says[0].SuggestedActions.Select(a => a.Title).ShouldBe(["Order status", "Order change", "Something else"],
            ignoreOrder: true);
        chat.Say("order change").ShouldStartWith("What shall I change?");
        After("my parcel order", "something else").Said.ShouldBe("Please say it differently.");
    }

    [Fact]
    public void An_error_is_told_logged_and_leaves_nothing_open()
    {
        var chat = After("where is my order", "7");
        chat.Said.ShouldStartWith("Something broke (");
        chat.Said.ShouldContain("2026-03-04T10:30:00");
        chat.Last.Says[0].Speak.ShouldBe("Something broke.");
        chat.Last.Telemetry.ShouldHaveSingleItem().Name.ShouldBe("Broken");
        chat.Say("hello").ShouldBe("Nice to meet you.");
    }

    [Fact]
    public void In_a_test_chat_an_error_says_more()
    {
        var chat = Start();
        chat.Context = chat.Context with { InTestMode = true };
        chat.Say("where is my order");
        chat.Say("7").ShouldContain("Conversation: c1");
    }

    [Fact]
    public void Signing_in_asks_and_goes_on()
    {
        var chat = Start();
        chat.Do(new TopicAsked("Signin"));
        chat.Said.ShouldContain("Sign in");
        chat.Last.Outcome.ShouldNotBeNull();
    }
}
