using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Crm;
using Baton.People;
using Baton.Plumbing;
using Baton.Sandbox;
using Baton.Tests.Channels;
using Baton.Tests.House;
using Baton.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Crm;

/// <summary>
/// Whose records a visitor's tools reach: nobody's before they are verified, then theirs and their account's. Every tool there is must be in the table
/// below, so a new one can't be forgotten.
/// </summary>
public sealed class ReachTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private Hub _hub = null!;
    private ToolBox _box = null!;

    private static readonly Runner Bot = Runner.Bot(DemoPeople.Bot, "Contoso bot");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What a stranger is answered, and what a verified visitor is answered about somebody else's record.</summary>
    private static readonly Dictionary<string, (string Stranger, string Theirs)> Expected = new()
    {
        ["search_contacts"] = ("match", "nothing"), ["get_contact"] = ("not_verified", "not_found"), ["get_contact_by_email"] = ("match", "nothing"),
        ["update_contact"] = ("not_verified", "not_found"), ["search_accounts"] = ("match", "nothing"), ["get_account"] = ("not_verified", "not_found"),
        ["get_account_contacts"] = ("not_verified", "not_found"), ["create_lead"] = ("new", "new"), ["search_leads"] = ("match", "nothing"),
        ["update_lead"] = ("not_verified", "not_found"), ["search_opportunities"] = ("not_verified", "not_found"), ["get_opportunity"] = ("not_verified", "not_found"),
        ["get_contact_opportunities"] = ("not_verified", "not_found"), ["update_opportunity"] = ("not_verified", "not_found"),
        ["create_opportunity"] = ("not_verified", "not_found"), ["search_cases"] = ("not_verified", "not_found"), ["get_case"] = ("not_verified", "not_found"),
        ["create_case"] = ("new", "not_found"), ["update_case"] = ("not_verified", "not_found"), ["get_contact_cases"] = ("not_verified", "not_found"),
        ["create_note"] = ("conversation", "not_found"), ["get_activities"] = ("not_verified", "not_found"), ["create_activity"] = ("not_verified", "not_found"),
        ["get_entity_notes"] = ("not_verified", "not_found"), ["create_quote"] = ("not_verified", "not_found"), ["get_products"] = ("public", "public"),
        ["schedule_appointment"] = ("not_verified", "not_found"), ["get_email_history"] = ("not_verified", "not_found"),
    };

    [Fact]
    public async Task Every_tool_says_what_it_does_for_a_stranger()
    {
        _box.Tools.Select(tool => tool.Name).Order().ShouldBe(Expected.Keys.Order());
        var (conversation, others) = (await Begin(null), await Others());
        foreach (var tool in _box.Tools)
        {
            var result = await Run(tool.Name, About(tool.Name, others), conversation);
            Kind(result).ShouldBe(Expected[tool.Name].Stranger, tool.Name);
            if (Expected[tool.Name].Stranger != "public") MustNotTell(tool.Name, result);
        }
    }

    [Fact]
    public async Task Every_tool_finds_nothing_of_anybody_elses_for_a_verified_visitor()
    {
        var (conversation, others) = (await Begin("adele@contoso.example"), await Others());
        foreach (var tool in _box.Tools)
        {
            var result = await Run(tool.Name, About(tool.Name, others), conversation);
            Kind(result).ShouldBe(Expected[tool.Name].Theirs, $"{tool.Name}: {result.Json?.ToJsonString()}");
            if (Expected[tool.Name].Theirs != "public") MustNotTell(tool.Name, result);
        }
    }

    [Fact]
    public async Task A_verified_visitor_reaches_what_is_theirs()
    {
        var conversation = await Begin("adele@contoso.example");
        var adele = (await Ok("get_contact_by_email", new { email = "adele@contoso.example" }, conversation))["matches"]![0]!;
        var (id, account) = ((string)adele["contact_id"]!, (string)adele["account_id"]!);

        ((string)(await Ok("get_contact", new { contact_id = id }, conversation))["fullname"]!).ShouldBe("Adele Vance");
        var cases = (await Ok("get_contact_cases", new { contact_id = id }, conversation))["cases"]!.AsArray();
        cases.Count.ShouldBeGreaterThanOrEqualTo(2);
        await Ok("get_case", new { ticket_number = (string)cases[0]!["ticket_number"]! }, conversation);
        (await Ok("get_entity_notes", new { record_type = "contact", record_id = id }, conversation))["notes"]!.AsArray().Count.ShouldBeGreaterThan(0);
        (await Ok("get_account_contacts", new { account_id = account }, conversation))["contacts"]!.AsArray().Select(row => (string)row!["fullname"]!).ShouldBe(["Adele Vance"]);
        await Ok("get_account", new { account_id = account }, conversation);
        await Ok("create_activity", new { type = "task", subject = "Call back", record_type = "contact", record_id = id }, conversation);
        await Ok("create_note", new { record_type = "case", record_id = (string)cases[0]!["case_id"]!, subject = "S", text = "T" }, conversation);
        await Ok("get_activities", new { contact_id = id }, conversation);
        await Ok("get_email_history", new { contact_id = id }, conversation);
    }

    [Fact]
    public async Task A_strangers_case_is_made_and_nothing_of_the_contact_is_told()
    {
        var conversation = await Begin(null);
        var input = new { title = $"Leaks {Guid.NewGuid():N}", description = "Since Monday", email = "johanna@woodgrovebank.example" };

        var made = await Ok("create_case", input, conversation);
        made.Select(field => field.Key).ShouldBe(["case_id", "ticket_number", "title"], ignoreOrder: true);
        (await Ok("create_case", input, conversation)).ToJsonString().ShouldBe("""{"already_exists":true}""");
        var noted = await Ok("create_note", new { record_type = "contact", record_id = Guid.NewGuid(), subject = "Tell them", text = "it leaks" }, conversation);
        ((string)noted["noted_in"]!).ShouldBe("conversation");
        (await _hub.Ask<string>("select text from messages where kind = 'note'")).ShouldBe("Tell them: it leaks");
    }

    [Fact]
    public async Task Agents_keys_and_bots_outside_of_a_conversation_are_not_bound_but_keys_in_one_are()
    {
        var conversation = await Begin(null);
        var input = new JsonObject { ["email"] = "adele@contoso.example" };
        (await _box.Run("get_contact", input, new ToolCall { Who = Runner.Agent(Guid.CreateVersion7(), "Alex"), ConversationId = conversation }, Ct)).IsOk.ShouldBeTrue();
        (await _box.Run("get_contact", input, new ToolCall { Who = Runner.Key(Guid.CreateVersion7(), "K") }, Ct)).IsOk.ShouldBeTrue();
        (await _box.Run("get_contact", input, new ToolCall { Who = Bot }, Ct)).IsOk.ShouldBeTrue();
        (await _box.Run("get_contact", input, new ToolCall { Who = Runner.Key(Guid.CreateVersion7(), "K"), ConversationId = conversation }, Ct)).Error!.Code.ShouldBe("not_verified");
    }

    [Fact]
    public async Task What_anybody_types_in_any_text_is_a_text_and_nothing_more()
    {
        string[] nasty = ["' or statecode eq 0 or name eq '", "%", "_", "[a-z]%", "x') or (statecode eq 0", "&$filter=statecode eq 0", "<script>alert(1)</script>", "\\'; --", "'';'"];
        var conversation = await Begin("adele@contoso.example");
        await Others();
        var mine = await Mine();
        // Reading first: what writing leaves behind may be found again, by its letters.
        foreach (var tool in _box.Tools.OrderBy(tool => !tool.IsReadOnly))
            foreach (var field in tool.Input.Fields.Where(field => field.Kind == FieldKind.Text))
                foreach (var text in nasty)
                {
                    var input = About(tool.Name, mine);
                    foreach (var other in tool.Input.OneOf.Where(group => group.Contains(field.Name)).SelectMany(group => group)) input.Remove(other);
                    input[field.Name] = text;
                    var result = await Run(tool.Name, input, conversation);
                    var what = $"{tool.Name}.{field.Name} = {text}: {result.Error?.Code} {result.Error?.Message} {result.Json?.ToJsonString()}";
                    if (result.Error is { } error) error.Code.ShouldBeOneOf(["not_found", "invalid_input", "crm_conflict", "price_list_missing"], what);
                    else if (tool.IsReadOnly && result.Json!["count"] is { } count && field.Name is not "company") ((int)count).ShouldBe(0, what);
                    MustNotTell(what, result);
                }
    }

    [Fact]
    public async Task Eight_who_look_and_find_nothing_make_one()
    {
        var (title, email) = ($"Once {Guid.NewGuid():N}", $"once{Guid.NewGuid():N}@new.example");
        JsonObject Case() => new() { ["title"] = title, ["description"] = "x", ["email"] = "diego@fabrikam.example" };
        JsonObject Lead() => new() { ["last_name"] = "New", ["company"] = "New", ["email"] = email, ["topic"] = "t" };
        JsonObject Deal() => new() { ["name"] = title, ["email"] = "diego@fabrikam.example" };
        foreach (var (tool, key, input) in new (string, string, Func<JsonObject>)[] { ("create_case", "case_id", Case), ("create_lead", "lead_id", Lead), ("create_opportunity", "opportunity_id", Deal) })
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _box.Run(tool, input(), new ToolCall { Who = Runner.System }, Ct)));
            results.ShouldAllBe(result => result.IsOk, tool);
            results.Select(result => (string)result.Json![key]!).Distinct().Count().ShouldBe(1, tool);
            results.Count(result => result.Json!["already_exists"] is null).ShouldBe(1, tool);
        }
    }

    /// <summary>Input that is about the given records.</summary>
    private static JsonObject About(string tool, Records of) => tool switch
    {
        "search_contacts" => new() { ["query"] = of.Name }, "search_accounts" => new() { ["query"] = of.Account }, "search_leads" => new() { ["query"] = of.LeadEmail },
        "get_contact" or "get_contact_cases" or "get_activities" or "get_email_history" => new() { ["contact_id"] = of.Contact },
        "get_contact_by_email" or "get_contact_opportunities" or "search_opportunities" => new() { ["email"] = of.Email },
        "search_cases" => new() { ["query"] = "order", ["contact_id"] = of.Contact },
        "update_contact" => new() { ["contact_id"] = of.Contact, ["phone"] = "1" },
        "get_account" or "get_account_contacts" => new() { ["account_name"] = of.Account },
        "create_lead" => new() { ["last_name"] = "X", ["company"] = "Y", ["email"] = of.LeadEmail, ["topic"] = "Z" },
        "update_lead" => new() { ["lead_id"] = of.Lead, ["rating"] = "Hot" },
        "get_opportunity" => new() { ["opportunity_id"] = of.Deal }, "update_opportunity" => new() { ["opportunity_id"] = of.Deal, ["probability"] = 10 },
        "create_opportunity" => new() { ["name"] = "Deal", ["contact_id"] = of.Contact },
        "get_case" => new() { ["ticket_number"] = of.Ticket }, "update_case" => new() { ["case_id"] = of.Case, ["priority"] = "Low" },
        "create_case" => new() { ["title"] = $"T {Guid.NewGuid():N}", ["description"] = "D", ["email"] = of.Email },
        "create_note" => new() { ["record_type"] = "case", ["record_id"] = of.Case, ["subject"] = "S", ["text"] = "T" },
        "get_entity_notes" => new() { ["record_type"] = "contact", ["record_id"] = of.Contact },
        "create_activity" => new() { ["type"] = "task", ["subject"] = "S", ["record_type"] = "contact", ["record_id"] = of.Contact },
        "create_quote" => new() { ["opportunity_id"] = of.Deal, ["lines"] = new JsonArray(new JsonObject { ["write_in"] = "X", ["quantity"] = 1, ["price_per_unit"] = 1 }) },
        "get_products" => new() { ["query"] = "Café" },
        "schedule_appointment" => new() { ["subject"] = "S", ["start"] = "2026-12-02T10:00:00Z", ["end"] = "2026-12-02T11:00:00Z", ["contact_id"] = of.Contact },
        _ => throw new InvalidOperationException($"Say here what {tool} is to be asked."),
    };

    private static string Kind(ToolResult result) => result switch
    {
        { Error: { } error } => error.Code,
        { Json: { } json } when json["match"] is not null => "match",
        { Json: { } json } when json["noted_in"] is not null => "conversation",
        { Json: { } json } when json["products"] is not null => "public",
        { Json: { } json } when json["count"] is { } count => (int)count == 0 ? "nothing" : "records",
        { Json: { } json } when json.ContainsKey("already_exists") || json.ContainsKey("ticket_number") || json.ContainsKey("lead_id") => "new",
        _ => "records",
    };

    private static void MustNotTell(string what, ToolResult result)
    {
        var told = (result.Json?.ToJsonString() ?? "") + JsonSerializer.Serialize(result.Error);
        foreach (var secret in new[] { "Lorenz", "woodgrove", "Woodgrove" }) told.ShouldNotContain(secret, Case.Sensitive, what);
    }

    private sealed record Records(string Name, string Email, string Contact, string Account, string Case, string Ticket, string Deal, string Lead, string LeadEmail);

    /// <summary>Johanna Lorenz of Woodgrove Bank, and what is hers.</summary>
    private Task<Records> Others() => Of("Johanna Lorenz", "johanna@woodgrovebank.example");

    private Task<Records> Mine() => Of("Adele Vance", "adele@contoso.example");

    private async Task<Records> Of(string name, string email)
    {
        var contact = (await Free("get_contact_by_email", new { email }))["matches"]![0]!;
        var id = (string)contact["contact_id"]!;
        var made = await Free("create_case", new { title = "Safe deposit", description = "x", contact_id = id });
        var deal = await Free("create_opportunity", new { name = $"Deal of {name}", contact_id = id });
        var leadEmail = $"lead-{email}";
        var lead = await Free("create_lead", new { last_name = name.Split(' ')[1], company = (string)contact["company"]!, email = leadEmail, topic = "t" });
        return new Records(name, email, id, (string)contact["company"]!, (string)made["case_id"]!, (string)made["ticket_number"]!, (string)deal["opportunity_id"]!, (string)lead["lead_id"]!, leadEmail);
    }

    private async Task<JsonObject> Free(string tool, object input)
    {
        var result = await _box.Run(tool, JsonSerializer.SerializeToNode(input)!.AsObject(), new ToolCall { Who = Runner.System }, Ct);
        result.Error.ShouldBeNull($"{tool}: {result.Error?.Message}");
        return result.Json!;
    }

    private async Task<JsonObject> Ok(string tool, object input, Guid conversation)
    {
        var result = await Run(tool, JsonSerializer.SerializeToNode(input)!.AsObject(), conversation);
        result.Error.ShouldBeNull($"{tool}: {result.Error?.Code} {result.Error?.Message}");
        return result.Json!;
    }

    /// <summary>As a bot in the conversation would, and a person who tries it says yes.</summary>
    private async Task<ToolResult> Run(string tool, JsonObject input, Guid conversation)
    {
        var call = new ToolCall { Who = Bot, ConversationId = conversation, IsTrial = true };
        var result = await _box.Run(tool, input, call, Ct);
        return result.Error is { Code: "confirmation_required" } ask ? await _box.Run(tool, input, call with { Confirmation = ask.Confirmation }, Ct) : result;
    }

    private async Task<Guid> Begin(string? verified)
    {
        var id = Guid.CreateVersion7();
        await using var scope = _hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(Ct);
        await work.Begin(new Arrival
        {
            ConversationId = id, ChannelId = Guid.CreateVersion7(), Channel = "web chat", WorkstreamId = Guid.CreateVersion7(), VisitorId = "v", SignedInEmail = verified,
        });
        await work.Commit();
        return id;
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
