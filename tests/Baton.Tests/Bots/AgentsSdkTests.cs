using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>Bots of the Microsoft 365 Agents SDK, unmodified, with and without tokens: everything by configuration.</summary>
public sealed class AgentsSdkTests(TestPostgres postgres) : IAsyncLifetime
{
    /// <summary>Stands at the time that it is for the bots, whose libraries look at their own clock.</summary>
    private readonly FakeClock _clock = new(TimeProvider.System.GetUtcNow());
    private TrustCast _cast = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_does_all_that_bots_do(bool showsTokens)
    {
        await using var running = await Starts(showsTokens);
        var visitor = await _cast.Meets();

        await visitor.Say("good morning");
        await visitor.HeardThat("Echo: good morning");
        await visitor.Say("suggest");
        await visitor.HeardThat("Pick one");
        var picked = (await visitor.Activities()).Single(activity => (string?)activity!["text"] == "Pick one")!;
        picked["suggestedActions"]!["actions"]!.AsArray().Select(action => (string?)action!["title"]).ShouldBe(["Red", "Blue"]);
        await visitor.Say("card");
        await _cast.IsShownACard(visitor, "Your order");
        await visitor.Say("types");
        await visitor.HeardThat("Done typing");
        await visitor.Say("members");
        await visitor.HeardThat("Here: user");

        await visitor.Say("later");
        await visitor.Say("hello");
        await visitor.HeardThat("Echo: hello");
        (await running.Bot.Speaks()).GetProperty("status").GetInt32().ShouldBe(200);
        await visitor.HeardThat("By the way");

        await visitor.Say("human");
        (await _cast.GaveUp(visitor, "Asked for a person")).Summary.ShouldBe("Wants a new card");
        await visitor.HeardThat("One moment");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_ends_the_conversation(bool showsTokens)
    {
        await using var running = await Starts(showsTokens);
        var visitor = await _cast.Meets();

        await visitor.Say("end");

        await visitor.HeardThat("Goodbye.");
        (await _cast.Hub.Stands(visitor.ConversationId, State.Closed)).CloseReason.ShouldBe("ended_by_bot");
    }

    [Fact]
    public async Task One_that_crashes_says_so_in_the_librarys_words_and_is_heard_again()
    {
        await using var running = await Starts(showsTokens: true);
        var visitor = await _cast.Meets();

        await visitor.Say("crash");

        await visitor.HeardThat("encountered an error");
        await visitor.Say("hello");
        await visitor.HeardThat("Echo: hello");
    }

    [Fact]
    public async Task One_that_hangs_is_given_up()
    {
        await using var running = await Starts(showsTokens: true);
        var visitor = await _cast.Meets();
        await _cast.Hub.Rests(_clock);

        await visitor.Say("hang");
        await running.Bot.IsTold("hang");
        _clock.Advance(TimeSpan.FromSeconds(ConnectorLine.AnswerSecondsMax));
        await _cast.Hub.BotsTimeIsOver(_clock);

        await _cast.GaveUp(visitor, "The bot was silent");
        using var alex = await _cast.Hub.SignInAs("alex");
        await alex.IsOffered(visitor.ConversationId);
    }

    [Fact]
    public async Task One_whose_secret_is_revoked_is_not_heard_and_a_person_is_asked()
    {
        await using var running = await Starts(showsTokens: true);
        await _cast.Hub.InWork(work => work.Run("delete from bot_secrets"));

        var visitor = await Visitor.Begin(_cast.Hub);

        await _cast.GaveUp(visitor, "The bot failed");   // its library tries for a while to get a token, and then answers with status 500
        (await visitor.Activities()).ShouldNotContain(activity => ((string?)activity!["text"] ?? "").Contains("Welcome"));
    }

    public async ValueTask InitializeAsync() => _cast = await TrustCast.Begin(postgres, clock: _clock);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private async Task<Running> Starts(bool showsTokens)
    {
        if (!showsTokens)
        {
            var open = await OfficialBot.StartAgent(Ct);
            await _cast.Connects(open.Endpoint, new { type = "none" });
            return new Running(open, null);
        }
        var sidecar = await OfficialBot.StartSidecar(_cast.Sidecar((await _cast.MakesSecret()).Secret), Ct);
        var bot = await OfficialBot.StartAgent(Ct, _cast.Agents(sidecar.Address));
        await _cast.Connects(bot.Endpoint, TrustCast.OfBaton);
        return new Running(bot, sidecar);
    }

    private sealed record Running(OfficialBot Bot, OfficialBot? Sidecar) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Bot.DisposeAsync();
            if (Sidecar is not null) await Sidecar.DisposeAsync();
        }
    }
}
