using Baton.Tests.Channels;
using Baton.Tests.House;

namespace Baton.Tests.Bots;

/// <summary>A turn that was cut off runs again: what the bot said in it by calls of its own is not said once more.</summary>
public sealed class RerunTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private BotStage _stage = null!;

    [Fact]
    public async Task What_it_says_again_was_said_and_what_it_had_not_said_is_said_now()
    {
        var visitor = await _stage.Meets();
        _stage.Bot.Delay = Timeout.InfiniteTimeSpan;   // it speaks, and then the process that called it dies
        await visitor.Say("one");
        var asked = (string)(await _stage.Bot.HasHeard("message"))["id"]!;
        var first = await _stage.Bot.Says(new { type = "message", text = "Looking", replyToId = asked });
        (await _stage.Bot.Says(new { type = "message", text = "Still looking" })).ShouldNotBe(first);

        await RunsAgain(asked);

        (await _stage.Bot.Says(new { type = "message", text = "Looking", replyToId = asked })).ShouldBe(first, "as it was answered before");
        await _stage.Bot.Says(new { type = "message", text = "Still looking" });
        await _stage.Bot.Says(new { type = "message", text = "Found it", replyToId = asked });
        await visitor.HeardThat("Found it");
        (await visitor.Heard(4)).Where(text => text != "one").ShouldBe(["Welcome", "Looking", "Still looking", "Found it"]);
    }

    [Fact]
    public async Task The_same_words_in_answer_to_something_else_are_said()
    {
        var visitor = await _stage.Meets();
        _stage.Bot.Delay = Timeout.InfiniteTimeSpan;
        await visitor.Say("one");
        var asked = (string)(await _stage.Bot.HasHeard("message"))["id"]!;
        await _stage.Bot.Says(new { type = "message", text = "Yes", replyToId = asked });
        await RunsAgain(asked);

        var other = await _stage.Bot.Says(new { type = "message", text = "Yes", replyToId = $"{visitor.ConversationId}|1:0" });

        other.ShouldNotBe(await _stage.Bot.Says(new { type = "message", text = "Yes", replyToId = asked }));
        (await visitor.Heard(3)).Count(text => text == "Yes").ShouldBe(2);
    }

    public async ValueTask InitializeAsync() => _stage = await BotStage.Set(postgres, clock: _clock);

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    /// <summary>The lease of a process that died is free, and the bot is sent the same again.</summary>
    private async Task RunsAgain(string asked)
    {
        await _stage.Hub.Execute("update jobs set leased_by = null where reaction = 'bot hears'");
        _clock.Advance(TimeSpan.FromMilliseconds(250));   // jobs of others are looked for
        await Eventually.IsTrue(() => Task.FromResult(_stage.Bot.Heard.Count(one => (string?)one["id"] == asked) == 2), "it is sent the same again");
    }
}
