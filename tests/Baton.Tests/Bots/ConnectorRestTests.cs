using System.Net;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>The connector's REST API beside words: members, files, earlier talk, conversations; and what a bot may not do with it.</summary>
public sealed class ConnectorRestTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    private BotStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_told_who_is_there_page_by_page()
    {
        await _stage.Meets(new { id = "dl_ann", name = "Ann" });

        var all = (await _stage.Bot.Calls(HttpMethod.Get, "members")).Body!.AsArray();
        var first = (await _stage.Bot.Calls(HttpMethod.Get, "pagedmembers?pageSize=1")).Body!;
        var second = (await _stage.Bot.Calls(HttpMethod.Get, $"pagedmembers?pageSize=1&continuationToken={first["continuationToken"]}")).Body!;
        var ofActivity = (await _stage.Bot.Calls(HttpMethod.Get, "activities/whatever/members")).Body!.AsArray();

        all.Select(one => (string)one!["role"]!).ShouldBe(["user", "bot"]);
        ((string)first["members"]![0]!["name"]!, (string)second["members"]![0]!["name"]!).ShouldBe(("Ann", "Order bot"));
        second["continuationToken"].ShouldBeNull();
        ofActivity.Count.ShouldBe(2);
        ((string)(await _stage.Bot.Calls(HttpMethod.Get, "members/dl_ann")).Body!["name"]!).ShouldBe("Ann");
        (await _stage.Bot.Calls(HttpMethod.Get, "members/nobody")).Status.ShouldBe(404);
        (await _stage.Bot.Calls(HttpMethod.Get, "pagedmembers?continuationToken=zwei")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task It_cannot_remove_the_visitor_and_gives_the_conversation_up_when_it_leaves()
    {
        var visitor = await _stage.Meets(new { id = "dl_ann", name = "Ann" });

        var refused = await _stage.Bot.Calls(HttpMethod.Delete, "members/dl_ann");
        (refused.Status, (string)refused.Body!["error"]!["code"]!).ShouldBe((403, "Forbidden"));
        (await _stage.Bot.Calls(HttpMethod.Delete, "members/nobody")).Status.ShouldBe(404);
        (await _stage.Bot.Calls(HttpMethod.Delete, $"members/{DemoPeople.Bot}")).Status.ShouldBe(200);

        (await _stage.GaveUp(visitor)).EscalationReason.ShouldBe("The bot left");
    }

    [Fact]
    public async Task Its_file_reaches_the_visitor_at_an_address_that_opens_nothing_else()
    {
        var visitor = await _stage.Meets();
        var uploaded = await _stage.Bot.Calls(HttpMethod.Post, "attachments", new { type = "text/html", name = "map.png", originalBase64 = Convert.ToBase64String(Png), thumbnailBase64 = Convert.ToBase64String(Png) });
        var id = (string)uploaded.Body!["id"]!;
        var service = (string)_stage.Bot.Heard.Last()["serviceUrl"]!;
        var mine = $"{service}v3/attachments/{id}/views/original";

        var about = (await _stage.Bot.CallsAt($"{service}v3/attachments/{id}", HttpMethod.Get)).Body!;
        ((string)about["name"]!, (string)about["type"]!, (int)about["views"]![0]!["size"]!, about["views"]!.AsArray().Count).ShouldBe(("map.png", "image/png", Png.Length, 2));
        (await _stage.Bot.CallsAt(mine, HttpMethod.Get)).Status.ShouldBe(200);
        (await _stage.Bot.CallsAt($"{service}v3/attachments/{id}/views/large", HttpMethod.Get)).Status.ShouldBe(404);
        await _stage.Bot.Says(new
        {
            type = "message", text = "Here",
            attachments = new object[]
            {
                new { contentType = "image/png", contentUrl = mine, name = "map.png" },
                new { contentType = "application/vnd.microsoft.card.hero", content = new { title = "Map", images = new[] { new { url = mine } } } },
            },
        });

        await visitor.HeardThat("Here");
        var activities = await visitor.Activities();
        activities.ToJsonString().ShouldNotContain("/connector/", customMessage: "with the bot's own address the visitor could speak as the bot");
        var attachments = activities.Last(activity => activity!["attachments"] is JsonArray)!["attachments"]!;
        var url = (string)attachments[0]!["contentUrl"]!;
        ((string)attachments[1]!["content"]!["images"]![0]!["url"]!).ShouldBe(url);
        using var file = await _stage.Hub.Http.GetAsync(url, Ct);
        (await file.Content.ReadAsByteArrayAsync(Ct)).ShouldBe(Png);
        file.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        file.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        file.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        (await _stage.Hub.Http.GetAsync(url[..^1] + (url[^1] == '0' ? '1' : '0'), Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _stage.Hub.Http.GetAsync(url.Replace("original", "thumbnail", StringComparison.Ordinal), Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_could_run_is_a_download_and_what_is_too_big_is_refused()
    {
        var visitor = await _stage.Meets();
        var page = await _stage.Bot.Calls(HttpMethod.Post, "attachments", new { type = "text/html", name = "a\"b.html", originalBase64 = Convert.ToBase64String("<script>alert(1)</script>"u8) });
        var service = (string)_stage.Bot.Heard.Last()["serviceUrl"]!;
        await _stage.Bot.Says(new { type = "message", text = "A page", attachments = new object[] { new { contentType = "text/html", contentUrl = $"{service}v3/attachments/{page.Body!["id"]}/views/original" } } });
        await visitor.HeardThat("A page");
        var url = (string)(await visitor.Activities()).Last(activity => activity!["attachments"] is JsonArray)!["attachments"]![0]!["contentUrl"]!;

        using var file = await _stage.Hub.Http.GetAsync(url, Ct);
        file.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        foreach (var (wrong, status) in new (object, int)[]
        {
            (new { name = "big", originalBase64 = Convert.ToBase64String(new byte[4 * 1024 * 1024 + 1]) }, 413),
            (new { name = "empty", originalBase64 = "" }, 413),
            (new { name = "none" }, 400),
            (new { name = "not base64", originalBase64 = "%%%" }, 400),
            (new object[] { 1 }, 400),
        }) (await _stage.Bot.Calls(HttpMethod.Post, "attachments", wrong)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task It_brings_what_was_said_before_for_the_agents()
    {
        var visitor = await _stage.Meets();

        var brought = await _stage.Bot.Calls(HttpMethod.Post, "activities/history", new { activities = new object[] { new { type = "message", text = "Yesterday's question", from = new { name = "Ann", role = "user" } } } });

        brought.Status.ShouldBe(200);
        (await _stage.Notes(visitor)).ShouldBe(["Said before, elsewhere (Order bot):\nAnn: Yesterday's question"]);
        (await visitor.Activities()).ToJsonString().ShouldNotContain("Yesterday");
        (await _stage.Bot.Calls(HttpMethod.Post, "activities/history", new { talk = 1 })).Status.ShouldBe(400);
    }

    [Fact]
    public async Task It_finds_the_conversations_that_it_has_and_begins_none()
    {
        var visitor = await _stage.Meets(new { id = "dl_ann", name = "Ann" });
        var service = (string)_stage.Bot.Heard.Last()["serviceUrl"]!;
        var mine = (string)_stage.Bot.Heard.Last()["conversation"]!["id"]!;

        var listed = (await _stage.Bot.CallsAt($"{service}v3/conversations", HttpMethod.Get)).Body!["conversations"]!.AsArray();
        var found = await _stage.Bot.CallsAt($"{service}v3/conversations", HttpMethod.Post,
            new { bot = new { id = DemoPeople.Bot }, members = new[] { new { id = "dl_ann" } }, activity = new { type = "message", text = "By the way" } });
        var refused = await _stage.Bot.CallsAt($"{service}v3/conversations", HttpMethod.Post, new { members = new[] { new { id = "dl_somebody" } } });

        listed.Select(one => (string)one!["id"]!).ShouldBe([mine]);
        ((string)found.Body!["id"]!, (string)found.Body["serviceUrl"]!).ShouldBe((mine, service));
        await visitor.HeardThat("By the way");
        refused.Status.ShouldBe(403);
        await _stage.Bot.Says(new { type = "event", name = "handoff.initiate" });
        (await _stage.Bot.CallsAt($"{service}v3/conversations", HttpMethod.Post, new { members = new[] { new { id = "dl_ann" } } })).Status.ShouldBe(403);
    }

    [Fact]
    public async Task At_the_plain_address_nobody_is_believed_without_a_token()
    {
        var visitor = await _stage.Meets();
        var id = (string)_stage.Bot.Heard.Last()["conversation"]!["id"]!;

        (await _stage.Bot.CallsAt($"{_stage.Hub.Address}v3/conversations/{id}/activities", HttpMethod.Post, new { type = "message", text = "forged" })).Status.ShouldBe(401);
        (await _stage.Bot.CallsAt($"{_stage.Hub.Address}v3/conversations", HttpMethod.Get)).Status.ShouldBe(401);
        (await visitor.Activities()).ToJsonString().ShouldNotContain("forged");
    }

    [Fact]
    public async Task A_bot_that_says_the_same_over_and_over_is_given_up()
    {
        var visitor = await _stage.Meets();

        for (var i = 0; i < 4; i++) await _stage.Bot.Says(new { type = "message", text = "Please rephrase" });
        (await _stage.Hub.Look(visitor.ConversationId)).State.ShouldBe(State.WithBot);
        (await _stage.Bot.Calls(HttpMethod.Post, "activities", new { type = "message", text = "Please rephrase" })).Status.ShouldBe(409);

        var stands = await _stage.GaveUp(visitor);
        (stands.EscalationReason, stands.Summary).ShouldBe(("The bot went round in a circle", "The bot said the same 5 times. (Order bot)"));
    }

    [Fact]
    public async Task So_is_one_that_answers_the_same_to_the_same_but_not_to_different_words()
    {
        var patient = await _stage.Meets();
        for (var i = 0; i < 6; i++)
        {
            await Asks(patient, $"question {i}");
            await _stage.Bot.Says(new { type = "message", text = "Please rephrase" });
        }
        (await _stage.Hub.Look(patient.ConversationId)).State.ShouldBe(State.WithBot, "its visitor goes on, so it does no harm");

        var visitor = await _stage.Meets();
        for (var i = 0; i < 4; i++)
        {
            await Asks(visitor, "Help");
            await _stage.Bot.Says(new { type = "message", text = "Please rephrase" });
        }
        await Asks(visitor, "help ");
        await _stage.Bot.Calls(HttpMethod.Post, "activities", new { type = "message", text = "Please rephrase" });

        (await _stage.GaveUp(visitor)).EscalationReason.ShouldBe("The bot went round in a circle");
    }

    [Fact]
    public async Task A_bot_that_says_too_much_is_given_up_with_the_reason()
    {
        var visitor = await _stage.Meets();
        (await _stage.Bot.Calls(HttpMethod.Post, "activities", new { type = "message", text = new string('x', 29 * 1024) })).Status.ShouldBe(413);
        (await _stage.GaveUp(visitor)).Summary!.ShouldContain("too long");

        var second = await _stage.Meets();
        (await _stage.Bot.Calls(HttpMethod.Post, "activities", new { type = "message", text = new string('x', 300 * 1024) })).Status.ShouldBe(413);
        (await _stage.GaveUp(second)).Summary!.ShouldContain("too big");
    }

    [Theory]
    [InlineData(50, null), InlineData(51, "The bot said more than 50 things at once.")]
    public async Task It_may_say_fifty_things_in_its_answer_to_our_call(int times, string? given)
    {
        await using var bot = await ScriptedBot.Start();
        (await _stage.Admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Order bot", kind = "connector", endpoint = bot.Endpoint, inlineReplies = true })).EnsureSuccessStatusCode();
        var visitor = await Visitor.Begin(_stage.Hub);
        await visitor.HeardThat("Welcome");
        bot.Times = times;

        await visitor.Say("count");

        if (given is null) await visitor.HeardThat($"Echo {times}: count");
        else (await _stage.GaveUp(visitor)).Summary!.ShouldContain(given);
    }

    public async ValueTask InitializeAsync() => _stage = await BotStage.Set(postgres);

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    /// <summary>Says something, which the bot has heard by then: it speaks in the conversation that it heard of last.</summary>
    private async Task Asks(Visitor visitor, string text)
    {
        var before = _stage.Bot.Heard.Count;
        await visitor.Say(text);
        await _stage.Bot.HasHeard("message", after: before);
    }
}
