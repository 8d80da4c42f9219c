using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Ai;
using Baton.Bots.Ai.Making;
using Baton.Bots.Models;
using Baton.People;
using Baton.Tests.Channels;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>An author tries an AI bot: in the side chat on a model, with its articles, and with golden chats.</summary>
public sealed class AiTrialTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private AiCast _cast = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_side_chat_shows_words_tools_tokens_and_the_rail_and_writes_nothing()
    {
        var number = await _cast.Case(_cast.ContactId, "The grinder is loud");
        var begun = await Say(null, null);
        ((string?)begun["says"]![0]!["text"], (string?)begun["ranOn"], (string?)begun["outcome"]).ShouldBe((AiCast.Greeting, "model", "waiting"));

        await _cast.Turns(
            new { after = "visitor", times = 1, calls = new[] { Call("dynamics365_get_contact_cases", new { email = _cast.Email }), Call("dynamics365_create_case", new { title = "New", description = "New", email = _cast.Email }) } },
            new { after = "tool", says = $"You have the case {number}." });
        var looked = await Say(null, $"I am {_cast.Email}, what of my case?");
        ((string?)looked["says"]![0]!["text"]).ShouldBe($"You have the case {number}.");
        var tools = looked["tools"]!.AsArray();
        tools.Select(tool => ((string?)tool!["name"], (string?)tool["error"]?["code"])).ShouldBe([("dynamics365_get_contact_cases", null), ("dynamics365_create_case", "not_in_a_trial")]);
        ((string?)tools[0]!["output"]!["cases"]![0]!["ticket_number"]).ShouldBe(number);
        ((int)looked["tokens"]!).ShouldBeGreaterThan(0);

        var angry = await Say(looked, "I want a refund");
        ((string?)angry["outcome"], (string?)angry["rail"]).ShouldBe(("handedOver", "Refund, billing, legal or contract"));
        (await _cast.Hub.Ask<long>("select count(*) from conversations")).ShouldBe(0);
        using var nonsense = await _cast.Admin.PostAsJsonAsync(Of("/chat"), new { messages = Lines("x"), state = "QUkxCm5vbnNlbnNl" }, Ct);
        (nonsense.StatusCode, await nonsense.Code()).ShouldBe((HttpStatusCode.UnprocessableEntity, "invalid_state"));
    }

    [Fact]
    public async Task A_model_is_shown_the_article_that_answers_and_visitors_hear_of_it()
    {
        (await _cast.Admin.PostAsJsonAsync($"/api/v1/bots/{DemoPeople.Bot}/articles", new { title = "Descaling", text = "Descale the machine every month with citric acid.", url = "https://help.contoso-care.example/descaling" }, Ct)).EnsureSuccessStatusCode();
        await _cast.Publish(AiCast.Service with { UsesKnowledge = true });
        await _cast.Turns(
            new { after = "visitor", times = 1, calls = new[] { Call("knowledge_search", new { query = "How do I descale the machine?" }) } },
            new { after = "tool", says = "Every month, says [Descaling](https://help.contoso-care.example/descaling), not [this](https://elsewhere.example/x)." });
        var visitor = await _cast.Meets();
        await visitor.Say("How do I descale it?");
        var heard = await visitor.HeardThat("Every month, says");
        heard.ShouldContain("(https://help.contoso-care.example/descaling)", Case.Sensitive, "an article's own link may be said");
        heard.ShouldNotContain("elsewhere.example");
        (await _cast.LastAsked()).ShouldContain("citric acid");
    }

    [Fact]
    public async Task What_an_author_tries_is_counted_and_the_days_budget_holds_there_too()
    {
        var before = await Say(null, "Hello");
        ((string?)before["outcome"]).ShouldBe("waiting");
        (await _cast.Hub.Ask<long>("select tokens from ai_days where bot_id = @Bot", new { DemoPeople.Bot })).ShouldBe((int)before["tokens"]!);

        await _cast.Publish(AiCast.Service with { TokensPerDayMax = (int)before["tokens"]! });
        var after = await Say(null, "Hello");
        ((string?)after["outcome"], (string?)after["rail"]).ShouldBe(("handedOver", "The bot's budget is used up"));
        (await _cast.Asked()).Count.ShouldBe(1, "what is used up is not asked any more");
    }

    [Fact]
    public async Task A_bot_has_a_model_and_limits_of_its_own_and_what_it_leaves_out_is_the_organisations()
    {
        await _cast.Connect(new { temperature = 0.5, tokensMax = 700 });
        await _cast.Publish(AiCast.Service with { Model = new OwnModel { Name = "sandbox-spare", TokensMax = 321 } });
        await _cast.Turns(new { says = "I am the spare one." });
        await Say(null, "Hello");
        var visitor = await _cast.Meets();
        await visitor.Say("Hello");
        await visitor.HeardThat("I am the spare one.");

        var asked = await _cast.Asked();
        asked.Count.ShouldBe(2, "in the side chat and for a visitor");
        foreach (var question in asked)
            ((string?)question!["model"], (int)(question["max_completion_tokens"] ?? question["max_tokens"])!, (double)question["temperature"]!).ShouldBe(("sandbox-spare", 321, 0.5));
    }

    [Fact]
    public async Task A_test_takes_a_real_turn_and_shows_the_wire_with_the_model()
    {
        await _cast.Turns(
            new { after = "visitor", times = 1, calls = new[] { Call("dynamics365_get_contact_cases", new { email = _cast.Email }) } },
            new { after = "tool", says = "You have no open case." });
        var tested = await Test($"I am {_cast.Email}, what of my case?");

        ((bool)tested["ok"]!, (string?)tested["outcome"]).ShouldBe((true, "answered"), tested.ToJsonString());
        ((string)tested["sentence"]!).ShouldContain("It asked for dynamics365_get_contact_cases.");
        tested["says"]!.AsArray().Select(said => (string?)said!["text"]).ShouldBe([AiCast.Greeting, "You have no open case."]);
        var wire = tested["wire"]!.AsArray();
        wire.Select(call => ((string?)call!["method"], (int)call["status"]!)).ShouldBe([("POST", 200), ("POST", 200)]);
        ((string)wire[0]!["address"]!).ShouldEndWith("/openai/v1/chat/completions");
        ((string)wire[0]!["sent"]!).ShouldContain("what of my case?");
        ((string)wire[0]!["answered"]!).ShouldContain("dynamics365_get_contact_cases");
        ((string)wire[1]!["answered"]!).ShouldContain("You have no open case.", Case.Sensitive, "the pieces of a stream are put together");
        tested.ToJsonString().ShouldNotContain(ModelCast.Key);
        (await _cast.Hub.Ask<long>("select count(*) from conversations")).ShouldBe(0);

        await _cast.Script(new { behaves = "error" });
        var failed = await Test("Hello");
        ((bool)failed["ok"]!, (string?)failed["outcome"]).ShouldBe((false, "failed"), failed.ToJsonString());
        ((int)failed["wire"]![0]!["status"]!).ShouldBe(500);

        (await _cast.Admin.DeleteAsync(new Uri("/api/v1/models", UriKind.Relative), Ct)).EnsureSuccessStatusCode();
        var none = await Test("Hello");
        ((bool)none["ok"]!, ((string)none["sentence"]!).StartsWith("No model is set up", StringComparison.Ordinal)).ShouldBe((false, true));
    }

    [Theory]
    [InlineData("not a stream", "not a stream")]
    [InlineData("""data: {"choices":[{"delta":{"content":"Hel"}}]}|data: {"choices":[{"delta":{"content":"lo"},"finish_reason":"stop"}]}|data: [DONE]""", """{"streamed in pieces":2,"finish_reason":"stop","content":"Hello"}""")]
    [InlineData("""data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"x","arguments":"{"}}]}}]}|data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}}]}|data: {"cho""",
        """{"streamed in pieces":2,"tool_calls":[{"name":"x","arguments":"{}"}]}""")]
    public void A_stream_is_shown_as_what_it_says(string body, string shown) => StreamedBody.Told(body.Replace('|', '\n')).ShouldBe(shown);

    [Fact]
    public async Task A_golden_chat_is_recorded_and_tells_what_a_draft_does_otherwise()
    {
        var number = await _cast.Case(_cast.ContactId, "The pump leaks");
        await Script(number);
        var visitor = await _cast.Meets();
        await visitor.Say("I'd like to know about my case");
        await visitor.HeardThat("Which address");
        using (var early = await _cast.Admin.PostAsJsonAsync(Of("/chats"), new { name = "Early", conversationId = visitor.ConversationId }, Ct))
            (early.StatusCode, await early.Code()).ShouldBe((HttpStatusCode.Conflict, "not_closed"));
        await _cast.Hub.VisitorEnds(visitor.ConversationId);
        await Eventually.Is(() => _cast.Hub.Ask<string>("select state from conversations"), state => state is "Closed" or "WrapUp", "it is over");
        await _cast.Hub.Ask<int>("with done as (update conversations set state = 'Closed' returning 1) select count(*)::int from done");
        var recorded = await Send(HttpMethod.Post, "/chats", new { name = "Recorded", conversationId = visitor.ConversationId });
        var turn = recorded["script"]!["turns"]!.AsArray().Single()!;
        ((string?)turn["say"], (string?)recorded["script"]!["outcome"]).ShouldBe(("I'd like to know about my case", "waiting"));

        var typed = await Send(HttpMethod.Post, "/chats", new
        {
            name = "A case", script = new
            {
                turns = new object[] { new { say = "I'd like to know about my case" }, new { say = $"I am {_cast.Email}", tools = new[] { "get_contact_cases" }, facts = new[] { number } } },
            },
        });
        await Script(number);
        var same = await Send(HttpMethod.Post, "/chats/run", new { id = (string?)typed["id"] });
        ((bool)same["isSame"]!, (string?)same["outcome"], (string?)same["ranOn"]).ShouldBe((true, "waiting", "model"), same.ToJsonString());

        await _cast.Turns(new { says = "I know nothing about 555." });
        var other = await Send(HttpMethod.Post, "/chats/run", new { id = (string?)typed["id"] });
        ((bool)other["isSame"]!).ShouldBeFalse();
        var differs = other["turns"]![1]!;
        ((string?)differs["toolsMissing"]![0], (string?)differs["factsMissing"]![0]).ShouldBe(("get_contact_cases", number));

        (await Send(HttpMethod.Get, "/chats", null)).AsArray().Count.ShouldBe(2);
        (await _cast.Admin.DeleteAsync(Of($"/chats/{typed["id"]}"), Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Send(HttpMethod.Get, "/chats", null)).AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("Case CAS-01001-A1B2C3 is open; write to pat@new.example before 14:30.", "CAS-01001-A1B2C3 pat@new.example 14:30")]
    [InlineData("It costs 1,250.50 and takes 3 days, see https://contoso.example/x.", "1,250.50 3 https://contoso.example/x")]
    [InlineData("Nothing to hold on to here.", "")]
    public void Facts_are_what_must_not_differ(string words, string facts) => string.Join(' ', GoldenScript.FactsOf(words)).ShouldBe(facts);

    public async ValueTask InitializeAsync() => _cast = await AiCast.Meet(postgres, sandbox);

    public ValueTask DisposeAsync() => _cast.DisposeAsync();

    private Task Script(string number) => _cast.Turns(
        new { whenContains = "about my case", says = "Which address are you known by?" },
        new { after = "visitor", calls = new[] { Call("dynamics365_get_contact_cases", new { email = _cast.Email }) } },
        new { after = "tool", says = $"Your case {number} is open." });

    private Task<JsonNode> Say(JsonNode? before, string? words) =>
        Send(HttpMethod.Post, "/chat", new { messages = words is null ? [] : Lines(words), state = (string?)before?["state"] });

    private async Task<JsonNode> Test(string text)
    {
        using var answer = await _cast.Admin.PostAsJsonAsync($"/api/v1/bots/{DemoPeople.Bot}/test", new { text }, Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!;
    }

    private static object[] Lines(string words) => [new { from = "bot", text = AiCast.Greeting }, new { from = "visitor", text = words }];

    private static object Call(string name, object arguments) => new { name, arguments };

    private static Uri Of(string path) => new($"/api/v1/bots/{DemoPeople.Bot}/ai{path}", UriKind.Relative);

    private async Task<JsonNode> Send(HttpMethod method, string path, object? body)
    {
        using var answer = await _cast.Admin.SendAsync(new HttpRequestMessage(method, Of(path)) { Content = body is null ? null : JsonContent.Create(body) }, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }
}
