using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.People;
using Baton.Routing;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>AI bots that help an agent silently: they read, suggest, and change nothing; their tokens are counted as ever.</summary>
public sealed class AiAssistTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private AiCast _cast = null!;
    private HttpClient _alex = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_suggests_to_the_agent_what_nobody_else_sees_and_no_rail_gives_anything_up()
    {
        var visitor = await TalksToAlex();
        await _cast.Script(new { says = "We open at nine." });
        var before = await Tokens();

        await visitor.Say("THIS IS OUTRAGEOUS, I want my money back, give me a human, when do you open?");

        var suggested = await Suggests(visitor, "We open at nine.");
        suggested["actions"]!.AsArray().ShouldHaveSingleItem()!["text"]!.GetValue<string>().ShouldBe("We open at nine.");
        (await visitor.Activities()).ShouldNotContain(activity => ((string?)activity!["text"] ?? "").Contains("nine", StringComparison.Ordinal));
        (await _cast.Hub.Look(visitor.ConversationId)).State.ShouldBe(State.WithAgent);
        var asked = (await _cast.Asked())[^1]!;
        asked["tools"]!.AsArray().Select(tool => (string)tool!["function"]!["name"]!).ShouldBe(AiCast.Service.Tools, "it verifies nobody and gives nothing up");
        ((string)asked["messages"]![0]!["content"]!).ShouldContain("The agent is Alex.");
        (await Tokens()).ShouldBeGreaterThan(before, "its tokens are counted");

        await _cast.Script(new { says = "NOTHING" });
        var count = (await _cast.Asked()).Count;
        (await _alex.Posts($"/api/v1/conversations/{visitor.ConversationId}/messages", new { text = "At nine.", clientId = "a1" })).EnsureSuccessStatusCode();
        await visitor.Say("Thanks");
        await Heard(visitor, "Thanks");
        var last = (await _cast.Asked())[^1]!["messages"]!.AsArray();
        last.Select(message => (string?)message!["content"]).ShouldContain("At nine.", "it hears the agent");
        (await _cast.Asked()).Count.ShouldBe(count + 1, "and is asked when the visitor has spoken");
        (await All(visitor)).Count.ShouldBe(1, "with nothing to suggest it suggests nothing");
    }

    [Fact]
    public async Task What_reads_runs_as_the_bot_and_what_would_change_something_is_left_to_the_agent()
    {
        var number = await _cast.Case(_cast.ContactId, $"Leaking {Guid.NewGuid():N}");
        var visitor = await TalksToAlex(isVerified: true);
        await _cast.Turns(
            new { after = "visitor", times = 1, calls = new[] { Call("dynamics365_get_contact_cases", new { email = _cast.Email }) } },
            new { after = "tool", times = 1, calls = new[] { Call("dynamics365_update_case", new { ticket_number = number, status = "On Hold" }), Call("dynamics365_create_note", new { record_type = 5 }) } },
            new { after = "tool", says = "I can put it on hold until Friday." });

        await visitor.Say("Please wait with my case until Friday");

        var suggested = await Suggests(visitor, "I can put it on hold");
        suggested["actions"]!.AsArray().Select(action => $"{action!["kind"]} {action["tool"]} {action["input"]?["status"]}".TrimEnd()).ShouldBe(["reply", "tool update_case On Hold"]);
        (await _cast.Ran(visitor)).ShouldBe("get_contact_cases ok", "nothing was changed");
        (await _cast.Hub.Read<string>("select who_kind from tool_runs where conversation_id = @ConversationId", new { visitor.ConversationId })).ShouldBe(["bot"]);
        var shown = (await _cast.Asked())[^1]!["messages"]!.ToJsonString();
        shown.ShouldContain("It was not run");

        // What the bot is forbidden is not suggested either.
        (await _cast.Admin.Puts($"/api/v1/policies/{DemoPeople.Bot}", new { rules = new Dictionary<string, string> { ["update_case"] = "forbid" } })).EnsureSuccessStatusCode();
        await _cast.Turns(
            new { after = "visitor", times = 1, calls = new[] { Call("dynamics365_update_case", new { ticket_number = number, status = "Resolved" }) } }, new { after = "tool", says = "I can't do that." });
        await visitor.Say("Then close it");
        (await Suggests(visitor, "I can't do that."))["actions"]!.AsArray().ShouldHaveSingleItem()!["kind"]!.GetValue<string>().ShouldBe("reply");
    }

    [Fact]
    public async Task Beyond_its_budget_the_model_is_not_asked_and_the_conversation_goes_on()
    {
        var visitor = await TalksToAlex();
        await _cast.Connect(new { tokensPerDayMax = 10 });
        await _cast.Script(new { says = "First." });
        await visitor.Say("One");
        await Heard(visitor, "One");
        var asked = (await _cast.Asked()).Count;

        await visitor.Say("Two");
        await Heard(visitor, "Two");

        (await _cast.Asked()).Count.ShouldBe(asked);
        (await _cast.Hub.Look(visitor.ConversationId)).State.ShouldBe(State.WithAgent);
    }

    [Fact]
    public async Task A_model_that_fails_is_left_alone_after_three_times()
    {
        var visitor = await TalksToAlex();
        await _cast.Script(new { behaves = "error" });

        foreach (var word in new[] { "One", "Two", "Three", "Four" })
        {
            await visitor.Say(word);
            await Settled();
        }

        (await _cast.Hub.Read<int>("select failures from assist_standings")).ShouldBe([3]);
        (await _cast.Hub.Look(visitor.ConversationId)).State.ShouldBe(State.WithAgent);
        (await _cast.Hub.Read<string>("select error from jobs where error is not null")).ShouldBeEmpty();
    }

    public async ValueTask InitializeAsync()
    {
        _cast = await AiCast.Meet(postgres, sandbox);
        _alex = await _cast.Hub.SignInAs("alex");
        (await _cast.Admin.Puts($"/api/v1/workstreams/{DemoRouting.Workstream}/assists", new { botIds = new[] { DemoPeople.Bot } })).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _alex.Dispose();
        await _cast.DisposeAsync();
    }

    private static object Call(string name, object arguments) => new { name, arguments };

    private async Task<Visitor> TalksToAlex(bool isVerified = false)
    {
        var visitor = isVerified ? await _cast.MeetsVerified() : await _cast.Meets();
        await _cast.Hub.BotGivesUp(visitor.ConversationId);
        var offer = await _alex.IsOffered(visitor.ConversationId);
        (await _alex.Accepts(offer.Id)).EnsureSuccessStatusCode();
        return visitor;
    }

    private async Task<JsonArray> All(Visitor visitor) => (await _alex.GetFromJsonAsync<JsonArray>($"/api/v1/conversations/{visitor.ConversationId}/suggestions", Ct))!;

    private async Task<JsonNode> Suggests(Visitor visitor, string text) =>
        (await Eventually.Is(() => All(visitor), all => all.Any(one => ((string?)one!["text"])!.StartsWith(text, StringComparison.Ordinal)), $"'{text}' is suggested"))
            .First(one => ((string?)one!["text"])!.StartsWith(text, StringComparison.Ordinal))!;

    /// <summary>The assist has heard these words, whatever came of it.</summary>
    private Task Heard(Visitor visitor, string words) => Eventually.IsTrue(async () => (await _cast.Hub.Read<bool>("""
        select exists (select from assist_standings s join messages m on m.conversation_id = s.conversation_id where m.text = @words and s.heard_n >= m.n and s.conversation_id = @ConversationId)
        """, new { words, visitor.ConversationId })).Single(), $"the assist has heard '{words}'");

    private Task Settled() => Eventually.IsTrue(async () => (await _cast.Hub.Read<bool>("select not exists (select from jobs where reaction = 'assists hear')")).Single(), "nobody hears any more");

    private async Task<long> Tokens() => (await _cast.Hub.Read<long>("select coalesce(sum(tokens), 0)::bigint from ai_days where bot_id = @Bot", new { DemoPeople.Bot })).Single();
}
