using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Crm;
using Baton.Dataverse;
using Baton.Sandbox;
using Baton.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Crm;

/// <summary>What a bot found out links contact, account and case where exactly one matches; where several do, an agent says which.</summary>
public sealed class BotLinkingTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private CrmHub _crm = null!;
    private DataverseClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_that_only_one_contact_has_is_theirs()
    {
        var contact = await Make("contacts", new JsonObject { ["firstname"] = "Phoebe", ["lastname"] = "Number", ["mobilephone"] = "+49 30 5550199" });
        var id = await Tells(new() { ["Phone"] = "+49 30 5550199" });

        (await Identified(id)).ContactId.ShouldBe(contact.ToString("D"));
        (await _crm.Conversation(id)).VerifiedContactId.ShouldBeNull("nobody has proved anything");
    }

    [Fact]
    public async Task Several_are_told_apart_by_what_else_is_known()
    {
        await Make("contacts", new JsonObject { ["firstname"] = "Tom", ["lastname"] = "Shared", ["emailaddress1"] = "shared@linking.example" });
        var right = await Make("contacts", new JsonObject { ["firstname"] = "Tina", ["lastname"] = "Shared", ["emailaddress1"] = "shared@linking.example" });

        (await Identified(await Tells(new() { ["Email"] = "shared@linking.example", ["Name"] = "Tina Shared" }))).ContactId.ShouldBe(right.ToString("D"));
    }

    [Fact]
    public async Task Where_several_are_left_an_agent_says_which()
    {
        await Make("contacts", new JsonObject { ["firstname"] = "Ada", ["lastname"] = "Twin", ["emailaddress1"] = "twins@linking.example" });
        var right = await Make("contacts", new JsonObject { ["firstname"] = "Eva", ["lastname"] = "Twin", ["emailaddress1"] = "twins@linking.example" });
        var id = await Tells(new() { ["Email"] = "twins@linking.example" });
        await Eventually.Is(() => _crm.Find<string>("select status from crm_lookups where conversation_id = @id", new { id }), seen => seen == "many", "several match");
        using var sam = await _crm.Hub.SignIn("sam");
        var path = new Uri($"/api/v1/conversations/{id}/crm", UriKind.Relative);

        var card = await sam.GetFromJsonAsync<JsonElement>(path, Ct);
        card.GetProperty("choices").EnumerateArray().Select(one => one.GetProperty("name").GetString()).Order().ShouldBe(["Ada Twin", "Eva Twin"]);
        (await sam.PutAsJsonAsync($"{path}/contact", new { contactId = Guid.NewGuid() }, Ct)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var chosen = await sam.PutAsJsonAsync($"{path}/contact", new { contactId = right }, Ct);

        chosen.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await chosen.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("status").GetString().ShouldBe("found");
        var now = await _crm.Conversation(id);
        (now.ContactId, now.ContactName, now.VerifiedContactId).ShouldBe((right.ToString("D"), "Eva Twin", null));
    }

    [Fact]
    public async Task A_visitors_own_name_is_nobody()
    {
        await Make("contacts", new JsonObject { ["firstname"] = "Paula", ["lastname"] = "Pretend", ["emailaddress1"] = "paula@linking.example" });

        var id = await _crm.Begin(variables: new Dictionary<string, object?> { ["Name"] = "Paula Pretend" });
        await Quiet(id);

        (await _crm.Conversation(id)).ContactId.ShouldBeNull();
    }

    [Fact]
    public async Task A_company_is_known_where_no_contact_is()
    {
        var account = await Make("accounts", new JsonObject { ["name"] = "Linking & Sons" });
        var id = await Tells(new() { ["Name"] = "Linking & Sons" });

        await Eventually.Is(() => Variable(id, "AccountId"), seen => seen == account.ToString("D"), "the account is linked");
    }

    [Fact]
    public async Task A_case_that_is_named_by_its_number_is_linked_and_so_is_its_contact()
    {
        var contact = await Make("contacts", new JsonObject { ["firstname"] = "Carla", ["lastname"] = "Case", ["emailaddress1"] = "carla@linking.example" });
        var found = await Make("incidents", new JsonObject { ["title"] = "Lamp is broken", ["customerid_contact@odata.bind"] = $"/contacts({contact:D})" });
        var number = (await _client.Find(new Query("incidents") { Select = "ticketnumber" }, found, Ct))!.Value.Text("ticketnumber")!;

        var id = await Tells(new() { ["CaseNumber"] = number });

        await Eventually.Is(() => Variable(id, "CaseId"), seen => seen == found.ToString("D"), "the case is linked");
        (await Variable(id, "CaseTitle")).ShouldBe("Lamp is broken");
        (await Identified(id)).ContactId.ShouldBe(contact.ToString("D"));
        var visitors = await _crm.Begin(variables: new Dictionary<string, object?> { ["CaseNumber"] = number });
        await Quiet(visitors);
        (await Variable(visitors, "CaseId")).ShouldBeNull("a visitor's own number opens nothing");

        await _crm.In(async work => await work.SetVariables(visitors, new Dictionary<string, object?> { ["CaseNumber"] = number, ["Mood"] = "calm" }, "bot"));
        await Quiet(visitors);
        (await Variable(visitors, "CaseId")).ShouldBeNull("nor when a bot gives it back as it was told it");
    }

    public async ValueTask InitializeAsync()
    {
        _crm = await CrmHub.Start(postgres, connected: false);
        await CrmDemo.Connect(_crm.Hub.Services, await sandbox.Address(), SandboxOptions.DemoTenantId, SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, Ct);
        _client = (await _crm.Hub.Services.GetRequiredService<CrmLine>().Find(Ct))!.Client;
    }

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    private async Task<Guid> Make(string set, JsonObject fields) => (await _client.Create(set, fields, null, Ct)).Id(set switch { "contacts" => "contactid", "accounts" => "accountid", _ => "incidentid" })!.Value;

    /// <summary>A conversation in which a bot has found that out.</summary>
    private async Task<Guid> Tells(Dictionary<string, object?> values)
    {
        var id = await _crm.Begin();
        await _crm.In(async work => await work.SetVariables(id, values, "bot"));
        return id;
    }

    private Task<Conversation> Identified(Guid id) => Eventually.Is(() => _crm.Conversation(id), conversation => conversation.ContactId is not null, "the visitor is identified");

    private Task<string?> Variable(Guid id, string name) => _crm.Find<string>("select value from variables where conversation_id = @id and name = @name and set_by = 'system'", new { id, name });

    private Task Quiet(Guid id) => Eventually.IsTrue(async () => await _crm.Find<long>("select count(*) from jobs where lane = @id and track = 'Aside'", new { id }) == 0, "the jobs are done");
}
