using Baton.Tests.House;
using Baton.Tests.Stories;

namespace Baton.Tests.Bots;

/// <summary>Setup > Bots in a real browser: a bot is made, tested, published and looked at, and another is disconnected.</summary>
public sealed class BotPageTests(TestPostgres postgres)
{
    [Fact]
    public async Task An_administrator_makes_a_bot_tests_and_publishes_it_and_disconnects_another()
    {
        await using var hub = await Hub.Start(postgres);
        await using var bot = await ScriptedBot.Start();
        await (await Visitor.Begin(hub)).HeardThat("Contoso's assistant");   // so that there is something to see

        var saw = await BrowserTests.Tell("bots.cjs", hub, ("BATON_BOT", bot.Endpoint));

        BrowserTests.Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        saw.GetProperty("kinds").GetInt32().ShouldBe(5);
        saw.GetProperty("said").GetString()!.ShouldContain("Echo: Where is my order?");
        saw.GetProperty("calls").GetInt32().ShouldBe(3);
        saw.GetProperty("nobody").GetString()!.ShouldContain("Start the bot");
        saw.GetProperty("health").GetString()!.ShouldContain("1 turn, none failed");
        saw.GetProperty("details").GetString()!.ShouldContain("Everything else");
        saw.GetProperty("foreseen").GetString()!.ShouldContain("Nobody else is in Bots");
    }
}
