using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.People;
using Baton.Tests.Bots;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Stories;

/// <summary>Promise 1 where the bot lives elsewhere, or a model thinks for it: whenever the server is killed, nothing that was said is lost or said twice.</summary>
public sealed class KilledBotTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private const int Visitors = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly HttpClient _sandbox = new();
    private string _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_while_bots_at_an_address_answer_the_server_goes_on_and_each_answer_is_given_once()
    {
        await using var bot = await CallingBot.Start();
        await HasBot(new { name = "Order bot", kind = "connector", endpoint = bot.Endpoint });

        var heard = await TalksThroughKills("You said it under", before: kill => bot.Stops(beforeItSpeaks: kill == 1), after: bot.GoesOn);

        heard.Count.ShouldBe(bot.Heard.Distinct().Count(), "all that the bot was asked was answered");
        bot.Heard.Count.ShouldBeGreaterThanOrEqualTo(heard.Count + 2, "each time some were in the middle of it, and it was asked again");
    }

    [Fact]
    public async Task Killed_while_it_talks_with_an_agents_service_the_server_goes_on_at_its_watermark()
    {
        await HasAgent();

        await TalksThroughKills("word ");

        var conversations = (await _sandbox.GetFromJsonAsync<JsonObject>("sandbox/agent", Ct))!["conversations"]!.AsArray();
        foreach (var conversation in conversations)
            conversation!["activities"]!.AsArray().Where(one => (string?)one!["type"] == "message" && (string?)one["from"]!["name"] != "Contoso helper").Select(one => (string?)one!["text"])
                .ShouldBeUnique("the agent hears each thing once");
    }

    [Fact]
    public async Task What_a_killed_process_listened_to_another_one_hears()
    {
        await HasAgent();
        await using var first = await ServerProcess.Start(_database, ServerProcess.FreePort());
        await using var second = await ServerProcess.Start(_database, ServerProcess.FreePort());
        var visitor = await Visitor.Begin(first.Address);
        await visitor.HeardThat("I'm Contoso helper");
        await visitor.Say("word 1");
        await visitor.HeardThat("word 1");

        await first.Kill();
        var remote = (await _sandbox.GetFromJsonAsync<JsonObject>("sandbox/agent", Ct))!["conversations"]!.AsArray().Last()!["id"]!;
        (await _sandbox.PostAsJsonAsync("sandbox/agent/say", new { text = "Your parcel has arrived.", conversationId = (string)remote! }, Ct)).EnsureSuccessStatusCode();

        visitor = visitor.At(second.Address);
        await HasHeard(visitor, "Your parcel has arrived.");
        await visitor.Say("word 2");
        await HasHeard(visitor, "word 2");
        var heard = await FromBot(visitor);
        heard.ShouldBeUnique();
    }

    [Fact]
    public async Task Killed_while_a_model_finds_its_words_the_server_lets_it_find_them_again_and_says_them_once()
    {
        await HasAiBot();
        await Model(new { turns = new object[] { new { whenContains = "slowly", says = "This answer takes its time and comes word by word.", slowMilliseconds = 700 }, new { says = "Gladly." } } });
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.Start(_database, port);
        try
        {
            var visitor = await Visitor.Begin(server.Address);
            await visitor.HeardThat("Hello from the AI bot");
            await visitor.Say("Tell me slowly");
            await Eventually.IsTrue(async () => (await _sandbox.GetFromJsonAsync<JsonNode>("sandbox/model", Ct))!["asked"]!.AsArray().Count > 0, "the model is asked", Patience);
            await server.Kill();
            await server.DisposeAsync();
            server = await ServerProcess.Start(_database, port);

            await HasHeard(visitor, "comes word by word.");
            await visitor.Say("Thank you");
            await HasHeard(visitor, "Gladly.");
            (await FromBot(visitor)).ShouldBe(["Hello from the AI bot", "This answer takes its time and comes word by word.", "Gladly."]);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.Clone(withDemo: true);
        _sandbox.BaseAddress = await sandbox.Address();
        (await _sandbox.PostAsJsonAsync("sandbox/agent", new { }, Ct)).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _sandbox.Dispose();
        await postgres.Drop(_database);
    }

    /// <summary>Visitors talk while the server is killed twice. Answers what of the bot's words was an answer, once each.</summary>
    private async Task<IReadOnlyList<string>> TalksThroughKills(string answer, Func<int, Task>? before = null, Action? after = null)
    {
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.Start(_database, port);
        try
        {
            await using var crowd = await Crowd.Gather(server.Address, Visitors, n => $"word {n}");
            for (var kill = 0; kill < 2; kill++)
            {
                await crowd.TalksOn();
                if (before is not null) await before(kill).WaitAsync(Patience, Ct);
                await server.Kill();
                await server.DisposeAsync();
                after?.Invoke();
                server = await ServerProcess.Start(_database, port);
            }
            await crowd.TalksOn();
            await crowd.FindsEverythingOnceAndInOrder();

            var answers = new List<string>();
            foreach (var talker in crowd.Talkers)
            {
                var heard = (await talker.Stored()).Where(one => (string?)one["from"]?["role"] == "bot" && (string?)one["type"] == "message").Select(one => (string?)one["text"] ?? "")
                    .Where(text => text.Contains(answer, StringComparison.Ordinal)).ToArray();
                heard.ShouldBeUnique();
                heard.Length.ShouldBe(talker.Acknowledged.Count, "each thing that was said was answered");
                answers.AddRange(heard);
            }
            return answers;
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private async Task HasBot(object account)
    {
        await using var hub = await Hub.Start(postgres, connectionString: _database);
        using var admin = await hub.SignIn("admin");
        (await admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", account)).EnsureSuccessStatusCode();
        await hub.InWork(work => work.Run("update workstreams set bot_silence_seconds = 110"));   // it is not the bot's patience that is tried here
    }

    private Task HasAgent() => HasBot(new
    {
        name = "Helper", kind = "copilotStudio", auth = new { type = "tokenEndpoint" },
        endpoint = $"{_sandbox.BaseAddress}powervirtualagents/botsbyschema/contoso_helper/directline/token?api-version=2022-03-01-preview",
    });

    private async Task HasAiBot()
    {
        await using var hub = await Hub.Start(postgres, connectionString: _database);
        using var admin = await hub.SignIn("admin");
        (await admin.Puts("/api/v1/models", new { baseUrl = $"{_sandbox.BaseAddress}openai/v1", apiKey = ModelCast.Key, model = "sandbox-small" })).EnsureSuccessStatusCode();
        var program = JsonSerializer.Serialize(AiCast.Service with { Tools = [] }, JsonSerializerOptions.Web);
        await hub.InWork(async work =>
        {
            await work.Run("insert into ai_versions (bot_id, n, program, published_at) values (@Bot, 1, @program::jsonb, @Now)", new { DemoPeople.Bot, program, work.Now });
            await work.Run("update bots set kind = 'ai', ai_version = 1 where user_id = @Bot", new { DemoPeople.Bot });
            return true;
        });
    }

    private async Task Model(object script) => (await _sandbox.PostAsJsonAsync("sandbox/model", script, Ct)).EnsureSuccessStatusCode();

    /// <summary>Also where it takes until a dead process is known to be dead.</summary>
    private static Task HasHeard(Visitor visitor, string words) => Eventually.IsTrue(async () => (await FromBot(visitor)).Any(text => text.Contains(words, StringComparison.Ordinal)), $"the visitor hears '{words}'", Patience);

    private static async Task<IReadOnlyList<string>> FromBot(Visitor visitor) =>
        [.. (await visitor.Activities()).Where(one => (string?)one!["from"]?["role"] == "bot" && (string?)one["type"] == "message").Select(one => (string)one!["text"]!)];
}
