namespace Baton.Topics.Tests;

/// <summary>A visitor who turns to something else while a question is open, and comes back to it.</summary>
public sealed class InterruptionTests
{
    private static string Ask(string name, string more = "") =>
        $"- kind: Question\n  id: ask_{name}\n  variable: init:Topic.{name}\n  prompt: {name}?\n  entity: NumberPrebuiltEntity\n{more}";

    private static string Say(string text) => $"- kind: SendActivity\n  id: say{string.Concat(text.Where(char.IsAsciiLetterOrDigit))}\n  activity: \"{text}\"\n";

    private static readonly string Booking = One.Topic("booking", "book a table", Ask("Guests") + Say("Table for {Topic.Guests}."));
    private static readonly string Weight = One.Topic("weight", "weigh my parcel", Ask("Kilos") + Say("{Topic.Kilos} kilos."));
    private static readonly string Hours = One.Topic("hours", "opening hours", Say("9 to 5."));

    private static Chat Start(params string[] more) => Chat.With([Booking, Weight, Hours, .. more]);

    [Fact]
    public void An_interruption_may_be_interrupted_and_all_come_back_in_turn()
    {
        var chat = Start();
        chat.Say("book a table").ShouldBe("Guests?");
        chat.Say("weigh my parcel").ShouldBe("Kilos?");
        chat.Say("opening hours").ShouldBe("9 to 5.|Kilos?");
        chat.Say("7").ShouldBe("7 kilos.|Guests?");
        chat.Say("4").ShouldBe("Table for 4.");
    }

    [Fact]
    public void A_topic_that_is_open_already_does_not_begin_a_second_time()
    {
        var chat = Start();
        chat.Say("book a table");
        chat.Say("weigh my parcel");
        chat.Say("book a table").ShouldStartWith("Sorry");
    }

    [Fact]
    public void An_answer_is_no_interruption()
    {
        var chat = Chat.With(Booking, One.Topic("four", "4", Say("Four it is.")));
        chat.Say("book a table");
        chat.Say("4").ShouldBe("Table for 4.");
    }

    [Fact]
    public void Words_that_fit_a_topic_only_somewhat_are_a_wrong_answer()
    {
        var chat = Start();
        chat.Say("book a table");
        chat.Say("my office has hours of meetings").ShouldStartWith("Sorry");
    }

    [Fact]
    public void A_topic_that_was_called_goes_on_and_returns_to_its_caller()
    {
        var chat = Chat.With(Hours, One.Topic("go", "go", "- kind: BeginDialog\n  id: b\n  dialog: inner\n" + Say("back in go")),
            One.Triggered("inner", "OnRedirect", Ask("N") + Say("inner got {Topic.N}")));
        chat.Say("go").ShouldBe("N?");
        chat.Say("opening hours").ShouldBe("9 to 5.|N?");
        chat.Say("3").ShouldBe("inner got 3|back in go");
    }

    [Fact]
    public void A_loop_goes_on_where_it_was()
    {
        var chat = Chat.With(Hours, One.Topic("go", "go", "- kind: Foreach\n  id: f\n  items: =[10, 20]\n  value: Topic.Item\n  actions:\n"
            + "    - kind: Question\n      id: q\n      alwaysPrompt: true\n      variable: Topic.N\n      prompt: \"{Topic.Item}?\"\n      entity: NumberPrebuiltEntity\n"
            + Say("done")));
        chat.Say("go").ShouldBe("10?");
        chat.Say("opening hours").ShouldBe("9 to 5.|10?");
        chat.Say("1").ShouldBe("20?");
        chat.Say("opening hours").ShouldBe("9 to 5.|20?");
        chat.Say("2").ShouldBe("done");
    }

    [Fact]
    public void A_topic_that_cancels_others_leaves_nothing_to_come_back_to()
    {
        var chat = Start(One.Topic("reset", "forget everything", Say("Gone."), head: "startBehavior: CancelOtherTopics\n"));
        chat.Say("book a table");
        chat.Say("forget everything").ShouldBe("Gone.");
        chat.Say("4");
        chat.Said.ShouldNotContain("Table");
    }

    [Fact]
    public void A_topic_that_ends_all_dialogs_leaves_nothing_either()
    {
        var chat = Start(One.Topic("reset", "forget everything", Say("Gone.") + "- kind: CancelAllDialogs\n  id: c"));
        chat.Say("book a table");
        chat.Say("forget everything").ShouldBe("Gone.");
        chat.Outcome<Waiting>();
        chat.State.IsBusy.ShouldBeFalse();
    }

    [Fact]
    public void Only_the_topics_of_the_list_may_interrupt()
    {
        var chat = Chat.With(Hours, Weight, One.Topic("go", "go",
            Ask("N", "  interruptionPolicy:\n    allowInterruption: true\n    interruptionTopicListFilter:\n      allowedInterruptTopics:\n        - hours\n")));
        chat.Say("go");
        chat.Say("opening hours").ShouldBe("9 to 5.|N?");
        chat.Say("weigh my parcel").ShouldStartWith("Sorry");
    }

    [Fact]
    public void The_tries_that_were_used_are_not_given_back()
    {
        var chat = Start();
        chat.Say("book a table");
        chat.Say("blue").ShouldStartWith("Sorry");
        chat.Say("opening hours").ShouldBe("9 to 5.|Guests?");
        chat.Say("blue").ShouldStartWith("Sorry");
        chat.Say("blue");
        chat.Outcome<Transfer>();
    }

    [Fact]
    public void An_error_in_the_interruption_is_the_end_of_both()
    {
        var chat = Start(One.Topic("broken", "break it", "- kind: SetVariable\n  id: v\n  variable: Topic.X\n  value: =1/0"),
            One.Triggered("oops", "OnError", Say("Oops.")));
        chat.Say("book a table");
        chat.Say("break it").ShouldBe("Oops.");
        chat.State.IsBusy.ShouldBeFalse();
    }
}
