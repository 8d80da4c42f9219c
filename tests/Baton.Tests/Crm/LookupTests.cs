using System.Net.Http.Json;
using System.Text.Json;
using Baton.Conversations;
using Baton.Tests.House;

namespace Baton.Tests.Crm;

/// <summary>Who is it? Exactly one match is an answer; none, several and silence are said so and hold nothing up.</summary>
public sealed class LookupTests(TestPostgres postgres) : IAsyncLifetime
{
    private CrmHub _crm = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visitor_with_one_contact_is_identified()
    {
        var contact = _crm.Dynamics.AddContact("Maria Campbell", "maria@contoso.example", "Contoso", vip: true);
        var id = await _crm.Begin("maria@contoso.example");

        var known = await Identified(id);

        (known.ContactId, known.ContactName, known.ContactCompany, known.ContactVip).ShouldBe((contact.ToString("D"), "Maria Campbell", "Contoso", true));
    }

    [Fact]
    public async Task An_address_that_the_bot_found_out_counts_as_well()
    {
        _crm.Dynamics.AddContact("Nora Nilsson", "nora@contoso.example");
        var id = await _crm.Begin();
        await _crm.In(async work => await work.SetVariables(id, new Dictionary<string, object?> { ["customer_email"] = "nora@contoso.example" }, "bot"));

        (await Identified(id)).ContactName.ShouldBe("Nora Nilsson");
    }

    [Fact]
    public async Task Two_contacts_with_one_address_are_nobody()
    {
        _crm.Dynamics.AddContact("Twin A", "twin@contoso.example");
        _crm.Dynamics.AddContact("Twin B", "twin@contoso.example");
        var id = await _crm.Begin("twin@contoso.example");

        await Status(id, "many");

        (await _crm.Conversation(id)).ContactId.ShouldBeNull();
        (await Card(id)).GetProperty("problem").GetProperty("message").GetString().ShouldBe("2 contacts match what is known of the visitor.");
    }

    [Fact]
    public async Task An_unknown_address_is_nobody_and_is_asked_once()
    {
        var id = await _crm.Begin("stranger@nowhere.example");
        await Status(id, "none");
        await _crm.In(async work => await work.SetVariables(id, new Dictionary<string, object?> { ["other"] = 1 }, "bot"));
        await Eventually.IsTrue(async () => await _crm.Find<long>("select count(*) from jobs where lane = @id and track = 'Aside'", new { id }) == 0, "the jobs are done");

        _crm.Dynamics.Requests.Count(request => request.Contains("contacts?", StringComparison.Ordinal) && request.Contains("stranger", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_dead_CRM_is_asked_again_and_nobody_waits_for_it()
    {
        _crm.Dynamics.AddContact("Late Larry", "larry@contoso.example");
        _crm.Dynamics.Always = FakeDynamics.Refuse(503, "0x0");
        var id = await _crm.Begin("larry@contoso.example");
        await _crm.Say(id, "Hello?");
        await Status(id, "unavailable");
        (await Card(id)).GetProperty("status").GetString().ShouldBe("unavailable");

        _crm.Dynamics.Always = null;

        (await Identified(id)).ContactName.ShouldBe("Late Larry");
    }

    [Fact]
    public async Task The_sidebar_shows_the_contact_and_the_open_cases()
    {
        var contact = _crm.Dynamics.AddContact("Maria Campbell", "maria2@contoso.example", "Contoso");
        var open = _crm.Dynamics.AddCase(contact, "Broken lamp");
        _crm.Dynamics.AddCase(contact, "Solved long ago", open: false);
        var id = await _crm.Begin("maria2@contoso.example");
        await Identified(id);

        var card = await Card(id);

        card.GetProperty("status").GetString().ShouldBe("found");
        var person = card.GetProperty("contact");
        person.GetProperty("name").GetString().ShouldBe("Maria Campbell");
        person.GetProperty("company").GetString().ShouldBe("Contoso");
        person.GetProperty("vip").GetBoolean().ShouldBeFalse();
        person.GetProperty("url").GetString().ShouldBe($"{_crm.Dynamics.Address.ToString().TrimEnd('/')}/main.aspx?pagetype=entityrecord&etn=contact&id={contact}");
        var only = card.GetProperty("openCases").EnumerateArray().ShouldHaveSingleItem();
        only.GetProperty("id").GetGuid().ShouldBe(open);
        only.GetProperty("priority").GetString().ShouldBe("High");
        only.GetProperty("status").GetString().ShouldBe("In Progress");
    }

    [Fact]
    public async Task The_sidebar_does_not_wait_for_a_silent_CRM()
    {
        // The CRM's own limit is longer than the one who asks here would wait.
        await using var crm = await CrmHub.Start(postgres, settings: CrmHub.Quick with
        {
            SidebarLimit = TimeSpan.FromSeconds(1), Dataverse = CrmHub.Quick.Dataverse with { TimeLimit = TimeSpan.FromMinutes(5), Patience = TimeSpan.FromMinutes(5) },
        });
        crm.Dynamics.AddContact("Silent Sue", "sue@contoso.example");
        var id = await crm.Begin("sue@contoso.example");
        await Identified(crm, id);
        crm.Dynamics.Always = FakeDynamics.Silence;
        using var sam = await crm.Hub.SignIn("sam");

        var card = await sam.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/conversations/{id}/crm", UriKind.Relative), Ct);

        card.GetProperty("status").GetString().ShouldBe("unavailable");
        card.GetProperty("problem").GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Without_an_organisation_the_sidebar_says_so()
    {
        using var admin = await _crm.Hub.SignIn("admin");
        (await admin.DeleteAsync(new Uri("/api/v1/crm/connection", UriKind.Relative), Ct)).EnsureSuccessStatusCode();
        var id = await _crm.Begin("maria@contoso.example");
        (await Card(id)).GetProperty("status").GetString().ShouldBe("off");
    }

    public async ValueTask InitializeAsync() => _crm = await CrmHub.Start(postgres);

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    private Task<Conversation> Identified(Guid id) => Identified(_crm, id);

    private static Task<Conversation> Identified(CrmHub crm, Guid id) =>
        Eventually.Is(() => crm.Conversation(id), conversation => conversation.ContactId is not null, "the visitor is identified");

    private Task<string?> Status(Guid id, string status) =>
        Eventually.Is(() => _crm.Find<string>("select status from crm_lookups where conversation_id = @id", new { id }), seen => seen == status, $"the look-up is {status}");

    private async Task<JsonElement> Card(Guid id)
    {
        using var sam = await _crm.Hub.SignIn("sam");
        return await sam.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/conversations/{id}/crm", UriKind.Relative), Ct);
    }
}
