using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Baton.Crm;
using Baton.Sandbox;
using Baton.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Crm;

/// <summary>An administrator connects the sandbox's Dynamics, and is told exactly what is wrong when it is.</summary>
public sealed class SetUpStories(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private Hub _hub = null!;
    private HttpClient _admin = null!;
    private string _address = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Each way of being set up wrongly, with the step that fails, the code, and what the sentence is about.</summary>
    [Theory]
    [InlineData("ba700000-c11e-4d00-8000-000000000002", "Sandbox~expired.secret", "token", "AADSTS7000222", "expired")]
    [InlineData("ba700000-c11e-4d00-8000-000000000002", "Sandbox~wrong", "token", "AADSTS7000215", "secret is wrong")]
    [InlineData("ba700000-c11e-4d00-8000-0000000000ff", "Sandbox~wrong", "token", "AADSTS700016", "client id")]
    [InlineData("ba700000-c11e-4d00-8000-000000000003", "Sandbox~no.user", "whoAmI", "0x80072560", "no application user")]
    [InlineData("ba700000-c11e-4d00-8000-000000000004", "Sandbox~no.role", "whoAmI", "0x80042f09", "security role")]
    [InlineData("ba700000-c11e-4d00-8000-000000000005", "Sandbox~disabled", "whoAmI", "0x80040225", "disabled")]
    public async Task What_is_wrong_is_named(string clientId, string secret, string step, string code, string about)
    {
        var test = await Test(clientId, secret);
        test.GetProperty("ok").GetBoolean().ShouldBeFalse();
        test.GetProperty("tenantFound").GetString().ShouldBe(SandboxOptions.DemoTenantId);
        test.TryGetProperty("tools", out _).ShouldBeFalse();
        var failed = test.GetProperty("steps").EnumerateArray().Single(found => found.GetProperty("outcome").GetString() == "failed");
        (failed.GetProperty("name").GetString(), failed.GetProperty("code").GetString()).ShouldBe((step, code));
        failed.GetProperty("sentence").GetString()!.ShouldContain(about);
        failed.GetProperty("nextStep").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Each_tool_tells_which_privilege_it_lacks()
    {
        var all = await Test(SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret);
        Missing(all).ShouldAllBe(tool => tool.Value.Length == 0);
        Missing(all).Count.ShouldBe(28);

        var salesperson = Missing(await Test("ba700000-c11e-4d00-8000-000000000006", "Sandbox~salesperson"));
        salesperson["get_case"].ShouldContain("prvReadIncident");
        salesperson["create_case"].ShouldContain("prvCreateIncident");
        salesperson["create_lead"].ShouldBeEmpty();
        var service = Missing(await Test("ba700000-c11e-4d00-8000-000000000007", "Sandbox~service"));
        service["get_case"].ShouldBeEmpty();
        service["create_quote"].ShouldContain("prvCreateQuote");
    }

    [Fact]
    public async Task A_certificate_signs_in_as_well_and_brings_the_day_it_expires()
    {
        using var http = new HttpClient();
        var pem = await http.GetStringAsync(new Uri($"{_address}/sandbox/certificate.pem"), Ct);
        using var certificate = X509Certificate2.CreateFromPem(pem, pem);
        var pfx = Convert.ToBase64String(certificate.Export(X509ContentType.Pfx, "pass"));
        object With(string given, string? password = null) => new
        {
            tenantId = SandboxOptions.DemoTenantId, clientId = SandboxOptions.DemoClientId, certificate = given, certificatePassword = password, instanceUrl = _address,
            authority = sandbox.Https.GetLeftPart(UriPartial.Authority),
        };
        foreach (var wrong in new[] { With("nonsense"), With(pfx, "another"), With(certificate.ExportCertificatePem()) })
        {
            var refused = await _admin.PutAsJsonAsync("/api/v1/crm/connection", wrong, Ct);
            (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString().ShouldBe("invalid_certificate");
        }
        foreach (var right in new[] { With(pem), With(pfx, "pass") })
        {
            var saved = await (await _admin.PutAsJsonAsync("/api/v1/crm/connection", right, Ct)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Ct);
            saved.GetProperty("hasCertificate").GetBoolean().ShouldBeTrue();
            saved.GetProperty("secretExpiresOn").GetString().ShouldBe(DateOnly.FromDateTime(certificate.NotAfter.ToUniversalTime()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            saved.GetRawText().ShouldNotContain("PRIVATE KEY");
            var test = await (await _admin.PostAsync(new Uri("/api/v1/crm/connection/test", UriKind.Relative), null, Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct);
            test.GetProperty("ok").GetBoolean().ShouldBeTrue(test.GetRawText());
        }
    }

    [Fact]
    public async Task Health_is_told_as_it_is()
    {
        (await _admin.GetFromJsonAsync<JsonElement>("/api/v1/crm/health", Ct)).GetProperty("state").GetString().ShouldBe("off");
        await CrmDemo.Connect(_hub.Services, new Uri(_address), SandboxOptions.DemoTenantId, SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, Ct);
        var well = await Eventually.Is(() => _admin.GetFromJsonAsync<JsonElement>("/api/v1/crm/health", Ct), seen => seen.GetProperty("state").GetString() == "ok", "it is well");
        well.TryGetProperty("since", out _).ShouldBeTrue();

        (await _admin.PutAsJsonAsync("/api/v1/crm/connection", Form(SandboxOptions.DemoClientId, "wrong"), Ct)).EnsureSuccessStatusCode();
        var ill = await Eventually.Is(() => _admin.GetFromJsonAsync<JsonElement>("/api/v1/crm/health", Ct), seen => seen.GetProperty("state").GetString() == "down", "it is down");
        ill.GetProperty("lastError").GetProperty("message").GetString().ShouldBe("The client secret is wrong.");
    }

    [Fact]
    public async Task Columns_from_the_metadata_are_added_to_the_sidebar()
    {
        await CrmDemo.Connect(_hub.Services, new Uri(_address), SandboxOptions.DemoTenantId, SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, Ct);
        var columns = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/crm/sidebar/columns?table=contact", Ct);
        columns.EnumerateArray().ShouldContain(column => column.GetProperty("name").GetString() == "department");
        (await _admin.GetAsync("/api/v1/crm/sidebar/columns?table=systemuser", Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity);
        (await _admin.PutAsJsonAsync("/api/v1/crm/sidebar", new { fields = new[] { new { table = "contact", column = "no_such" } } }, Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity);

        var saved = await (await _admin.PutAsJsonAsync("/api/v1/crm/sidebar", new
        {
            fields = new object[] { new { table = "contact", column = "ownerid", label = "Looked after by" }, new { table = "account", column = "industrycode" }, new { table = "incident", column = "caseorigincode", label = "Came by" } },
        }, Ct)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Ct);
        saved.GetProperty("fields").GetArrayLength().ShouldBe(3);
        var again = await (await _admin.PutAsJsonAsync("/api/v1/crm/sidebar", saved, Ct)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Ct);
        again.GetRawText().ShouldBe(saved.GetRawText(), "what was read can be written back");

        var visitor = await Visitor.Begin(_hub, new { id = "dl_adele", email = "adele@contoso.example" });
        var card = await Eventually.Is(() => _admin.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{visitor.ConversationId}/crm", Ct),
            seen => seen.GetProperty("status").GetString() == "found", "the card is there");
        var fields = card.GetProperty("fields").EnumerateArray().ToDictionary(field => field.GetProperty("table").GetString()!, field => field);
        fields["contact"].GetProperty("label").GetString().ShouldBe("Looked after by");
        fields["account"].GetProperty("value").GetString().ShouldNotBeNullOrEmpty();
        card.GetProperty("openCases")[0].GetProperty("fields")[0].GetProperty("label").GetString().ShouldBe("Came by");
    }

    [Theory]
    [InlineData(31, null)]
    [InlineData(30, "30 days")]
    [InlineData(14, "this week")]
    [InlineData(7, "7 days")]
    [InlineData(1, "1 day,")]
    [InlineData(0, "expires today")]
    [InlineData(-1, "has expired")]
    public void A_secret_that_will_expire_is_told_in_time(int days, string? about)
    {
        var today = new DateOnly(2026, 11, 27);
        var warnings = new Connection { TenantId = "t", ClientId = "c", InstanceUrl = "https://x", Authority = "https://y", SecretExpiresOn = today.AddDays(days) }.Warnings(today);
        if (about is null) warnings.ShouldBeEmpty();
        else warnings.ShouldHaveSingleItem().ShouldContain(about);
    }

    public async ValueTask InitializeAsync()
    {
        _address = (await sandbox.Address()).GetLeftPart(UriPartial.Authority);
        using var http = new HttpClient();
        var trusted = X509Certificate2.CreateFromPem(await http.GetStringAsync(new Uri($"{_address}/sandbox/https.pem"), Ct)).GetCertHashString();
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == trusted;
        _hub = await Hub.Start(postgres, change: services => services.AddSingleton(CrmHub.Quick with { Handler = handler }));
        _admin = await _hub.SignIn("admin");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _hub.DisposeAsync();
    }

    private object Form(string clientId, string secret) => new { tenantId = SandboxOptions.DemoTenantId, clientId, clientSecret = secret, instanceUrl = _address, authority = _address };

    private async Task<JsonElement> Test(string clientId, string secret)
    {
        var answer = await _admin.PostAsJsonAsync("/api/v1/crm/connection/test", Form(clientId, secret), Ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private static Dictionary<string, string?[]> Missing(JsonElement test) => test.GetProperty("tools").EnumerateArray()
        .ToDictionary(tool => tool.GetProperty("name").GetString()!, tool => tool.GetProperty("missing").EnumerateArray().Select(name => name.GetString()).ToArray());
}
