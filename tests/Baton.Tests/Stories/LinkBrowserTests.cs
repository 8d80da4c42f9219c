using Baton.Tests.House;

namespace Baton.Tests.Stories;

/// <summary>The pages of the set-up have addresses, down to the record that is open.</summary>
public sealed class LinkBrowserTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_link_opens_what_it_was_copied_from()
    {
        await using var hub = await Hub.Start(postgres);

        var saw = await BrowserTests.Tell("links.cjs", hub);

        BrowserTests.Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        saw.GetProperty("kinds").GetInt32().ShouldBe(5);
        saw.GetProperty("queue").GetString()!.ShouldMatch("^/desk/setup/queues/[0-9a-f-]{36}$");
        saw.GetProperty("name").GetString().ShouldBe("Billing");
        saw.GetProperty("making").GetString().ShouldBe("/desk/setup/queues/new");
        saw.GetProperty("gone").GetString().ShouldBe("This queue is not here any more.");
        saw.GetProperty("samMakes").GetInt32().ShouldBe(0);
    }
}
