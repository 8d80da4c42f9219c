using Baton.Bots;
using Baton.Bots.Authoring;
using Baton.Conversations;
using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Topics;

namespace Baton.Tests.Bots;

/// <summary>Promise 5: a bot that fails or goes round in a circle gives the conversation to a person, and the visitor is told.</summary>
public sealed class FaultyBotTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Greets = """
        kind: AdaptiveDialog
        beginDialog:
          kind: OnConversationStart
          id: main
          actions:
            - kind: SendActivity
              id: hello
              activity: Hello from the faulty bot
        """;

    private Hub _hub = null!;

    [Fact]
    public async Task A_bot_that_fails_on_a_message_gives_the_conversation_up()
    {
        await Publish(Answers("""
                - kind: BeginDialog
                  id: round
                  dialog: faulty.topic.Round
            """), ("Round.mcs.yml", """
            kind: AdaptiveDialog
            beginDialog:
              kind: OnRedirect
              id: main
              actions:
                - kind: BeginDialog
                  id: again
                  dialog: faulty.topic.Round
            """));
        var visitor = await Meets();

        await visitor.Say("Is anybody there?");

        await GaveUp(visitor, "The bot failed");
    }

    [Fact]
    public async Task A_bot_that_throws_before_its_first_word_gives_the_conversation_up()
    {
        // What no check let through: it throws when it is read.
        await _hub.InWork(async work =>
        {
            await work.Run("update topic_files set text = 'kind: [' where bot_id = @Bot", new { DemoPeople.Bot });
            work.Record(new TopicsPublished(DemoPeople.Bot));
            return true;
        });

        var visitor = await Visitor.Begin(_hub);

        await GaveUp(visitor, "The bot failed");
    }

    public async ValueTask InitializeAsync() => _hub = await Hub.Start(postgres);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private static (string, string) Answers(string actions) => ("Anything.mcs.yml", $"""
        kind: AdaptiveDialog
        beginDialog:
          kind: OnUnknownIntent
          id: main
          actions:
        {actions}
        """);

    private Task<bool> Publish(params (string Path, string Text)[] files) => _hub.InWork(async work =>
    {
        await work.Publish(DemoPeople.Bot, [new TopicFile("Start.mcs.yml", Greets), .. files.Select(file => new TopicFile(file.Path, file.Text))]);
        return true;
    });

    private async Task<Visitor> Meets()
    {
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("faulty bot");
        return visitor;
    }

    private async Task GaveUp(Visitor visitor, string reason)
    {
        var stands = await Eventually.Is(() => _hub.Look(visitor.ConversationId), seen => seen.EscalationReason is not null, "the bot has given it up");
        stands.State.ShouldBe(State.Waiting);
        stands.EscalationReason.ShouldBe(reason);
        stands.GivenUpBy.ShouldBe([DemoPeople.Bot]);
        (await visitor.HeardThat("queue")).ShouldNotBeEmpty();
        using var alex = await _hub.SignInAs("alex");
        await alex.IsOffered(visitor.ConversationId);
        (await _hub.Read<string>("select error from jobs where error is not null")).ShouldBeEmpty("a bot's failure is no failure of ours");
        (await visitor.Post(new { type = "message", from = new { id = "dl_visitor" }, text = "Still here" })).EnsureSuccessStatusCode();
    }
}
