namespace Baton.Topics.Tests;

public sealed class DemoBotTests
{
    private const string Ann =
        """{"matches":[{"contact_id":"7","fullname":"Ann Lee","email":"ann@contoso.example"}],"count":1,"has_more":false}""";

    [Fact]
    public void The_files_are_sound_without_a_warning() => TopicCheck.Run(Demo.Files()).Problems.ShouldBeEmpty();

    [Fact]
    public void It_greets_with_buttons()
    {
        var chat = Demo.Start();
        chat.Begin().ShouldStartWith("Hi Ann, I'm Contoso's assistant");
        chat.Last.Says[0].SuggestedActions.Select(a =>
            a.Title).ShouldBe(["My open cases", "Order status", "Report a problem", "Talk to a person"]);
        chat.Outcome<Waiting>();
    }

    [Fact]
    public void It_finds_the_contact_and_tells_the_open_cases()
    {
        var chat = Demo.Start();
        chat.Say("show me my open cases").ShouldBe("What is your e-mail address?");
        chat.Say("it is ann@contoso.example").ShouldBe("");
        var tool = chat.Outcome<NeedsTool>();
        tool.Name.ShouldBe("get_contact_by_email");
        tool.InputJson.ShouldBe("""{"email":"ann@contoso.example"}""");
        chat.Tool(Ann).ShouldBe("", "the CRM shows the contact only of a visitor who is known to be them");
        chat.Outcome<NeedsTool>().InputJson.ShouldBe("""{"contact_id":"7","only_open":true}""");
        chat.Tool("""
                {"cases":[{"case_id":"1","ticket_number":"CAS-1","title":"Printer jams","status":"Active"},
                {"case_id":"2","ticket_number":"CAS-2","title":"No ink","status":"Active"}],"count":2,"has_more":false}
                """)
            .ShouldStartWith("You have 2 open cases:\n- CAS-1: Printer jams (Active)\n- CAS-2: No ink (Active)|");
        chat.Globals["ContactName"].Plain.ShouldBe("Ann Lee");
        chat.State.IsBusy.ShouldBeFalse();
    }

    [Fact]
    public void Whoever_is_not_known_yet_types_the_code_that_was_sent_to_them()
    {
        var chat = Demo.Start();
        chat.Say("show me my open cases");
        chat.Say("ann@contoso.example");
        chat.Tool("""{"match":true,"verified":false,"how_to_verify":"..."}""").ShouldBe("");
        chat.Outcome<NeedsTool>().Name.ShouldBe("send_verification_code");
        chat.Tool("""{"sent":true,"codes_left":2}""").ShouldBe("To be sure that it is you, I've sent a code to ann@contoso.example. What is it?");
        chat.Say("no idea").ShouldContain("six digits");
        chat.Say("111 111").ShouldBe("");
        chat.Outcome<NeedsTool>().Name.ShouldBe("check_verification_code");
        chat.Tool("""{"error":{"code":"wrong_code","message":"Wrong."}}""").ShouldStartWith("That is not the code.|To be sure that it is you");
        chat.Say("123456");
        chat.Tool("""{"verified":true,"email":"ann@contoso.example","contact_id":"7","fullname":"Ann Lee"}""").ShouldBe("Thank you, Ann Lee. Now I know that it is you.");
        chat.Outcome<NeedsTool>().InputJson.ShouldBe("""{"contact_id":"7","only_open":true}""");
    }

    [Fact]
    public void A_failing_CRM_is_told_kindly()
    {
        var chat = Demo.Start();
        chat.Say("case status");
        chat.Say("ann@contoso.example");
        chat.Tool("""{"error":{"code":"crm_unavailable","message":"The CRM does not answer."}}""")
            .ShouldBe("I can't look that up right now.|Would you like to talk to a person instead?");
        chat.Say("yes please").ShouldStartWith("I'm bringing in a colleague.");
        chat.Outcome<Transfer>();
    }

    [Fact]
    public void It_reports_a_problem_as_a_case()
    {
        var chat = Demo.Start();
        chat.Say("I want to report a problem");
        chat.Say("ann@contoso.example");
        chat.Tool(Ann).ShouldContain("What is the problem");
        chat.Say("Printer jams").ShouldContain("tell me a little more");
        chat.Say("It jams on every page").ShouldContain("How urgent");
        chat.Last.Says[^1].SuggestedActions.Select(a => a.Text).ShouldBe(["High", "Normal", "Low"]);
        chat.Say("very urgent");
        chat.Outcome<NeedsTool>().InputJson
            .ShouldBe("""{"title":"Printer jams","description":"It jams on every page","contact_id":"7","priority":"high"}""");
        chat.Tool("""{"case_id":"9","ticket_number":"CAS-9","title":"Printer jams"}""").ShouldContain("I opened case CAS-9");
    }

    [Fact]
    public void A_damaged_order_becomes_a_case_with_its_title_filled_in()
    {
        var chat = Demo.Start();
        chat.Say("where is my order?").ShouldContain("order number");
        chat.Say("what?").ShouldContain("looks like SO-12345");
        chat.Say("so-55512").ShouldContain("What about order SO-55512?");
        chat.Say("it arrived broken").ShouldContain("Let's report it.|What is your e-mail address?");
        chat.Say("ann@contoso.example");
        chat.Tool(Ann).ShouldContain("tell me a little more");
    }

    [Theory]
    [InlineData("I want to talk to a person")]
    [InlineData("agent please")]
    [InlineData("can I speak to a human?")]
    [InlineData("give me a real person now")]
    [InlineData("TALK TO AGENT")]
    public void Whoever_asks_for_a_person_gets_one(string words)
    {
        var chat = Demo.Start();
        chat.Say(words);
        chat.Outcome<Transfer>().MessageToAgent!.ShouldContain("asked for a person");
        chat.Last.ConversationOutcome.ShouldBe("Escalated");
    }

    [Fact]
    public void The_hand_over_carries_what_is_known()
    {
        var chat = Demo.Start();
        chat.Say("case status");
        chat.Say("ann@contoso.example");
        chat.Tool(Ann);
        chat.Tool("""{"cases":[],"count":0,"has_more":false}""");
        chat.Say("talk to a person");
        var transfer = chat.Outcome<Transfer>();
        transfer.Context["Email"].Plain.ShouldBe("ann@contoso.example");
        transfer.Context["ContactId"].Plain.ShouldBe("7");
        transfer.LastTopic.ShouldBe("Escalate");
        transfer.Topics.ShouldBe(["OpenCases", "Escalate"]);
        transfer.LastPhrase.ShouldBe("talk to a person");
    }

    [Fact]
    public void A_person_can_be_asked_for_in_the_middle_of_a_question()
    {
        var chat = Demo.Start();
        chat.Say("I want to report a problem");
        chat.Say("I want to talk to a person");
        chat.Outcome<Transfer>();
    }

    [Fact]
    public void Nonsense_is_asked_back_twice_and_then_escalates()
    {
        var chat = Demo.Start();
        chat.Say("blorp fizz wug").ShouldContain("other words");
        chat.Say("the moon is made of cheese").ShouldContain("I still don't follow");
        chat.Say("qwertz").ShouldContain("colleague");
        chat.Outcome<Transfer>();
    }

    [Fact]
    public void The_end_is_a_survey_and_goodbye()
    {
        var chat = Demo.Start();
        chat.Say("end the conversation").ShouldBe("Did I answer your question?");
        chat.Last.Says[0].SuggestedActions.Select(a => a.Title).ShouldBe(["Yes", "No"]);
        chat.Say("yes");
        chat.Outcome<Waiting>().Survey.ShouldBeTrue();
        chat.Last.Says[0].SuggestedActions.Select(a => a.Text).ShouldBe(["1", "2", "3", "4", "5"]);
        chat.Say("5").ShouldContain("Goodbye");
        chat.Last.Rating.ShouldBe(5);
        chat.Outcome<Ended>();
    }
}
