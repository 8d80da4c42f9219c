using System.Net.Http.Json;
using System.Text.Json;
using Baton.Tests.House;

namespace Baton.Tests.Crm;

/// <summary>Connecting Dynamics: what is wrong is told exactly, and the secret is shown to nobody.</summary>
public sealed class ConnectionTests(TestPostgres postgres) : IAsyncLifetime
{
    private CrmHub _crm = null!;
    private HttpClient _admin = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_fields_connect_and_the_test_tells_the_organisation()
    {
        var saved = await Put(Form());
        saved.GetProperty("connected").GetBoolean().ShouldBeTrue();
        saved.GetRawText().ShouldNotContain(FakeDynamics.Secret);

        var test = await Test(null);

        test.GetProperty("ok").GetBoolean().ShouldBeTrue();
        Outcomes(test).ShouldBe(["url ok", "token ok", "whoAmI ok", "organization ok"]);
        test.GetProperty("organization").GetString().ShouldBe("Contoso Test");
        test.GetProperty("tenantFound").GetString().ShouldBe(FakeDynamics.Tenant);
        (await Get()).GetProperty("organization").GetString().ShouldBe("Contoso Test");
        var stored = await _crm.Find<string>("select sealed from secrets where name = 'crm.client_secret'");
        stored!.ShouldNotContain(FakeDynamics.Secret);
    }

    [Fact]
    public async Task What_Dynamics_calls_with_a_path_behind_it_is_taken_as_meant()
    {
        var saved = await Put(Form() with { InstanceUrl = $" {_crm.Dynamics.Address}main.aspx?app=1 " });
        saved.GetProperty("instanceUrl").GetString().ShouldBe(_crm.Dynamics.Address.ToString().TrimEnd('/'));
    }

    [Theory]
    [InlineData("tenantId", "AADSTS90002")]
    [InlineData("clientId", "AADSTS700016")]
    [InlineData("clientSecret", "AADSTS7000215")]
    public async Task A_wrong_field_is_named(string field, string code)
    {
        var form = field switch
        {
            "tenantId" => Form() with { TenantId = "nowhere" },
            "clientId" => Form() with { ClientId = "other" },
            _ => Form() with { ClientSecret = "wrong" },
        };

        var test = await Test(form);

        test.GetProperty("ok").GetBoolean().ShouldBeFalse();
        Outcomes(test).ShouldBe(["url ok", "token failed", "whoAmI skipped", "organization skipped"]);
        var step = test.GetProperty("steps")[1];
        step.GetProperty("field").GetString().ShouldBe(field);
        step.GetProperty("code").GetString().ShouldBe(code);
        step.GetProperty("requestId").GetString().ShouldBe("corr-7");
        step.GetProperty("nextStep").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task An_address_where_nobody_answers_is_told_before_anything_else()
    {
        var test = await Test(Form() with { InstanceUrl = "http://127.0.0.1:1" });
        Outcomes(test)[0].ShouldBe("url failed");
        test.GetProperty("steps")[0].GetProperty("field").GetString().ShouldBe("instanceUrl");
    }

    [Theory]
    [InlineData(403, "0x80072560", "application user")]
    [InlineData(403, "0x80042F09", "security role")]
    [InlineData(403, "0x80040225", "disabled")]
    public async Task An_environment_that_does_not_know_us_is_explained(int status, string code, string sentence)
    {
        _crm.Dynamics.Always = FakeDynamics.Refuse(status, code);
        var step = (await Test(Form())).GetProperty("steps")[2];
        step.GetProperty("outcome").GetString().ShouldBe("failed");
        step.GetProperty("sentence").GetString()!.ShouldContain(sentence);
        step.GetProperty("requestId").GetString().ShouldStartWith("req-");
    }

    [Fact]
    public async Task Nonsense_is_refused_before_it_is_saved()
    {
        await Refused(Form() with { InstanceUrl = "not an address" }, "invalid_instance_url");
        await Refused(Form() with { InstanceUrl = "http://contoso.example" }, "invalid_instance_url");
        await Refused(Form() with { TenantId = null }, "invalid_tenantId");
        await Refused(Form() with { TenantId = "../x" }, "invalid_tenant");
        await Refused(Form() with { ClientSecret = null }, "invalid_secret");
    }

    [Fact]
    public async Task A_change_of_the_secret_is_felt_at_once()
    {
        await Put(Form());
        (await Test(null)).GetProperty("ok").GetBoolean().ShouldBeTrue();
        await Put(Form() with { ClientSecret = "wrong" });
        (await Test(null)).GetProperty("ok").GetBoolean().ShouldBeFalse();
        await Put(Form() with { ClientSecret = FakeDynamics.Secret });
        await Put(Form() with { ClientSecret = null });   // kept
        (await Test(null)).GetProperty("ok").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Only_administrators_connect()
    {
        using var alex = await _crm.Hub.SignIn("alex");
        (await alex.GetAsync(new Uri("/api/v1/crm/connection", UriKind.Relative), Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        using var sam = await _crm.Hub.SignIn("sam");
        (await sam.PutAsJsonAsync("/api/v1/crm/connection", Form(), Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        using var nobody = new HttpClient { BaseAddress = _crm.Hub.Address };
        (await nobody.GetAsync(new Uri("/api/v1/crm/connection", UriKind.Relative), Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    public async ValueTask InitializeAsync()
    {
        _crm = await CrmHub.Start(postgres, connected: false);
        _admin = await _crm.Hub.SignIn("admin");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _crm.DisposeAsync();
    }

    private sealed record Fields(string? TenantId, string? ClientId, string? ClientSecret, string? InstanceUrl, string? Authority);

    private Fields Form()
    {
        var address = _crm.Dynamics.Address.ToString().TrimEnd('/');
        return new Fields(FakeDynamics.Tenant, FakeDynamics.ClientId, FakeDynamics.Secret, address, address);
    }

    private async Task<JsonElement> Put(Fields form)
    {
        var answer = await _admin.PutAsJsonAsync("/api/v1/crm/connection", form, Ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private Task<JsonElement> Get() => _admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/crm/connection", UriKind.Relative), Ct);

    private async Task<JsonElement> Test(Fields? form)
    {
        var answer = form is null
            ? await _admin.PostAsync(new Uri("/api/v1/crm/connection/test", UriKind.Relative), null, Ct)
            : await _admin.PostAsJsonAsync("/api/v1/crm/connection/test", form, Ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private async Task Refused(Fields form, string code)
    {
        var answer = await _admin.PutAsJsonAsync("/api/v1/crm/connection", form, Ct);
        ((int)answer.StatusCode).ShouldBe(422);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString().ShouldBe(code);
    }

    private static string[] Outcomes(JsonElement test) =>
        [.. test.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("name").GetString()} {step.GetProperty("outcome").GetString()}")];
}
