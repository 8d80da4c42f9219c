using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>What bots elsewhere are told without being asked: the end, and what became of what they gave up. And the context that they begin with.</summary>
public sealed class TellingTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private BotStage _stage = null!;

    [Fact]
    public async Task The_visitor_left()
    {
        var visitor = await _stage.Meets();

        await visitor.Post(new { type = "endOfConversation", from = new { id = "dl_visitor" } });

        ((string)(await _stage.Bot.HasHeard("endOfConversation"))["code"]!).ShouldBe("userCancelled");
        ((string)(await _stage.Bot.HasHeard("conversationUpdate", after: 1))["membersRemoved"]![0]!["role"]!).ShouldBe("user");
        _stage.Bot.Heard.ShouldNotContain(one => (string?)one["name"] == "handoff.status");
    }

    [Fact]
    public async Task Somebody_took_it_and_it_is_done()
    {
        using var alex = await _stage.Hub.SignInAs("alex");
        var visitor = await _stage.Meets();
        await _stage.Bot.Says(new { type = "event", name = "handoff.initiate", value = new { Skill = "cards" } });
        var offer = await alex.IsOffered(visitor.ConversationId);

        (await alex.Posts($"/api/v1/offers/{offer.Id}/accept", new { })).EnsureSuccessStatusCode();
        (await Status("accepted"))["message"].ShouldBeNull();
        (await alex.Posts($"/api/v1/conversations/{visitor.ConversationId}/end", new { })).EnsureSuccessStatusCode();

        await Status("completed");
        _stage.Bot.Heard.ShouldNotContain(one => (string?)one["type"] == "endOfConversation", "it had given it up before");
        _stage.Bot.Heard.Count(one => (string?)one["name"] == "handoff.status").ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_is_there_which_it_is_told_at_once_and_later_that_somebody_came()
    {
        var visitor = await _stage.Meets();
        await _stage.Bot.Says(new { type = "event", name = "handoff.initiate" });

        ((string)(await Status("failed"))["message"]!).ShouldContain("Nobody is here");
        using var alex = await _stage.Hub.SignInAs("alex");
        var offer = await alex.IsOffered(visitor.ConversationId);
        (await alex.Posts($"/api/v1/offers/{offer.Id}/accept", new { })).EnsureSuccessStatusCode();

        await Status("accepted");
    }

    [Fact]
    public async Task Another_bot_got_it_instead_of_a_person()
    {
        await using var second = await ListeningBot.Start();
        var queue = (await _stage.Hub.Read<Guid>("select id from queues where id = @Support", new { Baton.Routing.DemoRouting.Support })).Single();
        (await _stage.Admin.Posts("/api/v1/bots", new { name = "Second bot", kind = "connector", endpoint = second.Endpoint, queueIds = new[] { queue } })).EnsureSuccessStatusCode();
        await _stage.Meets();

        await _stage.Bot.Says(new { type = "event", name = "handoff.initiate" });

        await second.HasHeard("event", "startConversation");
        ((string)(await Status("failed"))["message"]!).ShouldBe("Another bot got the conversation.");
    }

    [Theory]
    [InlineData("pvaSetContext", "pvaSetContext")]
    [InlineData("both", "pvaSetContext, startConversation")]
    [InlineData("startConversation", "startConversation")]
    public async Task It_is_told_the_context_by_the_event_that_its_account_names(string setting, string events)
    {
        (await _stage.Admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Order bot", kind = "connector", endpoint = _stage.Bot.Endpoint, contextEvent = setting })).EnsureSuccessStatusCode();

        var id = await _stage.Hub.Arrives(new Dictionary<string, object?> { ["plan"] = "gold" });

        await _stage.Bot.HasHeard("event", events.Split(", ")[^1]);
        var told = _stage.Bot.Heard.Where(one => (string?)one["type"] == "event").ToArray();
        string.Join(", ", told.Select(one => (string?)one["name"])).ShouldBe(events);
        told.ShouldAllBe(one => (string?)one["value"]!["plan"] == "gold" && (string?)one["value"]!["msdyn_ConversationId"] == id.ToString());
        (await (await _stage.Admin.GetAsync($"/api/v1/bots/{DemoPeople.Bot}", TestContext.Current.CancellationToken)).Body()).GetProperty("contextEvent").GetString().ShouldBe(setting);
        var wrong = await _stage.Admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Order bot", kind = "connector", endpoint = _stage.Bot.Endpoint, contextEvent = "magic" });
        (await wrong.Body()).GetProperty("code").GetString().ShouldBe("invalid_context_event");
    }

    [Fact]
    public async Task Nobody_took_it()
    {
        using var alex = await _stage.Hub.SignInAs("alex");
        var visitor = await _stage.Meets();
        await _stage.Bot.Says(new { type = "event", name = "handoff.initiate" });
        await _stage.GaveUp(visitor);

        await visitor.Post(new { type = "endOfConversation", from = new { id = "dl_visitor" } });

        ((string)(await Status("failed"))["message"]!).ShouldContain("before somebody had taken it");
    }

    [Fact]
    public async Task A_bot_that_does_not_hear_is_told_again_and_holds_nothing_up()
    {
        var visitor = await _stage.Meets();
        _stage.Bot.Status = 503;

        await visitor.Post(new { type = "endOfConversation", from = new { id = "dl_visitor" } });

        await _stage.Hub.Stands(visitor.ConversationId, State.Closed);
        await _stage.Bot.HasHeard("conversationUpdate", after: 1);
        await _stage.Hub.Rests(_clock);   // nothing waits for it
        (await _stage.Hub.Read<string>("select reaction from jobs where attempts = 0 and due > @now", new { now = _clock.GetUtcNow() })).ShouldContain("tell bot", "it is tried again later");
        _stage.Bot.Status = 200;
        _clock.Advance(TimeSpan.FromSeconds(5));
        await _stage.Bot.HasHeard("endOfConversation");
        var updates = _stage.Bot.Heard.Where(one => one["membersRemoved"] is not null).Select(one => (string)one["id"]!).ToArray();
        updates.Length.ShouldBe(2);
        updates.Distinct().Count().ShouldBe(1, "so that a bot that heard it the first time knows it again");
    }

    [Fact]
    public async Task A_bot_that_takes_its_time_to_hear_is_hung_up_on_and_told_again()
    {
        var visitor = await _stage.Meets();
        await _stage.Hub.Rests(_clock);
        var before = _stage.Bot.Heard.Count;
        _stage.Bot.Delay = Timeout.InfiniteTimeSpan;

        await visitor.Post(new { type = "endOfConversation", from = new { id = "dl_visitor" } });
        await _stage.Bot.HasHeard("conversationUpdate", after: before);
        _stage.Bot.Delay = TimeSpan.Zero;
        _clock.Advance(TimeSpan.FromSeconds(10));
        await _stage.Hub.Rests(_clock);
        _stage.Bot.Heard.ShouldNotContain(one => (string?)one["type"] == "endOfConversation", "it comes after what was not heard");

        _clock.Advance(TimeSpan.FromSeconds(5));
        await _stage.Bot.HasHeard("endOfConversation");
    }

    [Fact]
    public async Task A_person_gives_it_to_another_bot_which_begins_as_bots_do_and_the_first_never_gets_it_again()
    {
        await using var second = await ListeningBot.Start();
        var queue = (await (await _stage.Admin.Posts("/api/v1/queues", new { name = "Returns" })).Body()).GetProperty("id").GetGuid();
        (await _stage.Admin.Posts("/api/v1/bots", new { name = "Returns bot", kind = "connector", endpoint = second.Endpoint, queueIds = new[] { queue } })).EnsureSuccessStatusCode();
        var visitor = await _stage.Meets();
        await _stage.Bot.Says(new { type = "event", name = "handoff.initiate", value = new { topic = "returns" } });
        using var alex = await _stage.Hub.SignInAs("alex");
        var offer = await alex.IsOffered(visitor.ConversationId);
        (await alex.Posts($"/api/v1/offers/{offer.Id}/accept", new { })).EnsureSuccessStatusCode();
        await visitor.Say("I want to return it");

        (await alex.Posts($"/api/v1/conversations/{visitor.ConversationId}/transfer", new { queueId = queue })).EnsureSuccessStatusCode();

        ((string)(await second.HasHeard("message"))["text"]!).ShouldBe("I want to return it");
        second.Heard.Select(one => (string)one["type"]!).ShouldBe(["conversationUpdate", "event", "message"]);
        ((string)second.Heard.ElementAt(1)["value"]!["topic"]!).ShouldBe("returns", "it knows what the first has found out");
        await Status("completed");
        await second.Says(new { type = "event", name = "handoff.initiate" });
        var stands = await Eventually.Is(() => _stage.Hub.Look(visitor.ConversationId), seen => seen.GivenUpBy.Length == 2 && seen.QueueId is not null, "it waits for a person");
        stands.HandlerKind.ShouldNotBe("bot");
    }

    [Fact]
    public async Task It_begins_with_the_context_in_its_order()
    {
        var before = _stage.Bot.Heard.Count;
        var id = await _stage.Hub.Arrives(new Dictionary<string, object?> { ["plan"] = "gold", ["browser"] = "Firefox" });

        await _stage.Bot.HasHeard("event", "startConversation", before);

        var told = _stage.Bot.Heard.Skip(before).ToArray();
        told.Select(one => (string)one["type"]!).ShouldBe(["conversationUpdate", "event"]);
        var value = told[1]["value"]!;
        ((string)value["plan"]!, (string)value["msdyn_browser"]!, (string)value["msdyn_ConversationId"]!).ShouldBe(("gold", "Firefox", id.ToString()));
        foreach (var known in new[] { "msdyn_sessionid", "msdyn_WorkstreamId", "msdyn_ChannelInstanceId", "msdyn_liveworkitemid" }) value[known].ShouldNotBeNull(known);
        value["msdyn_CustomerId"].ShouldBeNull("nobody has verified who this is");
    }

    public async ValueTask InitializeAsync() => _stage = await BotStage.Set(postgres, clock: _clock);

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private async Task<JsonNode> Status(string state) => (await Eventually.Is(
        () => Task.FromResult(_stage.Bot.Heard.FirstOrDefault(one => (string?)one["name"] == "handoff.status" && (string?)one["value"]!["state"] == state)),
        found => found is not null, $"the bot is told '{state}'"))!["value"]!;
}
