using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.People;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Tools;

/// <summary>What changes something is shown first, and done once, when somebody has said yes to exactly that.</summary>
public sealed class ConfirmationTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private CrmHub _crm = null!;
    private ToolBox _box = null!;
    private Guid _contact;

    private static readonly Runner Key = Runner.Key(Guid.CreateVersion7(), "Reports");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_shown_with_what_is_there_now_and_nothing_is_changed()
    {
        var error = (await Run(Input("555"))).Error!;

        error.Code.ShouldBe("confirmation_required");
        error.Preview!.Summary.ShouldBe("Change the contact Maria Campbell.");
        error.Preview.Changes.ShouldBe([new Change("Phone", "+49 30 1", "555")]);
        Phone.ShouldBe("+49 30 1");
        (await _crm.Find<string>("select error::text from tool_runs where tool = 'update_contact'"))!.ShouldNotContain(error.Confirmation!);
    }

    [Fact]
    public async Task A_confirmation_is_good_for_one_run_of_that_input_by_whoever_asked()
    {
        var confirmation = (await Run(Input("555"))).Error!.Confirmation;

        (await Run(Input("777"), confirmation)).Error!.Code.ShouldBe("confirmation_mismatch");
        (await Run(Input("555"), confirmation, Runner.Key(Guid.CreateVersion7(), "Other"))).Error!.Code.ShouldBe("confirmation_unknown");
        (await Run(Input("555"), "not one")).Error!.Code.ShouldBe("confirmation_unknown");
        (await Run(Input("555"), Guid.NewGuid().ToString("N"))).Error!.Code.ShouldBe("confirmation_unknown");
        Phone.ShouldBe("+49 30 1");

        (await Run(Input("555"), confirmation)).IsOk.ShouldBeTrue();
        Phone.ShouldBe("555");
        (await Run(Input("555"), confirmation)).Error!.Code.ShouldBe("confirmation_used");
    }

    [Fact]
    public async Task Fields_in_another_order_are_the_same_input()
    {
        var confirmation = (await Run(new() { ["contact_id"] = _contact.ToString(), ["phone"] = "555", ["job_title"] = "Head" })).Error!.Confirmation;
        (await Run(new() { ["job_title"] = " Head ", ["phone"] = "555", ["contact_id"] = _contact.ToString().ToUpperInvariant() }, confirmation)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task After_ten_minutes_it_is_no_good()
    {
        var confirmation = (await Run(Input("555"))).Error!.Confirmation;
        _clock.Advance(TimeSpan.FromMinutes(10));
        (await Run(Input("555"), confirmation)).Error!.Code.ShouldBe("confirmation_expired");
        Phone.ShouldBe("+49 30 1");
    }

    [Fact]
    public async Task Of_many_who_come_with_it_at_once_one_gets_through()
    {
        var confirmation = (await Run(Input("555"))).Error!.Confirmation;
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Run(Input("555"), confirmation), Ct)));
        results.Count(result => result.IsOk).ShouldBe(1);
        results.Where(result => !result.IsOk).ShouldAllBe(result => result.Error!.Code == "confirmation_used");
    }

    [Fact]
    public async Task The_same_run_done_again_after_a_crash_goes_through_again_and_another_does_not()
    {
        await using var crm = await CrmHub.Start(postgres);   // by the real clock: a line that is cut is tried again
        var box = crm.Hub.Services.GetRequiredService<ToolBox>();
        var contact = crm.Dynamics.AddContact("Maria Campbell", "maria@contoso.example", "Contoso");
        Task<ToolResult> Run(string? confirmation, string key) => box.Run("update_contact", new JsonObject { ["contact_id"] = contact.ToString(), ["phone"] = "555" },
            new ToolCall { Who = Key, Confirmation = confirmation, IdempotencyKey = key }, Ct);

        var confirmation = (await Run(null, "turn-1")).Error!.Confirmation;
        (await Run(null, "turn-1")).Error!.Confirmation.ShouldBe(confirmation, "asked again after a crash it is the same question");
        for (var i = 0; i < 3; i++) crm.Dynamics.Next(FakeDynamics.CutAfterwards);
        (await Run(confirmation, "turn-2")).Error!.Code.ShouldBe("crm_unavailable");
        (await Run(confirmation, "turn-3")).Error!.Code.ShouldBe("confirmation_used");
        (await Run(confirmation, "turn-2")).IsOk.ShouldBeTrue();
        (await Run(confirmation, "turn-2")).IsRepeat.ShouldBeTrue();
    }

    [Fact]
    public async Task Over_REST_it_is_a_conflict_with_preview_and_confirmation()
    {
        using var alex = await _crm.Hub.SignIn("alex");
        var body = new { input = new { contact_id = _contact, phone = "555" } };

        var asked = await alex.PostAsJsonAsync("/api/v1/tools/update_contact", body, Ct);
        asked.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await asked.Content.ReadFromJsonAsync<JsonElement>(Ct);
        problem.GetProperty("code").GetString().ShouldBe("confirmation_required");
        problem.GetProperty("preview").GetProperty("changes")[0].GetProperty("from").GetString().ShouldBe("+49 30 1");
        var confirmation = problem.GetProperty("confirmation").GetString();

        var done = await alex.PostAsJsonAsync("/api/v1/tools/update_contact", new { body.input, confirmation }, Ct);
        done.StatusCode.ShouldBe(HttpStatusCode.OK);
        Phone.ShouldBe("555");
    }

    [Fact]
    public async Task Policies_are_set_for_a_bot_count_at_once_and_are_on_record()
    {
        using var admin = await _crm.Hub.SignIn("admin");
        using var sam = await _crm.Hub.SignIn("sam");
        using var alex = await _crm.Hub.SignIn("alex");
        var bot = DemoPeople.Bot;
        (await sam.PutAsJsonAsync($"/api/v1/policies/{bot}", new { rules = new { get_products = "forbid" } }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.PutAsJsonAsync($"/api/v1/policies/{bot}", new { rules = new { no_such = "forbid" } }, Ct)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await admin.PutAsJsonAsync($"/api/v1/policies/{bot}", new { rules = new { get_products = "perhaps" } }, Ct)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await admin.PutAsJsonAsync($"/api/v1/policies/{Guid.NewGuid()}", new { rules = new { get_products = "forbid" } }, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await admin.PutAsJsonAsync($"/api/v1/policies/{bot}", new { rules = new { get_contact_by_email = "forbid", update_contact = "allow" } }, Ct)).EnsureSuccessStatusCode();

        var shown = await sam.GetFromJsonAsync<JsonElement>("/api/v1/policies", Ct);
        shown.GetProperty("defaults").GetProperty("update_contact").GetString().ShouldBe("askVisitor");
        shown.GetProperty("defaults").GetProperty("get_contact").GetString().ShouldBe("allow");
        shown.GetProperty("defaults").EnumerateObject().Count().ShouldBe(28);
        var key = (await (await admin.PostAsJsonAsync("/api/v1/keys", new { name = "Reports", scopes = new[] { "tools" } }, Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        (await admin.PutAsJsonAsync($"/api/v1/policies/{key}", new { rules = new { update_contact = "allow" } }, Ct)).EnsureSuccessStatusCode();
        (await _box.Run("update_contact", Input("556"), new ToolCall { Who = Runner.Key(key, "Reports") }, Ct)).IsOk.ShouldBeTrue();
        var holder = shown.GetProperty("holders").EnumerateArray().Single(holder => holder.GetProperty("id").GetGuid() == bot);
        (holder.GetProperty("kind").GetString(), holder.GetProperty("rules").GetProperty("get_contact_by_email").GetString()).ShouldBe(("bot", "forbid"));

        var tried = await sam.PostAsJsonAsync("/api/v1/tools/get_contact_by_email", new { input = new { email = "maria@contoso.example" }, asBot = bot }, Ct);
        tried.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await alex.PostAsJsonAsync("/api/v1/tools/get_contact_by_email", new { input = new { email = "maria@contoso.example" }, asBot = bot }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sam.PostAsJsonAsync("/api/v1/tools/update_contact", new { input = new { contact_id = _contact, phone = "555" }, asBot = bot }, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var log = await sam.GetFromJsonAsync<JsonElement>("/api/v1/activity?outcome=error", Ct);
        log[0].GetProperty("error").GetProperty("code").GetString().ShouldBe("not_allowed");
        log[0].GetProperty("who").GetProperty("name").GetString()!.ShouldContain("tried by Sam");

        (await admin.PutAsJsonAsync($"/api/v1/policies/{bot}", new { rules = new { get_contact_by_email = (string?)null } }, Ct)).EnsureSuccessStatusCode();
        (await sam.PostAsJsonAsync("/api/v1/tools/get_contact_by_email", new { input = new { email = "maria@contoso.example" }, asBot = bot }, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _crm.Find<long>("select count(*) from audit where deed = 'policies changed'")).ShouldBe(3);
    }

    public async ValueTask InitializeAsync()
    {
        _crm = await CrmHub.Start(postgres, clock: _clock);
        _box = _crm.Hub.Services.GetRequiredService<ToolBox>();
        _contact = _crm.Dynamics.AddContact("Maria Campbell", "maria@contoso.example", "Contoso");
    }

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    private string Phone => _crm.Dynamics.Records[("contacts", _contact)]["telephone1"]!.GetValue<string>();

    private JsonObject Input(string phone) => new() { ["contact_id"] = _contact.ToString(), ["phone"] = phone };

    private Task<ToolResult> Run(JsonObject input, string? confirmation = null, Runner? who = null) =>
        _box.Run("update_contact", input, new ToolCall { Who = who ?? Key, Confirmation = confirmation }, Ct);
}
