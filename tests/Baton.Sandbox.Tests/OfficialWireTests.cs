using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Baton.Sandbox.Tests;

/// <summary>
/// The requests of clients that can't be run here, exactly as they send them: Microsoft's Python SDK (PowerPlatform-DataverseClient) and the
/// WebAPIService class of its C# samples.
/// </summary>
public sealed class OfficialWireTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private const string NewTable = """
        {"@odata.type":"Microsoft.Dynamics.CRM.EntityMetadata","SchemaName":"new_Project",
         "DisplayName":{"@odata.type":"Microsoft.Dynamics.CRM.Label","LocalizedLabels":[{"@odata.type":"Microsoft.Dynamics.CRM.LocalizedLabel","Label":"new_Project","LanguageCode":1033}]},
         "DisplayCollectionName":{"LocalizedLabels":[{"Label":"new_Projects","LanguageCode":1033}]},
         "Description":{"LocalizedLabels":[{"Label":"Custom entity","LanguageCode":1033}]},
         "OwnershipType":"UserOwned","HasActivities":false,"HasNotes":true,"IsActivity":false,"Attributes":[
          {"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"new_Name","DisplayName":{"LocalizedLabels":[{"Label":"Name","LanguageCode":1033}]},"RequiredLevel":{"Value":"None"},"MaxLength":200,"FormatName":{"Value":"Text"},"IsPrimaryName":true},
          {"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"new_Code","DisplayName":{"LocalizedLabels":[{"Label":"Code","LanguageCode":1033}]},"RequiredLevel":{"Value":"None"},"MaxLength":200,"IsPrimaryName":false},
          {"@odata.type":"Microsoft.Dynamics.CRM.PicklistAttributeMetadata","SchemaName":"new_Colour","DisplayName":{"LocalizedLabels":[{"Label":"Colour","LanguageCode":1033}]},"RequiredLevel":{"Value":"None"},"IsPrimaryName":false,
           "OptionSet":{"@odata.type":"Microsoft.Dynamics.CRM.OptionSetMetadata","IsGlobal":false,"Options":[
            {"@odata.type":"Microsoft.Dynamics.CRM.OptionMetadata","Value":1,"Label":{"LocalizedLabels":[{"Label":"Red","LanguageCode":1033}]}},
            {"@odata.type":"Microsoft.Dynamics.CRM.OptionMetadata","Value":2,"Label":{"LocalizedLabels":[{"Label":"Blue","LanguageCode":1033}]}}]}}]}
        """;

    [Fact]
    public async Task A_table_is_made_used_and_taken_away_as_the_Python_SDK_does()
    {
        await Sent("POST", "EntityDefinitions", NewTable);
        var table = (await sandbox.Get("EntityDefinitions?$select=MetadataId,LogicalName,SchemaName,EntitySetName,PrimaryNameAttribute,PrimaryIdAttribute"
            + "&$filter=LogicalName eq 'new_project'", ("Consistency", "Strong")))["value"]!.AsArray().ShouldHaveSingleItem()!;
        table["EntitySetName"]!.GetValue<string>().ShouldBe("new_projects");
        table["SchemaName"]!.GetValue<string>().ShouldBe("new_Project");
        var id = table["MetadataId"]!.GetValue<string>();

        // Labels of choices are looked up once for a whole table.
        var picklists = await sandbox.Get("EntityDefinitions(LogicalName='new_project')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
            + "?$select=LogicalName&$expand=OptionSet($select=Options)");
        picklists["value"]![0]!["OptionSet"]!["Options"]!.AsArray().Select(option => option!["Label"]!["LocalizedLabels"]![0]!["Label"]!.GetValue<string>())
            .ShouldBe(["Red", "Blue"]);

        await Sent("POST", "EntityDefinitions(LogicalName='new_project')/Keys", new { SchemaName = "new_project_code", KeyAttributes = new[] { "new_code" } });
        await Sent("PATCH", "new_projects(new_code='A1')", new { new_name = "Apollo", new_colour = 2 });
        await Sent("POST", "new_projects/Microsoft.Dynamics.CRM.UpsertMultiple",
            """
            {"Targets":[{"new_name":"Apollo 2","@odata.type":"Microsoft.Dynamics.CRM.new_project","@odata.id":"new_projects(new_code='A1')"},
                        {"new_name":"Zed","@odata.type":"Microsoft.Dynamics.CRM.new_project","@odata.id":"new_projects(new_code='Z9')"}]}
            """);
        (await sandbox.Get("new_projects?$select=new_name,new_code&$orderby=new_code"))["value"]!.AsArray()
            .Select(row => $"{row!["new_code"]} {row["new_name"]}").ShouldBe(["A1 Apollo 2", "Z9 Zed"]);
        await sandbox.Refuses(412, "POST", "new_projects", new { new_name = "Twice", new_code = "A1" });

        await Sent("POST", "RelationshipDefinitions",
            """
            {"@odata.type":"Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata","SchemaName":"account_new_project_new_AccountId","ReferencedEntity":"account",
             "ReferencingEntity":"new_project","ReferencedAttribute":"accountid","CascadeConfiguration":{"Delete":"RemoveLink"},
             "Lookup":{"@odata.type":"Microsoft.Dynamics.CRM.LookupAttributeMetadata","SchemaName":"new_AccountId","RequiredLevel":{"Value":"None"}}}
            """);
        var account = await sandbox.Create("accounts", new { name = "Moon" });
        await Sent("PATCH", "new_projects(new_code='A1')", new JsonObject { ["new_AccountId@odata.bind"] = $"/accounts({account})" }.ToJsonString());
        (await sandbox.Get($"accounts({account})?$select=name&$expand=account_new_project_new_AccountId($select=new_name)"))
            ["account_new_project_new_AccountId"]![0]!["new_name"]!.GetValue<string>().ShouldBe("Apollo 2");

        await Sent("POST", $"EntityDefinitions({id})/Attributes",
            """{"@odata.type":"Microsoft.Dynamics.CRM.DecimalAttributeMetadata","SchemaName":"new_Extra","RequiredLevel":{"Value":"None"},"MinValue":-100000000000.0,"MaxValue":100000000000.0,"Precision":2}""");
        var column = (await sandbox.Get($"EntityDefinitions({id})/Attributes?$select=MetadataId,LogicalName,SchemaName&$filter=LogicalName eq 'new_extra'"))
            ["value"]![0]!["MetadataId"]!.GetValue<string>();
        await Sent("DELETE", $"EntityDefinitions({id})/Attributes({column})", null, ("If-Match", "*"));
        await Sent("DELETE", $"EntityDefinitions({id})", null, ("If-Match", "*"));
        await sandbox.Refuses(404, "GET", "new_projects");
    }

    [Fact]
    public async Task Rows_are_bulk_deleted_by_their_ids()
    {
        var ids = new[] { await sandbox.Create("contacts", new { lastname = "Gone 1" }), await sandbox.Create("contacts", new { lastname = "Gone 2" }) };
        var values = string.Join(',', ids.Select(id => $$"""{"Value":"{{id}}","Type":"System.Guid"}"""));
        using var answer = await sandbox.Send("POST", "BulkDelete", $$"""
            {"JobName":"Bulk delete contact records","SendEmailNotification":false,"ToRecipients":[],"CCRecipients":[],"RecurrencePattern":"",
             "StartDateTime":"2026-11-27T10:00:00Z","QuerySet":[{"@odata.type":"Microsoft.Dynamics.CRM.QueryExpression","EntityName":"contact",
             "ColumnSet":{"@odata.type":"Microsoft.Dynamics.CRM.ColumnSet","AllColumns":false,"Columns":[]},
             "Criteria":{"@odata.type":"Microsoft.Dynamics.CRM.FilterExpression","FilterOperator":"And","Conditions":[
              {"@odata.type":"Microsoft.Dynamics.CRM.ConditionExpression","AttributeName":"contactid","Operator":"In","Values":[{{values}}] }] } }] }
            """);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
        Guid.Parse((await SandboxFixture.Json(answer))["JobId"]!.GetValue<string>()).ShouldNotBe(Guid.Empty);
        (await sandbox.Get("contacts?$filter=startswith(lastname,'Gone ')&$count=true"))["@odata.count"]!.GetValue<int>().ShouldBe(0);
    }

    [Theory]
    [InlineData("accounts", "SELECT TOP 5 name, accountid FROM account WHERE statecode = 0 ORDER BY name", 5)]
    [InlineData("accounts", "SELECT name FROM account WHERE name LIKE 'Wood%' AND statecode IS NOT NULL", 1)]
    [InlineData("accounts", "SELECT a.name, c.fullname FROM account AS a INNER JOIN contact AS c ON a.accountid = c.parentcustomerid WHERE c.fullname = 'Adele Vance'", 1)]
    [InlineData("incidents", "SELECT statecode, COUNT(*) AS n FROM incident GROUP BY statecode ORDER BY n DESC", 3)]
    [InlineData("contacts", "SELECT DISTINCT address1_city FROM contact WHERE address1_city IN ('Seattle','Nowhere')", 1)]
    [InlineData("contacts", "SELECT COUNT(*) AS n FROM contact", 1)]
    public async Task Rows_are_read_with_SQL(string set, string sql, int rows)
    {
        var found = (await sandbox.Get($"{set}?sql={Uri.EscapeDataString(sql)}"))["value"]!.AsArray();
        found.Count.ShouldBe(rows, found.ToJsonString());
    }

    [Fact]
    public async Task Sql_is_paged_and_what_it_can_not_do_is_said()
    {
        var seen = new List<string>();
        for (var next = "contacts?sql=" + Uri.EscapeDataString("SELECT fullname FROM contact ORDER BY fullname"); next is not null;)
        {
            var page = await sandbox.Get(next, ("Prefer", "odata.maxpagesize=100"));
            seen.AddRange(page["value"]!.AsArray().Select(row => row!["contactid"]!.GetValue<string>()));
            next = page["@odata.nextLink"]?.GetValue<string>();
        }
        seen.Count.ShouldBe(int.Parse(await (await sandbox.Send("GET", "contacts/$count")).Content.ReadAsStringAsync(Ct)));
        seen.Distinct().Count().ShouldBe(seen.Count);
        foreach (var sql in (string[])["SELECT * FROM contact", "DELETE FROM contact", "SELECT fullname FROM contact WHERE LEN(fullname) > 3",
            "SELECT fullname FROM contact WHERE contactid IN (SELECT primarycontactid FROM account)"])
            (await sandbox.Refuses(400, "GET", $"contacts?sql={Uri.EscapeDataString(sql)}")).Message.ShouldContain("SQL");
    }

    [Fact]
    public async Task The_batch_of_the_samples_keeps_its_parts_apart()
    {
        // WebAPIService numbers its parts, quotes the boundary, ends every line with CR LF, and says type=entry.
        var account = await sandbox.Create("accounts", new { name = "Of a sample" });
        var parts = Enumerable.Range(1, 2).Select(n => $$"""
            --changeset_246e6bfe
            Content-Type: application/http
            Content-Transfer-Encoding: binary
            Content-ID: {{n}}

            POST /api/data/v9.2/tasks HTTP/1.1
            Content-Type: application/json; type=entry

            {
              "subject": "Task {{n}} in batch",
              "regardingobjectid_account_task@odata.bind": "accounts({{account}})"
            }

            """);
        var body = $"""
            --batch_22975cad
            Content-Type: multipart/mixed; boundary="changeset_246e6bfe"

            {string.Concat(parts)}--changeset_246e6bfe--

            --batch_22975cad
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            GET /api/data/v9.2/accounts({account})/Account_Tasks?$select=subject HTTP/1.1


            --batch_22975cad--

            """.ReplaceLineEndings("\r\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, "$batch") { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/mixed; boundary=\"batch_22975cad\"");
        using var answer = await sandbox.Http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        text.Split("HTTP/1.1 204 No Content").Length.ShouldBe(3, text);
        text.ShouldContain("Content-ID: 2");
        text.ShouldContain("\"Task 2 in batch\"");
    }

    [Fact]
    public async Task The_samples_share_take_back_and_ask_what_a_user_may_do()
    {
        var me = (await sandbox.Get("WhoAmI"))["UserId"]!.GetValue<string>();
        var account = await sandbox.Create("accounts", new { name = "To share" });
        var sam = (await sandbox.Get("systemusers?$select=systemuserid&$filter=fullname eq 'Sam Rivera'"))["value"]![0]!["systemuserid"]!.GetValue<string>();
        await Sent("POST", "GrantAccess", $$"""
            {"Target":{"accountid":"{{account}}","@odata.type":"Microsoft.Dynamics.CRM.account"},
             "PrincipalAccess":{"AccessMask":"DeleteAccess, ShareAccess","Principal":{"systemuserid":"{{sam}}","@odata.type":"Microsoft.Dynamics.CRM.systemuser"} } }
            """);
        var target = $"RetrievePrincipalAccess(Target=@tid)?@tid={{'@odata.id':'accounts({account})'}}";
        (await sandbox.Get($"systemusers({sam})/Microsoft.Dynamics.CRM.{target}"))["AccessRights"]!.GetValue<string>().ShouldContain("DeleteAccess");
        (await sandbox.Get($"systemusers({me})/Microsoft.Dynamics.CRM.{target}"))["AccessRights"]!.GetValue<string>().ShouldContain("AssignAccess");
        (await sandbox.Get("FormatAddress(City=@p1,StateOrProvince=@p2,PostalCode=@p3,Country=@p4,Line1=@p5)?@p1='Redmond'&@p2='WA'&@p3='98052'"
            + "&@p4='USA'&@p5='1 Microsoft Way, 7'"))["Address"]!.GetValue<string>().ShouldBe("1 Microsoft Way, 7\r\nRedmond, WA 98052\r\nUSA");
        (await sandbox.Get($"InitializeFrom(EntityMoniker=@p1,TargetEntityName=@p2,TargetFieldType=@p3)?@p1={{'@odata.id':'accounts({account})'}}"
            + "&@p2='account'&@p3=Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'"))["parentaccountid@odata.bind"]!.GetValue<string>()
            .ShouldBe($"accounts({account})");
    }

    private async Task Sent(string method, string path, object? body, params (string Name, string Value)[] headers)
    {
        using var answer = await sandbox.Send(method, path, body, headers);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync(Ct));
    }
}
