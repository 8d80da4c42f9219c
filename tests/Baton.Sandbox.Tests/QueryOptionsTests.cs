using System.Net;
using System.Xml;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Validation;

namespace Baton.Sandbox.Tests;

/// <summary>What the documents say of single options of a query.</summary>
public sealed class QueryOptionsTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metadata_is_a_valid_model_for_the_official_parser()
    {
        using var response = await sandbox.Send("GET", "$metadata");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/xml");
        using var xml = XmlReader.Create(new StringReader(await response.Content.ReadAsStringAsync(Ct)));
        CsdlReader.TryParse(xml, out var model, out var errors).ShouldBeTrue(string.Join("\n", errors));
        model.Validate(out var invalid);
        // Dataverse itself begins lookup properties with an underscore, which the official parser reads and the official validator dislikes.
        invalid.Where(error => error.ErrorCode != EdmErrorCode.InvalidName).ShouldBeEmpty();
        model.EntityContainer.Elements.Select(element => element.Name).ShouldContain("WhoAmI");
        model.EntityContainer.Elements.Select(element => element.Name).ShouldContain("contacts");
        model.FindDeclaredType("Microsoft.Dynamics.CRM.incident").ShouldNotBeNull();
    }

    [Fact]
    public async Task Lookups_are_ordered_by_name_and_choices_by_number()
    {
        var byLookup = (await sandbox.Get("incidents?$select=title&$orderby=_customerid_value&$top=80",
            ("Prefer", "odata.include-annotations=\"*\"")))["value"]!.AsArray();
        var ordered = (await sandbox.Get("incidents?$select=_customerid_value,prioritycode&$orderby=_customerid_value&$top=80",
            ("Prefer", "odata.include-annotations=\"*\"")))["value"]!.AsArray()
            .Select(row => row!["_customerid_value@OData.Community.Display.V1.FormattedValue"]!.GetValue<string>().ToLowerInvariant()).ToList();
        byLookup.Count.ShouldBe(80);
        ordered.ShouldBe(ordered.OrderBy(name => name, StringComparer.Ordinal).ToList());
        var numbers = (await sandbox.Get("incidents?$select=prioritycode&$orderby=prioritycode desc&$top=50"))["value"]!.AsArray()
            .Select(row => row!["prioritycode"]!.GetValue<int>()).ToList();
        numbers.ShouldBe(numbers.OrderDescending().ToList());
        var labels = (await Fetch("incidents", "<fetch top='400'><entity name='incident'><attribute name='prioritycode'/><order attribute='prioritycode'/></entity></fetch>"))
            .Select(row => row["prioritycode"]!.GetValue<int>()).Distinct().ToList();
        labels.ShouldBe([1, 3, 2], "FetchXML orders by label: High, Low, Normal");
        (await Fetch("incidents", "<fetch top='400' useraworderby='true'><entity name='incident'><attribute name='prioritycode'/><order attribute='prioritycode'/></entity></fetch>"))
            .Select(row => row["prioritycode"]!.GetValue<int>()).Distinct().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task An_expanded_collection_tells_where_the_whole_of_it_is_and_an_owner_who_it_is()
    {
        var account = (await sandbox.Get("accounts?$filter=contact_customer_accounts/any()&$select=name&$top=1&$expand=contact_customer_accounts($select=fullname;$top=1),"
            + "ownerid($select=ownerid),createdby($select=fullname)"))["value"]![0]!;
        account["ownerid"]!["@odata.type"]!.GetValue<string>().ShouldBe("#Microsoft.Dynamics.CRM.systemuser");
        account["createdby"]!["ownerid"]!.GetValue<string>().ShouldBe(account["createdby"]!["systemuserid"]!.GetValue<string>());
        var link = account["contact_customer_accounts@odata.nextLink"]!.GetValue<string>();
        (await sandbox.Get(link))["value"]![0]!["contactid"]!.GetValue<string>().ShouldBe(account["contact_customer_accounts"]![0]!["contactid"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("contacts?$skip=5", "0x80060888")]
    [InlineData("contacts?$search=x", "0x80060888")]
    [InlineData("accounts?$expand=contact_customer_accounts/$ref", "0x80060888")]
    [InlineData("accounts?$expand=contact_customer_accounts($expand=Contact_Tasks($top=1))", "0x80060888")]
    [InlineData("contacts?$filter=nonsense eq 1", "0x0")]
    [InlineData("contacts?$filter=length(fullname) gt 3", "0x80060888")]
    [InlineData("contacts?$select=FullName", "0x0")]
    public async Task What_Dataverse_refuses_is_refused(string query, string code) =>
        (await sandbox.Refuses(400, "GET", query)).Code.ShouldBe(code);

    [Fact]
    public async Task An_id_in_quotes_is_taken_as_the_documents_write_it()
    {
        var adele = await sandbox.Get($"contacts({await sandbox.Adele()})?$select=_parentcustomerid_value,_ownerid_value");
        var owner = adele["_ownerid_value"]!.GetValue<string>();
        (await sandbox.Get($"contacts?$filter=_ownerid_value eq '{owner}'&$top=1"))["value"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task FetchXML_asks_for_related_rows_in_every_way()
    {
        const string Case = "<fetch><entity name='contact'><attribute name='contactid'/><filter><link-entity name='incident' from='customerid' to='contactid' link-type='{0}'>"
            + "<filter><condition attribute='statecode' operator='eq' value='0'/></filter></link-entity></filter></entity></fetch>";
        async Task<HashSet<string>> Of(string kind) => [.. (await Fetch("contacts", string.Format(System.Globalization.CultureInfo.InvariantCulture, Case, kind)))
            .Select(row => row["contactid"]!.GetValue<string>())];
        var (any, none, all) = (await Of("any"), await Of("not any"), await Of("all"));
        var everybody = (await Fetch("contacts", "<fetch><entity name='contact'><attribute name='contactid'/></entity></fetch>")).Count;
        (any.Count + none.Count).ShouldBe(everybody);
        (await Of("not all")).SetEquals(any).ShouldBeTrue("not all means any, as documented");
        all.IsSubsetOf(none).ShouldBeTrue("all means: there are some, and none of them is like that");
        var first = await Fetch("accounts", "<fetch><entity name='account'><attribute name='accountid'/><link-entity name='contact' from='parentcustomerid' to='accountid' "
            + "link-type='matchfirstrowusingcrossapply' alias='c'><attribute name='fullname'/></link-entity></entity></fetch>");
        first.Select(row => row["accountid"]!.GetValue<string>()).Distinct().Count().ShouldBe(first.Count, "one row for each account");
        first.ShouldAllBe(row => row["c_x002e_fullname"] != null);
    }

    [Fact]
    public async Task A_saved_query_is_run_by_its_id()
    {
        var view = (await sandbox.Get("savedqueries?$select=name,savedqueryid&$filter=name eq 'Active Contacts'"))["value"]![0]!;
        (await sandbox.Get($"contacts?savedQuery={view["savedqueryid"]}"))["value"]!.AsArray().Count.ShouldBeGreaterThan(100);
        var own = await sandbox.Create("userqueries", new
        {
            name = "Mine", returnedtypecode = "contact", querytype = 0,
            fetchxml = "<fetch><entity name='contact'><attribute name='fullname'/><filter><condition attribute='emailaddress1' operator='eq' value='adele@contoso.example'/></filter></entity></fetch>",
        });
        (await sandbox.Get($"contacts?userQuery={own}"))["value"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_is_made_within_a_collection()
    {
        var account = await sandbox.Create("accounts", new { name = "Holder" });
        using var made = await sandbox.Send("POST", $"accounts({account})/contact_customer_accounts", new { lastname = "Within" });
        made.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await sandbox.Get($"accounts({account})/contact_customer_accounts?$select=lastname"))["value"]![0]!["lastname"]!.GetValue<string>().ShouldBe("Within");
    }

    [Fact]
    public async Task A_page_of_another_origin_may_ask()
    {
        using var asked = await sandbox.Send("OPTIONS", "contacts", null, ("Origin", "https://spa.example"), ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "authorization,odata-version"));
        asked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        asked.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("authorization");
        using var answer = await sandbox.Send("GET", "WhoAmI", null, ("Origin", "https://spa.example"));
        answer.Headers.GetValues("Access-Control-Allow-Origin").Single().ShouldBe("https://spa.example");
    }

    [Fact]
    public async Task Text_of_any_alphabet_is_compared_whatever_its_case()
    {
        await sandbox.Create("contacts", new { lastname = "ÉTIENNE Ångström" });
        foreach (var filter in (string[])["lastname eq 'étienne ångström'", "contains(lastname,'ÅNGST')", "startswith(lastname,'éti')", "lastname eq 'É%'"])
            (await sandbox.Get($"contacts?$select=lastname&$filter={Uri.EscapeDataString(filter)}"))["value"]!.AsArray().Count.ShouldBe(1, filter);
    }

    private async Task<List<System.Text.Json.Nodes.JsonNode>> Fetch(string set, string fetch) =>
        [.. (await sandbox.Get($"{set}?fetchXml={Uri.EscapeDataString(fetch)}"))["value"]!.AsArray().Select(row => row!)];
}
