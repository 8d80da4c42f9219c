using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>Bots that live elsewhere, by the Bot Framework's protocol: Microsoft's own library, unmodified, is the bot.</summary>
public sealed class ConnectorTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;
    private OfficialBot _bot = null!;
    private HttpClient _admin = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_greets_and_echoes_and_its_buttons_and_cards_reach_the_visitor()
    {
        var visitor = await Meets();

        await visitor.Say("good morning");
        await visitor.HeardThat("Echo: good morning");

        await visitor.Say("suggest");
        await visitor.HeardThat("Pick one");
        var picked = (await visitor.Activities()).Single(activity => (string?)activity!["text"] == "Pick one")!;
        picked["suggestedActions"]!["actions"]!.AsArray().Select(action => (string?)action!["value"]).ShouldBe(["Red", "Blue"]);

        await visitor.Say("card");
        var card = (await Eventually.Is(visitor.Activities, heard => heard.Any(one => one!["attachments"] is JsonArray), "the card comes"))
            .Single(activity => activity!["attachments"] is JsonArray)!;
        card["text"].ShouldBeNull("its words are not said twice");
        ((string?)card["channelData"]!["baton"]!["words"]![0]).ShouldBe("Your order\nIt is on its way.\n[Track it](https://shop.example/7)");
        ((string?)card["attachments"]![0]!["content"]!["title"]).ShouldBe("Your order", "clients that can draw it get the card itself");

        await visitor.Say("types");
        await visitor.HeardThat("Done typing");
        await visitor.Say("members");
        await visitor.HeardThat("Here: user and bot");
    }

    [Fact]
    public async Task It_is_told_the_context_when_it_begins()
    {
        var id = await _hub.Arrives(new Dictionary<string, object?> { ["plan"] = "gold", ["orders"] = 3, ["returning"] = true });

        var told = await Eventually.Is(() => Task.FromResult(_bot.Events.FirstOrDefault()), seen => seen.ValueKind == JsonValueKind.Object, "the bot is told the context");

        told.GetProperty("name").GetString().ShouldBe("startConversation");
        told.GetProperty("channelData").GetProperty("tags").GetString()!.ShouldContain("OmnichannelContextMessage");
        var value = told.GetProperty("value");
        value.GetProperty("msdyn_ConversationId").GetString().ShouldBe(id.ToString());
        value.GetProperty("plan").GetString().ShouldBe("gold");
        value.GetProperty("orders").GetInt32().ShouldBe(3);
        value.GetProperty("returning").GetBoolean().ShouldBeTrue();
        value.TryGetProperty("msdyn_CustomerId", out _).ShouldBeFalse("nobody has verified who this is");
    }

    [Fact]
    public async Task It_gives_the_conversation_to_a_person_with_what_it_knows()
    {
        var visitor = await Meets();

        await visitor.Say("human");

        var stands = await GaveUp(visitor, "Asked for a person");
        stands.Summary.ShouldBe("Wants a new card");
        (await visitor.HeardThat("One moment")).ShouldNotBeEmpty();
        (await Variables(visitor)).ShouldBe(["Basket={\"items\":[1,2]}", "Skill=cards", "Tries=2", "va_AgentMessage=Wants a new card"]);
        await AnAgentIsOffered(visitor);
    }

    [Fact]
    public async Task It_may_say_so_in_Omnichannels_words()
    {
        var visitor = await Meets();

        await visitor.Say("omnichannel");

        var stands = await GaveUp(visitor, "Asked for a person");
        stands.Summary.ShouldBe("Lost the card, is angry");
        (await Variables(visitor)).ShouldBe(["BotHandoffTopic=CreditCard", "IDNumber=101", "tier=gold"]);
        (await visitor.Activities()).ShouldNotContain(activity => ((string?)activity!["text"] ?? "").Contains("angry"), "that was for the agent only");
    }

    [Fact]
    public async Task It_ends_the_conversation()
    {
        var visitor = await Meets();

        await visitor.Say("end");

        await visitor.HeardThat("Goodbye.");
        var stands = await _hub.Stands(visitor.ConversationId, State.Closed);
        stands.CloseReason.ShouldBe("ended_by_bot");
    }

    [Fact]
    public async Task A_bot_that_fails_is_given_up()
    {
        var visitor = await Meets();

        await visitor.Say("crash");

        await GaveUp(visitor, "The bot failed");
        await AnAgentIsOffered(visitor);
        (await _hub.Read<string>("select error from jobs where error is not null")).ShouldBeEmpty("a bot's failure is no failure of ours");
    }

    [Fact]
    public async Task A_bot_that_is_away_is_given_up()
    {
        await Connects($"http://127.0.0.1:{ServerProcess.FreePort()}/api/messages");

        var visitor = await Visitor.Begin(_hub);

        await GaveUp(visitor, "The bot could not be reached");
        await AnAgentIsOffered(visitor);
    }

    [Fact]
    public async Task It_speaks_later_and_is_refused_once_a_person_has_taken_over()
    {
        var visitor = await Meets();
        await visitor.Say("later");
        await visitor.Say("hello");
        await visitor.HeardThat("Echo: hello");

        (await _bot.Speaks()).GetProperty("status").GetInt32().ShouldBe(200);
        await visitor.HeardThat("By the way");
        await visitor.Say("human");
        await GaveUp(visitor, "Asked for a person");
        var refused = await _bot.Speaks();

        refused.GetProperty("status").GetInt32().ShouldBe(409);
        (await visitor.Activities()).Count(activity => (string?)activity!["text"] == "By the way").ShouldBe(1);
    }

    [Fact]
    public async Task A_bot_that_cannot_reach_us_answers_within_our_call()
    {
        await Connects(_bot.Endpoint, inlineReplies: true);
        var visitor = await Meets();

        await visitor.Say("good morning");
        await visitor.HeardThat("Echo: good morning");
        await visitor.Say("human");

        (await GaveUp(visitor, "Asked for a person")).Summary.ShouldBe("Wants a new card");
        await visitor.HeardThat("One moment");
    }

    [Fact]
    public async Task An_address_that_anybody_could_answer_at_is_refused_without_credentials()
    {
        foreach (var elsewhere in new[] { "https://bot.contoso.example/api/messages", "http://10.0.0.7:3978/api/messages", "http://127.0.0.1.contoso.example/api/messages" })
        {
            var refused = await _admin.Posts("/api/v1/bots", new { name = "Elsewhere", kind = "connector", endpoint = elsewhere });
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await refused.Code()).ShouldBe("no_credentials");
        }
    }

    [Fact]
    public async Task A_second_bot_with_the_same_application_id_is_refused_and_told_whose_it_is()
    {
        (await _admin.Posts("/api/v1/bots", new { name = "Orders", kind = "topics", applicationId = "app-7" })).EnsureSuccessStatusCode();

        var refused = await _admin.Posts("/api/v1/bots", new { name = "Orders again", kind = "topics", applicationId = "APP-7" });

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await refused.Body();
        problem.GetProperty("code").GetString().ShouldBe("application_id_taken");
        problem.GetProperty("detail").GetString()!.ShouldContain("'Orders'");
    }

    [Fact]
    public async Task Only_who_was_given_an_address_can_answer_and_says_the_same_thing_once()
    {
        const string Says = """{"type":"message","text":"Twice"}""";
        var visitor = await Meets();
        var address = await _hub.Services.GetRequiredService<ConnectorKeys>().ServiceUrl(DemoPeople.Bot, Ct);
        var path = $"v3/conversations/{visitor.ConversationId}-1/activities";

        (await Answers($"{address}{path}", Says, "one")).ShouldBe(200);
        (await Answers($"{address}{path}", Says, "one")).ShouldBe(200);
        (await Answers($"{address}v3/conversations/{visitor.ConversationId}-0/activities", Says, "old")).ShouldBe(409);
        (await Answers($"{_hub.Address}connector/{DemoPeople.Bot:N}.{new string('0', 32)}/{path}", Says, "forged")).ShouldBe(401);

        (await visitor.Activities()).Count(activity => (string?)activity!["text"] == "Twice").ShouldBe(1);
    }

    [Fact]
    public async Task A_bot_that_talks_to_itself_is_given_up()
    {
        var visitor = await Meets();
        var address = await _hub.Services.GetRequiredService<ConnectorKeys>().ServiceUrl(DemoPeople.Bot, Ct);
        var status = 200;

        for (var i = 0; i < 60 && status == 200; i++)
            status = await Answers($"{address}v3/conversations/{visitor.ConversationId}-1/activities", $$"""{"type":"message","text":"Thing {{i}}"}""", $"thing {i}");

        status.ShouldBe(409);
        await GaveUp(visitor, "The bot failed");
        (await visitor.Activities()).Count(activity => ((string?)activity!["text"] ?? "").StartsWith("Thing ", StringComparison.Ordinal)).ShouldBeInRange(25, 50, "at once, or in a row");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"type":5}""")]
    [InlineData("""{"type":"message"}""")]
    [InlineData("""{"type":"message","text":"a\u0000"}""")]
    [InlineData("""{"type":"message","text":"x","channelData":{"tags":"{\"a\":\"\\ud800\"}"}}""")]
    [InlineData("""{"type":"message","text":"x","attachments":[{"content":{"a":1e999}}]}""")]
    public async Task Nonsense_is_refused_and_nobody_hears_it(string nonsense)
    {
        var visitor = await Meets();
        var before = (await visitor.Activities()).Count;
        var address = await _hub.Services.GetRequiredService<ConnectorKeys>().ServiceUrl(DemoPeople.Bot, Ct);

        (await Answers($"{address}v3/conversations/{visitor.ConversationId}-1/activities", nonsense, "nonsense")).ShouldBeInRange(400, 499);

        (await visitor.Activities()).Count.ShouldBe(before);
    }

    public async ValueTask InitializeAsync()
    {
        // Bots have to know where we are before we are there.
        _hub = await Hub.Start(postgres, settings: new Dictionary<string, string?> { ["BATON_URLS"] = $"http://127.0.0.1:{ServerProcess.FreePort()}" });
        _bot = await OfficialBot.Start(Ct);
        _admin = await _hub.SignIn("admin");
        await Connects(_bot.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _hub.DisposeAsync();
        await _bot.DisposeAsync();
    }

    private async Task<int> Answers(string address, string json, string requestId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-ms-client-request-id", requestId);
        using var answer = await _hub.Http.SendAsync(request, Ct);
        return (int)answer.StatusCode;
    }

    private async Task Connects(string endpoint, bool inlineReplies = false) =>
        (await _admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Order bot", kind = "connector", endpoint, inlineReplies })).EnsureSuccessStatusCode();

    private async Task<Visitor> Meets()
    {
        var visitor = await Visitor.Begin(_hub);
        await visitor.HeardThat("Welcome, Visitor");
        return visitor;
    }

    private async Task<Conversation> GaveUp(Visitor visitor, string reason)
    {
        var stands = await Eventually.Is(() => _hub.Look(visitor.ConversationId), seen => seen.EscalationReason is not null, "the bot has given it up");
        stands.EscalationReason.ShouldBe(reason);
        stands.GivenUpBy.ShouldBe([DemoPeople.Bot]);
        return stands;
    }

    private async Task AnAgentIsOffered(Visitor visitor)
    {
        using var alex = await _hub.SignInAs("alex");
        await alex.IsOffered(visitor.ConversationId);
    }

    private Task<IReadOnlyList<string>> Variables(Visitor visitor) =>
        _hub.Read<string>("select format('%s=%s', name, value) from variables where conversation_id = @ConversationId and set_by = 'bot' order by name collate \"C\"", new { visitor.ConversationId });
}
