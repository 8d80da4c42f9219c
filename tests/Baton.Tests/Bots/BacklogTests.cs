using Baton.Conversations;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>Words of a visitor that have waited for a bot are answered one after the other, which is no flood.</summary>
public sealed class BacklogTests(TestPostgres postgres)
{
    private const int Words = 40;

    [Fact]
    public async Task Answers_to_many_words_that_waited_all_reach_the_visitor()
    {
        await using var stage = await BotStage.Set(postgres);
        await using var bot = await CallingBot.Start();
        await stage.Lives(bot.Endpoint);
        var visitor = await Visitor.Begin(stage.Hub);
        await visitor.HeardThat("Welcome");
        var stands = bot.Stops(beforeItSpeaks: true);
        for (var i = 0; i < Words; i++) await visitor.Say($"word {i}");
        await stands;

        bot.GoesOn();

        await visitor.Heard(Words + 1);
        (await stage.Hub.Look(visitor.ConversationId)).State.ShouldBe(State.WithBot);
    }
}
