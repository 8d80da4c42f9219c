using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>What visitors are told before a bot's first word, and that a bot which asks hears nothing before they agree.</summary>
public sealed class PrivacyTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Notice = "What you write goes to Contoso Cloud.";

    private Hub _hub = null!;
    private HttpClient _admin = null!;
    private ScriptedBot _bot = null!;

    [Fact]
    public async Task A_notice_comes_before_the_first_word()
    {
        await Has(asks: false);
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Welcome");

        (await visitor.Heard(2)).Take(2).ShouldBe([Notice, "Welcome"]);
        (await Consent(visitor)).ShouldBe("told");
    }

    [Fact]
    public async Task Whoever_agrees_is_heard_with_what_they_said_before()
    {
        await Has(asks: true);
        var visitor = await Visitor.Begin(_hub);
        (await visitor.HeardThat(Notice)).ShouldContain("yes or no");
        var shown = (await visitor.Activities()).Single(activity => ((string?)activity!["text"] ?? "").Contains(Notice, StringComparison.Ordinal))!;
        shown["suggestedActions"]!["actions"]!.AsArray().Select(action => (string?)action!["value"]).ShouldBe(["Yes", "No"]);

        await visitor.Say("Where is my order?");
        await visitor.HeardThat("please answer yes or no");
        _bot.Heard.ShouldBeEmpty("the bot hears nothing before they agree");
        await visitor.Say("yes, please");

        await visitor.HeardThat("Echo: Where is my order?");
        _bot.Words.ShouldBe(["Where is my order?"]);
        (await Consent(visitor)).ShouldBe("yes");
        (await _hub.Read<string>("select value || ' by ' || set_by from variables where conversation_id = @ConversationId and name = 'privacyConsent'", visitor)).ShouldBe(["yes by visitor"]);
        await visitor.Say("And the bill?");
        await visitor.HeardThat("Echo: And the bill?");
        (await _hub.Read<string>("select error from jobs where error is not null")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_page_tells_before_they_agree_is_told_after_it_and_at_the_most_the_last_twenty()
    {
        await Has(asks: true);
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat(Notice);
        async Task Tells(string name, object? value = null) => (await visitor.Post(new { type = "event", name, value, from = new { id = "dl_visitor" } })).EnsureSuccessStatusCode();
        await Tells("startConversation");
        for (var i = 0; i < 22; i++) await Tells("cartChanged", new { items = i });
        await visitor.Say("Where is my order?");
        await visitor.HeardThat("please answer yes or no");
        await Tells("pageChanged");
        _bot.Heard.ShouldBeEmpty("the bot hears nothing before they agree");

        await visitor.Say("Yes");
        await visitor.HeardThat("Echo: Where is my order?");

        await Eventually.IsTrue(() => Task.FromResult(_bot.Heard.Any(one => (string?)one["name"] == "pageChanged")), "all of it is told");
        var told = _bot.Heard.Skip(2).Select(one => (string?)one["name"] is { } name ? $"{name} {one["value"]?["items"]}".Trim() : (string?)one["text"]).ToArray();
        told.ShouldBe([.. Enumerable.Range(3, 19).Select(i => $"cartChanged {i}"), "Where is my order?", "pageChanged"]);
    }

    [Theory]
    [InlineData("No")]
    [InlineData("nein")]
    [InlineData("what?", "who are you?")]
    public async Task Whoever_does_not_agree_is_given_to_a_person_and_the_bot_hears_nothing(params string[] words)
    {
        await Has(asks: true);
        using var alex = await _hub.SignInAs("alex");
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat(Notice);

        foreach (var word in words)
        {
            var heard = (await visitor.Activities()).Count;
            await visitor.Say(word);
            await Eventually.IsTrue(async () => (await visitor.Activities()).Count > heard + 1, "something follows");
        }

        await alex.IsOffered(visitor.ConversationId);
        (await _hub.Look(visitor.ConversationId)).EscalationReason.ShouldBe("The visitor did not agree to the privacy notice");
        (await Consent(visitor)).ShouldBe("no");
        _bot.Heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bot_that_has_begun_goes_on_when_a_notice_is_written()
    {
        await Has(asks: true, notice: "");
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Welcome");
        await Has(asks: true);

        await visitor.Say("Hello");

        await visitor.HeardThat("Echo: Hello");
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres);
        _bot = await ScriptedBot.Start();
        _admin = await _hub.SignIn("admin");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _bot.DisposeAsync();
        await _hub.DisposeAsync();
    }

    private async Task Has(bool asks, string notice = Notice) => (await _admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new
    {
        name = "Contoso assistant", kind = "connector", endpoint = _bot.Endpoint, inlineReplies = true, auth = new { type = "none" },
        privacyNotice = new { text = notice, asks = asks && notice.Length > 0 },
    })).EnsureSuccessStatusCode();

    private async Task<string> Consent(Visitor visitor) =>
        (await _hub.Read<string>("select answer from bot_consents where conversation_id = @ConversationId and notice = @Notice", new { visitor.ConversationId, Notice }))[0];
}
