using Baton.Bots.Authoring;
using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Topics;

namespace Baton.Tests.Bots;

/// <summary>A bot that says nothing for too long gives the conversation to a person, and not before; by a clock that is told.</summary>
public sealed class BotSilenceTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(ConnectorLine.AnswerSecondsMax);

    private readonly FakeClock _clock = new();
    private BotStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hang")]
    [InlineData("mute")]
    public async Task One_elsewhere_that_does_not_answer_is_given_up(string fault)
    {
        await using var bot = await OfficialBot.Start(Ct);
        await _stage.Lives(bot.Endpoint);
        var visitor = await Visitor.Begin(_stage.Hub);
        await visitor.HeardThat("Welcome, Visitor");
        await _stage.Hub.Rests(_clock);

        await visitor.Say(fault);
        await bot.IsTold(fault);
        if (fault == "hang") _clock.Advance(CallMax);
        (await _stage.Hub.Look(visitor.ConversationId)).State.ShouldBe(State.WithBot, "its time is not over");
        await _stage.Hub.BotsTimeIsOver(_clock);

        await IsGivenUp(visitor);
        (await _stage.Hub.Read<string>("select error from jobs where error is not null")).ShouldBeEmpty("a bot's failure is no failure of ours");
    }

    [Fact]
    public async Task One_whose_time_is_shorter_than_a_call_is_given_up_when_the_call_has_taken_so_long()
    {
        await _stage.Hub.InWork(work => work.Run("update workstreams set bot_silence_seconds = 5"));
        var visitor = await _stage.Meets();
        await _stage.Hub.Rests(_clock);
        _stage.Bot.Delay = Timeout.InfiniteTimeSpan;

        await visitor.Say("Is anybody there?");
        await _stage.Bot.HasHeard("message");
        _clock.Advance(TimeSpan.FromSeconds(4));
        (await _stage.Hub.Look(visitor.ConversationId)).State.ShouldBe(State.WithBot, "its time is not over");
        _clock.Advance(TimeSpan.FromSeconds(1));

        await IsGivenUp(visitor);
    }

    [Fact]
    public async Task One_may_be_late_for_our_call()
    {
        var visitor = await _stage.Meets();
        await _stage.Hub.Rests(_clock);
        _stage.Bot.Delay = Timeout.InfiniteTimeSpan;
        await visitor.Say("a hard question");
        await _stage.Bot.HasHeard("message");

        _clock.Advance(CallMax);
        await Eventually.Is(() => _stage.Hub.Read<string>("select reaction from jobs where due > @now", new { now = _clock.GetUtcNow() }), jobs => jobs.Contains("check bot's silence"), "our call is over");
        (await _stage.Hub.Look(visitor.ConversationId)).State.ShouldBe(State.WithBot, "it has five seconds more");
        await _stage.Bot.Says(new { type = "message", text = "Here is the answer" });
        await visitor.HeardThat("Here is the answer");

        await _stage.Hub.BotsTimeIsOver(_clock);
        await Eventually.Is(() => _stage.Hub.Read<string>("select reaction from jobs"), jobs => jobs.Count == 0, "the time is over");
        (await _stage.Hub.Look(visitor.ConversationId)).State.ShouldBe(State.WithBot, "it has spoken");
    }

    [Fact]
    public async Task One_that_runs_here_and_says_nothing_is_given_up()
    {
        (await _stage.Admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Contoso assistant", kind = "topics" })).EnsureSuccessStatusCode();
        await _stage.Hub.InWork(work => work.Publish(DemoPeople.Bot,
        [
            new TopicFile("Start.mcs.yml", BotAuthor.Topic("OnConversationStart", "Hello from the silent bot")),
            new TopicFile("Anything.mcs.yml", """
                kind: AdaptiveDialog
                beginDialog:
                  kind: OnUnknownIntent
                  id: main
                  actions:
                    - kind: SetVariable
                      id: think
                      variable: Topic.Thought
                      value: ="hm"
                """),
        ]));
        var visitor = await Visitor.Begin(_stage.Hub);
        await visitor.HeardThat("silent bot");
        await _stage.Hub.Rests(_clock);

        await visitor.Say("Is anybody there?");
        await _stage.Hub.BotsTimeIsOver(_clock);

        await IsGivenUp(visitor);
    }

    public async ValueTask InitializeAsync() => _stage = await BotStage.Set(postgres, clock: _clock);

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private async Task IsGivenUp(Visitor visitor)
    {
        var stands = await _stage.GaveUp(visitor);
        (stands.EscalationReason, stands.GivenUpBy.Single()).ShouldBe(("The bot was silent", DemoPeople.Bot));
        await visitor.HeardThat("queue");
        using var alex = await _stage.Hub.SignInAs("alex");
        await alex.IsOffered(visitor.ConversationId);
    }
}
