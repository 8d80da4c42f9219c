using System.Net;

namespace Baton.Sandbox.Tests;

public sealed class RecordsTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private const string Labels =
        "odata.include-annotations=\"OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.lookuplogicalname\"";

    [Fact]
    public async Task Adele_is_found_by_mail_with_her_company_and_open_cases()
    {
        var id = await sandbox.Adele();
        var adele = await sandbox.Get(
            $"contacts({id})?$select=fullname,new_vip,_parentcustomerid_value&$expand=parentcustomerid_account($select=name),"
            + "incident_customer_contacts($select=title,ticketnumber,prioritycode;$filter=statecode eq 0;$top=5;$orderby=createdon desc)",
            ("Prefer", Labels));
        adele["fullname"]!.GetValue<string>().ShouldBe("Adele Vance");
        adele["new_vip"]!.GetValue<bool>().ShouldBeTrue();
        adele["parentcustomerid_account"]!["name"]!.GetValue<string>().ShouldBe("Contoso");
        adele["_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"]!.GetValue<string>().ShouldBe("account");
        adele["_parentcustomerid_value@OData.Community.Display.V1.FormattedValue"]!.GetValue<string>().ShouldBe("Contoso");
        var cases = adele["incident_customer_contacts"]!.AsArray();
        cases.Count.ShouldBe(2);
        cases[0]!["title"]!.GetValue<string>().ShouldBe("Order 10472 has not arrived");
        cases[0]!["prioritycode@OData.Community.Display.V1.FormattedValue"]!.GetValue<string>().ShouldBe("High");
        adele["@odata.etag"]!.GetValue<string>().ShouldStartWith("W/\"");
        adele["@odata.context"]!.GetValue<string>().ShouldEndWith("/$entity");
    }

    [Fact]
    public async Task A_case_is_created_with_its_number_in_one_round_trip()
    {
        var id = await sandbox.Create("contacts", new { lastname = "Complainer" });
        using var response = await sandbox.Send("POST", "incidents?$select=incidentid,ticketnumber",
            new Dictionary<string, object> { ["title"] = "The lid is loose", ["prioritycode"] = 2,
                ["customerid_contact@odata.bind"] = $"/contacts({id})" },
            ("Prefer", "return=representation"));
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.GetValues("Preference-Applied").Single().ShouldBe("return=representation");
        (await SandboxFixture.Json(response))["ticketnumber"]!.GetValue<string>()
            .ShouldMatch("^CAS-[0-9]{5}-[A-Z][0-9][A-Z][0-9][A-Z][0-9]$");
    }

    [Fact]
    public async Task A_create_with_a_chosen_id_happens_once_however_often_it_is_sent()
    {
        var (id, adele) = (Guid.NewGuid(), await sandbox.Adele());
        var note = new Dictionary<string,
        object> { ["subject"] = "Chat", ["notetext"] = "Hello", ["objectid_contact@odata.bind"] = $"/contacts({adele})" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await sandbox.Send("PATCH", $"annotations({id})", note, ("If-None-Match", "*"));
            return (int)response.StatusCode;
        }));
        answers.Count(status => status == 204).ShouldBe(1);
        answers.Count(status => status == 412).ShouldBe(7);
        (await sandbox.Get($"annotations({id})"))["objecttypecode"]!.GetValue<string>().ShouldBe("contact");
    }

    [Fact]
    public async Task If_Match_star_never_creates()
    {
        var (code, message) = await sandbox.Refuses(404, "PATCH", $"contacts({Guid.NewGuid()})", new { firstname = "X" },
            ("If-Match", "*"));
        code.ShouldBe("0x80040217");
        message.ShouldContain("Does Not Exist");
    }

    [Fact]
    public async Task Patch_without_conditions_updates_or_creates()
    {
        var id = Guid.NewGuid();
        using var created = await sandbox.Send("PATCH", $"contacts({id})", new { firstname = "Nora", lastname = "New" });
        created.Headers.GetValues("OData-EntityId").Single().ShouldBe($"{sandbox.Api}contacts({id})");
        using var updated = await sandbox.Send("PATCH", $"contacts({id})", new { lastname = "Newer", fullname = "ignored" },
            ("Prefer", "return=representation"));
        updated.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SandboxFixture.Json(updated))["fullname"]!.GetValue<string>().ShouldBe("Nora Newer");
    }

    [Fact]
    public async Task A_stale_etag_is_refused_and_a_fresh_one_is_not()
    {
        var id = await sandbox.Create("contacts", new { lastname = "Versioned" });
        var etag = (await sandbox.Get($"contacts({id})?$select=lastname"))["@odata.etag"]!.GetValue<string>();
        using var first = await sandbox.Send("PATCH", $"contacts({id})", new { jobtitle = "One" }, ("If-Match", etag));
        first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await sandbox.Refuses(412, "PATCH", $"contacts({id})", new { jobtitle = "Two" }, ("If-Match", etag))).Code.ShouldBe("0x80060882");
        (await sandbox.Refuses(412, "DELETE", $"contacts({id})", null, ("If-Match", etag))).Code.ShouldBe("0x80060882");
        var fresh = (await sandbox.Get($"contacts({id})"))["@odata.etag"]!.GetValue<string>();
        using var same = await sandbox.Send("GET", $"contacts({id})", null, ("If-None-Match", fresh));
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Deleted_is_gone_and_takes_its_notes_along()
    {
        var id = await sandbox.Create("contacts", new { lastname = "Shortlived" });
        var note = await sandbox.Create("annotations", new Dictionary<string,
            object> { ["subject"] = "n", ["objectid_contact@odata.bind"] = $"contacts({id})" });
        using var deleted = await sandbox.Send("DELETE", $"contacts({id})");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await sandbox.Refuses(404, "GET", $"contacts({id})")).Code.ShouldBe("0x80040217");
        (await sandbox.Refuses(404, "GET", $"annotations({note})")).Code.ShouldBe("0x80040217");
    }

    [Theory]
    [InlineData("GET", "Accounts", null, 404, "0x8006088a", "Resource not found for the segment 'Accounts'.")]
    [InlineData("GET", "accounts?$select=Name", null, 400, "0x0",
        "Could not find a property named 'Name' on type 'Microsoft.Dynamics.CRM.account'.")]
    [InlineData("GET", "accounts?$filter=naam eq 'x'", null, 400, "0x0",
        "Could not find a property named 'naam' on type 'Microsoft.Dynamics.CRM.account'.")]
    [InlineData("GET", "accounts?$skip=5", null, 400, "0x80060888", "Skip Clause is not supported in CRM")]
    [InlineData("POST", "contacts", """{"Name":"x"}""", 400, "0x0",
        "Invalid property 'Name' was found in entity 'Microsoft.Dynamics.CRM.contact'.")]
    [InlineData("POST", "contacts", """{"parentcustomerid@odata.bind":"/accounts(00000000-0000-0000-0000-000000000001)"}""", 400,
        "0x80048d19", "An undeclared property 'parentcustomerid'")]
    [InlineData("POST", "contacts", """{"lastname":5}""", 400, "0x80048d19",
        "Cannot convert the literal '5' to the expected type 'Edm.String'.")]
    [InlineData("POST", "contacts", "{not json", 400, "0x80048d19", "Error identified in Payload")]
    [InlineData("POST", "incidents", """{"title":"x"}""", 400, "0x80044410", "You should specify a parent contact or account.")]
    [InlineData("POST", "contacts", """{"preferredcontactmethodcode":77}""", 400, "0x8004431a", "outside the valid range")]
    [InlineData("POST", "contacts", """{"birthdate":"yesterday"}""", 400, "0x80040239", "The date-time format is invalid")]
    [InlineData("POST", "accounts", """{"numberofemployees":-1}""", 400, "0x8004432f",
        "An integer provided is outside of the allowed values")]
    [InlineData("PUT", "contacts", null, 405, "0x80060888", "does not support http method 'PUT'")]
    [InlineData("POST", "contacts", """{"parentcustomerid_account@odata.bind":"/accounts(00000000-0000-0000-0000-000000000001)"}""", 404,
        "0x80040217", "Does Not Exist")]
    public async Task Refusals_read_like_those_of_Dataverse(string method, string path, string? body, int status, string code,
        string message)
    {
        var refused = await sandbox.Refuses(status, method, path, body);
        refused.Code.ShouldBe(code, StringCompareShould.IgnoreCase);
        refused.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Text_that_is_too_long_is_refused_with_its_limit()
    {
        var (code, message) = await sandbox.Refuses(400, "POST", "contacts", new { firstname = new string('x', 51) });
        code.ShouldBe("0x80044331");
        message.ShouldBe("A validation error occurred. The length of the 'firstname' attribute of the 'contact' entity exceeded the "
            + "maximum allowed length of '50'.");
    }

    [Fact]
    public async Task Pages_follow_one_another_without_a_gap_or_a_repeat()
    {
        var (seen, url) = (new List<string>(),
            "contacts?$select=fullname&$orderby=lastname,createdon desc&$filter=statecode eq 0&$count=true");
        var total = 0;
        while (url is not null)
        {
            var page = await sandbox.Get(url, ("Prefer", "odata.maxpagesize=37"));
            total = page["@odata.count"]!.GetValue<int>();
            seen.AddRange(page["value"]!.AsArray().Select(row => row!["contactid"]!.GetValue<string>()));
            url = page["@odata.nextLink"]?.GetValue<string>()!;
        }
        seen.Count.ShouldBe(total);
        seen.Distinct().Count().ShouldBe(total);
        total.ShouldBeGreaterThan(250);
    }

    [Fact]
    public async Task Sixty_four_writers_lose_nothing()
    {
        var id = await sandbox.Create("accounts", new { name = "Busy", numberofemployees = 0 });
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            for (var done = false; !done;)
            {
                var row = await sandbox.Get($"accounts({id})?$select=numberofemployees");
                using var response = await sandbox.Send("PATCH", $"accounts({id})",
                    new { numberofemployees = row["numberofemployees"]!.GetValue<int>() + 1 },
                    ("If-Match", row["@odata.etag"]!.GetValue<string>()));
                done = response.StatusCode == HttpStatusCode.NoContent;
            }
        }));
        (await sandbox.Get($"accounts({id})?$select=numberofemployees"))["numberofemployees"]!.GetValue<int>().ShouldBe(64);
    }

    [Theory]
    [InlineData("ADELE@contoso.EXAMPLE", 1)]
    [InlineData("adele[@]contoso.example", 1)]
    [InlineData("a_ele@contoso.example", 1)]
    [InlineData("a[_]ele@contoso.example", 0)]
    [InlineData("%@contoso.example", -1)]
    [InlineData("[%]@contoso.example", 0)]
    [InlineData("[a-c]dele@contoso.example", 1)]
    [InlineData("x'' or 1 eq 1 or ''x", 0)]
    public async Task Text_is_compared_as_Dataverse_compares_it(string mail, int count)
    {
        var found = (await sandbox.Get(
            $"contacts?$select=fullname&$filter=emailaddress1 eq '{Uri.EscapeDataString(mail)}'"))["value"]!.AsArray().Count;
        if (count < 0) found.ShouldBeGreaterThan(1);
        else found.ShouldBe(count);
    }

    [Fact]
    public async Task A_person_sees_the_note_arrive_on_the_contacts_page()
    {
        var adele = await sandbox.Adele();
        await sandbox.Create("annotations", new Dictionary<string, object>
        {
            ["subject"] = "Chat transcript", ["notetext"] = "<b>Adele</b>: where is my order?",
            ["objectid_contact@odata.bind"] = $"/contacts({adele})",
        });
        var page = await sandbox.Look($"/records/contacts/{adele}");
        page.ShouldContain("Chat transcript");
        page.ShouldContain("&lt;b&gt;Adele&lt;/b&gt;: where is my order?");
        page.ShouldContain("Order 10472 has not arrived");
        (await sandbox.Look($"/records/contacts?q=adele")).ShouldContain("Adele Vance");
        (await sandbox.Look("/")).ShouldContain(SandboxOptions.DemoClientSecret);
    }
}
