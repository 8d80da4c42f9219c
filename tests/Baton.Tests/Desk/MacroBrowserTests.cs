using Baton.Bots.Authoring;
using Baton.Tests.Bots;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Tests.Stories;
using Baton.Topics;

namespace Baton.Tests.Desk;

/// <summary>Macros in a browser: made in Setup, found with Ctrl-K, called by a card.</summary>
public sealed class MacroBrowserTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>
{
    [Fact]
    public async Task An_administrator_makes_one_and_an_agent_runs_it()
    {
        await using var cast = await AssistCast.Meet(postgres, sandbox);
        var bot = await cast.Bot("topics", new { });
        await cast.Hub.InWork(work => work.Publish(bot, [new TopicFile("Anything.mcs.yml", """
            kind: AdaptiveDialog
            beginDialog:
              kind: OnUnknownIntent
              id: main
              actions:
                - kind: SendActivity
                  id: say
                  activity:
                    attachments:
                      - kind: AdaptiveCardTemplate
                        cardContent: |
                          {"type": "AdaptiveCard", "version": "1.0", "body": [{"type": "TextBlock", "text": "They want a call", "weight": "Bolder"},
                            {"type": "Input.Text", "id": "phone", "label": "phone"}],
                           "actions": [{"type": "Action.Submit", "title": "Promise a call", "data": {"MacroName": "call BACK", "MacroParameters": {"phone": "none"}}},
                            {"type": "Action.Submit", "title": "No such macro", "data": {"MacroName": "Dance", "MacroParameters": {}}},
                            {"type": "Action.Submit", "title": "Ring the bell", "data": {"CustomAction": "RingTheBell", "CustomParameters": {}}}]}
            """)]));
        await cast.Assist(bot);
        var (visitor, id) = await cast.TalksToAlex();
        await visitor.Say("the lamp");
        await cast.Suggests(id, "They want a call");

        var saw = await BrowserTests.Tell("macros.cjs", cast.Hub, ("BATON_CONVERSATION", id.ToString()));

        BrowserTests.Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        saw.GetProperty("complaint").GetString().ShouldBe("Still missing: Email.");
        saw.GetProperty("steps").GetString().ShouldBe("Step 1: Say to the visitor,Step 2: Leave a note,Step 3: Put into the reply box");
        saw.GetProperty("whose").GetString().ShouldBe("Saving changes: whose it is from everybody to Billing");
        saw.GetProperty("reply").GetString().ShouldBe("Is there anything else?", "in the box, not sent");
        saw.GetProperty("custom").GetString()!.ShouldContain("RingTheBell");
        saw.GetProperty("unknown").GetString()!.ShouldContain("Setup, Macros");
        var heard = (await visitor.Activities()).Select(activity => (string?)activity!["text"] ?? "").ToArray();
        heard.ShouldContain("We will call you at 555-0100, friend.");
        heard.ShouldContain("We will call you at 555-0199, friend.");
        (await cast.Hub.Read<string>("select text from messages where conversation_id = @id and kind = 'note' and from_kind = 'agent' order by n", new { id })).ShouldBe(["Call 555-0100 soon", "Call 555-0199 soon"]);
    }
}
