using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Bots;
using Baton.Bots.Remote;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;
using Baton.Sandbox;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Topics;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>Agents of Copilot Studio, as the sandbox has one: by its token endpoint, by a secret of its Direct Line, and straight to the engine.</summary>
public sealed class CopilotStudioTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private const string Greeting = "Hello, I'm Contoso helper";

    private readonly HttpClient _agent = new();
    private Hub _hub = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tokenEndpoint")]
    [InlineData("secret")]
    [InlineData("directToEngine")]
    public async Task It_greets_and_answers_and_its_buttons_and_cards_reach_the_visitor(string way)
    {
        await Connects(way);
        var visitor = await Meets();
        (await visitor.Activities()).Count(activity => ((string?)activity!["text"] ?? "").StartsWith(Greeting, StringComparison.Ordinal)).ShouldBe(1);

        await visitor.Say("order");
        await visitor.HeardThat("Which order do you mean?");
        var asked = (await visitor.Activities()).Single(activity => (string?)activity!["text"] == "Which order do you mean?")!;
        asked["suggestedActions"]!["actions"]!.AsArray().Select(action => (string?)action!["value"]).ShouldBe(["SO-1001", "SO-1002"]);
        await visitor.Say("SO-1001");
        await visitor.HeardThat("Order SO-1001 is on its way.");

        await visitor.Say("card");
        ((string?)(await Attached(visitor))["contentType"]).ShouldBe("application/vnd.microsoft.card.adaptive");
    }

    [Theory]
    [InlineData("tokenEndpoint")]
    [InlineData("directToEngine")]
    public async Task It_hands_over_with_what_it_knows(string way)
    {
        await Connects(way);
        var visitor = await Meets();
        await visitor.Say("order");
        await visitor.HeardThat("Which order do you mean?");
        await visitor.Say("SO-1001");
        await visitor.HeardThat("Order SO-1001 is on its way.");

        await visitor.Say("talk to a person");

        var stands = await GaveUp(visitor, "Asked for a person");
        stands.Summary.ShouldBe("The visitor wants to talk to a person.");
        await visitor.HeardThat("I'll bring you to a person.");
        var variables = await _hub.Read<string>("select format('%s=%s', name, value) from variables where conversation_id = @ConversationId and set_by = 'bot'", new { visitor.ConversationId });
        variables.ShouldContain("OrderNumber=SO-1001");
        variables.ShouldContain("va_LastTopic=Escalate");
        variables.ShouldContain("va_Topics=[\"Order\",\"Escalate\"]");
        using var alex = await _hub.SignInAs("alex");
        await alex.IsOffered(visitor.ConversationId);
    }

    [Theory]
    [InlineData("tokenEndpoint")]
    [InlineData("directToEngine")]
    public async Task It_ends_the_conversation(string way)
    {
        await Connects(way);
        var visitor = await Meets();

        await visitor.Say("bye");

        await visitor.HeardThat("Ok, goodbye.");
        (await _hub.Stands(visitor.ConversationId, State.Closed)).CloseReason.ShouldBe("ended_by_bot");
    }

    [Fact]
    public async Task It_is_told_the_variables_before_it_greets()
    {
        var id = await _hub.Arrives(new Dictionary<string, object?> { ["plan"] = "gold" });

        await Eventually.IsTrue(async () => (await _hub.Read<string>("select text from messages where conversation_id = @id and from_kind = 'bot'", new { id })).Any(text => text.Contains("the gold plan", StringComparison.Ordinal)),
            "the greeting uses a variable");
    }

    [Fact]
    public async Task Its_sign_in_card_is_passed_on_and_the_code_is_typed()
    {
        var visitor = await Meets();

        await visitor.Say("sign in");
        ((string?)(await Attached(visitor))["content"]!["buttons"]![0]!["value"])!.ShouldContain("/sandbox/agent/signin");
        await visitor.Say("123456");

        await visitor.HeardThat("You are signed in.");
    }

    [Fact]
    public async Task Its_survey_is_answered_by_the_number_alone()
    {
        var visitor = await Meets();
        await visitor.Say("rate");
        (await Attached(visitor)).ToJsonString().ShouldContain("Please rate your experience");

        (await visitor.Post(new { type = "message", from = new { id = "dl_visitor" }, value = new { rate = "3" }, channelData = new { postBack = true } })).EnsureSuccessStatusCode();

        await visitor.HeardThat("Thanks for your feedback. (3)");
    }

    [Fact]
    public async Task It_speaks_of_its_own_accord()
    {
        var visitor = await Meets();

        (await _agent.PostAsJsonAsync("sandbox/agent/say", new { text = "Your parcel has arrived.", conversationId = await Remote(visitor) }, Ct)).EnsureSuccessStatusCode();

        await visitor.HeardThat("Your parcel has arrived.");
    }

    [Fact]
    public async Task It_is_told_what_becomes_of_the_conversation()
    {
        var visitor = await Meets();
        await visitor.Say("talk to a person");
        await GaveUp(visitor, "Asked for a person");
        using (var alex = await _hub.SignInAs("alex")) (await alex.Accepts((await alex.IsOffered(visitor.ConversationId)).Id)).EnsureSuccessStatusCode();

        await Eventually.IsTrue(async () => (await Given(visitor)).Any(activity => (string?)activity["name"] == "handoff.status" && (string?)activity["value"]!["state"] == "accepted"), "it is told that somebody has it");

        var other = await Meets();
        (await other.Post(new { type = "endOfConversation", from = new { id = "dl_visitor" } })).EnsureSuccessStatusCode();
        await Eventually.IsTrue(async () => (await Given(other)).Any(activity => (string?)activity["type"] == "endOfConversation"), "it is told that the visitor has left");
    }

    [Theory]
    [InlineData("drops", 4)]
    [InlineData("repeats", null)]
    [InlineData("throttled", 2)]
    public async Task Nothing_is_lost_or_repeated_when_its_service(string behaves, int? times)
    {
        var visitor = await Meets();
        await Behaves(new { behaves, times });

        await EachThingOnce(visitor);
    }

    [Fact]
    public async Task Where_streams_cannot_be_opened_it_is_asked_again_and_again()
    {
        await Behaves(new { behaves = "noStream" });

        await EachThingOnce(await Meets());
    }

    [Theory]
    [InlineData("error", "The bot failed")]
    [InlineData("expired", "The bot could not be reached")]
    [InlineData("gone", "The bot could not be reached")]
    [InlineData("down", "The bot could not be reached")]
    [InlineData("nonsense", "The bot failed")]
    public async Task A_person_is_asked_when_its_service_is(string behaves, string reason)
    {
        var visitor = await Meets();
        await Behaves(new { behaves });

        await visitor.Say("order");

        await GaveUp(visitor, reason);
    }

    [Fact]
    public async Task A_person_is_asked_when_it_says_nothing_for_too_long()
    {
        var clock = new FakeClock();
        await using var hub = await Hub.Start(postgres, clock);
        await Connects("tokenEndpoint", hub);
        var visitor = await Visitor.Begin(hub);
        await visitor.HeardThat(Greeting);
        await Behaves(new { behaves = "mute" });

        await visitor.Say("order");
        await hub.BotsTimeIsOver(clock);

        (await Eventually.Is(() => hub.Look(visitor.ConversationId), seen => seen.EscalationReason is not null, "the bot has given it up")).EscalationReason.ShouldBe("The bot was silent");
    }

    [Fact]
    public async Task A_secret_opens_the_conversation_again_when_its_token_has_ended()
    {
        await Connects("secret");
        var visitor = await Meets();
        await Behaves(new { behaves = "expired", times = 1 });

        await visitor.Say("order");

        await visitor.HeardThat("Which order do you mean?");
        (await Told(visitor)).ShouldBe(["order"]);
    }

    [Fact]
    public async Task Its_token_is_renewed_long_before_it_ends()
    {
        var clock = new FakeClock();
        await using var hub = await Hub.Start(postgres, clock);
        await Connects("tokenEndpoint", hub);
        var visitor = await Visitor.Begin(hub);
        await visitor.HeardThat(Greeting);
        var before = (await hub.Read<DateTime>("select token_ends from remote_conversations")).Single();

        await hub.Rests(clock);

        for (var minutes = 0; minutes < 20; minutes++) clock.Advance(TimeSpan.FromMinutes(1));   // the visitor's own token lives for thirty

        await Eventually.IsTrue(async () =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));   // slowly: what is outside goes by its own time
            return (await hub.Read<DateTime>("select token_ends from remote_conversations")).Single() > before.AddMinutes(10);
        }, "there is a new token");
        await visitor.Say("order");
        await visitor.HeardThat("Which order do you mean?");
    }

    [Fact]
    public async Task A_turn_that_runs_again_tells_nothing_twice()
    {
        var visitor = await Meets();
        await using var scope = _hub.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Database>().Job = new JobTicket(4711);
        var turn = (await services.GetRequiredService<Turns>().Find(visitor.ConversationId, DemoPeople.Bot, 1, Ct))!;
        var access = await services.GetRequiredService<RemoteDoors>().Access(DemoPeople.Bot, Ct);
        Task Tell() => services.GetRequiredService<DirectLineTalk>().Tell(turn, access, [new VisitorMessage("order")], step => $"4711:{step}", Ct);

        await Tell();
        await Tell();

        (await Told(visitor)).ShouldBe(["order"]);
    }

    [Fact]
    public async Task Words_that_it_is_still_finding_are_shown()
    {
        await Connects("directToEngine");
        var shown = new ConcurrentQueue<string>();
        _hub.Services.GetRequiredService<Bulletin>().Listen(notices =>
        {
            foreach (var streamed in notices.Select(notice => notice.Fact).OfType<Streamed>()) shown.Enqueue(streamed.Text);
        });
        var visitor = await Meets();
        await Behaves(new { slowMilliseconds = 300 });

        await visitor.Say("stream");

        await visitor.HeardThat("This answer comes word by word.");
        shown.ShouldContain("This");
        shown.ShouldAllBe(text => "This answer comes word by word.".StartsWith(text, StringComparison.Ordinal));
        (await visitor.Activities()).Count(activity => (string?)activity!["text"] == "This answer comes word by word.").ShouldBe(1);
    }

    [Theory]
    [InlineData("drops", "The bot could not be reached")]
    [InlineData("gone", "The bot could not be reached")]
    [InlineData("expired", "The bot could not be reached")]
    [InlineData("error", "The bot failed")]
    [InlineData("nonsense", "The bot failed")]
    public async Task A_person_is_asked_when_its_engine(string behaves, string reason)
    {
        await Connects("directToEngine");
        var visitor = await Meets();
        await Behaves(new { behaves });

        await visitor.Say("three");

        await GaveUp(visitor, reason);
    }

    [Fact]
    public async Task An_application_with_a_wrong_secret_is_told_of()
    {
        await Connects("directToEngine", clientSecret: "wrong");

        var visitor = await Visitor.Begin(_hub);

        (await GaveUp(visitor, "The bot could not be reached")).Summary!.ShouldContain("401");
    }

    public async ValueTask InitializeAsync()
    {
        _agent.BaseAddress = await sandbox.Address();
        await Behaves(new { });
        _hub = await Hub.Start(postgres);
        await Connects("tokenEndpoint");
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _agent.Dispose();
    }

    private async Task Behaves(object script) => (await _agent.PostAsJsonAsync("sandbox/agent", script, Ct)).EnsureSuccessStatusCode();

    private async Task Connects(string way, Hub? hub = null, string clientSecret = SandboxOptions.DemoClientSecret)
    {
        var here = _agent.BaseAddress!.ToString();
        var (endpoint, auth) = way switch
        {
            "tokenEndpoint" => ($"{here}powervirtualagents/botsbyschema/contoso_helper/directline/token?api-version=2022-03-01-preview", (object)new { type = way }),
            "secret" => (here, new { type = way, secret = "sandbox-directline-secret" }),
            _ => (here, new
            {
                type = way, environmentId = "ba700000-e0e0-4000-8000-0000000000a1", schemaName = "contoso_helper", tenantId = SandboxOptions.DemoTenantId, clientId = SandboxOptions.DemoClientId,
                clientSecret, authority = here,
            }),
        };
        using var admin = await (hub ?? _hub).SignIn("admin");
        (await admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Helper", kind = "copilotStudio", endpoint, auth })).EnsureSuccessStatusCode();
    }

    private async Task<Visitor> Meets()
    {
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat(Greeting);
        return visitor;
    }

    /// <summary>It goes on talking, and neither side hears a thing twice.</summary>
    private async Task EachThingOnce(Visitor visitor)
    {
        await visitor.Say("three");
        await visitor.HeardThat("Three");
        await visitor.Say("order");
        await visitor.HeardThat("Which order do you mean?");

        var heard = (await visitor.Activities()).Where(activity => (string?)activity!["from"]!["role"] == "bot" && (string?)activity["type"] == "message").Select(activity => (string)activity!["text"]!);
        heard.SkipWhile(text => text != "One").ShouldBe(["One", "Two", "Three", "Which order do you mean?"]);
        (await Told(visitor)).ShouldBe(["three", "order"]);
    }

    /// <summary>What came with the bot's last words.</summary>
    private static Task<JsonNode> Attached(Visitor visitor) => Eventually.Is(
        async () => (await visitor.Activities()).LastOrDefault(activity => activity!["attachments"] is JsonArray { Count: > 0 })?["attachments"]![0]!, found => found is not null, "a card")!;

    private async Task<string> Remote(Visitor visitor) =>
        (await _hub.Read<string>("select remote_id from remote_conversations where conversation_id = @ConversationId", new { visitor.ConversationId })).Single();

    /// <summary>What the visitor's side has told the agent in words.</summary>
    private async Task<IReadOnlyList<string>> Told(Visitor visitor) =>
        [.. (await Given(visitor)).Where(activity => (string?)activity["type"] == "message").Select(activity => (string?)activity["text"] ?? "")];

    /// <summary>All that the visitor's side has sent to the agent.</summary>
    private async Task<IReadOnlyList<JsonNode>> Given(Visitor visitor)
    {
        var remote = await Remote(visitor);
        var all = (await _agent.GetFromJsonAsync<JsonObject>("sandbox/agent", Ct))!["conversations"]!.AsArray();
        return [.. all.Single(one => (string?)one!["id"] == remote)!["activities"]!.AsArray().Where(activity => (string?)activity!["from"]!["name"] != "Contoso helper")!];
    }

    private async Task<Conversation> GaveUp(Visitor visitor, string reason)
    {
        var stands = await Eventually.Is(() => _hub.Look(visitor.ConversationId), seen => seen.EscalationReason is not null, "the bot has given it up");
        stands.EscalationReason.ShouldBe(reason, stands.Summary);
        return stands;
    }
}
