using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Baton.Tests.House;
using Baton.Tests.Live;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>Bots change what they said, take it back, and show their words while they are finding them.</summary>
public sealed class RevisionTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly TimeSpan BetweenPartials = TimeSpan.FromMilliseconds(250);

    private readonly FakeClock _clock = new();
    private BotStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_it_says_anew_keeps_its_id_and_its_place()
    {
        var visitor = await _stage.Meets();
        var id = await _stage.Bot.Says(new { type = "message", text = "Looking…" });
        await _stage.Bot.Says(new { type = "message", text = "In between" });

        var first = await _stage.Bot.Calls(HttpMethod.Put, $"activities/{Uri.EscapeDataString(id)}", new { type = "message", text = "Found it" }, "r1");
        var again = await _stage.Bot.Calls(HttpMethod.Put, $"activities/{Uri.EscapeDataString(id)}", new { type = "message", text = "Found it" }, "r1");

        (first.Status, again.Status).ShouldBe((200, 200));
        ((string)first.Body!["id"]!).ShouldBe(id);
        var activities = await visitor.Activities();
        activities.Count(activity => (string?)activity!["id"] == id).ShouldBe(2, "the message as it stands, and the entry that changed it, once");
        activities.Where(activity => (string?)activity!["id"] == id).ShouldAllBe(activity => (string?)activity!["text"] == "Found it", "who comes later never sees the first words");
        var times = activities.Where(activity => (string?)activity!["id"] == id).Select(activity => (DateTimeOffset)activity!["timestamp"]!).ToArray();
        times.Distinct().Count().ShouldBe(1, "its time is the time of the first words, so pages keep its place");
        var last = await Last(visitor);
        ((int)last["revises"]!).ShouldBe(2);
        ((string)last["kind"]!).ShouldBe("message");
        (await Words(visitor)).ShouldBe(["Welcome", "Found it (edited)", "In between"]);
    }

    [Fact]
    public async Task An_open_page_is_told_of_the_change_as_it_happens()
    {
        var visitor = await _stage.Meets();
        await using var page = await LineVisitorPage.Open(_stage.Hub, visitor);
        var id = await _stage.Bot.Says(new { type = "message", text = "One" });
        await page.Gets(activity => (string?)activity["text"] == "One");

        await _stage.Bot.Calls(HttpMethod.Put, $"activities/{Uri.EscapeDataString(id)}", new { type = "message", text = "Two" });
        ((string)(await page.Gets(activity => (string?)activity["text"] == "Two"))["id"]!).ShouldBe(id);
        await _stage.Bot.Calls(HttpMethod.Delete, $"activities/{Uri.EscapeDataString(id)}");

        ((string)(await page.Gets(activity => (string?)activity["type"] == "messageDelete"))["id"]!).ShouldBe(id);
    }

    [Fact]
    public async Task What_it_takes_back_is_gone_for_the_visitor_and_marked_for_us()
    {
        var visitor = await _stage.Meets();
        var id = await _stage.Bot.Says(new { type = "message", text = "Somebody else's secret" });

        (await _stage.Bot.Calls(HttpMethod.Delete, $"activities/{Uri.EscapeDataString(id)}", requestId: "d1")).Status.ShouldBe(200);
        (await _stage.Bot.Calls(HttpMethod.Delete, $"activities/{Uri.EscapeDataString(id)}", requestId: "d2")).Status.ShouldBe(200);
        (await _stage.Bot.Calls(HttpMethod.Put, $"activities/{Uri.EscapeDataString(id)}", new { type = "message", text = "Not so" })).Status.ShouldBe(404);

        var activities = await visitor.Activities();
        activities.ToJsonString().ShouldNotContain("secret");
        activities.Count(activity => (string?)activity!["type"] == "messageDelete" && (string?)activity["id"] == id).ShouldBe(2);
        ((int)(await Last(visitor))["withdraws"]!).ShouldBe(2);
        (await Words(visitor)).ShouldBe(["Welcome", "(taken back)"]);
    }

    [Fact]
    public async Task Only_its_own_words_and_only_while_it_has_the_conversation()
    {
        var visitor = await _stage.Meets();
        await visitor.Say("my own words");
        await _stage.Bot.HasHeard("message");
        var mine = await _stage.Bot.Says(new { type = "message", text = "mine" });

        foreach (var not in new[] { $"{visitor.ConversationId}|0000002", $"{visitor.ConversationId}|0000099", $"{Guid.NewGuid()}|0000001", "nonsense" })
        {
            (await _stage.Bot.Calls(HttpMethod.Put, $"activities/{Uri.EscapeDataString(not)}", new { type = "message", text = "x" })).Status.ShouldBe(404, not);
            (await _stage.Bot.Calls(HttpMethod.Delete, $"activities/{Uri.EscapeDataString(not)}")).Status.ShouldBe(404, not);
        }
        await _stage.Bot.Says(new { type = "event", name = "handoff.initiate", value = new { Skill = "cards" } });
        await _stage.GaveUp(visitor);
        (await _stage.Bot.Calls(HttpMethod.Put, $"activities/{Uri.EscapeDataString(mine)}", new { type = "message", text = "x" })).Status.ShouldBe(409);
        (await _stage.Bot.Calls(HttpMethod.Delete, $"activities/{Uri.EscapeDataString(mine)}")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task Desks_that_were_told_as_it_happened_hold_what_a_new_one_is_given()
    {
        var sam = await _stage.Hub.SignIn("sam");
        await using var desk = await DeskSocket.Open(_stage.Hub, sam);
        await desk.Start();
        var visitor = await _stage.Meets();
        await desk.Watch(visitor.ConversationId);
        var first = await _stage.Bot.Says(new { type = "message", text = "One" });
        var second = await _stage.Bot.Says(new { type = "message", text = "Two" });

        await _stage.Bot.Calls(HttpMethod.Put, $"activities/{Uri.EscapeDataString(first)}", new { type = "message", text = "Three" });
        await _stage.Bot.Calls(HttpMethod.Delete, $"activities/{Uri.EscapeDataString(second)}");

        await SnapshotTests.AllAgree([desk], "revised and withdrawn");
        desk.Held()["messages"]!.AsObject().Select(pair => pair.Value!).Count(message => message["revises"] is not null || message["withdraws"] is not null).ShouldBe(2);
    }

    [Fact]
    public async Task Words_are_shown_while_it_is_finding_them_and_said_once()
    {
        var visitor = await _stage.Meets();
        await using var page = await LineVisitorPage.Open(_stage.Hub, visitor);

        var stream = await _stage.Bot.Says(Piece("informative", null, 1, "Looking it up"));
        var informed = await page.Gets(activity => (string?)activity["channelData"]?["streamType"] == "informative");
        _clock.Advance(BetweenPartials);
        await _stage.Bot.Says(Piece("streaming", stream, 2, "Your order"));
        var found = await page.Gets(activity => (string?)activity["text"] == "Your order");
        await _stage.Bot.Says(Piece("final", stream, null, "Your order is on its way", "message"));
        var said = await page.Gets(activity => (string?)activity["text"] == "Your order is on its way");

        foreach (var piece in new[] { informed, found, said })
        {
            ((string)piece["channelData"]!["streamId"]!).ShouldBe(stream);
            ((string)piece["entities"]![0]!["streamId"]!).ShouldBe(stream);
        }
        ((string)found["type"]!, (int)found["channelData"]!["streamSequence"]!).ShouldBe(("typing", 2));
        ((string)said["type"]!, (string)said["channelData"]!["streamType"]!).ShouldBe(("message", "final"));
        (await Words(visitor)).ShouldBe(["Welcome", "Your order is on its way"], "partials are never stored");
    }

    [Fact]
    public async Task Partials_come_at_most_four_a_second_and_none_after_the_message()
    {
        var visitor = await _stage.Meets();
        await using var page = await LineVisitorPage.Open(_stage.Hub, visitor);
        var stream = await _stage.Bot.Says(Piece("streaming", null, 1, "word"));

        for (var i = 2; i < 12; i++)
        {
            await _stage.Bot.Says(Piece("streaming", stream, i, $"word {i}"));
            if (i == 6) _clock.Advance(BetweenPartials);
        }
        await _stage.Bot.Says(Piece("final", stream, null, "all of it", "message"));
        await _stage.Bot.Says(new { type = "message", text = "after" });
        await page.Gets(activity => (string?)activity["text"] == "after");

        page.Seen.Where(activity => (string?)activity["channelData"]?["streamType"] == "streaming").Select(activity => (string?)activity["text"]).ShouldBe(["word", "word 7"]);
        page.Seen.SkipWhile(activity => (string?)activity["text"] != "all of it").ShouldNotContain(activity => (string?)activity["type"] == "typing");
    }

    [Fact]
    public async Task Another_process_shows_them_too()
    {
        var visitor = await _stage.Meets();
        await using var other = await Hub.Start(postgres, _clock, _stage.Hub.ConnectionString);
        await using var page = await LineVisitorPage.Open(other, visitor);

        await _stage.Bot.Says(Piece("streaming", null, 1, "Grüße,\nzweite Zeile"));

        ((string)(await page.Gets(activity => (string?)activity["type"] == "typing"))["text"]!).ShouldBe("Grüße,\nzweite Zeile");
    }

    public async ValueTask InitializeAsync() => _stage = await BotStage.Set(postgres, clock: _clock);

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private static JsonObject Piece(string streamType, string? streamId, int? sequence, string text, string type = "typing")
    {
        var entity = new JsonObject { ["type"] = "streaminfo", ["streamType"] = streamType };
        if (streamId is not null) entity["streamId"] = streamId;
        if (sequence is not null) entity["streamSequence"] = sequence;
        return new JsonObject { ["type"] = type, ["text"] = text, ["entities"] = new JsonArray(entity) };
    }

    private async Task<JsonNode> Last(Visitor visitor) =>
        (await _stage.Admin.GetFromJsonAsync<JsonArray>($"/api/v1/conversations/{visitor.ConversationId}/messages", Ct))![^1]!;

    private Task<IReadOnlyList<string>> Words(Visitor visitor) =>
        _stage.Hub.Read<string>("select text from words where conversation_id = @ConversationId and kind = 'message' order by n", new { visitor.ConversationId });
}
