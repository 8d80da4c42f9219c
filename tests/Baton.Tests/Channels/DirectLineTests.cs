using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Tests.House;

namespace Baton.Tests.Channels;

/// <summary>Direct Line as published: start, say, hear, leave, over plain HTTP.</summary>
public sealed class DirectLineTests(TestPostgres postgres) : IAsyncLifetime
{
    private Hub _hub = null!;
    private string _secret = "";

    [Fact]
    public async Task A_visitor_starts_says_something_and_finds_it_again_with_the_id_of_the_answer()
    {
        var ann = await LineVisitor.Start(_hub, _secret);

        var id = await ann.Say("Where is my order?", "c1");

        id.ShouldBe($"{ann.ConversationId}|0000001");
        var set = await ann.Fetch();
        set.GetProperty("watermark").GetString().ShouldBe("1");
        var echo = set.GetProperty("activities")[0];
        echo.GetProperty("id").GetString().ShouldBe(id);
        echo.GetProperty("text").GetString().ShouldBe("Where is my order?");
        echo.GetProperty("from").GetProperty("id").GetString().ShouldBe("dl_ann");
        echo.GetProperty("from").GetProperty("name").GetString().ShouldBe("Ann");
        echo.GetProperty("channelData").GetProperty("clientActivityID").GetString().ShouldBe("c1");
        echo.GetProperty("channelData").GetProperty("baton").GetProperty("n").GetInt32().ShouldBe(1);
        echo.GetProperty("conversation").GetProperty("id").GetString().ShouldBe(ann.ConversationId);
        (await ann.Fetch("1")).GetProperty("activities").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_conversation_is_new_once()
    {
        var made = await LineVisitor.Json(await LineVisitor.Call(_hub, _secret, HttpMethod.Post, "/tokens/generate"));
        made.GetProperty("expires_in").GetInt32().ShouldBe(1800);
        made.TryGetProperty("streamUrl", out _).ShouldBeFalse();
        var token = made.GetProperty("token").GetString();

        var first = await LineVisitor.Call(_hub, token, HttpMethod.Post, "/conversations", new { user = new { }, locale = "de-DE" });
        var again = await LineVisitor.Call(_hub, token, HttpMethod.Post, "/conversations");

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LineVisitor.Json(again)).GetProperty("conversationId").GetString().ShouldBe(made.GetProperty("conversationId").GetString());
        (await _hub.Ask<string>("select locale from conversations")).ShouldBe("de-DE");
    }

    [Fact]
    public async Task A_server_may_use_the_secret_itself_for_all_conversations_of_its_channel_and_no_other()
    {
        var started = await LineVisitor.Call(_hub, _secret, HttpMethod.Post, "/conversations", new { User = new { Id = "bob", Name = "Bob" } });
        started.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await LineVisitor.Json(started)).GetProperty("conversationId").GetString();

        (await LineVisitor.Call(_hub, _secret, HttpMethod.Post, $"/conversations/{id}/activities", new { type = "message", text = "hi" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LineVisitor.Call(_hub, _secret, HttpMethod.Get, $"/conversations/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var other = await _hub.MakeChannel();
        await Refuses(await LineVisitor.Call(_hub, other, HttpMethod.Get, $"/conversations/{id}/activities"), 404, "ConversationNotFound");
    }

    [Theory]
    [InlineData("-", 2)]
    [InlineData("", 2)]
    [InlineData("undefined", 2)]
    [InlineData("0", 2)]
    [InlineData("1", 1)]
    [InlineData("2", 0)]
    [InlineData("99999999999999999999", -1)]
    [InlineData("4000000000", 0)]
    [InlineData("-1", -1)]
    [InlineData("abc", -1)]
    public async Task A_watermark_says_what_has_been_seen(string watermark, int expected)
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await ann.Say("one");
        await ann.Say("two");

        var answer = await LineVisitor.Call(_hub, ann.Credentials, HttpMethod.Get, $"/conversations/{ann.ConversationId}/activities?watermark={watermark}");

        if (expected < 0) await Refuses(answer, 400, "BadArgument");
        else (await LineVisitor.Json(answer)).GetProperty("activities").GetArrayLength().ShouldBe(expected);
    }

    [Fact]
    public async Task The_same_client_id_five_times_at_once_is_one_message_with_one_id()
    {
        var ann = await LineVisitor.Start(_hub, _secret);

        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ann.Say("once", "same")));

        ids.Distinct().Count().ShouldBe(1);
        (await ann.Fetch()).GetProperty("activities").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_the_page_adds_comes_back_unchanged()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        var given = JsonNode.Parse("""{"clientActivityID":"c","attachmentSizes":[],"nested":{"a":[1,2.5,null,true,"ö😀"]},"postBack":true}""")!;

        (await ann.Post(new { type = "message", value = new { choice = "returns", n = 3 }, channelData = given })).EnsureSuccessStatusCode();

        var echo = (await ann.Fetch()).GetProperty("activities")[0];
        echo.GetProperty("value").GetProperty("choice").GetString().ShouldBe("returns");
        echo.TryGetProperty("text", out _).ShouldBeFalse("programs get the value alone");
        (await _hub.Ask<string>("select text from messages")).ShouldBe("choice: returns\nn: 3", "people read it");
        var data = JsonNode.Parse(echo.GetProperty("channelData").GetRawText())!.AsObject();
        data.Remove("baton");
        JsonNode.DeepEquals(data, given).ShouldBeTrue(data.ToJsonString());
    }

    [Fact]
    public async Task A_value_that_is_text_is_what_the_visitor_says()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        (await ann.Post(new { type = "message", value = "Yes please", channelData = new { postBack = true } })).EnsureSuccessStatusCode();
        (await _hub.Ask<string>("select text from messages")).ShouldBe("Yes please");
    }

    [Fact]
    public async Task Typing_is_answered_but_never_kept()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        var answer = await ann.Post(new { type = "typing", from = new { id = "dl_ann" } });
        (await LineVisitor.Json(answer)).GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
        (await ann.Fetch()).GetProperty("activities").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("setContext")]
    [InlineData("pvaSetContext")]
    [InlineData("baton.context")]
    public async Task An_event_sets_context_variables_and_comes_back(string name)
    {
        var ann = await LineVisitor.Start(_hub, _secret);

        (await ann.Post(new { type = "event", name, value = new { plan = "gold", seats = 12, trial = false }, channelData = new { clientActivityID = "e1" } })).EnsureSuccessStatusCode();

        (await _hub.Ask<string>("select string_agg(name || '=' || type || ':' || value, ' ' order by name) from variables"))
            .ShouldBe("plan=text:gold seats=number:12 trial=boolean:false");
        var echo = (await ann.Fetch()).GetProperty("activities")[0];
        echo.GetProperty("type").GetString().ShouldBe("event");
        echo.GetProperty("name").GetString().ShouldBe(name);
        echo.GetProperty("value").GetProperty("seats").GetInt32().ShouldBe(12);
        echo.GetProperty("channelData").GetProperty("clientActivityID").GetString().ShouldBe("e1");
    }

    [Fact]
    public async Task A_visitor_who_leaves_can_still_read_but_not_go_on()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await ann.Say("bye");

        (await ann.Post(new { type = "endOfConversation" })).EnsureSuccessStatusCode();
        (await ann.Post(new { type = "endOfConversation" })).EnsureSuccessStatusCode();

        await Refuses(await ann.Post(new { type = "message", text = "one more thing" }), 409, "ConversationEnded");
        await Refuses(await ann.Post(new { type = "typing" }), 409, "ConversationEnded");
        var activities = (await ann.Fetch()).GetProperty("activities");
        activities.EnumerateArray().Select(activity => activity.GetProperty("type").GetString()).ShouldBe(["message", "endOfConversation"]);
        activities[1].GetProperty("code").GetString().ShouldBe("userCancelled");
        (await LineVisitor.Call(_hub, ann.Credentials, HttpMethod.Get, $"/conversations/{ann.ConversationId}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_bots_answer_shows_its_buttons_and_notes_stay_inside()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        var bot = await _hub.GiveToBot(ann.Id);
        await _hub.BotSays(ann.Id, bot, "Which one?", new Extra
        {
            Suggested = [new("Orders", "my orders"), new("Invoices", "my invoices")],
            Attachments = [JsonNode.Parse("""{"contentType":"application/vnd.microsoft.card.hero","content":{"title":"Hi"}}""")],
        });
        await _hub.SaysSystem(ann.Id,
            new Utterance { Kind = "note", From = Speaker.System, Text = "secret" }, Utterance.Event("inside", new Happening("looked"), @internal: true),
            Utterance.Event("Alex joined.", new Happening("joined", "Alex")));

        var set = await ann.Fetch();

        set.GetProperty("watermark").GetString().ShouldBe("4");
        var activities = set.GetProperty("activities");
        activities.GetArrayLength().ShouldBe(2);
        var answer = activities[0];
        answer.GetProperty("from").GetProperty("role").GetString().ShouldBe("bot");
        answer.GetProperty("from").GetProperty("name").GetString().ShouldBe("Berta");
        answer.GetProperty("suggestedActions").GetProperty("actions")[1].GetRawText().ShouldBe("""{"type":"imBack","title":"Invoices","value":"my invoices"}""");
        answer.GetProperty("attachments")[0].GetProperty("content").GetProperty("title").GetString().ShouldBe("Hi");
        activities[1].GetProperty("channelData").GetProperty("baton").GetRawText()
            .ShouldBe("""{"n":4,"kind":"event","from":"system","event":{"name":"joined","who":"Alex"}}""");
    }

    [Fact]
    public async Task Long_conversations_come_in_pages_until_there_is_no_more()
    {
        var ann = await LineVisitor.Start(_hub, _secret);
        await _hub.SaysSystem(ann.Id, [.. Enumerable.Range(1, 150).Select(i => new Utterance { Kind = i is > 20 and <= 140 ? "note" : "event", From = Speaker.System, Text = $"{i}" })]);

        var seen = new List<JsonElement>();
        string? watermark = null;
        while (true)
        {
            var set = await ann.Fetch(watermark);
            if (set.GetProperty("activities").GetArrayLength() == 0) break;
            seen.AddRange(set.GetProperty("activities").EnumerateArray());
            watermark = set.GetProperty("watermark").GetString();
        }

        seen.Select(activity => int.Parse(activity.GetProperty("text").GetString()!)).ShouldBe(Enumerable.Range(1, 20).Concat(Enumerable.Range(141, 10)));
        var times = seen.Select(activity => activity.GetProperty("timestamp").GetDateTimeOffset()).ToArray();
        times.Zip(times.Skip(1), (a, b) => a < b).ShouldAllBe(rising => rising);
    }

    [Fact]
    public async Task A_session_is_kept_by_cookie()
    {
        var first = await LineVisitor.Call(_hub, _secret, HttpMethod.Get, "/session/getsessionid", origin: "https://shop.example");
        first.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://shop.example"]);
        first.Headers.GetValues("Access-Control-Allow-Credentials").ShouldBe(["true"]);
        var id = (await LineVisitor.Json(first)).GetProperty("sessionId").GetString();
        var second = await LineVisitor.Call(_hub, _secret, HttpMethod.Get, "/session/getsessionid");
        (await LineVisitor.Json(second)).GetProperty("sessionId").GetString().ShouldBe(id);
    }

    public async ValueTask InitializeAsync()
    {
        _hub = await Hub.Start(postgres, settings: LineVisitor.Alone);
        _secret = await _hub.MakeChannel();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    internal static async Task Refuses(HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(status, text);
        var error = JsonDocument.Parse(text).RootElement.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
    }
}
