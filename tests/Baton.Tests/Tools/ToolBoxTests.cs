using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Tests.Crm;
using Baton.Tests.House;
using Baton.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Tools;

/// <summary>What may be done elsewhere: checked before, done once, and on record whatever came of it.</summary>
public sealed class ToolBoxTests(TestPostgres postgres) : IAsyncLifetime
{
    private CrmHub _crm = null!;
    private ToolBox _box = null!;
    private Guid _contact;

    private static readonly Runner Bot = Runner.Bot(Guid.CreateVersion7(), "Contoso bot");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_contact_is_found_by_e_mail()
    {
        var result = await Run("get_contact_by_email", new() { ["email"] = "maria@contoso.example" });

        result.Json!["count"]!.GetValue<int>().ShouldBe(1);
        result.Json["has_more"]!.GetValue<bool>().ShouldBeFalse();
        result.Json["matches"]![0]!.ToJsonString().ShouldBe(
            $$"""{"contact_id":"{{_contact}}","fullname":"Maria Campbell","email":"maria@contoso.example","phone":"\u002B49 30 1","company":"Contoso","account_id":"{{Account}}","job_title":"Buyer"}""");
    }

    [Fact]
    public async Task What_a_visitor_types_is_never_part_of_the_question()
    {
        var result = await Run("get_contact_by_email", new() { ["email"] = "x'or(contactid)ne(null)or'@y" });
        result.Json!["count"]!.GetValue<int>().ShouldBe(0);
        _crm.Dynamics.Requests.Last().ShouldContain("emailaddress1 eq 'x''or(contactid)ne(null)or''@y'");
    }

    [Fact]
    public async Task Cases_are_listed_and_a_new_one_is_opened_once_however_often_it_is_asked_for()
    {
        var call = new ToolCall { Who = Bot, IdempotencyKey = "turn-7" };
        JsonObject input(string title = "Broken") => new() { ["title"] = title, ["description"] = "It is", ["contact_id"] = _contact.ToString(), ["priority"] = "high" };

        var first = await _box.Run("create_case", input(), call, Ct);
        var again = await _box.Run("create_case", input(), call, Ct);
        var atOnce = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _box.Run("create_case", input("Lost"), call with { IdempotencyKey = "turn-8" }, Ct)));
        var same = await _box.Run("create_case", input(), call with { IdempotencyKey = "turn-10" }, Ct);

        first.Json!["ticket_number"]!.GetValue<string>().ShouldStartWith("CAS-");
        again.IsRepeat.ShouldBeTrue();
        again.Json!.ToJsonString().ShouldBe(first.Json.ToJsonString());
        atOnce.Select(result => result.Json!["case_id"]!.GetValue<string>()).Distinct().Count().ShouldBe(1);
        same.Json!["already_exists"]!.GetValue<bool>().ShouldBeTrue();
        same.Json["case_id"]!.GetValue<string>().ShouldBe(first.Json["case_id"]!.GetValue<string>());
        _crm.Dynamics.All("incidents").Count.ShouldBe(2);
        _crm.Dynamics.All("incidents").ShouldAllBe(made => made["prioritycode"]!.GetValue<int>() == 1);

        var cases = await Run("dynamics365_get_contact_cases", new() { ["contact_id"] = _contact.ToString(), ["only_open"] = true });
        cases.Json!["count"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task The_same_key_with_another_input_is_refused()
    {
        var call = new ToolCall { Who = Bot, IdempotencyKey = "k" };
        await _box.Run("get_contact_by_email", new() { ["email"] = "maria@contoso.example" }, call, Ct);
        (await _box.Run("get_contact_by_email", new() { ["email"] = "other@contoso.example" }, call, Ct)).Error!.Code.ShouldBe("key_reused");
    }

    [Fact]
    public async Task A_line_that_is_cut_after_the_work_was_done_makes_no_second_case()
    {
        for (var i = 0; i < 3; i++) _crm.Dynamics.Next(FakeDynamics.CutAfterwards);
        var call = new ToolCall { Who = Bot, IdempotencyKey = "turn-9" };
        JsonObject input() => new() { ["title"] = "Broken", ["description"] = "x", ["contact_id"] = _contact.ToString() };

        (await _box.Run("create_case", input(), call, Ct)).Error!.Code.ShouldBe("crm_unavailable");
        var again = await _box.Run("create_case", input(), call, Ct);

        again.IsOk.ShouldBeTrue();
        again.IsRepeat.ShouldBeFalse();
        _crm.Dynamics.All("incidents").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_note_is_attached_to_what_was_said()
    {
        var result = await Run("create_note", new() { ["record_type"] = "case", ["record_id"] = _contact.ToString(), ["subject"] = "S", ["text"] = "T" });
        result.IsOk.ShouldBeTrue();
        _crm.Dynamics.All("annotations").ShouldHaveSingleItem()["objectid_incident@odata.bind"]!.GetValue<string>().ShouldBe($"/incidents({_contact:D})");
    }

    [Theory]
    [InlineData("get_contact_by_email", """{}""", "email is missing")]
    [InlineData("get_contact_by_email", """{"email":""}""", "email is missing")]
    [InlineData("get_contact_by_email", """{"email":"no address"}""", "email is not an e-mail address")]
    [InlineData("get_contact_by_email", """{"email":7}""", "email must be a text")]
    [InlineData("get_contact_by_email", """{"email":"a@b","mail":"c"}""", "mail is not known (known: email)")]
    [InlineData("get_contact_cases", """{"contact_id":"17"}""", "contact_id is not an id")]
    [InlineData("get_contact_cases", """{"contact_id":"0193f6a2-0000-7000-8000-000000000001","only_open":"yes"}""", "only_open must be true or false")]
    [InlineData("create_case", """{"title":"t","contact_id":"0193f6a2-0000-7000-8000-000000000001","priority":"Critical"}""", "description is missing; priority must be one of High, Normal, Low")]
    public async Task Wrong_input_is_told_all_at_once_and_nothing_is_asked(string tool, string input, string complaint)
    {
        var before = _crm.Dynamics.Requests.Count;
        var result = await Run(tool, (JsonObject)JsonNode.Parse(input)!);
        result.Error!.Code.ShouldBe("invalid_input");
        result.Error.Message.ShouldContain(complaint);
        _crm.Dynamics.Requests.Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_silent_CRM_costs_a_bot_no_more_than_the_limit_and_is_on_record()
    {
        await using var crm = await CrmHub.Start(postgres, settings: CrmHub.Quick with
        {
            Dataverse = CrmHub.Quick.Dataverse with { TimeLimit = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(2) },
        });
        crm.Dynamics.Always = FakeDynamics.Silence;
        var conversation = await crm.Begin();

        var result = await crm.Hub.Services.GetRequiredService<ToolBox>().Run("get_contact_by_email", new() { ["email"] = "maria@contoso.example" }, new ToolCall { Who = Bot, ConversationId = conversation }, Ct);

        result.Error!.Code.ShouldBe("crm_unavailable");
        using var sam = await crm.Hub.SignIn("sam");
        var log = await sam.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/activity?conversationId={conversation}&outcome=error", UriKind.Relative), Ct);
        var run = log.EnumerateArray().ShouldHaveSingleItem();
        run.GetProperty("tool").GetString().ShouldBe("get_contact_by_email");
        run.GetProperty("who").GetProperty("name").GetString().ShouldBe("Contoso bot");
        run.GetProperty("error").GetProperty("code").GetString().ShouldBe("crm_unavailable");
        run.GetProperty("requests").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_log_shows_request_ids_and_pages_and_hides_what_is_secret()
    {
        await Run("get_contact_by_email", new() { ["email"] = "maria@contoso.example", ["client_secret"] = "hush", ["long"] = new string('x', 2_000) });
        for (var i = 0; i < 3; i++) await Run("get_contact_by_email", new() { ["email"] = $"a{i}@contoso.example" });
        using var sam = await _crm.Hub.SignIn("sam");

        var first = await sam.GetAsync(new Uri("/api/v1/activity?tool=get_contact_by_email&limit=2", UriKind.Relative), Ct);
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        var second = await sam.GetFromJsonAsync<JsonElement>(new Uri(next, UriKind.Relative), Ct);

        second.GetArrayLength().ShouldBe(2);
        second[0].GetProperty("requests")[0].GetProperty("requestId").GetString().ShouldStartWith("req-");
        var oldest = second[1].GetRawText();
        oldest.ShouldNotContain("hush");
        oldest.ShouldContain("(2000 characters)");
    }

    [Fact]
    public async Task Over_REST_a_tool_answers_with_what_it_found_or_with_a_problem()
    {
        using var alex = await _crm.Hub.SignIn("alex");

        var found = await alex.PostAsJsonAsync("/api/v1/tools/get_contact_by_email", new { email = "maria@contoso.example" }, Ct);
        (await found.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("count").GetInt32().ShouldBe(1);
        found.Headers.Contains("Baton-Run").ShouldBeTrue();

        var wrapped = await alex.PostAsJsonAsync("/api/v1/tools/get_contact_by_email", new { input = new { email = "maria@contoso.example" }, idempotencyKey = "k1" }, Ct);
        wrapped.StatusCode.ShouldBe(HttpStatusCode.OK);

        await Refused(await alex.PostAsJsonAsync("/api/v1/tools/get_contact_by_email", new { email = "x" }, Ct), 422, "invalid_input");
        await Refused(await alex.PostAsJsonAsync("/api/v1/tools/no_such_tool", new { }, Ct), 404, "not_found");
        await Refused(await alex.PostAsync("/api/v1/tools/get_contact_by_email", new StringContent("{", null, "application/json"), Ct), 400, "bad_request");
        await Refused(await alex.PostAsync("/api/v1/tools/get_contact_by_email", new StringContent("email=x"), Ct), 415, "unsupported_media_type");
        using var nobody = new HttpClient { BaseAddress = _crm.Hub.Address };
        await Refused(await nobody.PostAsJsonAsync("/api/v1/tools/get_contact_by_email", new { email = "a@b" }, Ct), 401, "not_signed_in");
        await Refused(await alex.GetAsync(new Uri("/api/v1/activity", UriKind.Relative), Ct), 403, "not_allowed");

        var list = await alex.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/tools", UriKind.Relative), Ct);
        var tool = list.EnumerateArray().Single(shown => shown.GetProperty("name").GetString() == "create_case");
        tool.GetProperty("readOnly").GetBoolean().ShouldBeFalse();
        tool.GetProperty("input").GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["title", "description"]);
        list.EnumerateArray().ShouldNotContain(shown => shown.GetProperty("name").GetString() == "check_verification_code");

        var inConversation = await alex.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/tools?inConversation=true", UriKind.Relative), Ct);
        inConversation.EnumerateArray().ShouldContain(shown => shown.GetProperty("name").GetString() == "check_verification_code");
    }

    [Fact]
    public async Task Without_an_organisation_tools_say_so()
    {
        using var admin = await _crm.Hub.SignIn("admin");
        await admin.DeleteAsync(new Uri("/api/v1/crm/connection", UriKind.Relative), Ct);
        (await Run("get_contact_by_email", new() { ["email"] = "a@b" })).Error!.Code.ShouldBe("crm_not_connected");
    }

    public async ValueTask InitializeAsync()
    {
        _crm = await CrmHub.Start(postgres);
        _box = _crm.Hub.Services.GetRequiredService<ToolBox>();
        _contact = _crm.Dynamics.AddContact("Maria Campbell", "maria@contoso.example", "Contoso");
    }

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    private string Account => _crm.Dynamics.Records[("contacts", _contact)]["parentcustomerid_account"]!["accountid"]!.GetValue<string>();

    private Task<ToolResult> Run(string tool, JsonObject input) => _box.Run(tool, input, new ToolCall { Who = Bot }, Ct);

    private static async Task Refused(HttpResponseMessage answer, int status, string code)
    {
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString().ShouldBe(code);
    }
}
