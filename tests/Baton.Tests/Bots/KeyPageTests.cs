using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Baton.Tests.Stories;

namespace Baton.Tests.Bots;

/// <summary>Setup > Bots in a real browser: what a bot is told the context by, and the keys by which it knows Baton.</summary>
public sealed class KeyPageTests(TestPostgres postgres)
{
    [Fact]
    public async Task An_administrator_replaces_the_keys_and_reads_before_what_happens()
    {
        await using var hub = await Hub.Start(postgres);
        using var admin = await hub.SignIn("admin");
        (await admin.Puts($"/api/v1/bots/{DemoPeople.Bot}",
            new { name = "Trusting bot", kind = "connector", endpoint = TrustCast.Nowhere, applicationId = TrustCast.ApplicationId, auth = TrustCast.OfBaton })).EnsureSuccessStatusCode();

        var saw = await BrowserTests.Tell("keys.cjs", hub);

        BrowserTests.Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        saw.GetProperty("foreseen").GetString()!.ShouldContain("is good no more, at once");
        saw.GetProperty("after").GetString().ShouldNotBe(saw.GetProperty("before").GetString());
        (await admin.Json($"/api/v1/bots/{DemoPeople.Bot}")).GetProperty("contextEvent").GetString().ShouldBe("both");
    }
}
