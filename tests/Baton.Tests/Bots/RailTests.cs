using System.Text.Json.Nodes;
using Baton.Bots.Ai;

namespace Baton.Tests.Bots;

/// <summary>When a conversation goes to a person, sentence by sentence.</summary>
public sealed class RailTests
{
    private static readonly AiRails Usual = new();
    private static readonly AiRails Off = new() { AngerFrom = 0, Disputes = false, NamedPerson = false, PriorityCase = false, OutOfScope = false, FruitlessMax = 0 };

    [Theory]
    [InlineData("I want to talk to a human"), InlineData("can I speak with a real person please?"), InlineData("Agent"), InlineData("human please"), InlineData("HUMAN!!"), InlineData("get me an agent")]
    [InlineData("Connect me to a representative"), InlineData("transfer me to customer service representative"), InlineData("I need a live agent"), InlineData("please escalate this to your supervisor")]
    [InlineData("I don't want to talk to a bot"), InlineData("stop, no more bots"), InlineData("is there a real person?"), InlineData("could I have someone real? let me talk to a human"), InlineData("why can't I talk to a person")]
    [InlineData("i’d like to speak to somebody"), InlineData("Operator"), InlineData("can you put me through to an agent"), InlineData("I don't want a bot. I want to talk to a person.")]
    [InlineData("Ich möchte mit einem Menschen sprechen"), InlineData("Bitte verbinden Sie mich mit einem Mitarbeiter"), InlineData("Mitarbeiter bitte"), InlineData("Kann ich mit jemandem reden?"), InlineData("Mensch")]
    [InlineData("Ich will einen echten Menschen"), InlineData("ich will nicht mit einem Bot schreiben"), InlineData("Geben Sie mir einen Berater")]
    [InlineData("Je veux parler à un humain"), InlineData("Puis-je parler à un conseiller ?"), InlineData("un conseiller svp"), InlineData("passez-moi quelqu'un"), InlineData("je ne veux pas parler à un robot"), InlineData("Je voudrais une vraie personne")]
    [InlineData("Quiero hablar con una persona"), InlineData("necesito un agente"), InlineData("¿Puedo hablar con un humano?"), InlineData("agente por favor"), InlineData("pásame con un asesor"), InlineData("no quiero hablar con un bot")]
    [InlineData("أريد التحدث مع شخص حقيقي"), InlineData("اريد موظف"), InlineData("حولني إلى موظف خدمة العملاء"), InlineData("موظف من فضلك"), InlineData("أريد أن أتكلم مع إنسان"), InlineData("لا أريد روبوت")]
    public void Who_wants_a_person_gets_one_in_each_language_and_nothing_switches_it_off(string text) =>
        Rails.Of(Off, text, 0).ShouldBe(Rail.Wish);

    [Theory]
    [InlineData("My coffee machine leaks"), InlineData("I spoke with an agent yesterday and they were nice"), InlineData("I was connected to an agent yesterday but the line dropped"), InlineData("No need to talk to a person, you can do it")]
    [InlineData("I don't want to speak to an agent"), InlineData("How do I change the person on my account?"), InlineData("Are you a bot?"), InlineData("What does your agent software cost?"), InlineData("The person at the shop broke it")]
    [InlineData("Ich habe gestern mit einem Mitarbeiter gesprochen"), InlineData("Meine Maschine ist kaputt"), InlineData("J'ai un problème avec ma machine"), InlineData("Mi máquina no funciona"), InlineData("آلتي لا تعمل")]
    [InlineData("Human resources moved to another floor"), InlineData("the machine talks to me")]
    public void Who_does_not_is_not_given_one(string text) => Rails.Of(Off, text, 0).ShouldBeNull();

    [Theory]
    [InlineData("Thank you, that helps", 0), InlineData("My machine leaks", 0), InlineData("It is still not working", 1), InlineData("This is annoying", 1), InlineData("This is ridiculous", 2), InlineData("It still doesn't work, this is ridiculous", 3)]
    [InlineData("I am really frustrated. I'm frustrated", 4), InlineData("This is outrageous", 3), InlineData("I will sue you", 4), InlineData("WHY DOES NOTHING WORK HERE", 2), InlineData("THIS IS OUTRAGEOUS!!", 5), InlineData("You idiots, I'm going to sue you. THIS IS FRAUD!!", 5)]
    [InlineData("Das ist eine Frechheit", 3), InlineData("C'est inacceptable", 2), InlineData("estoy harto de esto", 3), InlineData("أنا غاضب", 3), InlineData("NASA and IBM", 0)]
    public void Anger_has_a_score(string text, int score) => Moods.Score(text, 0).ShouldBe(score);

    [Fact]
    public void Anger_adds_up_while_it_goes_on_and_is_over_when_it_is()
    {
        Moods.Score("This is ridiculous", 2).ShouldBe(3);
        Moods.Score("This is outrageous", 5).ShouldBe(5);
        Moods.Score("Thank you", 5).ShouldBe(0);
    }

    [Theory]
    [InlineData(0, 5, false), InlineData(3, 2, false), InlineData(3, 3, true), InlineData(5, 4, false), InlineData(5, 5, true), InlineData(1, 1, true)]
    public void From_which_anger_a_person_is_asked_is_a_setting(int from, int anger, bool isAsked) =>
        (Rails.Of(Off with { AngerFrom = from }, "My machine leaks", anger)?.Code == "anger").ShouldBe(isAsked);

    [Theory]
    [InlineData("I want a refund"), InlineData("You charged twice for it"), InlineData("this is a billing dispute"), InlineData("My lawyer will write"), InlineData("it is in my contract"), InlineData("I'll see you in court")]
    [InlineData("Ich will mein Geld zurück"), InlineData("Das steht im Vertrag"), InlineData("Je demande un remboursement"), InlineData("quiero un reembolso"), InlineData("أريد استرداد"), InlineData("أريد محامي")]
    public void Disputes_go_to_a_person_unless_that_is_switched_off(string text)
    {
        Rails.Of(Usual, text, 0)!.Code.ShouldBe("dispute");
        Rails.Of(Usual with { Disputes = false }, text, 0).ShouldBeNull();
    }

    [Theory]
    [InlineData("I want to speak to John Smith", "John Smith"), InlineData("Can I talk to the billing team?", "billing team"), InlineData("transfer me to sales", "sales"), InlineData("Put me through to Mr. Weber", "Mr. Weber")]
    [InlineData("is Frau Müller there?", "Frau Müller"), InlineData("talk to your finance department", "finance department")]
    public void Who_asks_for_somebody_by_name_or_for_a_team_gets_a_person(string text, string who)
    {
        var rail = Rails.Of(Usual, text, 0)!;
        (rail.Code, rail.Detail).ShouldBe(("named_person", $"The visitor asks for “{who}”."));
        Rails.Of(Off, text, 0).ShouldBeNull();
    }

    [Theory]
    [InlineData("I talk to My machine every day"), InlineData("The sales were good"), InlineData("Speak to me"), InlineData("my team uses it")]
    public void Who_names_nobody_does_not(string text) => Rails.Of(Usual, text, 0).ShouldBeNull();

    [Fact]
    public void The_organisations_own_words_go_to_a_person_too()
    {
        var rails = Off with { Words = ["Project Bluebird", "kündigen"] };
        Rails.Of(rails, "What about project BLUEBIRD?", 0)!.Code.ShouldBe("own_words");
        Rails.Of(rails, "Ich will kundigen", 0)!.Code.ShouldBe("own_words");
        Rails.Of(rails, "Project Blueberry", 0).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"cases":[{"case_id":"1","ticket_number":"CAS-1","priority":"High","status":"In Progress"}]}""", true)]
    [InlineData("""{"open_cases":[{"case_id":"1","priority":"Critical","status":"On Hold"}]}""", true)]
    [InlineData("""{"case_id":"1","ticket_number":"CAS-1","priority":"High","status":"In Progress","state":"Active"}""", true)]
    [InlineData("""{"cases":[{"case_id":"1","ticket_number":"CAS-1","priority":"High","status":"Problem Solved"}]}""", false)]
    [InlineData("""{"cases":[{"case_id":"1","ticket_number":"CAS-1","priority":"Normal","status":"In Progress"}]}""", false)]
    [InlineData("""{"case_id":"1","priority":"High","state":"Resolved","status":"x"}""", false)]
    [InlineData("""{"task":{"priority":"High","status":"Open"}}""", false)]
    public void An_open_case_of_high_priority_goes_to_a_person(string result, bool goes)
    {
        (Rails.OfResult(Usual, JsonNode.Parse(result))?.Code == "priority_case").ShouldBe(goes);
        Rails.OfResult(Off, JsonNode.Parse(result)).ShouldBeNull();
    }
}
