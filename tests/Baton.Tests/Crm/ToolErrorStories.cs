using System.Text.Json.Nodes;
using Baton.Crm;
using Baton.Sandbox;
using Baton.Tests.House;
using Baton.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Crm;

/// <summary>What each tool says when what it is asked for can't be: against the sandbox's own rules.</summary>
public sealed class ToolErrorStories(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private const string Gone = "00000000-0000-8000-8000-00000000dead";

    /// <summary>A tool, what it is given, and what it says.</summary>
    private static readonly (string Tool, string Input, string Expected)[] Table =
    [
        ("search_contacts", """{"query":"nobody of this name"}""", "nothing"),
        ("get_contact", $$"""{"contact_id":"{{Gone}}"}""", "not_found"),
        ("get_contact", """{"email":"nobody@nowhere.example"}""", "not_found"),
        ("get_contact_by_email", """{"email":"nobody@nowhere.example"}""", "nothing"),
        ("update_contact", $$"""{"contact_id":"{{Gone}}","phone":"1"}""", "not_found"),
        ("update_contact", """{"phone":"1"}""", "invalid_input"),
        ("search_accounts", """{"domain":"nowhere.invalid"}""", "nothing"),
        ("get_account", """{"account_name":"No Such Company"}""", "not_found"),
        ("get_account_contacts", """{"account_name":"No Such Company"}""", "not_found"),
        ("create_lead", """{"topic":"t","company":"c"}""", "invalid_input"),
        ("create_lead", """{"topic":"t","last_name":"l"}""", "invalid_input"),
        ("search_leads", """{"query":"nobody of this name"}""", "nothing"),
        ("update_lead", $$"""{"lead_id":"{{Gone}}","rating":"Hot"}""", "not_found"),
        ("update_lead", """{"email":"nobody@nowhere.example","rating":"Hot"}""", "not_found"),
        ("search_opportunities", """{"email":"nobody@nowhere.example"}""", "not_found"),
        ("get_opportunity", $$"""{"opportunity_id":"{{Gone}}"}""", "not_found"),
        ("get_contact_opportunities", """{"email":"nobody@nowhere.example"}""", "not_found"),
        ("update_opportunity", $$"""{"opportunity_id":"{{Gone}}","probability":1}""", "not_found"),
        ("update_opportunity", $$"""{"opportunity_id":"{{Gone}}","probability":101}""", "invalid_input"),
        ("create_opportunity", $$"""{"name":"n","contact_id":"{{Gone}}"}""", "not_found"),
        ("search_cases", """{"query":"no case of this title"}""", "nothing"),
        ("get_case", """{"ticket_number":"CAS-00000-NOSUCH"}""", "not_found"),
        ("create_case", """{"title":"t","description":"d","email":"nobody@nowhere.example"}""", "not_found"),
        ("update_case", """{"ticket_number":"CAS-00000-NOSUCH","priority":"Low"}""", "not_found"),
        ("update_case", $$"""{"case_id":"{{Gone}}","status":"Resolved"}""", "invalid_input"),
        ("get_contact_cases", """{"email":"nobody@nowhere.example"}""", "not_found"),
        ("create_note", $$"""{"record_type":"case","record_id":"{{Gone}}","subject":"s","text":"t"}""", "not_found"),
        ("get_activities", """{"email":"nobody@nowhere.example"}""", "not_found"),
        ("create_activity", $$"""{"type":"task","subject":"s","record_type":"contact","record_id":"{{Gone}}"}""", "not_found"),
        ("create_activity", $$"""{"type":"letter","subject":"s","record_type":"contact","record_id":"{{Gone}}"}""", "invalid_input"),
        ("get_entity_notes", $$"""{"record_type":"lead","record_id":"{{Gone}}"}""", "nothing"),
        ("create_quote", $$"""{"opportunity_id":"{{Gone}}","lines":[{"write_in":"x","quantity":1}]}""", "not_found"),
        ("create_quote", $$"""{"opportunity_id":"{{Gone}}","lines":[]}""", "invalid_input"),
        ("get_products", """{"query":"no such product"}""", "nothing"),
        ("schedule_appointment", """{"subject":"s","start":"2026-12-02T10:00:00Z","end":"2026-12-02T09:00:00Z","email":"adele@contoso.example"}""", "invalid_input"),
        ("schedule_appointment", """{"subject":"s","start":"2026-12-02T10:00:00Z","end":"2026-12-02T11:00:00Z","email":"nobody@nowhere.example"}""", "not_found"),
        ("get_email_history", $$"""{"email_id":"{{Gone}}"}""", "not_found"),
        ("get_email_history", """{}""", "invalid_input"),
    ];

    private Hub _hub = null!;
    private ToolBox _box = null!;

    private static readonly Runner Agent = Runner.Agent(Guid.CreateVersion7(), "Alex");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_cant_be_is_said_for_every_tool()
    {
        Table.Select(row => row.Tool).Distinct().Order().ShouldBe(_box.Tools.Select(tool => tool.Name).Order());
        foreach (var (tool, input, expected) in Table)
        {
            var result = await Run(tool, (JsonObject)JsonNode.Parse(input)!);
            (result.Error?.Code ?? ((int?)result.Json!["count"] == 0 ? "nothing" : "something")).ShouldBe(expected, $"{tool} {input}: {result.Error?.Message} {result.Json?.ToJsonString()}");
            if (result.Error is { } error) error.Message.ShouldNotBeNullOrWhiteSpace();
        }
    }

    [Fact]
    public async Task What_Dynamics_own_rules_refuse_is_told_in_words()
    {
        var name = $"Closed {Guid.NewGuid():N}";
        var deal = (await Run("create_opportunity", new() { ["name"] = name, ["email"] = "megan@contoso.example" })).Json!;
        var id = (string)deal["opportunity_id"]!;
        (await Run("update_opportunity", new() { ["opportunity_id"] = id, ["close_as"] = "Won" })).IsOk.ShouldBeTrue();
        var again = (await Run("update_opportunity", new() { ["opportunity_id"] = id, ["close_as"] = "Canceled" })).Error!;
        again.Code.ShouldBe("crm_conflict");
        again.Hint.ShouldNotBeNullOrEmpty();

        // One about the same may be opened again, once the other is closed.
        (await Run("create_opportunity", new() { ["name"] = name, ["email"] = "megan@contoso.example" })).Json!["already_exists"].ShouldBeNull();

        var open = await _hub.Services.GetRequiredService<CrmLine>().Get(Ct);
        var email = $"twins{Guid.NewGuid():N}@new.example";
        foreach (var first in new[] { "Ann", "Ben" })
            await open.Client.Create("contacts", new JsonObject { ["firstname"] = first, ["lastname"] = "Twin", ["emailaddress1"] = email }, "contactid", Ct);
        var several = (await Run("get_contact", new() { ["email"] = email })).Error!;
        several.Code.ShouldBe("several_matches");
        several.Candidates!.Count.ShouldBe(2);
    }

    private async Task<ToolResult> Run(string tool, JsonObject input)
    {
        var call = new ToolCall { Who = Agent };
        var result = await _box.Run(tool, input, call, Ct);
        return result.Error is { Code: "confirmation_required" } ask ? await _box.Run(tool, input, call with { Confirmation = ask.Confirmation }, Ct) : result;
    }

    public async ValueTask InitializeAsync()
    {
        var dynamics = await sandbox.Address();
        _hub = await Hub.Start(postgres, change: services => services.AddSingleton(CrmHub.Quick));
        await CrmHub.Seed(_hub);
        _box = _hub.Services.GetRequiredService<ToolBox>();
        await CrmDemo.Connect(_hub.Services, dynamics, SandboxOptions.DemoTenantId, SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, Ct);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
