using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>A bot asks how it was with a card of its own: what the visitor answers is the conversation's rating, and the bot hears it too.</summary>
public sealed class SurveyTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;
    private OfficialBot _bot = null!;

    [Fact]
    public async Task The_button_that_was_pressed_is_the_rating_and_the_bot_gets_it()
    {
        var visitor = await IsAsked();

        (await visitor.Post(new { type = "message", from = new { id = "dl_visitor" }, value = new { rate = "3" }, channelData = new { postBack = true } })).EnsureSuccessStatusCode();

        await visitor.HeardThat("Echo: {\"rate\":\"3\"}");
        await Rated(visitor, 3);
        (await _hub.Read<string>("select text from messages where from_kind = 'visitor' order by n desc limit 1")).Single().ShouldBe("rate: 3", "people can read what was chosen");
    }

    [Fact]
    public async Task A_number_that_is_typed_next_is_the_rating_too_but_no_number_later()
    {
        var visitor = await IsAsked();

        await visitor.Say("5");
        await visitor.HeardThat("Echo: 5");
        await Rated(visitor, 5);

        await visitor.Say("2");
        await visitor.HeardThat("Echo: 2");
        await visitor.Say("I need 3");
        await visitor.HeardThat("Echo: I need 3");
        await Rated(visitor, 5);
    }

    [Fact]
    public async Task A_value_that_answers_no_such_card_rates_nothing()
    {
        var visitor = await Meets();

        (await visitor.Post(new { type = "message", from = new { id = "dl_visitor" }, value = new { rate = "1" } })).EnsureSuccessStatusCode();
        await visitor.HeardThat("Echo: {");
        await visitor.Say("survey");
        await visitor.HeardCard();

        await Rated(visitor, null);
    }

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        _hub = await Hub.Start(postgres, settings: new Dictionary<string, string?> { ["BATON_URLS"] = $"http://127.0.0.1:{ServerProcess.FreePort()}" });
        _bot = await OfficialBot.Start(ct);
        using var admin = await _hub.SignIn("admin");
        (await admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Order bot", kind = "connector", endpoint = _bot.Endpoint })).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _bot.DisposeAsync();
    }

    private async Task<Visitor> Meets()
    {
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Welcome, Visitor");
        return visitor;
    }

    private async Task<Visitor> IsAsked()
    {
        var visitor = await Meets();
        await visitor.Say("survey");
        await visitor.HeardCard();
        return visitor;
    }

    private async Task Rated(Visitor visitor, int? rating) =>
        await Eventually.Is(async () => (await _hub.Look(visitor.ConversationId)).Rating, seen => seen == rating, $"it is rated {rating}");
}
