using System.Text.Json.Nodes;

namespace Baton.Dataverse.Tests;

public sealed class ClientTests
{
    private static readonly Guid Id = Guid.Parse("0193f6a2-0000-7000-8000-000000000001");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_of_records_is_read_with_labels_lookups_and_the_next_link_untouched()
    {
        await using var server = await Scripted.Start();
        var next = $"{server.Address}api/data/v9.2/incidents?$select=title&$skiptoken=%3Ccookie%20pagenumber=%222%22%20pagingcookie=%22%253ccookie%2520page%253d%25221%2522%253e%22%20/%3E";
        await using var scripted = await Scripted.Start(
            Scripted.Ok("""
            {"@odata.count":7,"value":[{"@odata.etag":"W/\"17\"","title":"Broken","prioritycode":1,"prioritycode@OData.Community.Display.V1.FormattedValue":"High",
             "_customerid_value":"0193f6a2-0000-7000-8000-000000000001","_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname":"contact",
             "createdon":"2026-11-20T10:00:00Z","description":null,"isescalated":true,"parent":{"name":"Contoso"},"notes":[{"subject":"a"},{"subject":"b"}]}],
             "@odata.nextLink":"NEXT"}
            """),
            Scripted.Ok("""{"value":[{"title":"Last"}]}"""));
        using var client = scripted.Client();

        var page = await client.Query(new Query("incidents") { Select = "title", Count = true, PageSize = 1 }, Ct);

        var row = page.Rows.ShouldHaveSingleItem();
        row.ETag.ShouldBe("W/\"17\"");
        row.Text("title").ShouldBe("Broken");
        row.Whole("prioritycode").ShouldBe(1);
        row.Label("prioritycode").ShouldBe("High");
        row.Lookup("customerid").ShouldBe(Id);
        row.TableOf("customerid").ShouldBe("contact");
        row.Time("createdon").ShouldBe(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero));
        row.Text("description").ShouldBeNull();
        row.Flag("isescalated").ShouldBe(true);
        row.One("parent")!.Value.Text("name").ShouldBe("Contoso");
        row.Many("notes").Select(note => note.Text("subject")).ShouldBe(["a", "b"]);
        page.Count.ShouldBe(7);

        var own = next.Replace(server.Address.Authority, scripted.Address.Authority, StringComparison.Ordinal);
        await client.Next(page with { NextLink = own }, Ct);
        scripted.Calls[1].Address.ShouldBe(new Uri(own, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }).PathAndQuery);
        scripted.Calls[1].Headers["Prefer"].ToString().ShouldContain("odata.maxpagesize=1");
        (await Should.ThrowAsync<DataverseError>(() => client.Next(page with { NextLink = next }, Ct))).Code.ShouldBe("not_dataverse");
    }

    [Fact]
    public async Task Every_record_is_read_page_by_page()
    {
        var pages = 0;
        await using var server = await Scripted.Start(http => Scripted.Json(http, 200, ++pages < 3
            ? $$"""{"value":[{"n":{{pages}}}],"@odata.nextLink":"http://{{http.Request.Host}}/api/data/v9.2/contacts?page={{pages}}"}"""
            : """{"value":[{"n":3}]}"""));
        using var client = server.Client();

        var numbers = new List<int?>();
        await foreach (var row in client.All(new Query("contacts"), Ct)) numbers.Add(row.Whole("n"));

        numbers.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_record_that_is_not_there_is_null_and_a_table_that_is_not_there_is_an_error()
    {
        await using var server = await Scripted.Start(
            Scripted.Error(404, "0x80040217", "contact With Id = x Does Not Exist"), Scripted.Error(404, "0x8006088a", "Resource not found for the segment 'quotes'."));
        using var client = server.Client();

        (await client.Find(new Query("contacts") { Select = "fullname" }, Id, Ct)).ShouldBeNull();
        var error = await Should.ThrowAsync<DataverseError>(() => client.Find(new Query("quotes"), Id, Ct));

        error.Meaning.Trouble.ShouldBe(Trouble.Missing);
        error.Meaning.Sentence.ShouldBe("This environment has no such table.");
        error.RequestId.ShouldBe("req-1");
    }

    [Fact]
    public async Task Creating_once_sends_the_id_and_the_condition()
    {
        await using var server = await Scripted.Start(http => Scripted.Json(http, 201, """{"ticketnumber":"CAS-1"}"""));
        using var client = server.Client();

        var created = await client.CreateOnce("incidents", Id, new JsonObject { ["title"] = "Broken" }, "ticketnumber", Ct);

        created.IsNew.ShouldBeTrue();
        created.Row.Text("ticketnumber").ShouldBe("CAS-1");
        var call = server.Calls.ShouldHaveSingleItem();
        (call.Method, call.Address).ShouldBe(("PATCH", $"/api/data/v9.2/incidents({Id:D})?$select=ticketnumber"));
        call.Headers.IfNoneMatch.ToString().ShouldBe("*");
        call.Headers["Prefer"].ToString().ShouldContain("return=representation");
        call.Headers["OData-Version"].ToString().ShouldBe("4.0");
        call.Headers.Authorization.ToString().ShouldBe("Bearer token-1");
        call.Body.ShouldBe("""{"title":"Broken"}""");
    }

    [Fact]
    public async Task Creating_once_after_a_dropped_connection_finds_what_was_made()
    {
        await using var server = await Scripted.Start(
            Scripted.Drop, Scripted.Error(412, "0x80040237", "A record with matching key values already exists."), Scripted.Ok("""{"ticketnumber":"CAS-1"}"""));
        using var client = server.Client();

        var created = await client.CreateOnce("incidents", Id, new JsonObject { ["title"] = "Broken" }, "ticketnumber", Ct);

        created.IsNew.ShouldBeFalse();
        created.Row.Text("ticketnumber").ShouldBe("CAS-1");
        server.Calls.Select(call => call.Method).ShouldBe(["PATCH", "PATCH", "GET"]);
    }

    [Fact]
    public async Task Another_record_with_the_same_key_is_an_error_and_not_ours()
    {
        await using var server = await Scripted.Start(
            Scripted.Error(412, "0x80040237", "A record with matching key values already exists."), Scripted.Error(404, "0x80040217", "Does Not Exist"));
        using var client = server.Client();

        var error = await Should.ThrowAsync<DataverseError>(() => client.CreateOnce("accounts", Id, new JsonObject(), null, Ct));

        error.Meaning.Trouble.ShouldBe(Trouble.Conflict);
    }

    [Fact]
    public async Task A_plain_create_is_not_repeated_when_it_may_have_happened()
    {
        await using var server = await Scripted.Start(Scripted.Drop);
        using var client = server.Client();

        var error = await Should.ThrowAsync<DataverseError>(() => client.Create("incidents", new JsonObject(), null, Ct));

        error.MayHaveHappened.ShouldBeTrue();
        server.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_update_is_conditional_and_a_stale_one_is_refused()
    {
        await using var server = await Scripted.Start(http => { http.Response.StatusCode = 204; return Task.CompletedTask; },
            Scripted.Error(412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided."));
        using var client = server.Client();

        await client.Update("contacts", Id, new JsonObject { ["jobtitle"] = "Boss" }, Ct);
        server.Calls[0].Headers.IfMatch.ToString().ShouldBe("*");

        var stale = await Should.ThrowAsync<DataverseError>(() => client.Update("contacts", Id, new JsonObject(), Ct, "W/\"1\""));
        stale.Meaning.Sentence.ShouldContain("Somebody else");
        server.Calls[1].Headers.IfMatch.ToString().ShouldBe("W/\"1\"");
    }

    [Fact]
    public async Task Deleting_what_is_gone_is_done()
    {
        await using var server = await Scripted.Start(Scripted.Error(404, "0x80040217", "Does Not Exist"));
        using var client = server.Client();
        await client.Delete("contacts", Id, Ct);
        server.Calls.ShouldHaveSingleItem().Method.ShouldBe("DELETE");
    }

    [Fact]
    public async Task Acting_for_somebody_else_names_them_and_observers_are_told()
    {
        await using var server = await Scripted.Start(Scripted.Error(403, "0x8004A110", "User does not have the privilege to act on behalf another user."));
        using var client = server.Client();
        var exchanges = new List<Exchange>();

        await Should.ThrowAsync<DataverseError>(() => client.As(Id).Observed(exchanges.Add).Query(new Query("contacts"), Ct));

        server.Calls[0].Headers["CallerObjectId"].ToString().ShouldBe(Id.ToString("D"));
        exchanges.ShouldHaveSingleItem().ShouldSatisfyAllConditions(told => told.RequestId.ShouldBe("req-1"), told => told.Error.ShouldBe("0x8004a110"));
    }

    [Fact]
    public async Task A_missing_privilege_is_named()
    {
        await using var server = await Scripted.Start(Scripted.Error(403, "0x80040220",
            "Principal user (Id=1, type=8) is missing prvReadIncident privilege (Id=2) on OTC=112 for entity 'incident' (LocalizedName='Case')."));
        using var client = server.Client();

        var error = await Should.ThrowAsync<DataverseError>(() => client.Query(new Query("incidents"), Ct));

        error.MissingPrivilege.ShouldBe("prvReadIncident");
        error.Meaning.NextStep.ShouldContain("Read on Case (prvReadIncident, depth Organization)");
    }

    [Fact]
    public async Task Who_we_are_and_where()
    {
        await using var server = await Scripted.Start(
            Scripted.Ok($$"""{"UserId":"{{Id}}","BusinessUnitId":"{{Id}}","OrganizationId":"{{Id}}"}"""), Scripted.Ok("""{"Detail":{"FriendlyName":"Contoso"}}"""));
        using var client = server.Client();

        (await client.WhoAmI(Ct)).UserId.ShouldBe(Id);
        (await client.OrganizationName(Ct)).ShouldBe("Contoso");
        server.Calls[1].Address.ShouldContain("RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType");
    }
}
