using System.Text.Json.Nodes;

namespace Baton.Sandbox.Tests;

public sealed class FetchTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private Task<JsonNode> Fetch(string set, string xml, params (string Name, string Value)[] headers) =>
        sandbox.Get($"{set}?fetchXml={Uri.EscapeDataString(xml)}", headers);

    [Fact]
    public async Task Conditions_links_and_orders_give_rows_with_labels()
    {
        var found = await Fetch("contacts", """
            <fetch top='5'><entity name='contact'><attribute name='fullname'/><attribute name='parentcustomerid'/>
              <filter type='and'><condition attribute='emailaddress1' operator='like' value='ADELE@%'/>
                <condition attribute='statecode' operator='eq' value='0'/></filter>
              <order attribute='fullname'/>
              <link-entity name='account' from='accountid' to='parentcustomerid' link-type='outer' alias='company'>
                <attribute name='name'/></link-entity>
            </entity></fetch>
            """, ("Prefer", "odata.include-annotations=\"*\""));
        var row = found["value"]!.AsArray().ShouldHaveSingleItem()!;
        row["fullname"]!.GetValue<string>().ShouldBe("Adele Vance");
        row["company_x002e_name"]!.GetValue<string>().ShouldBe("Contoso");
        row["_parentcustomerid_value@OData.Community.Display.V1.FormattedValue"]!.GetValue<string>().ShouldBe("Contoso");
        row["_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"]!.GetValue<string>().ShouldBe("account");
        row["contactid"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Aggregates_count_what_a_plain_query_finds()
    {
        var found = await Fetch("incidents", """
            <fetch aggregate='true'><entity name='incident'><attribute name='incidentid' aggregate='count' alias='n'/>
              <attribute name='prioritycode' groupby='true' alias='priority'/>
              <filter><condition attribute='statecode' operator='eq' value='0'/></filter>
              <order alias='n' descending='true'/></entity></fetch>
            """, ("Prefer", "odata.include-annotations=\"*\""));
        foreach (var row in found["value"]!.AsArray())
            (await sandbox.Get($"incidents?$select=title&$filter=statecode eq 0 and prioritycode eq {row!["priority"]}"))["value"]!.AsArray(
                ).Count.ShouldBe(row["n"]!.GetValue<int>());
        found["value"]!.AsArray().Count.ShouldBe(3);
        found["value"]![0]!.AsObject().ContainsKey("priority@OData.Community.Display.V1.FormattedValue").ShouldBeTrue();
    }

    [Fact]
    public async Task Pages_cover_everything_once()
    {
        var (seen, page, more) = (new List<string>(), 1, true);
        for (; more; page++)
        {
            var found = await Fetch("contacts",
                $"<fetch page='{page}' count='90'><entity name='contact'><attribute name='contactid'/><order "
                + $"attribute='lastname'/></entity></fetch>");
            seen.AddRange(found["value"]!.AsArray().Select(row => row!["contactid"]!.GetValue<string>()));
            more = found["@Microsoft.Dynamics.CRM.morerecords"]?.GetValue<bool>() ?? false;
            if (more) found["@Microsoft.Dynamics.CRM.fetchxmlpagingcookie"]!.GetValue<string>().ShouldContain($"pagenumber=\"{page + 1}\"");
        }
        seen.Count.ShouldBe(300);
        seen.Distinct().Count().ShouldBe(300);
    }

    [Theory]
    [InlineData("<condition attribute='createdon' operator='older-than-nothing'/>", 501, "0x80060888")]
    [InlineData("<condition attribute='naam' operator='eq' value='1'/>", 400, "0x80041103")]
    [InlineData("<condition attribute='statecode' operator='eq' value='x'/>", 400, "0x80040203")]
    public async Task What_it_can_not_do_it_says(string condition, int status, string code)
    {
        var xml = $"<fetch><entity name='contact'><attribute name='fullname'/><filter>{condition}</filter></entity></fetch>";
        (await sandbox.Refuses(status, "GET", $"contacts?fetchXml={Uri.EscapeDataString(xml)}")).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Apply_groups_and_sums_like_FetchXML()
    {
        var applied = await sandbox.Get(
            "opportunities?$apply=filter(statecode eq 0)/groupby((salesstage),aggregate(estimatedvalue with sum as total,$count as "
            + "n))&$orderby=n desc");
        var fetched = await Fetch("opportunities", """
            <fetch aggregate='true'><entity name='opportunity'><attribute name='estimatedvalue' aggregate='sum' alias='total'/>
              <attribute name='opportunityid' aggregate='count' alias='n'/><attribute name='salesstage' groupby='true' alias='salesstage'/>
              <filter><condition attribute='statecode' operator='eq' value='0'/></filter></entity></fetch>
            """);
        static IEnumerable<string> Lines(JsonNode answer) =>
            answer["value"]!.AsArray().Select(row => $"{row!["salesstage"]} {row["n"]} {row["total"]!.GetValue<decimal>():0}").Order();
        Lines(applied).ShouldBe(Lines(fetched));
        Lines(applied).Count().ShouldBeGreaterThan(2);
    }

    [Theory]
    [InlineData("Microsoft.Dynamics.CRM.In(PropertyName='prioritycode',PropertyValues=['1','3'])",
        "prioritycode eq 1 or prioritycode eq 3")]
    [InlineData("Microsoft.Dynamics.CRM.NotIn(PropertyName='prioritycode',PropertyValues=[\"1\",\"3\"])",
        "prioritycode ne 1 and prioritycode ne 3")]
    [InlineData("Microsoft.Dynamics.CRM.Between(PropertyName='prioritycode',PropertyValues=['2','3'])",
        "prioritycode ge 2 and prioritycode le 3")]
    [InlineData("Microsoft.Dynamics.CRM.OnOrAfter(PropertyName='createdon',PropertyValue='2026-10-01')", "createdon ge 2026-10-01")]
    [InlineData("not Microsoft.Dynamics.CRM.OnOrBefore(PropertyName='createdon',PropertyValue='2026-09-30')", "createdon ge 2026-10-01")]
    [InlineData("Microsoft.Dynamics.CRM.EqualUserId(PropertyName='createdby')", "title eq 'nothing'")]
    [InlineData("statecode eq 0 and Microsoft.Dynamics.CRM.LastXYears(PropertyName='createdon',PropertyValue=100)", "statecode eq 0")]
    [InlineData("primarycontactid/fullname eq null", "_primarycontactid_value eq null")]
    [InlineData("customerid_contact/fullname eq 'Adele Vance'",
        "title eq 'Wrong item in order 10455' or title eq 'Order 10472 has not arrived'")]
    public async Task Query_functions_say_what_plain_filters_say(string function, string plain)
    {
        async Task<List<string>> Ids(string filter) =>
            [.. (await sandbox.Get($"incidents?$select=incidentid&$filter={Uri.EscapeDataString(filter)}"))["value"]!.AsArray()
                .Select(row => row!["incidentid"]!.GetValue<string>()).Order()];
        (await Ids(function)).ShouldBe(await Ids(plain));
    }
}
