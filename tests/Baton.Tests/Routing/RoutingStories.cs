using System.Net;
using Baton.Conversations;
using Baton.Routing;
using Baton.Tests.House;

namespace Baton.Tests.Routing;

/// <summary>Conversations find whoever should have them, on a real server with a real database.</summary>
public sealed class RoutingStories(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await Hub.Start(postgres);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task A_new_conversation_is_with_the_bot_at_once()
    {
        var id = await _hub.Arrives();

        var conversation = await _hub.Stands(id, State.WithBot);

        conversation.HandlerId.ShouldBe(Cast.Bot);
        conversation.Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_asks_for_a_person_is_offered_to_one_who_takes_it_with_its_story()
    {
        using var alex = await _hub.SignInAs("alex");
        var id = await _hub.ArrivesAndAsksForSomebody();

        var offer = await alex.IsOffered(id);
        var row = await (await alex.Accepts(offer.Id)).Body();

        row.GetProperty("state").GetString().ShouldBe("WithAgent");
        row.GetProperty("handler").GetProperty("name").GetString().ShouldBe("Alex");
        (await Told(id)).ShouldBe(["waiting", "joined"]);
        (await alex.Offers()).ShouldBeEmpty();
        (await Load("alex")).ShouldBe(1);
    }

    [Fact]
    public async Task It_never_goes_back_to_the_bot_that_gave_it_up()
    {
        await _hub.Read<int>("update rules set queue_id = @Bots", new { DemoRouting.Bots });
        using var alex = await _hub.SignInAs("alex");

        var id = await _hub.ArrivesAndAsksForSomebody();
        await alex.IsOffered(id);

        var table = (await alex.Json($"/api/v1/conversations/{id}/routing"))[0];
        table.GetProperty("why").GetString()!.ShouldContain("Nobody in Bots could ever take it (Contoso assistant had the conversation and gave it up), so it goes to Support.");
        table.GetProperty("chosen").GetProperty("name").GetString().ShouldBe("Alex");
    }

    [Fact]
    public async Task Every_choice_says_why_this_one_and_why_not_the_others()
    {
        using var alex = await _hub.SignInAs("alex");
        using var bea = await _hub.SignInAs("bea", "Busy");
        var id = await _hub.ArrivesAndAsksForSomebody();
        await alex.IsOffered(id);

        var table = (await alex.Json($"/api/v1/conversations/{id}/routing"))[0];

        table.GetProperty("queue").GetProperty("name").GetString().ShouldBe("Support");
        var reasons = table.GetProperty("candidates").EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!, row =>
            $"{row.GetProperty("verdict").GetString()}: {row.GetProperty("reason").GetString()}");
        reasons["Alex"].ShouldBe("chosen: has most room: 3 of 3 free");
        reasons["Bea"].ShouldBe("passed over: is busy");
        reasons["Sam"].ShouldBe("passed over: is not there");
        var rules = table.GetProperty("rules").EnumerateArray()
            .Select(rule => $"{rule.GetProperty("name")}: {rule.GetProperty("matched")}, {rule.GetProperty("reason")}");
        rules.ShouldBe(
        [
            "Billing matters: False, topic is not set",
            "A bot passed it on: True, conversation.escalated is 'true'",
            "Everything else: True, applies always; but 'A bot passed it on' comes first",
        ]);
    }

    [Fact]
    public async Task Rules_run_again_with_what_the_bot_found_out()
    {
        using var alex = await _hub.SignInAs("alex");
        using var bea = await _hub.SignInAs("bea");

        var id = await _hub.ArrivesAndAsksForSomebody(topic: "Billing");

        await bea.IsOffered(id);
        (await alex.Offers()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Declined_it_goes_to_somebody_else_and_three_times_declined_it_never_comes_back()
    {
        using var alex = await _hub.SignInAs("alex");
        var id = await _hub.ArrivesAndAsksForSomebody();
        for (var time = 1; time <= 3; time++)
            (await alex.Declines((await alex.IsOffered(id)).Id)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await _hub.Stands(id, State.Waiting);
        (await Load("alex")).ShouldBe(0);

        using var bea = await _hub.SignInAs("bea");
        await bea.IsOffered(id);

        (await Told(id)).ShouldBe(["waiting"]);
    }

    [Fact]
    public async Task The_second_to_accept_is_told_who_was_first()
    {
        using var alex = await _hub.SignInAs("alex");
        var id = await _hub.ArrivesAndAsksForSomebody();
        var first = await alex.IsOffered(id);
        using var bea = await _hub.SignInAs("bea");
        (await alex.Declines(first.Id)).EnsureSuccessStatusCode();
        var second = await bea.IsOffered(id);

        var answers = await Task.WhenAll(alex.Accepts(first.Id), bea.Accepts(second.Id));

        answers[1].StatusCode.ShouldBe(HttpStatusCode.OK);
        answers[0].StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answers[0].Code()).ShouldBe("offer_gone");
        (await (await alex.Accepts(first.Id)).Detail()).ShouldBe("Bea was first.");
        (await bea.Accepts(second.Id)).StatusCode.ShouldBe(HttpStatusCode.OK, "pressing twice is no mistake");
        (await _hub.Look(id)).Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_there_means_waiting_and_being_told_so_until_somebody_comes()
    {
        var id = await _hub.ArrivesAndAsksForSomebody();
        await Eventually.IsTrue(async () => (await Told(id)).Contains("waiting"), "the visitor is told");
        (await Said(id)).ShouldBe(
            "Nobody is here right now. You are number 1 in the queue, and we will answer as soon as somebody is back.");

        using var alex = await _hub.SignInAs("alex");

        await alex.IsOffered(id);
    }

    [Fact]
    public async Task A_seat_that_comes_free_is_given_to_whoever_waits_longest()
    {
        using var alex = await _hub.SignInAs("alex");
        var taken = new List<Guid>();
        for (var n = 0; n < 3; n++)
        {
            var one = await _hub.ArrivesAndAsksForSomebody();
            (await alex.Accepts((await alex.IsOffered(one)).Id)).EnsureSuccessStatusCode();
            taken.Add(one);
        }
        var next = await _hub.ArrivesAndAsksForSomebody();
        await Eventually.IsTrue(async () => (await Told(next)).Contains("waiting"), "the visitor is told");
        var last = await _hub.ArrivesAndAsksForSomebody();
        await Eventually.IsTrue(async () => (await Told(last)).Contains("waiting"), "the visitor is told");
        (await Said(last)).ShouldBe("Everybody is busy right now. You are number 2 in the queue.");

        await _hub.Closes(taken[1]);

        await alex.IsOffered(next);
        (await _hub.Look(last)).State.ShouldBe(State.Waiting);
        (await Load("alex")).ShouldBe(3);
    }

    [Fact]
    public async Task A_queue_that_nobody_is_in_closes_nothing_but_uses_the_fallback_and_says_so()
    {
        using var admin = await _hub.SignIn("admin");
        (await admin.Puts($"/api/v1/queues/{DemoRouting.Billing}/members", new { userIds = Array.Empty<Guid>() }))
            .EnsureSuccessStatusCode();
        using var alex = await _hub.SignInAs("alex");

        var id = await _hub.Arrives(Cast.About("billing"));

        await alex.IsOffered(id);
        (await alex.Json($"/api/v1/conversations/{id}/routing"))[0].GetProperty("why").GetString()!
            .ShouldBe("A new conversation. Rule 'Billing matters' applies. Nobody in Billing could ever take it, so it goes to Support.");
    }

    [Fact]
    public async Task Transferred_it_goes_to_whoever_is_named_and_the_seat_is_free()
    {
        using var alex = await _hub.SignInAs("alex");
        using var bea = await _hub.SignInAs("bea");
        using var sam = await _hub.SignInAs("sam");
        var id = await _hub.ArrivesAndAsksForSomebody(topic: "billing");
        (await bea.Accepts((await bea.IsOffered(id)).Id)).EnsureSuccessStatusCode();

        var answer = await bea.Posts($"/api/v1/conversations/{id}/transfer", new { userId = Cast.Alex, reason = "Knows the contract" });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await alex.IsOffered(id);
        (await Load("bea")).ShouldBe(0);
        (await bea.Posts($"/api/v1/conversations/{id}/transfer",
            new { queueId = DemoRouting.Support })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Transferred_to_somebody_who_is_not_there_it_waits_for_others_in_the_queue()
    {
        using var alex = await _hub.SignInAs("alex");
        var id = await _hub.ArrivesAndAsksForSomebody();
        (await alex.Accepts((await alex.IsOffered(id)).Id)).EnsureSuccessStatusCode();
        using var bea = await _hub.SignInAs("bea");

        (await alex.Posts($"/api/v1/conversations/{id}/transfer", new { userId = Cast.Sam })).EnsureSuccessStatusCode();

        await bea.IsOffered(id);
    }

    [Fact]
    public async Task A_visitor_who_leaves_takes_the_offer_along()
    {
        using var alex = await _hub.SignInAs("alex");
        var id = await _hub.ArrivesAndAsksForSomebody();
        var offer = await alex.IsOffered(id);

        await _hub.VisitorEnds(id);

        (await alex.Offers()).ShouldBeEmpty();
        var answer = await alex.Accepts(offer.Id);
        (await answer.Code()).ShouldBe("offer_gone");
        (await Load("alex")).ShouldBe(0);
        await Eventually.IsTrue(async () =>
            (await _hub.Read<string?>("select outcome from offers where id = @Id", new { offer.Id }))[0] == "withdrawn", "it is withdrawn");
    }

    private async Task<string[]> Told(Guid id) =>
    [
        .. await _hub.Read<string>(
            "select extra->'event'->>'name' from messages where conversation_id = @id and kind = 'event' order by n", new { id }),
    ];

    private async Task<string> Said(Guid id) =>
        (await _hub.Read<string>("select text from messages where conversation_id = @id and kind = 'event' order by n desc limit 1",
            new { id }))[0];

    private async Task<int> Load(string name) =>
        (await _hub.Read<int>("select load from users where email = @email", new { email = $"{name}@contoso.example" }))[0];
}
