using System.Net;

namespace Baton.Sandbox.Tests;

public sealed class DefinitionsTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    [Fact]
    public async Task Tables_are_found_as_official_clients_look_for_them()
    {
        var found = await sandbox.Get("EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute&$filter=LogicalName eq "
            + "'incident'");
        var table = found["value"]!.AsArray().ShouldHaveSingleItem()!;
        table["EntitySetName"]!.GetValue<string>().ShouldBe("incidents");
        table.AsObject().ContainsKey("DisplayName").ShouldBeFalse();
        (await sandbox.Get("EntityDefinitions?$select=LogicalName&$filter=OwnershipType eq "
            + "Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned' and IsActivity eq false"))
            ["value"]!.AsArray().Select(one => one!["LogicalName"]!.GetValue<string>()).ShouldContain("contact");
    }

    [Fact]
    public async Task Columns_tell_their_type_requirement_and_options()
    {
        var table = await sandbox.Get(
            "EntityDefinitions(LogicalName='incident')?$select=LogicalName"
            + "&$expand=Attributes($select=LogicalName,AttributeType,RequiredLevel)");
        var columns = table["Attributes"]!.AsArray();
        columns.First(column => column!["LogicalName"]!.GetValue<string>() == "title")!["RequiredLevel"]!["Value"]!.GetValue<string>()
            .ShouldBe("ApplicationRequired");
        var priority = await sandbox.Get("EntityDefinitions(LogicalName='incident')/Attributes(LogicalName='prioritycode')"
            + "/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet,GlobalOptionSet");
        priority["OptionSet"]!["Options"]!.AsArray().Select(option => option!["Label"]!["UserLocalizedLabel"]!["Label"]!.GetValue<string>())
            .ShouldBe(["High", "Normal", "Low"]);
        (await sandbox.Get(
            "EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='firstname')"
            + "/Microsoft.Dynamics.CRM.StringAttributeMetadata?$select=MaxLength"))
            ["MaxLength"]!.GetValue<int>().ShouldBe(50);
        (await sandbox.Get("GlobalOptionSetDefinitions(Name='budgetstatus')"))["Options"]!.AsArray().Count.ShouldBe(4);
        (await sandbox.Get("EntityDefinitions(LogicalName='contact')/ManyToOneRelationships"))["value"]!.AsArray()
            .ShouldContain(relation => relation!["ReferencingEntityNavigationPropertyName"]!.GetValue<string>(
                ) == "parentcustomerid_account");
    }

    [Fact]
    public async Task Metadata_and_the_service_document_can_be_read()
    {
        using var response = await sandbox.Send("GET", "$metadata", null, ("Accept", "application/xml"));
        var xml = System.Xml.Linq.XDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        xml.Descendants().Count(element => element.Name.LocalName == "EntityType").ShouldBeGreaterThan(30);
        (await sandbox.Get(""))["value"]!.AsArray().Select(set => set!["name"]!.GetValue<string>()).ShouldContain("contacts");
    }

    [Fact]
    public async Task A_column_is_added_used_and_taken_away()
    {
        const string Body = """
            {"@odata.type":"Microsoft.Dynamics.CRM.PicklistAttributeMetadata","SchemaName":"new_Colour",
             "DisplayName":{"LocalizedLabels":[{"Label":"Favourite colour","LanguageCode":1033}]},
             "OptionSet":{"Options":[{"Value":100000000,"Label":{"LocalizedLabels":[{"Label":"Red","LanguageCode":1033}]}},
                                     {"Label":{"LocalizedLabels":[{"Label":"Sea green","LanguageCode":1033}]}}]}}
            """;
        using var added = await sandbox.Send("POST", "EntityDefinitions(LogicalName='contact')/Attributes", Body);
        added.StatusCode.ShouldBe(HttpStatusCode.NoContent, await added.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var id = await sandbox.Create("contacts", new { lastname = "Painter", new_colour = 100_000_000 });
        var row = await sandbox.Get($"contacts({id})?$select=new_colour", ("Prefer", "odata.include-annotations=\"*\""));
        row["new_colour@OData.Community.Display.V1.FormattedValue"]!.GetValue<string>().ShouldBe("Red");
        (await sandbox.Refuses(400, "POST", "contacts", new { lastname = "x", new_colour = 5 })).Code.ShouldBe("0x8004431a",
            StringCompareShould.IgnoreCase);
        await sandbox.Refuses(400, "POST", "EntityDefinitions(LogicalName='contact')/Attributes", Body);
        using var removed = await sandbox.Send("DELETE", "EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='new_colour')");
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await sandbox.Refuses(400, "GET", "contacts?$select=new_colour");
    }

    [Fact]
    public async Task A_column_is_added_on_the_page()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        Task<HttpResponseMessage> Post(string path, params (string, string)[] fields) => http.PostAsync($"{sandbox.Url}{path}",
            new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2))), TestContext.Current.CancellationToken);
        using var added = await Post("/columns/leads", ("name", "new_Mood"), ("label", "Mood"), ("kind", "picklist"), ("options", "Good\r\nBad"));
        added.StatusCode.ShouldBe(HttpStatusCode.Redirect, await added.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var id = await sandbox.Create("leads", new { subject = "x", new_mood = 100_000_001 });
        (await sandbox.Get($"leads({id})?$select=new_mood", ("Prefer", "odata.include-annotations=\"*\"")))
            ["new_mood@OData.Community.Display.V1.FormattedValue"]!.GetValue<string>().ShouldBe("Bad");
        (await sandbox.Look("/columns/leads")).ShouldContain("new_mood");
        using var twice = await Post("/columns/leads", ("name", "new_Mood"), ("kind", "text"));
        (await twice.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("already exists");
        using var removed = await Post("/columns/leads/new_mood/delete");
        removed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await sandbox.Refuses(400, "GET", "leads?$select=new_mood");
    }

    [Fact]
    public async Task Words_are_searched_over_tables()
    {
        using var response = await sandbox.Send("POST", $"{sandbox.Url}/api/search/v2.0/query",
            """{"search":"adele vance","count":true,"top":7}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var found = System.Text.Json.Nodes.JsonNode.Parse((await SandboxFixture.Json(response))["response"]!.GetValue<string>())!;
        found["Value"]![0]!["EntityName"]!.GetValue<string>().ShouldBe("contact");
        found["Value"]![0]!["Highlights"]!["fullname"]![0]!.GetValue<string>().ShouldBe("{crmhit}Adele{/crmhit} {crmhit}Vance{/crmhit}");
        using var narrow = await sandbox.Send("POST", $"{sandbox.Url}/api/search/v2.0/query",
            new
            {
                search = "contoso",
                entities = """[{"name":"account","selectColumns":["name"],"searchColumns":["name"],"filter":"statecode eq 0"}]""",
            });
        System.Text.Json.Nodes.JsonNode.Parse((await SandboxFixture.Json(narrow))["response"]!.GetValue<string>())!["Value"]!.AsArray(
            ).Count.ShouldBe(1);
    }
}
