using System.Net;

namespace Baton.Sandbox.Tests;

public sealed class SwitchesTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await Turn("{}");

    private async Task Turn(string json)
    {
        using var response = await sandbox.Send("POST", $"{sandbox.Url}/sandbox/switches", json);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"down":true}""", 503, "0x80044150")]
    [InlineData("""{"throttle":true}""", 429, "0x80072322")]
    [InlineData("""{"throttle":"time"}""", 429, "0x80072321")]
    [InlineData("""{"throttle":"concurrency"}""", 429, "0x80072326")]
    [InlineData("""{"missingUser":true}""", 403, "0x80072560")]
    [InlineData("""{"missingRole":true}""", 403, "0x80042f09")]
    [InlineData("""{"missingPrivilege":"prvReadIncident"}""", 403, "0x80040220")]
    [InlineData("""{"missingSales":true}""", 404, "0x8006088a")]
    public async Task A_switch_makes_it_go_wrong_and_off_makes_it_right(string json, int status, string code)
    {
        await Turn(json);
        using var response = await sandbox.Send("GET", "incidents?$top=1");
        if (status == 429) response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        (await SandboxFixture.Refused(response, status)).Code.ShouldBe(code);
        await Turn("{}");
        await sandbox.Get("incidents?$top=1");
    }

    [Fact]
    public async Task A_throttle_may_heal_by_itself()
    {
        await Turn("""{"throttle":"requests","throttleTimes":2,"retryAfterSeconds":1}""");
        await sandbox.Refuses(429, "GET", "WhoAmI");
        await sandbox.Refuses(429, "GET", "WhoAmI");
        await sandbox.Get("WhoAmI");
    }

    [Fact]
    public async Task An_expired_secret_stops_the_next_token()
    {
        await Turn("""{"expiredSecret":true}""");
        using var response = await sandbox.AskForToken(sandbox.Options.ClientId, sandbox.Options.ClientSecret);
        (await SandboxFixture.Json(response))["error_codes"]![0]!.GetValue<int>().ShouldBe(7000222);
    }

    [Fact]
    public async Task An_unknown_switch_is_refused()
    {
        using var response = await sandbox.Send("POST", $"{sandbox.Url}/sandbox/switches", """{"explode":true}""");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Reset_brings_Contoso_back()
    {
        var adele = await sandbox.Adele();
        using var deleted = await sandbox.Send("DELETE", $"contacts({adele})");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var reset = await sandbox.Send("POST", $"{sandbox.Url}/sandbox/reset");
        reset.StatusCode.ShouldBe(HttpStatusCode.NoContent, await reset.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (await sandbox.Adele()).ShouldBe(adele);
    }
}
