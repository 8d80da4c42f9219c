using Baton.BotProtocol;
using Baton.Conversations;
using Baton.People;
using Baton.Tests.Channels;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>A bot that only its Direct Line channel leads to. It is the bot of a second Baton, behind Baton's own Direct Line server.</summary>
public sealed class DirectLineBotTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _there = null!;
    private Relay _wire = null!;
    private Hub _here = null!;

    [Fact]
    public async Task It_greets_and_answers_and_its_buttons_reach_the_visitor()
    {
        var visitor = await Meets(_here);
        var greeting = (await visitor.Activities()).Single(activity => ((string?)activity!["text"] ?? "").Contains("Contoso's assistant", StringComparison.Ordinal))!;
        greeting["suggestedActions"]!["actions"]!.AsArray().Select(action => (string?)action!["title"]).ShouldContain("Order status");

        await visitor.Say("Where is my order?");
        await visitor.HeardThat("What is your order number?");
        await visitor.Say("SO-12345");

        await visitor.HeardThat("What about order SO-12345?");
        await NothingIsTwice(visitor);
    }

    [Fact]
    public async Task It_is_told_the_context_when_it_begins()
    {
        var id = await _here.Arrives(new Dictionary<string, object?> { ["plan"] = "gold", ["orders"] = 3 });

        var told = await Eventually.Is(() => _there.Read<string>("select extra->>'value' from messages where kind = 'event' and extra->'event'->>'name' = 'startConversation'"),
            seen => seen.Count > 0, "the bot is told the context");

        told.ShouldHaveSingleItem().ShouldContain("\"plan\": \"gold\"");
        told[0].ShouldContain(id.ToString());
    }

    [Fact]
    public async Task It_ends_the_conversation()
    {
        var visitor = await Meets(_here);

        var id = await There();
        await _there.InWork(async work => await Ending.End(work, await work.LockConversation(id), "ended_by_bot", "The assistant ended the conversation.", new Happening("ended", "assistant")));

        (await _here.Stands(visitor.ConversationId, State.Closed)).CloseReason.ShouldBe("ended_by_bot");
    }

    [Fact]
    public async Task It_speaks_of_its_own_accord()
    {
        var visitor = await Meets(_here);

        await Speaks("By the way");

        await visitor.HeardThat("By the way");
    }

    [Fact]
    public async Task What_it_says_anew_takes_the_place_of_what_it_said_and_what_it_takes_back_is_gone()
    {
        var visitor = await Meets(_here);
        await Speaks("Looking…");
        await visitor.HeardThat("Looking…");
        var id = (string)(await visitor.Activities()).Single(one => (string?)one!["text"] == "Looking…")!["id"]!;

        foreach (var words in new[] { "Found one", "Found two" })
        {
            await Changes((work, before, n) => work.Revise(before, n, new Utterance { From = Bot, Text = words, Epoch = before.Epoch }));
            await Eventually.IsTrue(async () => (await visitor.Activities()).Where(one => (string?)one!["id"] == id).All(one => (string?)one!["text"] == words), $"it says '{words}' instead");
        }
        _wire.Drop();
        await Speaks("And more");
        await visitor.HeardThat("And more");
        (await _here.Read<string>("select text from words where conversation_id = @ConversationId and from_kind = 'bot' and kind = 'message' order by n", visitor)).Skip(1)
            .ShouldBe(["Found two (edited)", "And more"]);

        await Changes((work, before, n) => work.Withdraw(before, n, Bot, before.Epoch, null));

        await Eventually.IsTrue(async () => (await visitor.Activities()).Any(one => (string?)one!["type"] == "messageDelete" && (string?)one["id"] == id), "it is taken back");
        (await visitor.Activities()).ToJsonString().ShouldNotContain("Found");
        await visitor.Say("Where is my order?");
        await visitor.HeardThat("What is your order number?");
    }

    [Fact]
    public async Task When_the_line_drops_nothing_is_lost_or_repeated()
    {
        var visitor = await Meets(_here);

        for (var drop = 1; drop <= 3; drop++)
        {
            _wire.IsCut = true;
            _wire.Drop();
            await Speaks($"While it was down, {drop}");
            _wire.IsCut = false;
            await visitor.HeardThat($"While it was down, {drop}");
            await visitor.Say("Where is my order?");
        }

        await Eventually.IsTrue(async () => (await visitor.Activities()).Count(a => ((string?)a!["text"] ?? "").Contains("order number", StringComparison.Ordinal)) >= 2, "it goes on answering");
        var texts = (await visitor.Activities()).Select(activity => (string?)activity!["text"]).Where(text => text?.StartsWith("While", StringComparison.Ordinal) == true);
        texts.ShouldBe(["While it was down, 1", "While it was down, 2", "While it was down, 3"]);
        await NothingIsTwice(visitor, "Where is my order?");
    }

    [Fact]
    public async Task Without_room_for_a_socket_it_is_asked_again_and_again()
    {
        await using var here = await Hub.Start(postgres, change: services => services.AddSingleton(new SocketRoom(0)));
        await Connects(here, _wire.Address.ToString());
        var visitor = await Meets(here);

        await visitor.Say("Where is my order?");

        await visitor.HeardThat("What is your order number?");
        await NothingIsTwice(visitor);
        (await _there.Read<int>("select count(*)::int from sockets")).ShouldBe([0]);
    }

    [Fact]
    public async Task Another_process_goes_on_where_the_first_one_stopped()
    {
        var database = await postgres.Clone(withDemo: true);
        Visitor visitor;
        await using (var first = await Hub.Start(postgres, connectionString: database))
        {
            await Connects(first, _wire.Address.ToString());
            visitor = await Meets(first);
        }
        await Speaks("While nobody listened");

        await using (var second = await Hub.Start(postgres, connectionString: database))
        {
            visitor = visitor.At(second);
            await visitor.HeardThat("While nobody listened");
            await visitor.Say("Where is my order?");

            await visitor.HeardThat("What is your order number?");
            await NothingIsTwice(visitor);
        }
        await postgres.Drop(database);
    }

    [Fact]
    public async Task What_a_dead_process_listened_to_is_taken_over()
    {
        var visitor = await Meets(_here);
        await _here.Execute("update remote_conversations set leased_by = gen_random_uuid()");
        await Speaks("Is anybody there?");

        await visitor.HeardThat("Is anybody there?");
        await Eventually.IsTrue(async () => (await _here.Read<bool>("select exists (select from remote_conversations r join processes p on p.id = r.leased_by)"))[0], "it is leased to a process that lives");
        await visitor.Say("Where is my order?");
        await visitor.HeardThat("What is your order number?");
        await NothingIsTwice(visitor);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/", Hub.DirectLineSecret, "The bot could not be reached")]
    [InlineData(null, "not-the-secret", "refuses our secret or token (403)")]
    public async Task A_bot_that_cannot_be_reached_is_given_up_with_the_reason(string? endpoint, string secret, string told)
    {
        await Connects(_here, endpoint ?? _wire.Address.ToString(), secret);

        var visitor = await Visitor.Begin(_here);

        (await GaveUp(visitor, "The bot could not be reached")).Summary!.ShouldContain(told);
        using var alex = await _here.SignInAs("alex");
        await alex.IsOffered(visitor.ConversationId);
    }

    [Fact]
    public async Task When_its_service_goes_away_the_next_word_brings_a_person()
    {
        await _here.InWork(work => work.Run("update workstreams set bot_silence_seconds = 3"));
        var visitor = await Meets(_here);
        _wire.IsCut = true;
        _wire.Drop();

        await visitor.Say("Where is my order?");

        await GaveUp(visitor, null);
    }

    [Fact]
    public async Task A_bot_that_talks_to_itself_is_given_up()
    {
        var visitor = await Meets(_here);

        for (var i = 0; i < 60; i++) await Speaks($"Thing {i}");

        await GaveUp(visitor, "The bot failed");
        (await visitor.Activities()).Count(activity => ((string?)activity!["text"] ?? "").StartsWith("Thing ", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(50);
    }

    [Fact]
    public async Task Once_a_person_has_taken_over_it_is_not_heard_any_more()
    {
        var visitor = await Meets(_here);
        await _here.BotGivesUp(visitor.ConversationId);

        await Eventually.IsTrue(async () => (await _here.Read<bool>("select left_at is not null and leased_by is null from remote_conversations"))[0], "nobody listens");
        await Speaks("Am I still here?");

        (await visitor.Activities()).ShouldNotContain(activity => (string?)activity!["text"] == "Am I still here?");
    }

    public async ValueTask InitializeAsync()
    {
        _there = await Hub.Start(postgres);
        _wire = Relay.Start(_there.Address);
        _here = await Hub.Start(postgres);
        await Connects(_here, _wire.Address.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _wire.DisposeAsync();
        await _there.DisposeAsync();
    }

    private static async Task Connects(Hub hub, string endpoint, string secret = Hub.DirectLineSecret)
    {
        using var admin = await hub.SignIn("admin");
        (await admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Order bot", kind = "directLine", endpoint, auth = new { type = "secret", secret } })).EnsureSuccessStatusCode();
    }

    private static async Task<Visitor> Meets(Hub hub)
    {
        var visitor = await Visitor.Begin(hub);
        await visitor.HeardThat("Contoso's assistant");
        return visitor;
    }

    private async Task<Guid> There() => (await _there.Read<Guid>("select id from conversations order by created_at desc limit 1")).Single();

    private static Speaker Bot => Speaker.Bot(DemoPeople.Bot, DemoPeople.BotName);

    /// <summary>The bot there changes the words that began with "Looking".</summary>
    private async Task Changes(Func<Baton.Plumbing.Work, Conversation, int, Task<Conversation>> change)
    {
        var id = await There();
        await _there.InWork(async work =>
        {
            var before = await work.LockConversation(id);
            var n = await work.Find<int>("select n from messages where conversation_id = @id and text = 'Looking…'", new { id });
            return await work.Save(before, await change(work, before, n));
        });
    }

    private async Task Speaks(string words) => await _there.BotSays(await There(), Speaker.Bot(DemoPeople.Bot, DemoPeople.BotName), words);

    private async Task<Conversation> GaveUp(Visitor visitor, string? reason)
    {
        var stands = await Eventually.Is(() => _here.Look(visitor.ConversationId), seen => seen.EscalationReason is not null, "the bot has given it up");
        if (reason is not null) stands.EscalationReason.ShouldBe(reason);
        return stands;
    }

    /// <summary>Nobody hears a thing twice, on either side.</summary>
    private async Task NothingIsTwice(Visitor visitor, params string[] saidAgain)
    {
        var said = await _there.Read<string>("select text from messages where from_kind in ('bot', 'system') and kind = 'message' order by n");
        var heard = await Eventually.Is(async () => (await visitor.Activities()).Where(activity => (string?)activity!["from"]!["role"] == "bot" && (string?)activity["type"] == "message")
            .Select(activity => (string?)activity!["text"] ?? "").Where(said.Contains).ToList(), heard => heard.Count >= said.Count, "all that was said is heard");
        heard.Count.ShouldBe(said.Count, "each once");
        var told = await _there.Read<string>("select text from messages where from_kind = 'visitor' and kind = 'message'");
        told.Where(text => !saidAgain.Contains(text)).ShouldBeUnique();
    }
}
