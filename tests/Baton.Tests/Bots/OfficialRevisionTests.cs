using Baton.Tests.House;

namespace Baton.Tests.Bots;

/// <summary>Microsoft's own libraries, unmodified: they change what they said, take it back, and stream.</summary>
public sealed class OfficialRevisionTests(TestPostgres postgres) : IAsyncLifetime
{
    private BotStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task They_change_what_they_said_and_take_it_back(bool agentsSdk)
    {
        await using var bot = agentsSdk ? await OfficialBot.StartAgent(Ct) : await OfficialBot.Start(Ct);
        var visitor = await Meets(bot);

        await visitor.Say("edit");
        await visitor.HeardThat("I have seen");
        await visitor.Say("takeback");
        await Eventually.IsTrue(async () => (await visitor.Activities()).Any(activity => (string?)activity!["type"] == "messageDelete"), "it is taken back");

        var seen = (await visitor.Activities()).ToJsonString();
        seen.ShouldNotContain("Let me see");
        seen.ShouldNotContain("Not for you");
    }

    [Fact]
    public async Task The_Agents_SDK_streams()
    {
        await using var bot = await OfficialBot.StartAgent(Ct);
        var visitor = await Meets(bot);
        await using var page = await LineVisitorPage.Open(_stage.Hub, visitor);

        await visitor.Say("streams");

        var said = await page.Gets(activity => (string?)activity["type"] == "message" && (string?)activity["text"] == "Your order is on its way.");
        var stream = (string)said["channelData"]!["streamId"]!;
        var pieces = page.Seen.Where(activity => (string?)activity["type"] == "typing" && (string?)activity["channelData"]?["streamId"] == stream).ToArray();
        pieces.ShouldNotBeEmpty();
        pieces.Select(piece => (int)piece["channelData"]!["streamSequence"]!).ShouldBeInOrder();
        (await visitor.Activities()).Count(activity => ((string?)activity!["text"] ?? "").Contains("Your order", StringComparison.Ordinal)).ShouldBe(1);
    }

    public async ValueTask InitializeAsync() => _stage = await BotStage.Set(postgres);

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private async Task<Visitor> Meets(OfficialBot bot)
    {
        await _stage.Lives(bot.Endpoint);
        var visitor = await Visitor.Begin(_stage.Hub);
        await visitor.HeardThat("Welcome");
        return visitor;
    }
}
