namespace Baton.Topics.Tests;

/// <summary>A conversation that waits is its saved state and nothing else: the bot that ran it keeps no trace of it.</summary>
public sealed class SleepingStateTests(ITestOutputHelper output)
{
    private const string Form = """
        - kind: Question
          id: q1
          variable: init:Topic.Name
          prompt: What is your name?
          entity: PersonNamePrebuiltEntity
        - kind: SetVariable
          id: v
          variable: Global.Cart
          value: "=[{Item: \"Lamp\", Price: 12.5}, {Item: \"Chair\", Price: 45}]"
        - kind: Question
          id: q2
          variable: init:Topic.Size
          prompt: Which size?
          entity:
            kind: EmbeddedEntity
            definition:
              kind: ClosedListEntity
              items:
                - id: s
                  displayName: Small
        - kind: SendActivity
          id: s
          activity: "{Topic.Name}: {Text(Topic.Size)}, {Sum(Global.Cart, Price)}"
        """;

    [Fact]
    public void A_hundred_thousand_of_them_cost_their_bytes()
    {
        var chat = One.Go(Form);
        var asked = chat.Saved;
        chat.Say("Ann Lee").ShouldBe("Which size?");
        output.WriteLine($"Waiting for a first answer: {asked.Length} bytes; in the middle of a form with a table: {chat.Saved.Length} bytes; "
            + $"100,000 of these: {chat.Saved.Length * 100_000L / 1_000_000.0:N1} MB.");
        asked.Length.ShouldBeLessThan(400);
        chat.Saved.Length.ShouldBeLessThan(800);
    }

    [Fact]
    public void The_bot_holds_nothing_of_a_conversation_that_sleeps()
    {
        var bot = TopicBot.Load([new TopicFile("go.mcs.yml", One.Topic("go", "go", Form))]);
        var context = new TurnContext { Now = new DateTimeOffset(2026, 3, 4, 10, 30, 0, TimeSpan.Zero) };
        var dropped = Run(bot, context);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        dropped.Count(d => d.IsAlive).ShouldBe(0);
        GC.KeepAlive(bot);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static List<WeakReference> Run(TopicBot bot, TurnContext context) => [.. Enumerable.Range(0, 100)
        .Select(_ => new WeakReference(bot.Run(BotState.New, new VisitorMessage("go"), context).State))];

    [Fact]
    public void A_state_that_slept_goes_on_in_another_process_of_the_same_bot()
    {
        var asked = One.Go(Form).Saved;
        var other = TopicBot.Load([new TopicFile("go.mcs.yml", One.Topic("go", "go", Form))]);
        var context = new TurnContext { Now = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        other.Run(BotState.Load(asked), new VisitorMessage("Ann"), context).Says[0].Text.ShouldBe("Which size?");
    }

    [Fact]
    public void Saving_again_what_was_loaded_gives_the_same_bytes()
    {
        var saved = One.Go(Form).Saved;
        BotState.Load(saved).Save().ShouldBe(saved);
    }
}
