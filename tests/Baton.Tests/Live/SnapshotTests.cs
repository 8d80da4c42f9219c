using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Tests.House;

namespace Baton.Tests.Live;

/// <summary>Promise 7: old snapshot + events = new snapshot, whatever happens and whoever looks.</summary>
public sealed class SnapshotTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Old_snapshot_and_events_make_the_new_snapshot_through_a_whole_conversation()
    {
        var (alex, bea, sam) = (await _hub.SignIn("alex"), await _hub.SignIn("bea"), await _hub.SignIn("sam"));
        await using var alexsDesk = await DeskSocket.Open(_hub, alex);
        await using var beasDesk = await DeskSocket.Open(_hub, bea);
        await using var samsDesk = await DeskSocket.Open(_hub, sam);
        DeskSocket[] desks = [alexsDesk, beasDesk, samsDesk];
        foreach (var desk in desks) await desk.Start();
        await Presence(alex, "Available");
        await AllAgree(desks, "presence");

        var visitor = await Visitor.Begin(_hub);
        await visitor.Heard(1);
        await AllAgree(desks, "the bot has it");

        await visitor.Say("I want to talk to a person");
        var offer = await Offer(alex);
        await AllAgree(desks, "it is offered");

        await Post(alex, $"offers/{offer["id"]}/decline");
        await AllAgree(desks, "declined");
        offer = await Offer(alex);
        await Post(alex, $"offers/{offer["id"]}/accept");
        await AllAgree(desks, "accepted");

        await samsDesk.Watch(visitor.ConversationId);
        await Post(alex, $"conversations/{visitor.ConversationId}/messages", new { clientId = "a1", text = "Hello, Alex here." });
        await visitor.Say("Hello Alex");
        await Post(alex, $"conversations/{visitor.ConversationId}/notes", new { text = "A kind person." });
        await Put(alex, $"conversations/{visitor.ConversationId}/draft", new { text = "I will loo", mode = "reply" });
        await Put(alex, $"conversations/{visitor.ConversationId}/variables", new { topic = "billing", count = 3, vip = true });
        await AllAgree(desks, "they talk");

        await Presence(bea, "Available");
        var billing = (await alex.GetFromJsonAsync<JsonArray>("/api/v1/queues", Ct))!.Single(queue => (string)queue!["name"]! == "Billing")!;
        await Post(alex, $"conversations/{visitor.ConversationId}/transfer", new { queueId = (string)billing["id"]!, reason = "a bill" });
        offer = await Offer(bea);
        await AllAgree(desks, "transferred and offered to bea");

        await Post(bea, $"offers/{offer["id"]}/accept");
        await AllAgree(desks, "bea has it");
        await Post(bea, $"conversations/{visitor.ConversationId}/end");
        await AllAgree(desks, "ended");
        await Post(bea, $"conversations/{visitor.ConversationId}/close");
        await AllAgree(desks, "closed");
        await samsDesk.Unwatch(visitor.ConversationId);
        await Presence(bea, "Away");
        await AllAgree(desks, "all over");
    }

    [Fact]
    public async Task A_desk_holds_the_last_two_hundred_messages_of_a_long_conversation()
    {
        var alex = await _hub.SignIn("alex");
        await using var desk = await DeskSocket.Open(_hub, alex);
        await desk.Start();
        await Presence(alex, "Available");
        var visitor = await Visitor.Begin(_hub);
        await visitor.Say("I want to talk to a person");
        await Post(alex, $"offers/{(await Offer(alex))["id"]}/accept");

        for (var i = 0; i < 230; i++) await visitor.Say($"and {i}");

        await AllAgree([desk], "a long one");
        desk.Held()["messages"]!.AsObject().Count.ShouldBe(200);
    }

    [Fact]
    public async Task Nothing_is_told_before_the_snapshot_that_the_snapshot_or_an_event_after_it_tells_again()
    {
        var (alex, sam) = (await _hub.SignIn("alex"), await _hub.SignIn("sam"));
        await Presence(alex, "Available");
        var visitor = await Visitor.Begin(_hub);
        await visitor.Say("I want to talk to a person");
        await Post(alex, $"offers/{(await Offer(alex))["id"]}/accept");
        await using var samsDesk = await DeskSocket.Open(_hub, sam);
        await samsDesk.Start();
        await using var alexsDesk = await DeskSocket.Open(_hub, alex);

        // Sam's desk shows each of them when this process has told all desks: Alex's has asked for nothing yet.
        foreach (var note in new[] { "one", "two" })
        {
            await Post(alex, $"conversations/{visitor.ConversationId}/notes", new { text = note });
            await AllAgree([samsDesk], $"note {note}");
            await Put(alex, $"conversations/{visitor.ConversationId}/variables", new { note });
            await AllAgree([samsDesk], $"variable {note}");
        }
        await alexsDesk.Start();
        await visitor.Say("And three");
        await AllAgree([alexsDesk], "after the snapshot");

        alexsDesk.Told.ShouldHaveSingleItem("only what was said after it");
    }

    [Fact]
    public async Task Nobody_watches_what_is_none_of_their_business()
    {
        var alex = await _hub.SignIn("alex");
        await using var desk = await DeskSocket.Open(_hub, alex);
        await desk.Start();
        var visitor = await Visitor.Begin(_hub);
        await visitor.Heard(1);

        var refused = await Should.ThrowAsync<InvalidOperationException>(desk.Call("Watch", visitor.ConversationId));

        refused.Message.ShouldContain("somebody else");
        desk.Held()["conversations"]!.AsObject().ShouldBeEmpty();
    }

    public async ValueTask InitializeAsync() => _hub = await Hub.Start(postgres);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    internal static async Task AllAgree(DeskSocket[] desks, string when)
    {
        foreach (var desk in desks)
        {
            // Fresh ones are taken until nothing more is on its way: then both must be the same.
            var (held, fresh) = ("", "");
            try
            {
                await Eventually.IsTrue(async () =>
                {
                    fresh = Sorted(await desk.Fresh());
                    held = Sorted(desk.Held());
                    return held == fresh;
                }, when);
            }
            catch (TimeoutException)
            {
                var (has, should) = (held.Split('\n'), fresh.Split('\n'));
                Assert.Fail($"{when}: the desk has\n{string.Join('\n', has.Except(should))}\nand should have\n{string.Join('\n', should.Except(has))}");
            }
        }
    }

    private static string Sorted(JsonNode node) => node switch
    {
        JsonObject pairs => "{" + string.Join(",\n", pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\"{pair.Key}\":{(pair.Value is null ? "null" : Sorted(pair.Value))}")) + "}",
        JsonArray items => "[" + string.Join(",", items.Select(item => item is null ? "null" : Sorted(item))) + "]",
        _ => node.ToJsonString(),
    };

    private static async Task<JsonNode> Offer(HttpClient user) =>
        (await Eventually.Is(async () => (await user.GetFromJsonAsync<JsonArray>("/api/v1/offers", Ct))!, offers => offers.Count > 0, "an offer"))[0]!;

    private static async Task Presence(HttpClient user, string presence) => (await user.PutAsJsonAsync("/api/v1/me/presence", new { presence }, Ct)).EnsureSuccessStatusCode();

    private static async Task Post(HttpClient user, string path, object? body = null)
    {
        var answer = await user.PostAsJsonAsync($"/api/v1/{path}", body ?? new { }, Ct);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
    }

    private static async Task Put(HttpClient user, string path, object body) => (await user.PutAsJsonAsync($"/api/v1/{path}", body, Ct)).EnsureSuccessStatusCode();
}
