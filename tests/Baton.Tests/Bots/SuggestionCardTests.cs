using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Crm;
using Baton.Sandbox;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>Cards of smart-assist bots as they were made for Omnichannel: what each button means at this desk.</summary>
public sealed class SuggestionCardTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private const string Contact = "8f1b6a52-3f3c-4d0e-9d5b-1c2d3e4f5a6b";

    private AssistCast _cast = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A card as Omnichannel's assists send it: an Adaptive Card 1.0, marked for the agent only.</summary>
    private static string Smartbot(string actions, string words = "What now?", string tags = "\"smartbot\"") => $$"""
        {"type": "message", "channelData": {"tags": {{tags}}}, "from": {"id": "assist"}, "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {
          "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.0",
          "body": [{"type": "TextBlock", "text": "{{words}}", "weight": "Bolder"}, {"type": "Input.Text", "id": "phone"}], "actions": [{{actions}}]} }]}
        """;

    [Fact]
    public async Task Macros_custom_actions_and_ours_are_what_the_agent_can_do_and_the_card_holds_their_numbers()
    {
        var (id, says) = await Assisted();

        await says(Smartbot($$$"""
            {"type": "Action.Submit", "title": "Book it", "data": {"MacroName": "Create appointment", "MacroParameters": {"subject": "Call", "length": 30} } },
            {"type": "Action.Submit", "title": "Show the contact", "data": {"CustomAction": "OpenForm", "CustomParameters": {"entityName": "contact", "entityId": "{{{Contact}}}", "data": {} } } },
            {"type": "Action.Submit", "title": "New case", "data": {"CustomAction": "OpenForm", "CustomParameters": {"entityName": "incident", "data": {"title": "Lost & found", "urgent": true, "odd": {} } } } },
            {"type": "Action.Submit", "title": "Send it", "data": {"CustomAction": "SendKB", "CustomParameters": {"kbLink": "https://kb.example/1"} } },
            {"type": "Action.Submit", "title": "Ring", "data": {"CustomAction": "RingTheBell", "CustomParameters": {} } },
            {"type": "Action.Submit", "title": "Nothing", "data": {"x": 1}},
            {"type": "Action.Submit", "title": "Trick", "data": {"CustomAction": "OpenForm", "CustomParameters": {"entityName": "contact&x=1"} } },
            {"type": "Action.OpenUrl", "title": "Read", "url": "https://kb.example/2"}
            """));

        var suggested = await _cast.Suggests(id, "What now?");
        suggested["actions"]!.AsArray().Select(action => $"{action!["kind"]} {action["title"]} {action["name"]}".TrimEnd())
            .ShouldBe(["macro Book it Create appointment", "record Show the contact OpenForm", "record New case OpenForm", "reply Send it", "custom Ring RingTheBell", "custom Trick OpenForm", "link Read"]);
        suggested["actions"]![0]!["input"]!.ToJsonString().ShouldBe("""{"length":30,"subject":"Call"}""");
        suggested["actions"]![1]!["url"].ShouldBeNull("no organisation is connected");
        var buttons = suggested["attachments"]![0]!["content"]!["actions"]!.AsArray();
        buttons.Select(button => button!["data"]?.ToJsonString()).ShouldBe(["""{"action":0}""", """{"action":1}""", """{"action":2}""", """{"action":3}""", """{"action":4}""", """{"x":1}""", """{"action":5}""", null]);
        suggested["wordsFrom"]![0]!.GetValue<int>().ShouldBe(0, "it has no words of its own");

        await CrmDemo.Connect(_cast.Hub.Services, await sandbox.Address(), SandboxOptions.DemoTenantId, SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, Ct);
        var connected = await Eventually.Is(() => _cast.Suggests(id, "What now?"), one => one["actions"]![1]!["url"] is not null, "records have pages");
        ((string)connected["actions"]![1]!["url"]!).ShouldEndWith($"/main.aspx?pagetype=entityrecord&etn=contact&id={Contact}");
        ((string)connected["actions"]![2]!["url"]!).ShouldEndWith("/main.aspx?pagetype=entityrecord&etn=incident&extraqs=title%3DLost%2520%2526%2520found%26urgent%3Dtrue");
    }

    [Fact]
    public async Task Every_way_of_writing_the_tag_stays_with_the_agent()
    {
        var (id, says) = await Assisted();

        await says(Smartbot("", "One"));
        await says(Smartbot("", "Two", "[\"smartbot\"]"));
        await says(Smartbot("", "Three", "\"{\\\"type\\\":\\\"smartbot\\\"}\""));
        await says("""{"type": "message", "text": "Four", "from": {"id": "assist"}}""");

        foreach (var words in new[] { "One", "Two", "Three", "Four" }) await _cast.Suggests(id, words);
        (await _cast.Hub.Read<int>("select count(*)::int from messages where text in ('One', 'Two', 'Three', 'Four')")).ShouldBe([0]);
        var four = await _cast.Suggests(id, "Four");
        four["actions"]!.AsArray().ShouldHaveSingleItem()!["kind"]!.GetValue<string>().ShouldBe("reply", "words alone can be put into the reply");
    }

    [Fact]
    public async Task A_card_that_is_too_much_is_cut_and_one_that_is_nonsense_does_no_harm()
    {
        var (id, says) = await Assisted();

        await says(Smartbot(string.Join(',', Enumerable.Range(0, 14).Select(n => $$$"""{"type": "Action.Submit", "title": "B{{{n}}}", "data": {"MacroName": "M{{{n}}}"}}""")), "Many"));
        await says(Smartbot("""{"type": "Action.Submit", "title": 5, "data": {"MacroName": {"x": 1}}}, {"type": "Action.Submit", "data": {"CustomAction": "SendKB", "CustomParameters": 7}}""", "Odd"));

        var many = await _cast.Suggests(id, "Many");
        many["actions"]!.AsArray().Count.ShouldBe(10);
        many["attachments"]![0]!["content"]!["actions"]![12]!["data"]!.ToJsonString().ShouldBe("""{"MacroName":"M12"}""", "what has no number is told in words");
        (await _cast.Suggests(id, "Odd"))["actions"]!.AsArray().Select(action => (string?)action!["kind"]).ShouldBe(["custom"]);
    }

    public async ValueTask InitializeAsync() => _cast = await AssistCast.Meet(postgres, sandbox);

    public async ValueTask DisposeAsync()
    {
        await _cast.DisposeAsync();
        foreach (var one in _owned) await one.DisposeAsync();
    }

    private readonly List<IAsyncDisposable> _owned = [];

    /// <summary>A conversation of Alex's that a bot elsewhere hears, and how that bot speaks in calls of its own.</summary>
    private async Task<(Guid Id, Func<string, Task> Says)> Assisted()
    {
        var service = await Service.Start(async http =>
        {
            http.Response.StatusCode = 202;
            await http.Response.CompleteAsync();
        });
        _owned.Add(service);
        await _cast.Assist(await _cast.Bot("connector", new { endpoint = $"{service.Address}api/messages", applicationId = Guid.NewGuid() }));
        var (visitor, id) = await _cast.TalksToAlex();
        await visitor.Say("I lost my card");
        var heard = await Eventually.Is(() => Task.FromResult(service.Asked.Select(asked => JsonNode.Parse(asked.Body)!).FirstOrDefault(one => (string?)one["text"] == "I lost my card")),
            found => found is not null, "the assist hears the visitor");
        var place = new Uri($"{new Uri(_cast.Hub.Address, new Uri((string)heard!["serviceUrl"]!).AbsolutePath)}v3/conversations/{heard["conversation"]!["id"]}/activities");
        return (id, async activity =>
        {
            using var bot = new HttpClient();
            using var body = new StringContent(activity, Encoding.UTF8, "application/json");
            var answer = await bot.PostAsync(place, body, Ct);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
        });
    }
}
