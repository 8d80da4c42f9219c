using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>What reaches a bot beside words, and what it sends beside them: events, silence, telemetry, how it went.</summary>
public sealed class BotEventTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private Hub _hub = null!;
    private BotAuthor _author = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_the_page_start_their_topic_and_events_of_the_bot_reach_the_page()
    {
        await _author.Publish([Start, Topic("Cart", "OnEventActivity", """
              - kind: SendActivity
                id: say
                activity: Your cart has {System.Activity.Value.items} things.
              - kind: EmitEvent
                id: tell
                eventName: showCart
                eventValue: "={open: true}"
            """, "eventName: cartChanged")]);
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Your name?");

        await Tell(visitor, "nobodyKnowsThis", new { });
        await Tell(visitor, "cartChanged", new { items = 3 });

        await visitor.HeardThat("Your cart has 3 things.");
        var sent = await Eventually.Is(async () => (await visitor.Activities()).FirstOrDefault(a => (string?)a!["type"] == "event" && (string?)a["name"] == "showCart"),
            found => found is not null, "the page hears the bot's event");
        ((bool)sent!["value"]!["open"]!).ShouldBeTrue();
        ((string?)sent["from"]!["role"]).ShouldBe("bot");
        await visitor.Say("Maria");
        await visitor.HeardThat("Hello Maria");   // the question stood open all the time
    }

    [Fact]
    public async Task A_page_that_never_stops_telling_and_a_bot_that_never_stops_answering_it_are_parted()
    {
        await _author.Publish([Start, Topic("Cart", "OnEventActivity", """
              - kind: SendActivity
                id: say
                activity: Your cart has changed.
            """, "eventName: cartChanged")]);
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Your name?");
        await visitor.Say("Maria");
        await visitor.HeardThat("Hello Maria");

        for (var i = 0; i < 7; i++) await Tell(visitor, "cartChanged", new { items = i });

        (await Eventually.Is(() => _hub.Look(visitor.ConversationId), seen => seen.EscalationReason is not null, "a person is asked")).EscalationReason.ShouldBe("The bot went round in a circle");
        (await Said(visitor, "Your cart has changed.")).ShouldBe(4);
    }

    [Fact]
    public async Task Silence_starts_its_topics_one_after_another_and_a_word_begins_the_time_anew()
    {
        await _author.Publish([Start, Silent("Soon", 120, "Still there?"), Silent("Late", 600, "I'll be here.")]);
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Your name?");

        _clock.Advance(TimeSpan.FromSeconds(100));
        await visitor.Say("Maria");
        await visitor.HeardThat("Hello Maria");
        _clock.Advance(TimeSpan.FromSeconds(100));
        (await Said(visitor, "Still there?")).ShouldBe(0, "the time began anew with the visitor's word");

        await After(TimeSpan.FromSeconds(25), visitor, "Still there?");
        await After(TimeSpan.FromSeconds(500), visitor, "I'll be here.");
        _clock.Advance(TimeSpan.FromMinutes(15));
        (await Said(visitor, "Still there?")).ShouldBe(1);
    }

    [Fact]
    public async Task How_it_went_is_a_context_variable_and_telemetry_is_counted()
    {
        await _author.Publish([Start, Topic("Thanks", "OnUnknownIntent", """
              - kind: LogCustomTelemetryEvent
                id: log
                eventName: Thanked in a test
              - kind: SendActivity
                id: say
                conversationOutcome: ResolvedConfirmed
                activity: My pleasure.
            """)]);
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Your name?");
        await visitor.Say("Maria");
        await visitor.HeardThat("Hello Maria");
        await visitor.Say("wonderful");
        await visitor.HeardThat("My pleasure.");

        using var sam = await _hub.SignIn("sam");
        (await sam.GetStringAsync($"/api/v1/conversations/{visitor.ConversationId}", Ct)).ShouldContain("ResolvedConfirmed");
        (await _hub.Look(visitor.ConversationId)).Resolved.ShouldBe(true, "the topic heard the visitor say so");
        (await _hub.Http.GetStringAsync("/metrics", Ct)).ShouldContain("Thanked in a test");
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres, _clock);
        _author = await BotAuthor.SignIn(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        _author.Dispose();
        await _hub.DisposeAsync();
    }

    private static object Start => Topic("Start", "OnConversationStart", """
          - kind: Question
            id: ask
            variable: Topic.Name
            prompt: Your name?
            entity: StringPrebuiltEntity
          - kind: SendActivity
            id: greet
            activity: Hello {Topic.Name}
        """);

    private static object Silent(string name, int seconds, string words) => Topic(name, "OnInactivity", $"""
          - kind: SendActivity
            id: say
            activity: {words}
        """, $"durationInSeconds: {seconds}");

    private static object Topic(string name, string trigger, string actions, string more = "") => new
    {
        path = $"topics/{name}.mcs.yml",
        text = $"kind: AdaptiveDialog\nbeginDialog:\n  kind: {trigger}\n  id: main\n{(more.Length > 0 ? $"  {more}\n" : "")}  actions:\n{Indented(actions)}\n",
    };

    // As deep as the actions of a topic stand, whatever depth they are written in here.
    private static string Indented(string actions)
    {
        var lines = actions.Split('\n');
        var margin = lines[0].Length - lines[0].TrimStart().Length;
        return string.Join('\n', lines.Select(line => "    " + line[Math.Min(margin, line.Length)..]));
    }

    private static async Task Tell(Visitor visitor, string name, object value) =>
        (await visitor.Post(new { type = "event", name, value, from = new { id = "dl_visitor" } })).EnsureSuccessStatusCode();

    private async Task After(TimeSpan time, Visitor visitor, string words)
    {
        _clock.Advance(time);
        await Eventually.IsTrue(async () => await Said(visitor, words) == 1, $"the bot says '{words}'");
    }

    private static async Task<int> Said(Visitor visitor, string words) => (await visitor.Activities()).Count(a => (string?)a!["text"] == words);
}
