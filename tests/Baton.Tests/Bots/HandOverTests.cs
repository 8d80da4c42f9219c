using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.BotProtocol;
using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>Every way in which bots give a conversation up, or end it: as they were recorded or are documented.</summary>
public sealed class HandOverTests(TestPostgres postgres) : IAsyncLifetime
{
    private BotStage _stage = null!;

    /// <summary>What is sent, whether it ends the conversation, the summary, the values, and which of them agents are not shown.</summary>
    public static TheoryData<string, string, bool, string?, string, string> Dialects => new()
    {
        {
            "botbuilder for JavaScript",
            """
            {"type":"event","name":"handoff.initiate","value":{"Skill":"credit cards","Tries":2},"relatesTo":{"conversation":{"id":"conv1"},"channelId":"directline"},"replyToId":"a-human",
             "entities":[],"timestamp":"2026-03-01T10:00:00.000Z","localTimezone":"Europe/Berlin","attachments":[{"contentType":"application/json","name":"Transcript","content":{"activities":[]}}]}
            """, false, null, """{"Skill":"credit cards","Tries":2}""", ""
        },
        { "botbuilder for .NET, with a text", """{"type":"event","name":"handoff.initiate","value":"Wants to talk about a bill","attachments":[]}""", false, "Wants to talk about a bill", "{}", "" },
        { "the experimental library", """{"type":"event","name":"handoff.initiate","value":{"MessageToAgent":"Please help","Context":{"topic":"billing"}}}""", false, "Please help", """{"MessageToAgent":"Please help","topic":"billing"}""", "" },
        { "the first protocol", """{"type":"handoff","value":{"Skill":"cards"}}""", false, null, """{"Skill":"cards"}""", "" },
        {
            "Copilot Studio",
            """
            {"type":"event","name":"handoff.initiate","value":{"va_Scope":"bot","va_LastTopic":"Escalate","va_Topics":["Greeting","Escalate"],"va_LastPhrases":"talk to agent","va_Phrases":["hi","talk to agent"],
             "va_ConversationId":"c-1","va_AgentMessage":"Lost the card","va_BotId":"b-1","va_BotName":"Cards","va_Language":"En-US","va_LastPhrase":"talk to agent","OrderNumber":17}}
            """, false, "Lost the card",
            """
            {"va_Scope":"bot","va_LastTopic":"Escalate","va_Topics":["Greeting","Escalate"],"va_LastPhrases":"talk to agent","va_Phrases":["hi","talk to agent"],
             "va_ConversationId":"c-1","va_AgentMessage":"Lost the card","va_BotId":"b-1","va_BotName":"Cards","va_Language":"En-US","va_LastPhrase":"talk to agent","OrderNumber":17}
            """, ""
        },
        { "Copilot Studio that closes", """{"type":"event","name":"handoff.initiate","value":{"CloseOmnichannelConversation":true}}""", true, null, """{"CloseOmnichannelConversation":true}""", "" },
        { "Copilot Studio that closes, as a text", """{"type":"event","name":"handoff.initiate","value":{"CloseOmnichannelConversation":"True"}}""", true, null, """{"CloseOmnichannelConversation":"True"}""", "" },
        { "Omnichannel, tags a text", """{"type":"message","text":"Is angry","channelData":{"tags":"{\"type\":\"Escalate\",\"context\":{\"BotHandoffTopic\":\"CreditCard\",\"IDNumber\":101}}"}}""", false, "Is angry", """{"BotHandoffTopic":"CreditCard","IDNumber":101}""", "" },
        { "Omnichannel, tags an object", """{"type":"message","channelData":{"tags":{"type":"Escalate","context":{"a":"b"}}}}""", false, null, """{"a":"b"}""", "" },
        { "Omnichannel, tags a list", """{"type":"message","channelData":{"tags":["ChannelId-lcw","{\"type\":\"Escalate\",\"context\":{\"a\":1}}"]}}""", false, null, """{"a":1}""", "" },
        { "Omnichannel, tags a list of objects", """{"type":"message","channelData":{"tags":[{"type":"Escalate"}]}}""", false, null, "{}", "" },
        { "Omnichannel, tags words with commas", """{"type":"message","channelData":{"tags":"ChannelId-lcw, Escalate","context":{"a":1}}}""", false, null, """{"a":1}""", "" },
        {
            "Omnichannel, values that are wrapped",
            """{"type":"message","channelData":{"tags":"{\"type\":\"Escalate\",\"context\":{\"visitorName\":{\"value\":\"John Doe\",\"isDisplayable\":true},\"score\":{\"value\":3,\"isDisplayable\":false},\"key\":{\"value\":\"k\"},\"tier\":\"gold\"}}"}}""",
            false, null, """{"visitorName":"John Doe","score":3,"key":"k","tier":"gold"}""", "key,score"
        },
        { "Omnichannel ends", """{"type":"message","channelData":{"tags":"{\"type\":\"EndConversation\",\"context\":{}}"}}""", true, null, "{}", "" },
        { "Omnichannel ends, as of 2026", """{"type":"message","text":"Bye","channelData":"{\"tags\":{\"deliveryMode\":\"bridged\"},\"command\":{\"type\":\"EndConversation\",\"value\":{}}}"}""", true, null, "{}", "" },
        { "Omnichannel ends, as of 2026, an object", """{"type":"message","channelData":{"tags":{"deliveryMode":"bridged"},"command":{"type":"EndConversation","value":{"a":1}}}}""", true, null, """{"a":1}""", "" },
        { "Genesys", """{"type":"event","name":"GenesysHandoff","value":"The visitor wants a refund"}""", false, "The visitor wants a refund", "{}", "" },
        { "an event that ends", """{"type":"event","name":"EndOfConversation"}""", true, null, "{}", "" },
        { "the protocol's end", """{"type":"endOfConversation","code":"completedSuccessfully"}""", true, null, "{}", "" },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Every_dialect_is_understood(string dialect, string json, bool ends, string? summary, string values, string hidden)
    {
        var command = Command.Of(JsonSerializer.Deserialize(json, BotJson.Wire.Activity)!);

        command.ShouldNotBeNull(dialect);
        command.Ends.ShouldBe(ends);
        command.Summary.ShouldBe(summary);
        JsonNode.DeepEquals(new JsonObject(command.Context.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))), JsonNode.Parse(values)).ShouldBeTrue();
        string.Join(',', command.Hidden.Order()).ShouldBe(hidden);
    }

    [Theory]
    [InlineData("""{"type":"message","text":"Escalate"}""")]
    [InlineData("""{"type":"message","text":"x","channelData":{"tags":"Hidden,system"}}""")]
    [InlineData("""{"type":"message","text":"x","channelData":"{broken"}""")]
    [InlineData("""{"type":"message","text":"x","channelData":{"tags":{"type":"Escalated"}}}""")]
    [InlineData("""{"type":"message","text":"x","channelData":{"tags":[null,7,["Escalate"]]}}""")]
    [InlineData("""{"type":"event","name":"handoff.status","value":{"state":"accepted"}}""")]
    [InlineData("""{"type":"event","name":"Handoff"}""")]
    [InlineData("""{"type":"typing"}""")]
    public void Nothing_else_is_taken_for_one(string json) => Command.Of(JsonSerializer.Deserialize(json, BotJson.Wire.Activity)!).ShouldBeNull();

    [Theory]
    [InlineData("""{"type":"message","channelData":{"tags":{"type":"Escalate","context":{"topic":"cards"}}}}""")]
    [InlineData("""{"type":"message","channelData":{"tags":["{\"type\":\"Escalate\",\"context\":{\"topic\":\"cards\"}}"]}}""")]
    [InlineData("""{"type":"event","name":"NiceHandoff","value":{"topic":"cards"}}""")]
    public async Task It_gives_the_conversation_to_a_person(string json)
    {
        var visitor = await _stage.Meets();

        await _stage.Bot.Says(JsonNode.Parse(json)!);

        (await _stage.GaveUp(visitor)).EscalationReason.ShouldBe("Asked for a person");
        (await _stage.Variables(visitor)).ShouldBe(["topic=cards"]);
    }

    [Theory]
    [InlineData("""{"type":"message","channelData":{"tags":"{\"type\":\"EndConversation\",\"context\":{}}"}}""", null)]
    [InlineData("""{"type":"message","text":"Bye now","channelData":"{\"tags\":{\"deliveryMode\":\"bridged\"},\"command\":{\"type\":\"EndConversation\",\"value\":{}}}"}""", "Bye now")]
    [InlineData("""{"type":"event","name":"handoff.initiate","value":{"CloseOmnichannelConversation":true}}""", null)]
    public async Task It_ends_the_conversation(string json, string? words)
    {
        var visitor = await _stage.Meets();

        await _stage.Bot.Says(JsonNode.Parse(json)!);

        (await _stage.Hub.Stands(visitor.ConversationId, State.Closed)).CloseReason.ShouldBe("ended_by_bot");
        if (words is not null) await visitor.HeardThat(words);
    }

    [Fact]
    public async Task Agents_are_not_shown_what_the_bot_keeps_from_them()
    {
        var visitor = await _stage.Meets();

        await _stage.Bot.Says(JsonNode.Parse("""{"type":"message","channelData":{"tags":{"type":"Escalate","context":{"score":{"value":3,"isDisplayable":false},"tier":"gold"}}}}""")!);

        var stands = await _stage.GaveUp(visitor);
        stands.Summary!.ShouldNotContain("score");
        (await _stage.Variables(visitor)).ShouldBe(["score=3", "tier=gold"], "rules and other bots have all of them");
        using var sam = await _stage.Hub.SignIn("sam");
        var conversation = (await sam.GetFromJsonAsync<JsonObject>($"/api/v1/conversations/{visitor.ConversationId}", TestContext.Current.CancellationToken))!;
        var shown = conversation["variables"]!.AsArray().Select(one => (string)one!["name"]!).ToArray();
        shown.ShouldContain("tier");
        shown.ShouldNotContain("score");
    }

    [Fact]
    public async Task What_is_not_for_the_visitor_is_a_note()
    {
        var visitor = await _stage.Meets();

        await _stage.Bot.Says(new { type = "message", text = "For colleagues", channelData = new { deliveryMode = "unbridged" } });
        await _stage.Bot.Says(new { type = "message", text = "For the visitor", channelData = new { deliveryMode = "bridged" } });

        await visitor.HeardThat("For the visitor");
        (await visitor.Activities()).ToJsonString().ShouldNotContain("colleagues");
        (await _stage.Notes(visitor)).ShouldBe(["For colleagues"]);
    }

    [Fact]
    public async Task Earlier_talk_that_it_brings_is_there_for_the_agent_without_what_is_here_already()
    {
        var visitor = await _stage.Meets();

        await _stage.Bot.Says(new
        {
            type = "event", name = "handoff.initiate", value = new { va_AgentMessage = "Go on, please" },
            attachments = new object[] { new { contentType = "application/json", name = "Transcript", content = Talk("Welcome") } },
        });

        await _stage.GaveUp(visitor);
        (await _stage.Notes(visitor)).ShouldBe(["Said before, elsewhere (Order bot):\nAnn: I lost my card\nOrder bot: When was that?"]);
        (await visitor.Activities()).ToJsonString().ShouldNotContain("lost my card");
    }

    [Fact]
    public async Task Earlier_talk_that_lies_elsewhere_is_fetched()
    {
        var visitor = await _stage.Meets();
        _stage.Bot.Files["talk"] = JsonSerializer.Serialize(Talk("Welcome"));

        await HandsOver(new Uri(new Uri(_stage.Bot.Endpoint), "/files/talk").ToString());

        await _stage.GaveUp(visitor);
        (await Eventually.Is(() => _stage.Notes(visitor), notes => notes.Count > 0, "the talk is noted"))[0].ShouldContain("Ann: I lost my card");
    }

    [Fact]
    public async Task Earlier_talk_in_a_file_that_it_uploaded_is_read()
    {
        var visitor = await _stage.Meets();
        var uploaded = await _stage.Bot.Calls(HttpMethod.Post, "attachments",
            new { type = "application/json", name = "talk.json", originalBase64 = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(Talk("Welcome"))) });

        await HandsOver($"{_stage.Bot.Heard.Last()["serviceUrl"]}v3/attachments/{uploaded.Body!["id"]}/views/original");

        (await Eventually.Is(() => _stage.Notes(visitor), notes => notes.Count > 0, "the talk is noted"))[0].ShouldContain("Ann: I lost my card");
    }

    [Fact]
    public async Task Where_Baton_does_not_call_it_fetches_nothing_and_says_so()
    {
        var visitor = await _stage.Meets();

        await HandsOver("http://10.0.0.7/talk");

        await _stage.GaveUp(visitor);
        (await Eventually.Is(() => _stage.Notes(visitor), notes => notes.Count > 0, "somebody is told"))[0].ShouldContain("which could not be read: 10.0.0.7");
    }

    public async ValueTask InitializeAsync() => _stage = await BotStage.Set(postgres, services => services.AddSingleton(new OutsideSettings { Hosts = [("127.0.0.1", null)] }));

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private Task<string> HandsOver(string contentUrl) => _stage.Bot.Says(new
    {
        type = "event", name = "handoff.initiate", value = new { Skill = "cards" }, attachments = new object[] { new { contentType = "application/json", name = "Transcript", contentUrl } },
    });

    private static object Talk(string known) => new
    {
        activities = new object[]
        {
            new { type = "message", text = "I lost my card", from = new { id = "pva_1", name = "Ann", role = "user" }, channelData = new { cci_bot_id = "b", enableDiagnostics = true } },
            new { type = "typing", from = new { role = "bot" } },
            new { type = "message", text = "When was that?", from = new { id = "b", role = "bot" } },
            new { type = "message", text = known, from = new { id = "b", role = "bot" } },
        },
    };
}
