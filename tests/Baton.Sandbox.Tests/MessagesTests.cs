using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Sandbox.Tests;

public sealed class MessagesTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private static Dictionary<string, object?> Body(params (string Name, object? Value)[] members) =>
        members.ToDictionary(member => member.Name, member => member.Value);

    private async Task<Guid> NewCase(Guid? contact = null)
    {
        var customer = contact ?? await sandbox.Create("contacts", new { lastname = "Customer" });
        return await sandbox.Create("incidents",
            Body(("title", "Broken lid"), ("customerid_contact@odata.bind", $"/contacts({customer})")));
    }

    private Task<HttpResponseMessage> Close(Guid id, int status = 5) => sandbox.Send("POST", "CloseIncident",
        Body(("IncidentResolution", Body(("subject", "Solved in chat"), ("timespent", 5), ("incidentid@odata.bind", $"/incidents({id})"))),
            ("Status", status)));

    [Fact]
    public async Task A_case_is_closed_by_its_message_and_tells_how()
    {
        var id = await NewCase();
        using var closed = await Close(id);
        closed.StatusCode.ShouldBe(HttpStatusCode.NoContent, await closed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var row = await sandbox.Get($"incidents({id})?$select=statecode,statuscode&$expand=Incident_IncidentResolutions($select=subject)");
        row["statecode"]!.GetValue<int>().ShouldBe(1);
        row["statuscode"]!.GetValue<int>().ShouldBe(5);
        row["Incident_IncidentResolutions"]![0]!["subject"]!.GetValue<string>().ShouldBe("Solved in chat");
        (await SandboxFixture.Refused(await Close(id), 400)).Code.ShouldBe("0x80044411");
        (await sandbox.Refuses(400, "PATCH", $"incidents({id})", new { title = "Late" })).Code.ShouldBe("0x80040230");
        using var reopened = await sandbox.Send("PATCH", $"incidents({id})", new { statecode = 0, statuscode = 1 });
        reopened.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_case_is_not_resolved_by_an_update_nor_with_open_activities_nor_with_a_status_of_another_state()
    {
        var id = await NewCase();
        (await sandbox.Refuses(400, "PATCH", $"incidents({id})", new { statecode = 1, statuscode = 5 })).Message.ShouldContain(
            "use the CloseIncidentRequest message instead");
        (await sandbox.Refuses(400, "PATCH", $"incidents({id})", new { statuscode = 5 })).Code.ShouldBe("0x80048408");
        (await SandboxFixture.Refused(await Close(id, status: 1), 400)).Code.ShouldBe("0x80048408");
        await sandbox.Create("tasks", Body(("subject", "Call back"), ("regardingobjectid_incident_task@odata.bind", $"/incidents({id})")));
        (await SandboxFixture.Refused(await Close(id), 400)).Code.ShouldBe("0x8004440a");
    }

    [Fact]
    public async Task The_contact_of_a_case_belongs_to_its_customer()
    {
        var account = (await sandbox.Get(
            "accounts?$select=accountid&$filter=name eq 'Fabrikam'"))["value"]![0]!["accountid"]!.GetValue<Guid>();
        (await sandbox.Refuses(400, "POST", "incidents", Body(("title", "x"), ("customerid_account@odata.bind", $"/accounts({account})"),
            ("primarycontactid@odata.bind", $"/contacts({await sandbox.Adele()})")))).Code.ShouldBe("0x8004f864");
        var other = await sandbox.Create("contacts", new { lastname = "Other" });
        (await sandbox.Refuses(400, "POST", "incidents", Body(("title", "x"), ("customerid_contact@odata.bind", $"/contacts({other})"),
            ("primarycontactid@odata.bind", $"/contacts({await sandbox.Adele()})")))).Code.ShouldBe("0x8004f865");
        (await sandbox.Refuses(400, "POST", "incidents", Body(("title", "x"), ("customerid_contact@odata.bind", $"/contacts({other})"),
            ("customerid_account@odata.bind", $"/accounts({account})")))).Code.ShouldBe("0x8004440f");
    }

    [Fact]
    public async Task A_lead_becomes_account_contact_and_opportunity()
    {
        var id = await sandbox.Create("leads",
            new { subject = "Ten machines", firstname = "Nina", lastname = "Ny", companyname = "Nystart",
            emailaddress1 = "nina@nystart.example" });
        using var response = await sandbox.Send("POST", $"leads({id})/Microsoft.Dynamics.CRM.QualifyLead",
            Body(("CreateAccount", true), ("CreateContact", true), ("CreateOpportunity", true), ("OpportunityCurrencyId", null),
                ("OpportunityCustomerId", null),
                ("SourceCampaignId", null), ("Status", 3)));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var made = (await SandboxFixture.Json(response))["value"]!.AsArray();
        made.Select(row => row!["@odata.type"]!.GetValue<string>())
            .ShouldBe(["#Microsoft.Dynamics.CRM.account", "#Microsoft.Dynamics.CRM.contact", "#Microsoft.Dynamics.CRM.opportunity"]);
        made[0]!["name"]!.GetValue<string>().ShouldBe("Nystart");
        made[1]!["_parentcustomerid_value"]!.GetValue<Guid>().ShouldBe(made[0]!["accountid"]!.GetValue<Guid>());
        made[2]!["name"]!.GetValue<string>().ShouldBe("Ten machines");
        (await sandbox.Get($"leads({id})"))["statecode"]!.GetValue<int>().ShouldBe(1);
        (await sandbox.Refuses(400, "POST", $"leads({id})/Microsoft.Dynamics.CRM.QualifyLead",
            Body(("CreateAccount", true), ("CreateContact", true), ("CreateOpportunity", true), ("Status", 3)))).Code.ShouldBe(
                "0x80040519");
    }

    [Fact]
    public async Task An_opportunity_is_won_by_its_message_only()
    {
        var id = await sandbox.Create("opportunities",
            Body(("name", "Deal"), ("estimatedvalue", 1000), ("parentcontactid@odata.bind", $"/contacts({await sandbox.Adele()})")));
        var (code, message) = await sandbox.Refuses(400, "PATCH", $"opportunities({id})", new { statecode = 1, statuscode = 3 });
        code.ShouldBe("0x80100005");
        message.ShouldBe("This message can not be used to set the state of opportunity to Won. In order to set state of opportunity to "
            + "Won, use the Won message instead.");
        var body = Body(("Status", 3),
            ("OpportunityClose", Body(("subject", "Won"), ("actualrevenue", 900), ("opportunityid@odata.bind", $"/opportunities({id})"))));
        using var won = await sandbox.Send("POST", "WinOpportunity", body);
        won.StatusCode.ShouldBe(HttpStatusCode.NoContent, await won.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var row = await sandbox.Get(
            $"opportunities({id})?$select=statecode,actualvalue&$expand=Opportunity_OpportunityClose($select=actualrevenue)");
        row["statecode"]!.GetValue<int>().ShouldBe(1);
        row["actualvalue"]!.GetValue<decimal>().ShouldBe(900);
        row["Opportunity_OpportunityClose"]!.AsArray().Count.ShouldBe(1);
        (await sandbox.Refuses(400, "POST", "LoseOpportunity", body)).Code.ShouldBe("0x80040515");
    }

    [Fact]
    public async Task A_quote_is_made_in_one_change_set_added_up_won_and_revised()
    {
        var opportunity = (await sandbox.Get(
            "opportunities?$select=name,_customerid_value,_pricelevelid_value&$filter=statecode eq 0 and _pricelevelid_value ne "
                + "null&$top=1"))["value"]![0]!;
        var product = (await sandbox.Get(
            "products?$select=price,_defaultuomid_value&$filter=productnumber eq "
            + "'GR-20'&$expand=product_price_levels($select=amount)"))["value"]![0]!;
        product["product_price_levels"]!.AsArray().Count.ShouldBe(2);
        var quote = JsonSerializer.Serialize(Body(("name", "Offer"), ("discountpercentage", 10),
            ("opportunityid@odata.bind", $"/opportunities({opportunity["opportunityid"]})"),
            ("customerid_account@odata.bind", $"/accounts({opportunity["_customerid_value"]})"),
            ("pricelevelid@odata.bind", $"/pricelevels({opportunity["_pricelevelid_value"]})")));
        var line = JsonSerializer.Serialize(Body(("quoteid@odata.bind", "$1"), ("quantity", 2),
            ("productid@odata.bind", $"/products({product["productid"]})"),
            ("uomid@odata.bind", $"/uoms({product["_defaultuomid_value"]})")));
        using var response = await BatchTests.Post(sandbox,
            BatchTests.ChangeSet(("POST", "quotes", quote), ("POST", "quotedetails", line)));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var id = Guid.Parse(text[(text.IndexOf("/quotes(", StringComparison.Ordinal) + 8)..][..36]);
        var row = await sandbox.Get($"quotes({id})?$select=quotenumber,totalamount,totallineitemamount,statecode");
        row["quotenumber"]!.GetValue<string>().ShouldStartWith("QUO-");
        row["totallineitemamount"]!.GetValue<decimal>().ShouldBe(778m);
        row["totalamount"]!.GetValue<decimal>().ShouldBe(700.2m);

        (await sandbox.Refuses(400, "POST", "WinQuote", Quote("QuoteClose", id, 4))).Code.ShouldBe("0x80100002");
        using var active = await sandbox.Send("PATCH", $"quotes({id})", new { statecode = 1, statuscode = 2 });
        active.StatusCode.ShouldBe(HttpStatusCode.NoContent, await active.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var closed = await sandbox.Send("POST", "CloseQuote", Quote("QuoteClose", id, -1));
        closed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var revised = await sandbox.Send("POST", $"quotes({id})/Microsoft.Dynamics.CRM.ReviseQuote",
            Body(("ColumnSet", Body(("AllColumns", true)))));
        var revision = await SandboxFixture.Json(revised);
        revision["revisionnumber"]!.GetValue<int>().ShouldBe(1);
        revision["quotenumber"]!.GetValue<string>().ShouldBe(row["quotenumber"]!.GetValue<string>());
        revision["totalamount"]!.GetValue<decimal>().ShouldBe(700.2m);
    }

    private static Dictionary<string, object?> Quote(string parameter, Guid id, int status) =>
        Body(("Status", status), (parameter, Body(("subject", "Closed"), ("quoteid@odata.bind", $"/quotes({id})"))));

    [Fact]
    public async Task A_quote_is_generated_from_an_opportunity_with_its_lines()
    {
        var opportunity = (await sandbox.Get(
            "opportunities?$filter=statecode eq 0 and _pricelevelid_value ne "
                + "null&$top=1&$expand=product_opportunities($select=extendedamount)"))["value"]![0]!;
        using var response = await sandbox.Send("POST", "GenerateQuoteFromOpportunity",
            Body(("OpportunityId", opportunity["opportunityid"]!.GetValue<string>()), ("ColumnSet", Body(("AllColumns", true)))));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var quote = await SandboxFixture.Json(response);
        quote["totalamount"]!.GetValue<decimal>()
            .ShouldBe(opportunity["product_opportunities"]!.AsArray().Sum(line => line!["extendedamount"]!.GetValue<decimal>()));
    }

    [Fact]
    public async Task An_email_is_sent_once_it_has_a_sender_and_a_recipient()
    {
        var me = (await sandbox.Get("WhoAmI"))["UserId"]!.GetValue<Guid>();
        var id = await sandbox.Create("emails", Body(("subject", "Hello"), ("description", "<p>Hi</p>"), ("email_activity_parties", new[]
        {
            Body(("partyid_systemuser@odata.bind", $"/systemusers({me})"), ("participationtypemask", 1)),
            Body(("partyid_contact@odata.bind", $"/contacts({await sandbox.Adele()})"), ("participationtypemask", 2)),
        })));
        using var sent = await sandbox.Send("POST", $"emails({id})/Microsoft.Dynamics.CRM.SendEmail", new { IssueSend = true });
        sent.StatusCode.ShouldBe(HttpStatusCode.OK, await sent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var row = await sandbox.Get($"emails({id})?$select=statuscode,torecipients,senton");
        row["statuscode"]!.GetValue<int>().ShouldBe(3);
        row["torecipients"]!.GetValue<string>().ShouldBe("adele@contoso.example;");
        var bare = await sandbox.Create("emails", new { subject = "Nobody" });
        (await sandbox.Refuses(400, "POST", $"emails({bare})/Microsoft.Dynamics.CRM.SendEmail", new { IssueSend = true })).Code.ShouldBe(
            "0x80040b00");
    }

    [Fact]
    public async Task Activities_show_in_their_own_set_and_among_all_and_are_found_by_party()
    {
        var contact = await sandbox.Create("contacts", new { lastname = "Party", emailaddress1 = "party@example.org" });
        var id = await sandbox.Create("phonecalls",
            Body(("subject", "Called"), ("directioncode", false), ("phonecall_activity_parties", new[]
        {
            Body(("partyid_contact@odata.bind", $"/contacts({contact})"), ("participationtypemask", 1)),
        })));
        var found = await sandbox.Get(
            $"activitypointers?$select=activitytypecode,subject&$filter=activitypointer_activity_parties/any(p:p/_partyid_value eq "
            + $"{contact})");
        found["value"]![0]!["activitytypecode"]!.GetValue<string>().ShouldBe("phonecall");
        found["value"]![0]!["activityid"]!.GetValue<Guid>().ShouldBe(id);
        (await sandbox.Refuses(404, "GET", $"tasks({id})")).Code.ShouldBe("0x80040217");
        (await sandbox.Get($"contacts({contact})?$select=fullname&$expand=Contact_ActivityPointers($select=subject)"))
            ["Contact_ActivityPointers"]!.AsArray().Count.ShouldBe(0);
        using var done = await sandbox.Send("PATCH", $"phonecalls({id})", new { statecode = 1, statuscode = 4 });
        done.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await sandbox.Get($"activitypointers({id})?$select=statecode,actualend"))["actualend"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Many_are_created_at_once_or_none()
    {
        var good = Body(("@odata.type", "Microsoft.Dynamics.CRM.contact"), ("lastname", "Bulk-A"));
        using var response = await sandbox.Send("POST", "contacts/Microsoft.Dynamics.CRM.CreateMultiple",
            Body(("Targets", new[] { good, Body(("lastname", "Bulk-B")) })));
        (await SandboxFixture.Json(response))["Ids"]!.AsArray().Count.ShouldBe(2);
        await sandbox.Refuses(400, "POST", "contacts/Microsoft.Dynamics.CRM.CreateMultiple",
            Body(("Targets", new[] { Body(("lastname", "Bulk-C")), Body(("lastname", new string('x', 51))) })));
        (await sandbox.Get("contacts?$select=lastname&$count=true&$filter=startswith(lastname,'Bulk-')"))["@odata.count"]!.GetValue<int>()
            .ShouldBe(2);
    }

    [Fact]
    public async Task A_duplicate_is_refused_only_when_detection_is_asked_for()
    {
        var twin = new { lastname = "Twin", emailaddress1 = "adele@contoso.example" };
        (await sandbox.Refuses(500, "POST", "contacts", twin, ("MSCRM.SuppressDuplicateDetection", "false"))).Code.ShouldBe("0x80040333");
        var id = await sandbox.Create("contacts", twin);
        using var gone = await sandbox.Send("DELETE", $"contacts({id})");
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task References_are_set_moved_and_taken_away()
    {
        var account = await sandbox.Create("accounts", new { name = "Holder" });
        var contact = await sandbox.Create("contacts", new { lastname = "Held" });
        using var set = await sandbox.Send("PUT", $"accounts({account})/primarycontactid/$ref",
            new JsonObject { ["@odata.id"] = $"{sandbox.Api}contacts({contact})" }.ToJsonString());
        set.StatusCode.ShouldBe(HttpStatusCode.NoContent, await set.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (await sandbox.Get($"accounts({account})/primarycontactid?$select=fullname"))["fullname"]!.GetValue<string>().ShouldBe("Held");
        using var added = await sandbox.Send("POST", $"accounts({account})/contact_customer_accounts/$ref",
            new JsonObject { ["@odata.id"] = $"{sandbox.Api}contacts({contact})" }.ToJsonString());
        added.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await sandbox.Get($"accounts({account})/contact_customer_accounts?$select=fullname"))["value"]!.AsArray().Count.ShouldBe(1);
        using var removed = await sandbox.Send("DELETE", $"accounts({account})/contact_customer_accounts({contact})/$ref");
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await sandbox.Get($"accounts({account})/contact_customer_accounts/$ref"))["value"]!.AsArray().Count.ShouldBe(0);
        using var cleared = await sandbox.Send("PATCH", $"accounts({account})", """{"primarycontactid@odata.bind":null}""");
        (await sandbox.Get($"accounts({account})?$select=_primarycontactid_value"))["_primarycontactid_value"].ShouldBeNull();
    }

    [Fact]
    public async Task Alternate_keys_find_and_upsert_and_miss()
    {
        using var made = await sandbox.Send("PATCH", "accounts(accountnumber='KEY-1')", new { name = "By key" });
        made.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await sandbox.Get("accounts(accountnumber='KEY-1')?$select=name"))["name"]!.GetValue<string>().ShouldBe("By key");
        using var again = await sandbox.Send("PATCH", "accounts(accountnumber='KEY-1')", new { name = "By key again" });
        (await sandbox.Get("accounts?$filter=accountnumber eq 'KEY-1'&$select=name"))["value"]!.AsArray().Count.ShouldBe(1);
        (await sandbox.Refuses(404, "GET", "accounts(accountnumber='KEY-2')")).Code.ShouldBe("0x80060891");
        (await sandbox.Refuses(412, "POST", "accounts", new { name = "Clash", accountnumber = "KEY-1" })).Code.ShouldBe("0x80060892");
        await sandbox.Create("contacts",
            Body(("lastname", "Keyed"), ("parentcustomerid_account@odata.bind", "/accounts(accountnumber='KEY-1')")));
    }

    [Fact]
    public async Task What_a_user_may_do_is_told()
    {
        var me = (await sandbox.Get("WhoAmI"))["UserId"]!.GetValue<Guid>();
        var privileges = (await sandbox.Get(
            $"systemusers({me})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()"))["RolePrivileges"]!.AsArray();
        privileges.ShouldContain(privilege =>
            privilege!["PrivilegeName"]!.GetValue<string>() == "prvReadIncident" && privilege["Depth"]!.GetValue<string>() == "Global");
    }
}
