using Baton.Bots.Health;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>How a bot is, and that one which keeps failing is passed by until it works again.</summary>
public sealed class BotHealthTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private Hub _hub = null!;
    private HttpClient _admin = null!;
    private ScriptedBot _bot = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Path => $"/api/v1/bots/{DemoPeople.Bot}";

    [Fact]
    public void It_opens_after_five_failures_in_a_row_and_for_longer_each_time()
    {
        var now = _clock.GetUtcNow();
        static Guid[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        new Breaker().After(Some(4)).Judged(now, visitors: 4).BreakerUntil.ShouldBeNull();
        new Breaker().After(Some(500)).Judged(now, visitors: 2).BreakerUntil.ShouldBeNull("two visitors are no reason to keep it from all others");
        new Breaker().After(Some(500)).Failed.Count.ShouldBe(50, "what is kept has a bound");
        var open = new Breaker().After(Some(5)).Judged(now, visitors: 3);
        var again = Some(1);
        var times = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            times.Add((open.BreakerUntil!.Value - now).TotalSeconds);
            open.After(again).Judged(now, visitors: 9).BreakerUntil.ShouldBe(open.BreakerUntil, "while it is open, those who still have the bot change nothing");
            now = open.BreakerUntil.Value;
            open = open.After(again).Judged(now, visitors: 1);
        }
        times.ShouldBe([30, 60, 120, 240, 480, 600, 600]);
    }

    [Fact]
    public void Percentiles_are_read_from_counts()
    {
        var counts = new int[Latencies.Spans];
        Latencies.Percentile(counts, 0.5).ShouldBeNull();
        for (var i = 0; i < 95; i++) counts[Latencies.SpanOf(TimeSpan.FromMilliseconds(80))]++;
        for (var i = 0; i < 5; i++) counts[Latencies.SpanOf(TimeSpan.FromSeconds(9))]++;
        Latencies.Percentile(counts, 0.5)!.Value.ShouldBeInRange(76, 100);
        Latencies.Percentile(counts, 0.95)!.Value.ShouldBeInRange(76, 100);
        Latencies.Percentile(counts, 0.99)!.Value.ShouldBeInRange(7_500, 10_000);
        Latencies.SpanOf(TimeSpan.FromHours(1)).ShouldBe(Latencies.Spans - 1);
    }

    [Fact]
    public async Task A_bot_that_keeps_failing_is_passed_by_then_tried_by_one_conversation_until_it_works()
    {
        _bot.Status = 500;
        await FailsFiveTimes();
        (await Presence()).ShouldBe("Away");
        var id = await _hub.Arrives();
        await _hub.Stands(id, State.Waiting);
        (await Eventually.Is(() => Whys(id), whys => whys.Count > 0, "it is routed"))[0].ShouldContain("Contoso assistant kept failing: its breaker is open until");

        await Passes(31);
        await Eventually.Is(Presence, presence => presence == "Available", "it may be tried");
        var tries = await _hub.Arrives();
        await GaveUp(tries);
        await Eventually.Is(async () =>
        {
            await Passes(1);
            return (await _hub.Read<int>("select breaker_opened from bots where breaker_until is not null")).SingleOrDefault();
        }, opened => opened == 2, "it opens for the second time");
        await Is("open");
        await Passes(31);
        (await Presence()).ShouldBe("Away", "this time it takes a minute");

        _bot.Status = 200;
        await Passes(30);
        await Eventually.Is(Presence, presence => presence == "Available", "it may be tried again");
        await Greets(await _hub.Arrives());
        await Is("failing");
        (await Presence()).ShouldBe("Available");
        (await _hub.Read<int>("select failures_in_a_row from bots where breaker_until is null")).ShouldContain(0);
        await _hub.Stands(await _hub.Arrives(), State.WithBot);
    }

    [Fact]
    public async Task A_visitor_who_makes_it_fail_again_and_again_keeps_it_from_nobody_else()
    {
        _bot.Status = 500;
        for (var i = 0; i < Breaker.FailuresMax + 1; i++) await GaveUp(await _hub.Arrives(visitor: "mallory"));
        await Is("failing");
        (await Presence()).ShouldBe("Available");
        (await _admin.Json($"{Path}/health")).GetProperty("stands").GetProperty("sentence").GetString()!.ShouldContain("6 times in a row, in conversations of fewer than 3 visitors");

        await GaveUp(await _hub.Arrives(visitor: "vera"));
        await Is("failing");
        await GaveUp(await _hub.Arrives(visitor: "victor"));

        await Is("open");
        (await Presence()).ShouldBe("Away");
    }

    [Fact]
    public async Task Only_one_conversation_tries_it_and_the_others_go_to_people_meanwhile()
    {
        _bot.Status = 500;
        await FailsFiveTimes();
        await Passes(31);
        await Eventually.Is(Presence, presence => presence == "Available", "it may be tried");
        var answers = new TaskCompletionSource();
        (_bot.Status, _bot.Waits) = (200, answers.Task);

        var tries = await _hub.Arrives();
        await _hub.Stands(tries, State.WithBot);
        var other = await _hub.Arrives();

        await Eventually.Is(() => _hub.Look(other), seen => seen.QueueId == Baton.Routing.DemoRouting.Support, "the other goes to people");
        (await Presence()).ShouldBe("Away");
        answers.SetResult();
        await Greets(tries);
        await Eventually.Is(async () => { await Passes(1); return await Presence(); }, presence => presence == "Available", "it works");
    }

    [Fact]
    public async Task A_trial_of_which_nothing_is_heard_is_followed_by_another()
    {
        await _hub.InWork(async work =>
        {
            await work.Run("update bots set breaker_until = @Now, breaker_opened = 1", new { work.Now });
            return true;
        });
        _bot.Waits = new TaskCompletionSource().Task;   // the process that tries is as good as dead
        var tries = await _hub.Arrives();
        await _hub.Stands(tries, State.WithBot);
        (await Presence()).ShouldBe("Away");
        await _hub.VisitorEnds(tries);   // that it was silent is said of nobody's conversation

        await Passes(121);

        await Eventually.Is(Presence, presence => presence == "Available", "somebody else may try");
    }

    [Fact]
    public async Task Its_page_says_how_it_is()
    {
        await Greets(await _hub.Arrives());
        await Is("well");
        _bot.Status = 401;
        await GaveUp(await _hub.Arrives());
        await Is("failing");

        var health = await _admin.Json($"{Path}/health");

        health.GetProperty("stands").GetProperty("conversations").GetInt32().ShouldBe(1);
        health.GetProperty("hour").GetProperty("turns").GetInt32().ShouldBe(2);
        health.GetProperty("hour").GetProperty("failures").GetInt32().ShouldBe(1);
        health.GetProperty("day").GetProperty("p95Ms").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
        health.GetProperty("lastFailure").GetString()!.ShouldContain("401");
        health.GetProperty("reasons")[0].GetProperty("reason").GetString().ShouldBe("The bot failed");
        health.GetProperty("plot").GetArrayLength().ShouldBe(1);
        var check = (await _admin.Json("/api/v1/checks")).GetProperty("checks").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "bots");
        check.GetProperty("state").GetString().ShouldBe("warning");
        check.GetProperty("sentence").GetString()!.ShouldContain("1 of 2 turns failed");
        using var alex = await _hub.SignIn("alex");
        (await alex.GetAsync($"{Path}/health", Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_visitor_sees_that_it_thinks_for_as_long_as_it_does()
    {
        var signs = 0;
        _hub.Services.GetRequiredService<Bulletin>().Listen(notices => signs += notices.Count(notice => notice.Kind == nameof(Typing) && notice.Number == (int)TypingBy.Bot));
        var answers = new TaskCompletionSource();
        _bot.Waits = answers.Task;

        await Visitor.Begin(_hub);

        await Eventually.IsTrue(() => Task.FromResult(signs == 1), "a sign at once");
        _clock.Advance(TimeSpan.FromSeconds(4));
        await Eventually.IsTrue(() => Task.FromResult(signs == 2), "and again");
        answers.SetResult();
    }

    [Fact]
    public async Task Signs_go_on_while_it_owes_its_answer_and_end_when_somebody_else_goes_on()
    {
        var signs = 0;
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Welcome");
        _hub.Services.GetRequiredService<Bulletin>().Listen(notices => signs += notices.Count(notice => notice.Kind == nameof(Typing) && notice.Number == (int)TypingBy.Bot));
        _bot.IsMute = true;
        await visitor.Say("Hello");
        await Eventually.Is(() => _hub.Read<string>("select reaction from jobs where due > @now", new { now = _clock.GetUtcNow() }), later => later.Contains("check bot's silence"), "it owes an answer");

        for (var times = 2; times <= 3; times++)
        {
            _clock.Advance(TimeSpan.FromSeconds(4));
            await Eventually.Is(() => Task.FromResult(signs), seen => seen == times, $"there is sign {times}");
        }
        await _hub.BotGivesUp(visitor.ConversationId);
        _clock.Advance(TimeSpan.FromSeconds(4));
        await _hub.Stands(visitor.ConversationId, State.Waiting);
        signs.ShouldBe(3);
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres, _clock);
        _bot = await ScriptedBot.Start();
        _admin = await _hub.SignIn("admin");
        (await _admin.Puts(Path, new { name = "Contoso assistant", kind = "connector", endpoint = _bot.Endpoint, inlineReplies = true, auth = new { type = "none" } }))
            .EnsureSuccessStatusCode();
        await _hub.InWork(work => work.Run("update workstreams set bot_silence_seconds = 110"));
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _bot.DisposeAsync();
        await _hub.DisposeAsync();
    }

    private async Task FailsFiveTimes()
    {
        for (var i = 0; i < Breaker.FailuresMax; i++) await GaveUp(await _hub.Arrives(visitor: $"v{i}"));
        await Is("open");
    }

    private async Task GaveUp(Guid id) => await Eventually.Is(() => _hub.Look(id), seen => seen.EscalationReason == "The bot failed", "the bot has given it up");

    /// <summary>It has answered: only then may time pass, or its answer would be late.</summary>
    private async Task Greets(Guid id) => await Eventually.Is(() => _hub.Read<string>("select text from messages where conversation_id = @id and from_kind = 'bot'", new { id }), said => said.Count > 0, "it greets");

    private Task<IReadOnlyList<string>> Whys(Guid id) => _hub.Read<string>("select why from choices where conversation_id = @id order by id", new { id });

    private async Task<string> Presence() => (await _hub.Read<string>("select presence from users where id = @Bot", new { DemoPeople.Bot }))[0];

    private async Task Is(string state) => await Eventually.Is(async () =>
    {
        await Passes(1);
        return (await _admin.Json($"{Path}/health")).GetProperty("stands").GetProperty("state").GetString();
    }, seen => seen == state, $"it is {state}");

    /// <summary>Second by second, as time does.</summary>
    private async Task Passes(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
