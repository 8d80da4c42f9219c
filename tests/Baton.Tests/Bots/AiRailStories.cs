using Baton.Bots.Ai;
using Baton.Conversations;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>Each rule by which a conversation goes to a person, as visitors meet it: whatever the model would have said.</summary>
public sealed class AiRailStories(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private AiCast _cast = null!;

    [Theory]
    [InlineData("I want to talk to a human", "wish_for_person", "Asked for a person")]
    [InlineData("Ich möchte mit einem Mitarbeiter sprechen", "wish_for_person", "Asked for a person")]
    [InlineData("This is outrageous, it still does not work!!", "anger", "The visitor is angry")]
    [InlineData("I want a refund", "dispute", "Refund, billing, legal or contract")]
    [InlineData("Can I talk to the billing team?", "named_person", "Asked for somebody by name")]
    [InlineData("What about Project Bluebird?", "own_words", "A word that goes to a person")]
    public async Task What_a_visitor_says_can_send_them_to_a_person_before_any_model_is_asked(string says, string code, string reason)
    {
        await _cast.Publish(AiCast.Service with { Rails = new AiRails { Words = ["project bluebird"] } });
        await _cast.Turns(new { says = "I'll handle that." });
        var visitor = await _cast.Meets();

        await visitor.Say(says);

        await Goes(visitor, code, reason);
        (await _cast.Asked()).ShouldBeEmpty();
        (await _cast.Variable(visitor, "va_LastPhrases")).ShouldBe(says);
    }

    [Fact]
    public async Task Three_tool_runs_that_come_to_nothing_go_to_a_person_who_is_told_what_was_tried()
    {
        var visitor = await _cast.MeetsVerified();
        await _cast.Turns(
            new { after = "visitor", calls = new[] { Call("dynamics365_get_case", new { ticket_number = "CAS-00000-AAAAAA" }) } },
            new { after = "tool", times = 1, calls = new[] { Call("dynamics365_get_case", new { ticket_number = "CAS-00000-BBBBBB" }) } },
            new { after = "tool", calls = new[] { Call("dynamics365_get_contact_cases", new { email = _cast.Email }) } });

        await visitor.Say("Where is my case?");

        var given = await Goes(visitor, "no_progress", "No progress with tools");
        given.Summary!.ShouldContain("Where is my case?");
        given.Summary!.ShouldContain("get_case: not found; get_case: not found; get_contact_cases: nothing found");
        (await _cast.Variable(visitor, "ai_tools_tried"))!.ShouldContain("get_case: not found");
    }

    [Fact]
    public async Task An_open_case_of_high_priority_goes_to_a_person_even_when_the_model_does_not_look()
    {
        var number = await _cast.Case(_cast.ContactId, "Everything burns", "High");
        await _cast.Turns(new { says = "All is well." });
        var visitor = await _cast.MeetsVerified();

        await visitor.Say("Hello there");

        (await Goes(visitor, "priority_case", "An open case of high priority")).Summary!.ShouldContain(number);
        (await _cast.Asked()).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_the_switch_off_a_high_priority_case_stays_with_the_bot()
    {
        await _cast.Publish(AiCast.Service with { Rails = new AiRails { PriorityCase = false, Disputes = false } });
        await _cast.Case(_cast.ContactId, "Everything burns", "High");
        await _cast.Turns(
            new { whenContains = "refund", says = "I can do refunds." },
            new { after = "visitor", calls = new[] { new { name = "dynamics365_get_contact_cases", arguments = new { email = _cast.Email } } } },
            new { after = "tool", says = "You have one case, and it burns." });
        var visitor = await _cast.MeetsVerified();
        await visitor.Say("I want a refund");
        await visitor.HeardThat("I can do refunds.");
        (await _cast.Ran(visitor)).ShouldBeEmpty();

        await visitor.Say("What about my cases?");
        await visitor.HeardThat("it burns");   // also when the model looks by itself
    }

    [Fact]
    public async Task What_the_bot_is_not_there_for_goes_to_a_person()
    {
        await _cast.Turns(new { says = "OUT_OF_SCOPE" });
        var visitor = await _cast.Meets();
        await visitor.Say("Write me a poem");
        await Goes(visitor, "out_of_scope", "Out of the bot's scope");
        (await visitor.Activities()).ToJsonString().ShouldNotContain("OUT_OF_SCOPE");
    }

    [Fact]
    public async Task A_model_may_ask_for_a_person_and_say_what_it_is_about()
    {
        await _cast.Turns(new { calls = new[] { Call("escalate", new { reason = "The machine must be repaired on site.", kind = "cannot_help", summary = "The pump leaks since Monday." }) } });
        var visitor = await _cast.Meets();
        await visitor.Say("My machine leaks");

        var given = await Goes(visitor, "bot_decided", "The bot asks for a person");
        given.Summary!.ShouldStartWith("The machine must be repaired on site. The pump leaks since Monday.");
        given.SummaryBy.ShouldBe("Contoso assistant");
    }

    [Fact]
    public async Task A_bot_that_says_the_same_over_and_over_goes_round_in_a_circle()
    {
        await _cast.Turns(new { says = "Have you tried turning it off and on?" });
        var visitor = await _cast.Meets();
        foreach (var words in new[] { "It leaks", "I have, it leaks" })
        {
            await visitor.Say(words);
            await Eventually.Is(() => _cast.Hub.Look(visitor.ConversationId), seen => seen.LastN >= (words == "It leaks" ? 3 : 5), "it answers");
        }
        await visitor.Say("I did that");
        await Goes(visitor, "loop", "The bot went in circles");
    }

    [Fact]
    public async Task Who_wants_a_person_while_the_bot_waits_for_a_yes_gets_one()
    {
        var number = await _cast.Case(_cast.ContactId, "The grinder is loud");
        await _cast.Turns(new { calls = new[] { Call("dynamics365_update_case", new { ticket_number = number, priority = "Low" }) } });
        var visitor = await _cast.MeetsVerified();
        await visitor.Say("Make it low");
        await visitor.HeardThat("Shall I do this?");

        await visitor.Say("Let me talk to a person");

        await Goes(visitor, "wish_for_person", "Asked for a person");
        (await _cast.Ran(visitor)).ShouldEndWith("update_case confirmation_required");
    }

    [Fact]
    public async Task Who_asks_for_a_person_while_the_bot_still_thinks_gets_one()
    {
        await _cast.Turns(new { behaves = "waits", says = "It is this." });
        var visitor = await _cast.Meets();
        await visitor.Say("My machine leaks");
        await Eventually.Is(_cast.Asked, asked => asked.Count == 1, "the model is asked");
        await visitor.Say("Let me talk to a human");
        await _cast.Goes();

        await Goes(visitor, "wish_for_person", "Asked for a person");
        (await _cast.Asked()).Count.ShouldBe(1);
    }

    public async ValueTask InitializeAsync() => _cast = await AiCast.Meet(postgres, sandbox);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private static object Call(string name, object arguments) => new { name, arguments };

    private async Task<Conversation> Goes(Visitor visitor, string code, string reason)
    {
        var given = await _cast.Escalates(visitor);
        (given.State is State.Waiting or State.Offered, given.EscalationReason, await _cast.Variable(visitor, "escalation_reason")).ShouldBe((true, reason, code));
        await visitor.HeardThat("queue");
        return given;
    }
}
