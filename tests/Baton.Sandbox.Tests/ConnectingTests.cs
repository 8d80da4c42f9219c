using System.Net;

namespace Baton.Sandbox.Tests;

public sealed class ConnectingTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    [Fact]
    public async Task Without_a_token_the_door_says_where_to_get_one()
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync($"{sandbox.Api}WhoAmI", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString()
            .ShouldContain($"authorization_uri={sandbox.Url}/{sandbox.Options.TenantId}/oauth2/authorize");
    }

    [Theory]
    [InlineData("WhoAmI")]
    [InlineData("WhoAmI()")]
    public async Task WhoAmI_answers_with_and_without_parentheses(string path)
    {
        var me = await sandbox.Get(path);
        var name = await sandbox.Get($"organizations({me["OrganizationId"]})?$select=name");
        name["name"]!.GetValue<string>().ShouldBe("Contoso");
        (await sandbox.Get($"systemusers({me["UserId"]})?$select=fullname"))["fullname"]!.GetValue<string>().ShouldBe("# Baton");
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_official_samples_parse()
    {
        using var response = await sandbox.Send("GET", "WhoAmI");
        int.Parse(response.Headers.GetValues("x-ms-dop-hint").Single()).ShouldBeGreaterThan(0);
        response.Headers.GetValues("OData-Version").Single().ShouldBe("4.0");
        response.Headers.Contains("x-ms-service-request-id").ShouldBeTrue();
    }

    [Fact]
    public async Task The_organisation_and_its_version_are_told()
    {
        var organisation = await sandbox.Get(
            "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'");
        organisation["Detail"]!["FriendlyName"]!.GetValue<string>().ShouldBe("Contoso");
        organisation["Detail"]!["TenantId"]!.GetValue<string>().ShouldBe(sandbox.Options.TenantId);
        (await sandbox.Get("RetrieveVersion()"))["Version"]!.GetValue<string>().ShouldStartWith("9.2.");
    }

    [Theory]
    [InlineData("wrong secret", 401, "invalid_client", 7000215)]
    [InlineData("unknown client", 400, "unauthorized_client", 700016)]
    [InlineData("unknown tenant", 400, "invalid_request", 90002)]
    [InlineData("malformed tenant", 400, "invalid_request", 900023)]
    [InlineData("other resource", 400, "invalid_resource", 500011)]
    [InlineData("no secret", 401, "invalid_client", 7000218)]
    [InlineData("bad scope", 400, "invalid_scope", 70011)]
    [InlineData("expired secret", 401, "invalid_client", 7000222)]
    public async Task Entra_says_no_in_its_own_words(string mistake, int status, string error, int number)
    {
        var (client, secret) = mistake switch
        {
            "unknown client" => (Guid.NewGuid().ToString(), "x"),
            "wrong secret" => (sandbox.Options.ClientId, "x"),
            "no secret" => (sandbox.Options.ClientId, ""),
            "expired secret" => ("ba700000-c11e-4d00-8000-000000000002", "Sandbox~expired.secret"),
            _ => (sandbox.Options.ClientId, sandbox.Options.ClientSecret),
        };
        var tenant = mistake switch { "unknown tenant" => Guid.NewGuid().ToString(), "malformed tenant" => "nowhere", _ => null };
        var scope = mistake switch { "other resource" => "https://elsewhere.crm.dynamics.com/.default", "bad scope" => "User.Read", _ =>
            null };
        using var response = await sandbox.AskForToken(client, secret, tenant, scope);
        ((int)response.StatusCode).ShouldBe(status);
        var json = await SandboxFixture.Json(response);
        json["error"]!.GetValue<string>().ShouldBe(error);
        json["error_codes"]![0]!.GetValue<int>().ShouldBe(number);
        json["error_description"]!.GetValue<string>().ShouldStartWith($"AADSTS{number}: ");
        json["correlation_id"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("ba700000-c11e-4d00-8000-000000000003", "Sandbox~no.user", "0x80072560")]
    [InlineData("ba700000-c11e-4d00-8000-000000000004", "Sandbox~no.role", "0x80042f09")]
    [InlineData("ba700000-c11e-4d00-8000-000000000005", "Sandbox~disabled", "0x80040225")]
    public async Task A_token_is_not_yet_a_user(string client, string secret, string code)
    {
        var token = await sandbox.GetToken(client, secret);
        (await sandbox.Refuses(403, "GET", "WhoAmI", null, ("Authorization", $"Bearer {token}"))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_missing_privilege_is_named()
    {
        var token = await sandbox.GetToken("ba700000-c11e-4d00-8000-000000000006", "Sandbox~salesperson");
        var (code, message) = await sandbox.Refuses(403, "GET", "incidents", null, ("Authorization", $"Bearer {token}"));
        code.ShouldBe("0x80040220");
        message.ShouldContain("is missing prvReadIncident privilege");
        message.ShouldContain("entity 'incident' (LocalizedName='Case')");
    }

    [Fact]
    public async Task A_forged_token_is_no_token()
    {
        var forged = $"{sandbox.Token[..^4]}AAAA";
        using var response = await sandbox.Send("GET", "WhoAmI", null, ("Authorization", $"Bearer {forged}"));
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
