using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Bots.Ai;
using Baton.Bots.Ai.Making;
using Baton.People;
using Baton.Routing;
using Baton.Tests.Channels;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Topics;

namespace Baton.Tests.Bots;

/// <summary>What an AI bot of each template does without a model: its topics, against the sandbox's Dynamics.</summary>
public sealed class TwinTests(TestPostgres postgres)
{
    private static readonly object Adele = new { id = "dl_adele", name = "Adele Vance", email = "adele@contoso.example" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ids => [.. Templates.All.Select(template => template.Id)];

    [Theory, MemberData(nameof(Ids))]
    public void A_twin_is_sound_with_all_its_tools_without_each_and_without_any(string id)
    {
        var template = Templates.Find(id)!;
        var program = new AiProgram { Template = id, CompanyName = "Contoso", Greeting = "Hello", Tools = template.Tools };
        Faults(program).ShouldBeEmpty();
        foreach (var left in template.Tools) Faults(program with { Tools = [.. template.Tools.Where(tool => tool != left)] }).ShouldBeEmpty($"without {left}");
        Faults(program with { UsesKnowledge = true }).ShouldBeEmpty();
        Faults(program with { Tools = [], Rails = new AiRails { Disputes = false, AngerFrom = 0, NamedPerson = false } }).ShouldBeEmpty();
        Twin.Files(program).Count.ShouldBeGreaterThan(Twin.Files(program with { Tools = [] }).Count);
        Twin.Files(program with { Template = null }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Hello {System.User.Email} \"quoted\" 'single' # no comment: {1/0}")]
    [InlineData("Zwei\nZeilen\r\n\tund — 😀 \\{ \\ }")]
    [InlineData("- kind: EndConversation")]
    public void A_greeting_and_a_name_are_said_as_they_are(string words)
    {
        var program = new AiProgram { Template = "salesAssistant", CompanyName = words, Greeting = words, Tools = Templates.Find("salesAssistant")!.Tools, Rails = new AiRails { Words = [words] } };
        Faults(program).ShouldBeEmpty();
        var bot = TopicBot.Load(Twin.Files(program));
        var begun = bot.Run(BotState.New, new ConversationStarted(), new TurnContext { Now = DateTimeOffset.UnixEpoch, Seed = 1 });
        begun.Says[0].Text.ShouldBe(words.ReplaceLineEndings("\n").Replace('\t', ' '));
        bot.Run(begun.State, new VisitorMessage("hello"), new TurnContext { Now = DateTimeOffset.UnixEpoch, Seed = 1 }).Says[0].Text.ShouldContain(words.Split('\n', '\r')[0]);
    }

    [Fact]
    public async Task Customer_service_knows_the_cases_opens_no_second_one_and_hands_over_what_is_urgent()
    {
        await using var cast = await Cast.Meet(postgres, "customerService");
        var visitor = await Visitor.Begin(cast.Hub, Adele);
        await visitor.HeardThat("I'm the assistant of Contoso's customer service");
        await visitor.Say("My device does not work");
        await visitor.HeardThat("open case");
        await visitor.HeardThat("Is it about the same matter?");
        await visitor.Say("yes");
        await visitor.HeardThat("Then I don't open a second one");

        await visitor.Say("I want to report a problem");
        await visitor.Say("No");
        await visitor.HeardThat("in a few words");
        await visitor.Say("The coffee machine leaks");
        await visitor.HeardThat("a little more");
        await visitor.Say("Since this morning, water everywhere");
        await visitor.HeardThat("How urgent");
        await visitor.Say("urgent");
        await visitor.HeardThat("I opened case CAS-");
        await visitor.HeardThat("I'm bringing in a colleague");
        var stands = await Eventually.Is(() => cast.Hub.Ask<string>("select state || '|' || summary from conversations"), state => !state!.StartsWith("WithBot", StringComparison.Ordinal), "it is with people");
        stands.ShouldNotBeNull().ShouldContain("Case opened: CAS-");
        (await cast.Count("incidents", "title eq 'The coffee machine leaks' and prioritycode eq 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_stranger_types_the_code_and_closes_what_is_solved_after_a_yes()
    {
        await using var cast = await Cast.Meet(postgres, "customerService");
        var visitor = await Visitor.Begin(cast.Hub);
        await visitor.Say("My problem is solved");
        await visitor.HeardThat("What is your e-mail address?");
        await visitor.Say("adele@contoso.example");
        await visitor.HeardThat("I've sent a code");
        await visitor.Say(await cast.Tenant.CodeFor("adele@contoso.example"));
        await visitor.HeardThat("Which one?");
        var number = (await visitor.HeardThat("Which one?")).Split('\n').First(line => line.StartsWith("- CAS-", StringComparison.Ordinal))[2..].Split(':')[0];
        await visitor.Say($"It is {number}");
        await visitor.HeardThat("Shall I do this?");
        await visitor.Say("Yes");
        await visitor.HeardThat($"Case {number} is closed");
        (await cast.Count("incidents", $"ticketnumber eq '{number}' and statecode eq 1")).ShouldBe(1);
    }

    [Fact]
    public async Task The_sales_assistant_makes_one_lead_of_a_prospect_and_shows_a_customer_their_deals()
    {
        await using var cast = await Cast.Meet(postgres, "salesAssistant");
        for (var round = 0; round < 2; round++)
        {
            var prospect = await Visitor.Begin(cast.Hub);
            await prospect.HeardThat("I'm Contoso's sales assistant");
            await prospect.Say("I am interested in your products");
            foreach (var (asked, said) in new[]
            {
                ("Which problem", "We lose orders by phone"), ("e-mail address", "nora@newcorp.example"), ("your name", "Nora Newman"), ("Which company", "Newcorp"),
                ("When would you", "In spring"), ("Who else", "My boss"), ("budget", "About 20,000"),
            })
            {
                await prospect.HeardThat(asked);
                await prospect.Say(said);
            }
            await prospect.HeardThat(round == 0 ? "I've noted all of it, and somebody of Contoso will write to nora@newcorp.example" : "We have a request of yours already");
        }
        (await cast.Count("leads", "emailaddress1 eq 'nora@newcorp.example' and lastname eq 'Newman' and firstname eq 'Nora' and contains(description,'About 20,000')")).ShouldBe(1);

        var customer = await Visitor.Begin(cast.Hub, Adele);
        await customer.Say("I would like a quote");
        await customer.HeardThat("Which problem");
        await customer.Say("A second coffee machine for the office");
        await customer.HeardThat("You are no stranger to us");
        await customer.HeardThat("Is your wish something new?");
        await customer.Say("Yes");
        await customer.HeardThat("Shall I do this? Open an opportunity for Adele Vance");
        await customer.Say("Yes");
        await customer.HeardThat("I've noted it, Adele Vance");
        (await cast.Count("opportunities", "name eq 'A second coffee machine for the office'")).ShouldBe(1);
    }

    [Fact]
    public async Task The_account_manager_sums_up_the_visitors_account_and_logs_a_task()
    {
        await using var cast = await Cast.Meet(postgres, "accountManager");
        var visitor = await Visitor.Begin(cast.Hub, Adele);
        await visitor.HeardThat("I'm Contoso's account assistant");
        await visitor.Say("Tell me about my account");
        var summary = await visitor.HeardThat("People: ");
        summary.ShouldContain("Adele Vance");
        await visitor.Say("I need a follow-up");
        await visitor.HeardThat("What is to be done?");
        await visitor.Say("Send the new price list");
        await visitor.HeardThat("I logged it as a task");
        (await cast.Count("tasks", "subject eq 'Send the new price list'")).ShouldBe(1);

        var stranger = await Visitor.Begin(cast.Hub);
        await stranger.Say("Account summary");
        await stranger.Say("nobody@nowhere.example");
        await stranger.HeardThat("Which company is it about?");
        await stranger.Say("Contoso");
        await stranger.HeardThat("A colleague will help you");
    }

    [Theory]
    [InlineData("I want a refund for my order")]
    [InlineData("this is unacceptable")]
    [InlineData("I want to speak to your manager")]
    [InlineData("there was an injury")]
    [InlineData("agent please")]
    public async Task What_the_rails_name_goes_to_a_person(string words)
    {
        await using var cast = await Cast.Meet(postgres, "crmSpecialist");
        var visitor = await Visitor.Begin(cast.Hub);
        await visitor.HeardThat("support, sales and your account");
        await visitor.Say(words);
        await visitor.HeardThat("I'm bringing in a colleague");
        await Eventually.Is(() => cast.Hub.Ask<string>("select state from conversations"), state => state != "WithBot", "it is with people");
    }

    [Fact]
    public async Task The_specialist_does_of_everything_something()
    {
        await using var cast = await Cast.Meet(postgres, "crmSpecialist");
        var visitor = await Visitor.Begin(cast.Hub, Adele);
        await visitor.Say("Show my open cases");
        await visitor.HeardThat("CAS-");
        await visitor.Say("Show my open deals");
        await visitor.HeardThat("deal");
        await visitor.Say("Which products do you have");
        await visitor.HeardThat("Which product?");
        await visitor.Say("a");
        await visitor.HeardThat("- ");
        await visitor.Say("Tell me about my account");
        await visitor.HeardThat("People: ");
    }

    [Fact]
    public async Task A_twin_answers_from_the_bots_articles_before_it_gives_up_and_names_where_it_has_it_from()
    {
        await using var cast = await Cast.Meet(postgres, "salesAssistant", usesKnowledge: true);
        await cast.Write("Returns", "You can send any machine back within 30 days of delivery.");
        var visitor = await Visitor.Begin(cast.Hub);
        await visitor.HeardThat("I'm Contoso's sales assistant");
        for (var round = 0; round < 3; round++)
        {
            await visitor.Say("Within how many days can a machine be sent back?");
            (await visitor.HeardThat("within 30 days of delivery")).ShouldEndWith("(Returns)");
            await visitor.Say($"Who won the match on day {round}?");
            await visitor.HeardThat(round < 2 ? "I'm sorry, I didn't understand that" : "I'm bringing in a colleague");
        }

        var begun = await cast.Chat(null);
        var answered = await cast.Chat(begun, "Within how many days can a machine be sent back?");
        ((string?)answered["says"]![0]!["text"], (string?)answered["outcome"], (string?)answered["ranOn"])
            .ShouldBe(("You can send any machine back within 30 days of delivery.\n\n(Returns)", "waiting", "topics"));
    }

    [Fact]
    public async Task A_bot_that_uses_no_knowledge_does_not_look_into_articles()
    {
        await using var cast = await Cast.Meet(postgres, "salesAssistant");
        await cast.Write("Returns", "You can send any machine back within 30 days of delivery.");
        var answered = await cast.Chat(await cast.Chat(null), "Within how many days can a machine be sent back?");
        ((string?)answered["says"]![0]!["text"]).ShouldNotBeNull().ShouldStartWith("I'm sorry, I didn't understand that");
    }

    [Fact]
    public async Task In_a_side_chat_it_really_looks_and_writes_nothing()
    {
        await using var cast = await Cast.Meet(postgres, "customerService");
        var begun = await cast.Chat(null);
        ((string?)begun["says"]![0]!["text"], (string?)begun["ranOn"]).ShouldBe(("Hello, I'm the assistant of Contoso's customer service. What can I help you with?", "topics"));
        begun["says"]![0]!["offers"]!.AsArray().Select(offer => (string?)offer).ShouldContain("Show my open cases");

        var asked = await cast.Chat(begun, "Show my open cases");
        ((string?)asked["says"]![0]!["text"]).ShouldBe("What is your e-mail address?");
        var shown = await cast.Chat(asked, "adele@contoso.example");
        ((string?)shown["says"]![0]!["text"]!).ShouldNotBeNull().ShouldContain("CAS-");
        shown["tools"]!.AsArray().Select(tool => (string?)tool!["name"]).ShouldBe(["get_contact_by_email", "get_contact_cases"]);

        var cases = await cast.Count("incidents", "statecode eq 0");
        JsonNode last = shown;
        foreach (var words in new[] { "I want to report a problem", "no", "It leaks", "Since today", "low" }) last = await cast.Chat(last, words);
        var create = last["tools"]!.AsArray().Single()!;
        ((string?)create["name"], (string?)create["input"]!["title"], (string?)create["error"]!["code"]).ShouldBe(("create_case", "It leaks", "not_in_a_trial"));
        ((string?)last["outcome"]).ShouldBe("handedOver");
        (await cast.Count("incidents", "statecode eq 0")).ShouldBe(cases);
        (await cast.Hub.Ask<long>("select count(*) from conversations")).ShouldBe(0);
    }

    private static IReadOnlyList<string> Faults(AiProgram program) =>
        [.. TopicDraft.Read(Twin.Files(program)).Report.Problems.Select(problem => $"{problem.Path}:{problem.Line} {problem.Message}")];

    /// <summary>A hub with the sandbox's Dynamics beside it, and one bot of a template in the place of the demo's.</summary>
    private sealed class Cast : IAsyncDisposable
    {
        private readonly HttpClient _dynamics;
        private readonly HttpClient _admin;
        private readonly string _bot;

        private Cast(Hub hub, Tenant tenant, HttpClient dynamics, HttpClient admin, string bot) => (Hub, Tenant, _dynamics, _admin, _bot) = (hub, tenant, dynamics, admin, bot);

        public Hub Hub { get; }
        public Tenant Tenant { get; }

        public static async Task<Cast> Meet(TestPostgres postgres, string template, bool usesKnowledge = false)
        {
            var hub = await Hub.Start(postgres);
            var tenant = await Tenant.Beside(hub, postgres);
            var admin = await hub.SignIn("admin");
            var bot = (string)(await Send(admin, HttpMethod.Post, "/api/v1/bots", new { name = "Twin", kind = "ai", queueIds = new[] { DemoRouting.Bots } }))["id"]!;
            var shown = Templates.Find(template)!;
            var program = new { template, usesKnowledge, companyName = "Contoso", tools = shown.Tools, rails = new { words = new[] { "there was an injury" } } };
            var written = await Send(admin, HttpMethod.Post, $"/api/v1/bots/templates/{template}/prompt", new { program });
            var whole = new { program.template, program.usesKnowledge, program.companyName, program.tools, program.rails, prompt = (string)written["prompt"]!, greeting = (string)written["greeting"]! };
            var revision = (int)(await Send(admin, HttpMethod.Put, $"/api/v1/bots/{bot}/ai/draft", new { revision = 0, program = whole }))["revision"]!;
            await Send(admin, HttpMethod.Post, $"/api/v1/bots/{bot}/ai/publish", new { revision });
            await hub.InWork(work => work.Run("delete from members where user_id = @Bot", new { DemoPeople.Bot }));
            return new Cast(hub, tenant, await tenant.Client(), admin, bot);
        }

        /// <summary>A turn of the side chat: its beginning, or what is said after the turn before.</summary>
        public Task<JsonNode> Chat(JsonNode? before, string? words = null) => Send(_admin, HttpMethod.Post, $"/api/v1/bots/{_bot}/ai/chat",
            new { messages = words is null ? [] : new[] { new { from = "visitor", text = words } }, state = (string?)before?["state"] });

        public Task Write(string title, string text) => Send(_admin, HttpMethod.Post, $"/api/v1/bots/{_bot}/articles", new { title, text });

        public async Task<int> Count(string set, string filter) =>
            (await _dynamics.GetFromJsonAsync<JsonObject>($"{set}?$filter={Uri.EscapeDataString(filter)}", Ct))!["value"]!.AsArray().Count;

        public async ValueTask DisposeAsync()
        {
            _dynamics.Dispose();
            _admin.Dispose();
            await Tenant.DisposeAsync();
            await Hub.DisposeAsync();
        }

        private static async Task<JsonNode> Send(HttpClient client, HttpMethod method, string path, object body)
        {
            using var answer = await client.SendAsync(new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) }, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            answer.IsSuccessStatusCode.ShouldBeTrue(text);
            return JsonNode.Parse(text)!;
        }
    }
}
