using System.Net;
using System.Text.Json;
using Baton.People;
using Baton.Plumbing;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>A bot is sent a real turn and the wire is shown; what is wrong is said with what to do about it, and nothing of it is kept or reaches anybody.</summary>
public sealed class BotTestTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private BotStage _stage = null!;
    private ScriptedBot _scripted = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Path => $"/api/v1/bots/{DemoPeople.Bot}";

    [Fact]
    public async Task It_answers_within_our_call_and_all_calls_are_shown()
    {
        await Is(_scripted.Endpoint, inline: true);

        var tested = await Tests("Where is my order?");

        tested.GetProperty("ok").GetBoolean().ShouldBeTrue(tested.GetRawText());
        tested.GetProperty("outcome").GetString().ShouldBe("answered");
        Says(tested).ShouldBe(["Welcome", "Echo: Where is my order?"]);
        var wire = tested.GetProperty("wire").EnumerateArray().ToArray();
        wire.Length.ShouldBe(3, "who is there, the context, the words");
        wire.ShouldAllBe(call => call.GetProperty("direction").GetString() == "out" && call.GetProperty("status").GetInt32() == 200);
        wire[2].GetProperty("sent").GetString()!.ShouldContain("Where is my order?");
        wire[2].GetProperty("answered").GetString()!.ShouldContain("Echo: Where is my order?");
        await NothingIsLeft();
    }

    [Fact]
    public async Task It_answers_in_calls_of_its_own_which_are_shown_too()
    {
        var answer = _stage.Admin.Posts($"{Path}/test", new { text = "Hello" });
        await _stage.Bot.HasHeard("message");
        await _stage.Bot.Says(new { type = "message", text = "Hello yourself", suggestedActions = new { actions = new[] { new { type = "imBack", title = "Orders", value = "orders" } } } });

        var tested = await Tested(answer);

        tested.GetProperty("ok").GetBoolean().ShouldBeTrue(tested.GetRawText());
        Says(tested).ShouldBe(["Hello yourself"]);
        tested.GetProperty("says")[0].GetProperty("suggested")[0].GetProperty("title").GetString().ShouldBe("Orders");
        var came = tested.GetProperty("wire").EnumerateArray().Single(call => call.GetProperty("direction").GetString() == "in");
        came.GetProperty("sent").GetString()!.ShouldContain("Hello yourself");
        came.GetProperty("status").GetInt32().ShouldBe(200);
        var signature = ((string)_stage.Bot.Heard.First()["serviceUrl"]!).TrimEnd('/').Split('.')[^1];
        tested.GetRawText().ShouldNotContain(signature, Case.Sensitive, "whoever knows it could speak as the bot");
        await NothingIsLeft();
    }

    [Fact]
    public async Task A_draft_gives_a_test_to_nobody()
    {
        await Is(_scripted.Endpoint, inline: true);
        (await _stage.Admin.PostAsync($"{Path}/unpublish", null, Ct)).EnsureSuccessStatusCode();
        using var alex = await _stage.Hub.SignInAs("alex");

        var tested = await Tests("human");

        tested.GetProperty("outcome").GetString().ShouldBe("handedOver", tested.GetRawText());
        tested.GetProperty("sentence").GetString()!.ShouldContain("Wants a person");
        (await alex.Offers()).ShouldBeEmpty();
        await NothingIsLeft();
    }

    [Fact]
    public async Task As_it_is_typed_and_nobody_answers_there()
    {
        var nowhere = $"http://127.0.0.1:{ServerProcess.FreePort()}/api/messages";

        var tested = await Tests("Hello", new { name = "Order bot", kind = "connector", endpoint = nowhere });

        tested.GetProperty("ok").GetBoolean().ShouldBeFalse();
        tested.GetProperty("sentence").GetString().ShouldBe($"Nobody answers at {nowhere}.");
        tested.GetProperty("nextStep").GetString()!.ShouldContain("Start the bot");
        (await _stage.Admin.Json(Path)).GetProperty("endpoint").GetString().ShouldBe(_stage.Bot.Endpoint, "nothing is saved");
        (await _stage.Hub.Read<long>("select count(*) from bots")).ShouldBe([1]);
        await NothingIsLeft();
    }

    [Theory]
    [InlineData(401, "It refused our token (401).", "MicrosoftAppId is probably not app-1")]
    [InlineData(404, "(404)", "/api/messages")]
    [InlineData(500, "It failed (500).", "bot's log")]
    public async Task What_is_wrong_is_said_with_what_to_do(int status, string sentence, string next)
    {
        _stage.Bot.Status = status;

        var tested = await Tests("Hello", new { name = "Order bot", kind = "connector", endpoint = _stage.Bot.Endpoint, applicationId = "app-1" });

        tested.GetProperty("sentence").GetString()!.ShouldContain(sentence);
        tested.GetProperty("nextStep").GetString()!.ShouldContain(next);
    }

    [Fact]
    public async Task An_address_that_is_no_token_endpoint_is_said_to_be_none()
    {
        var tested = await Tests("Hello", new { name = "Agent", kind = "copilotStudio", endpoint = _scripted.Endpoint, auth = new { type = "tokenEndpoint" } });

        tested.GetProperty("sentence").GetString().ShouldBe($"{_scripted.Endpoint} is no token endpoint (405).");
        tested.GetProperty("nextStep").GetString()!.ShouldContain("Channels > Mobile app");
    }

    [Fact]
    public async Task A_topic_bot_takes_a_turn_of_its_test_chat()
    {
        (await _stage.Admin.Puts(Path, new { name = "Contoso assistant", kind = "topics" })).EnsureSuccessStatusCode();

        var tested = await Tests("I want to talk to a person");

        Says(tested).ShouldContain(text => text.Contains("Contoso's assistant", StringComparison.Ordinal));
        tested.GetProperty("outcome").GetString().ShouldBe("handedOver", tested.GetRawText());
    }

    [Fact]
    public async Task Who_may_not_change_bots_tests_none_and_nonsense_is_refused()
    {
        using var sam = await _stage.Hub.SignIn("sam");
        (await sam.Posts($"{Path}/test", new { text = "Hello" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await _stage.Admin.Posts($"{Path}/test", new { text = " " })).Code()).ShouldBe("invalid_text");
        (await (await _stage.Admin.Posts($"{Path}/test", new { text = "Hi", bot = new { name = "X", kind = "connector", endpoint = "https://bot.contoso.example/" } })).Code())
            .ShouldBe("no_credentials");
        await NothingIsLeft();
    }

    [Theory]
    [InlineData("""{"access_token":"abc","expires_in":3600,"nested":[{"clientSecret":"s"}]}""", "abc")]
    [InlineData("grant_type=client_credentials&client_secret=sss&scope=x", "sss")]
    [InlineData("https://directline.example/tokens?secret=sss&x=1", "sss")]
    [InlineData("Bearer eyJhbGciOiJSUzI1NiIsInR5cCI6.eyJhdWQiOiJhcHAiLCJpc3MiOiJ4In0.c2lnbmF0dXJl", "c2lnbmF0dXJl")]
    public void Secrets_are_masked(string text, string secret)
    {
        Mask.Of(text).ShouldNotContain(secret);
        Mask.Of(text).ShouldContain("•••");
        Mask.Of(new string('x', 100_000)).Length.ShouldBeLessThan(7_000);
        Mask.Of($$"""{"messages":["{{new string('x', 10_000)}}"],"model":"gpt-x"}""").ShouldContain("gpt-x", customMessage: "what is cut off is what is long");
    }

    [Fact]
    public async Task Details_say_what_leads_to_it_and_what_is_probably_not_meant()
    {
        (await _stage.Admin.Puts(Path, new
        {
            name = "Order bot", kind = "connector", endpoint = _stage.Bot.Endpoint, capacity = 2, languages = new[] { "de" },
            queueIds = new[] { Baton.Routing.DemoRouting.Bots, Baton.Routing.DemoRouting.Support },
        })).EnsureSuccessStatusCode();
        await _stage.Hub.InWork(work => work.Run("delete from rules where name = 'A bot passed it on'"));

        var details = await _stage.Admin.Json($"{Path}/details");

        details.GetProperty("queues").EnumerateArray().Select(queue => $"{queue.GetProperty("name").GetString()} {queue.GetProperty("isFirst").GetBoolean()}").ShouldBe(["Bots True", "Support False"]);
        details.GetProperty("queues")[1].GetProperty("others").GetArrayLength().ShouldBe(3);
        details.GetProperty("leads").EnumerateArray().Select(lead => lead.TryGetProperty("rule", out var rule) ? rule.GetString() : "fallback").ShouldBe(["Everything else", "fallback"]);
        var warnings = details.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!).ToArray();
        warnings.ShouldContain(warning => warning.StartsWith("In Support others come before it", StringComparison.Ordinal));
        warnings.ShouldContain(warning => warning.Contains("comes to Bots again by the rules of Web", StringComparison.Ordinal));
        details.GetProperty("tools").EnumerateArray().ShouldContain(tool => tool.GetProperty("rule").GetString() == "askVisitor");
        details.GetProperty("languages")[0].GetString().ShouldBe("de");
    }

    public async ValueTask InitializeAsync()
    {
        _stage = await BotStage.Set(postgres, clock: _clock);
        _scripted = await ScriptedBot.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _scripted.DisposeAsync();
    }

    private async Task Is(string endpoint, bool inline) =>
        (await _stage.Admin.Puts(Path, new { name = "Order bot", kind = "connector", endpoint, inlineReplies = inline })).EnsureSuccessStatusCode();

    private Task<JsonElement> Tests(string text, object? bot = null) => Tested(_stage.Admin.Posts($"{Path}/test", new { text, bot }));

    /// <summary>A test that is under way comes to its end: it waits until a bot that has spoken says no more. Before that no time passes, or the bot would be late.</summary>
    private async Task<JsonElement> Tested(Task<HttpResponseMessage> testing)
    {
        await Eventually.IsTrue(async () =>
        {
            if ((await _stage.Hub.Read<bool>("select exists (select from messages where from_kind = 'bot' and kind = 'message')"))[0]) _clock.Advance(TimeSpan.FromMilliseconds(800));
            return testing.IsCompleted;
        }, "the test is over");
        var answer = await testing;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
        return await answer.Body();
    }

    private async Task NothingIsLeft()
    {
        foreach (var table in new[] { "conversations", "messages", "jobs", "bot_test_calls", "bot_sessions", "choices" })
            (await _stage.Hub.Read<long>($"select count(*) from {table}")).ShouldBe([0], table);
        (await _stage.Hub.Read<string>("select name from users where kind = 'bot'")).Count.ShouldBe(1);
    }

    private static string[] Says(JsonElement tested) => [.. tested.GetProperty("says").EnumerateArray().Select(said => said.GetProperty("text").GetString()!)];
}
