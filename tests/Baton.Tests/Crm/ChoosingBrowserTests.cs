using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Crm;
using Baton.Sandbox;
using Baton.Tests.House;
using Baton.Tests.Stories;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Crm;

/// <summary>Where several contacts match what a bot found out, an agent says in their browser which one it is.</summary>
public sealed class ChoosingBrowserTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_says_by_keyboard_which_of_two_contacts_it_is()
    {
        await using var crm = await CrmHub.Start(postgres, connected: false);
        await CrmDemo.Connect(crm.Hub.Services, await sandbox.Address(), SandboxOptions.DemoTenantId, SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, Ct);
        var client = (await crm.Hub.Services.GetRequiredService<CrmLine>().Find(Ct))!.Client;
        foreach (var (first, job) in new[] { ("Ada", "Buyer"), ("Eva", "Head of service") })
            await client.Create("contacts", new JsonObject { ["firstname"] = first, ["lastname"] = "Twin", ["jobtitle"] = job, ["emailaddress1"] = "twins@choosing.example" }, null, Ct);
        var id = await crm.Begin();
        await crm.Say(id, "Which of us am I?");
        await crm.In(async work => await work.SetVariables(id, new Dictionary<string, object?> { ["Email"] = "twins@choosing.example" }, "bot"));
        await Eventually.Is(() => crm.Find<string>("select status from crm_lookups where conversation_id = @id", new { id }), seen => seen == "many", "several match");

        var saw = await BrowserTests.Tell("choosing.cjs", crm.Hub, ("BATON_CONVERSATION", id.ToString()));

        BrowserTests.Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        var choices = BrowserTests.Lines(saw, "choices").ToArray();
        (choices.Length, choices[0].Contains("Ada Twin", StringComparison.Ordinal), choices[1].Contains("Head of service", StringComparison.Ordinal)).ShouldBe((2, true, true));
        saw.GetProperty("isFocusKept").GetBoolean().ShouldBeTrue("who works by keyboard is not thrown out of the pane");
        var linked = await crm.Conversation(id);
        linked.ContactName.ShouldBe(saw.GetProperty("focused").GetString()!["It is ".Length..]);
        linked.VerifiedContactId.ShouldBeNull("an agent's word proves nothing");
    }
}
