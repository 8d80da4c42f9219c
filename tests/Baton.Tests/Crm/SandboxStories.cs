using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Crm;
using Baton.Plumbing;
using Baton.Sandbox;
using Baton.Tests.House;
using Baton.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Crm;

/// <summary>All 28 tools, the look-up and the timeline against the sandbox's Dynamics: real OData, real rules, real tokens.</summary>
public sealed class SandboxStories(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private Hub _hub = null!;
    private ToolBox _box = null!;
    private Uri _dynamics = null!;

    private static readonly Runner Bot = Runner.Bot(Guid.CreateVersion7(), "Contoso bot");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_twenty_eight_are_there_and_every_description_says_when_to_use_it()
    {
        _box.Tools.Count.ShouldBe(28);
        foreach (var tool in _box.Tools)
        {
            tool.Description.ShouldContain("Use it", Case.Sensitive, tool.Name);
            tool.Privileges.ShouldNotBeEmpty(tool.Name);
            tool.Input.ToJson()["properties"]!.AsObject().Count.ShouldBeGreaterThan(0, tool.Name);
        }
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_service_bot_finds_the_contact_opens_a_case_works_on_it_and_resolves_it()
    {
        var adele = (await Run("get_contact_by_email", new { email = "ADELE@contoso.example" }))["matches"]!.AsArray().Single()!;
        adele["company"]!.GetValue<string>().ShouldBe("Contoso");
        var contact = adele["contact_id"]!.GetValue<string>();
        (await Run("search_contacts", new { query = "Vance" }))["matches"]!.AsArray().ShouldContain(found => found!["contact_id"]!.GetValue<string>() == contact);
        (await Run("get_contact", new { email = "adele@contoso.example" }))["fullname"]!.GetValue<string>().ShouldBe("Adele Vance");

        var title = $"The grinder is loud {Guid.NewGuid():N}";
        var made = await Run("create_case", new { title, description = "Since Monday", contact_id = contact, priority = "High" });
        made["ticket_number"]!.GetValue<string>().ShouldStartWith("CAS-");
        var again = await Run("create_case", new { title, description = "Once more", contact_id = contact });
        again["already_exists"]!.GetValue<bool>().ShouldBeTrue();
        again["case_id"]!.GetValue<string>().ShouldBe(made["case_id"]!.GetValue<string>());

        (await Run("get_contact_cases", new { contact_id = contact, only_open = true }))["cases"]!.AsArray()
            .ShouldContain(found => found!["title"]!.GetValue<string>() == title);
        (await Run("search_cases", new { query = title }))["count"]!.GetValue<int>().ShouldBe(1);
        var number = made["ticket_number"]!.GetValue<string>();
        (await Run("get_case", new { ticket_number = number }))["priority"]!.GetValue<string>().ShouldBe("High");
        (await Run("update_case", new { ticket_number = number, status = "On Hold", priority = "Low" }))["status"]!.GetValue<string>().ShouldBe("On Hold");
        (await Run("update_case", new { ticket_number = number, status = "Resolved", resolution = "Cleaned it" }))["status"]!.GetValue<string>().ShouldBe("Problem Solved");
        (await Run("get_case", new { ticket_number = number }))["resolution"]!["text"]!.GetValue<string>().ShouldBe("Cleaned it");

        await Run("create_note", new { record_type = "case", record_id = made["case_id"]!.GetValue<string>(), subject = "Noted", text = "<b>Loud</b> & clear" });
        (await Run("get_entity_notes", new { record_type = "case", record_id = made["case_id"]!.GetValue<string>() }))["notes"]!.AsArray()
            .Single()!["text"]!.GetValue<string>().ShouldBe("Loud & clear");
    }

    [Fact]
    public async Task A_sales_bot_makes_a_lead_an_opportunity_and_a_quote()
    {
        var email = $"nina{Guid.NewGuid():N}@new.example";
        var lead = await Run("create_lead", new { last_name = "New", first_name = "Nina", company = "New & Sons", email, topic = "Coffee", rating = "Hot" });
        lead["source"]!.GetValue<string>().ShouldBe("Web");
        (await Run("create_lead", new { last_name = "New", company = "New", email, topic = "Coffee" }))["already_exists"]!.GetValue<bool>().ShouldBeTrue();
        (await Run("search_leads", new { query = email }))["leads"]!.AsArray().Single()!["rating"]!.GetValue<string>().ShouldBe("Hot");
        await Run("update_lead", new { email, status = "Contacted" });
        (await Run("search_leads", new { query = email }))["leads"]!.AsArray().Single()!["status"]!.GetValue<string>().ShouldBe("Contacted");

        var name = $"Machines for {Guid.NewGuid():N}";
        var deal = await Run("create_opportunity", new { name, email = "megan@contoso.example", estimated_value = 1200, estimated_close_date = "2026-12-31", probability = 40 });
        deal["customer"]!.GetValue<string>().ShouldBe("Contoso");
        (await Run("create_opportunity", new { name, email = "megan@contoso.example" }))["already_exists"]!.GetValue<bool>().ShouldBeTrue();
        var id = deal["opportunity_id"]!.GetValue<string>();
        await Run("update_opportunity", new { opportunity_id = id, stage = "Propose", estimated_value = 5000.5, probability = 60 });
        var read = await Run("get_opportunity", new { opportunity_name = name });
        (read["stage"]!.GetValue<string>(), read["probability"]!.GetValue<int>(), read["estimated_value"]!.GetValue<decimal>()).ShouldBe(("Propose", 60, 5000.5m));
        (await Run("search_opportunities", new { email = "megan@contoso.example", name }))["count"]!.GetValue<int>().ShouldBe(1);
        (await Run("get_contact_opportunities", new { email = "megan@contoso.example" }))["opportunities"]!.AsArray()
            .ShouldContain(found => found!["opportunity_id"]!.GetValue<string>() == id);

        var product = (await Run("get_products", new { query = "Café" }))["products"]!.AsArray()[0]!;
        product.ToJsonString().ShouldNotContain("cost");
        var quote = await Run("create_quote", new
        {
            opportunity_id = id, price_list_id = product["prices"]![0]!["price_list_id"]!.GetValue<string>(),
            lines = new object[] { new { product_id = product["product_id"]!.GetValue<string>(), quantity = 2 }, new { write_in = "Carrying it upstairs", quantity = 1, price_per_unit = 50 } },
        });
        quote["quote_number"]!.GetValue<string>().ShouldNotBeNullOrEmpty();
        quote["total_amount"]!.GetValue<decimal>().ShouldBeGreaterThan(50);
        await Run("update_opportunity", new { opportunity_id = id, close_as = "Won" });
        (await Run("get_opportunity", new { opportunity_id = id }))["state"]!.GetValue<string>().ShouldBe("Won");
    }

    [Fact]
    public async Task An_account_bot_reads_the_company_and_plans_what_is_next()
    {
        (await Run("search_accounts", new { domain = "contoso.example" }))["accounts"]!.AsArray().ShouldContain(found => found!["name"]!.GetValue<string>() == "Contoso");
        var account = await Run("get_account", new { account_name = "Contoso" });
        account["relationship_manager"].ShouldNotBeNull();
        (await Run("get_account_contacts", new { account_name = "Contoso" }))["contacts"]!.AsArray().ShouldContain(found => found!["fullname"]!.GetValue<string>() == "Adele Vance");

        var contact = (await Run("get_contact_by_email", new { email = "diego@fabrikam.example" }))["matches"]![0]!["contact_id"]!.GetValue<string>();
        var subject = $"Call back {Guid.NewGuid():N}";
        await Run("create_activity", new { type = "task", subject, record_type = "contact", record_id = contact, due = "2026-12-01T10:00:00Z", priority = "High" });
        await Run("create_activity", new { type = "phonecall", subject, record_type = "contact", record_id = contact, phone = "555", done = true });
        await Run("schedule_appointment", new { subject, start = "2026-12-02T10:00:00Z", end = "2026-12-02T11:00:00+00:00", contact_id = contact, location = "Here" });
        (await Run("get_activities", new { contact_id = contact }))["activities"]!.AsArray().Count(found => found!["subject"]!.GetValue<string>() == subject).ShouldBe(3);
        await Run("update_contact", new { contact_id = contact, job_title = "Head of Purchasing" });
        (await Run("get_contact", new { contact_id = contact }))["job_title"]!.GetValue<string>().ShouldBe("Head of Purchasing");
        (await Run("get_email_history", new { contact_id = contact }))["count"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("search_contacts", "query")]
    [InlineData("search_accounts", "query")]
    [InlineData("search_accounts", "domain")]
    [InlineData("search_leads", "query")]
    [InlineData("search_cases", "query")]
    [InlineData("get_products", "query")]
    [InlineData("get_products", "category")]
    [InlineData("get_case", "ticket_number")]
    [InlineData("get_account", "account_name")]
    [InlineData("get_opportunity", "opportunity_name")]
    public async Task What_a_stranger_types_finds_nothing_more(string tool, string field)
    {
        foreach (var nasty in (string[])["' or statecode eq 0 or name eq '", "%", "_", "[a-z]%", "x') or (statecode eq 0", "&$filter=statecode eq 0", "<script>", "\\'; --"])
        {
            var result = await _box.Run(tool, new JsonObject { [field] = nasty }, new ToolCall { Who = Bot }, Ct);
            if (result.Error is { } error) error.Code.ShouldBe("not_found", $"{tool}: {nasty}: {error.Message}");
            else result.Json!["count"]!.GetValue<int>().ShouldBe(0, $"{tool}: {nasty}");
        }
    }

    [Fact]
    public async Task A_visitor_is_known_and_what_was_said_is_on_the_timeline_once()
    {
        var id = Guid.CreateVersion7();
        await using (var scope = _hub.Services.CreateAsyncScope())
        {
            await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(Ct);
            await work.Begin(new Arrival
            {
                ConversationId = id, ChannelId = Guid.CreateVersion7(), Channel = "web chat", WorkstreamId = Guid.CreateVersion7(), VisitorId = "v", VisitorEmail = "johanna@woodgrovebank.example",
            });
            await work.Commit();
        }
        using var sam = await _hub.SignIn("sam");
        var card = await Eventually.Is(() => sam.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/conversations/{id}/crm", UriKind.Relative), Ct),
            card => card.GetProperty("status").GetString() == "found", "the card is there");
        card.GetProperty("contact").GetProperty("name").GetString().ShouldBe("Johanna Lorenz");

        await using (var scope = _hub.Services.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<Ending>().EndByVisitor(id, Ct);
        var contact = card.GetProperty("contact").GetProperty("id").GetString();
        await Eventually.IsTrue(async () => (await Run("get_entity_notes", new { record_type = "contact", record_id = contact }))["notes"]!.AsArray()
            .Count(note => note!["note_id"]!.GetValue<string>() == Timeline.NoteId(id).ToString("D")) == 1, "the note is there");
    }

    public async ValueTask InitializeAsync()
    {
        _dynamics = await sandbox.Address();
        _hub = await Hub.Start(postgres, change: services => services.AddSingleton(CrmHub.Quick));
        await CrmHub.Seed(_hub);
        _box = _hub.Services.GetRequiredService<ToolBox>();
        await CrmDemo.Connect(_hub.Services, _dynamics, SandboxOptions.DemoTenantId, SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, Ct);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task<JsonObject> Run(string tool, object input)
    {
        var (given, call) = (JsonSerializer.SerializeToNode(input)!.AsObject(), new ToolCall { Who = Bot, IdempotencyKey = Guid.NewGuid().ToString() });
        var result = await _box.Run(tool, given, call, Ct);
        if (result.Error is { Code: "confirmation_required" } ask)
        {
            ask.Preview!.Changes.ShouldNotBeEmpty(tool);
            result = await _box.Run(tool, given, call with { Confirmation = ask.Confirmation }, Ct);
        }
        result.Error.ShouldBeNull($"{tool}: {result.Error?.Code} {result.Error?.Message}");
        return result.Json!;
    }
}
