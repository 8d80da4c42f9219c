using Baton.Tests.House;
using Baton.Tests.Stories;

namespace Baton.Tests.Reports;

/// <summary>A supervisor reads in a browser how a bot did, and opens the numbers.</summary>
public sealed class InsightBrowserTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_supervisor_reads_the_numbers_and_opens_them()
    {
        await using var hub = await Hub.Start(postgres);
        await hub.HasAWeek(TimeProvider.System.GetUtcNow().AddDays(-5));
        await hub.HasUsed(60_000, 1_200_000, 90_000);

        var saw = await BrowserTests.Tell("insights.cjs", hub);

        BrowserTests.Lines(saw, "wrong").ShouldBeEmpty("axe finds nothing wrong");
        saw.GetProperty("opened").GetInt32().ShouldBe(2, "both that were passed on");
        saw.GetProperty("openedByKey").GetBoolean().ShouldBeTrue();
        saw.GetProperty("csv").GetString()!.ShouldContain("Total,conversations,10");
        saw.GetProperty("csv").GetString()!.ShouldContain("Tokens of a model,large,1350000");
        saw.GetProperty("tokens").GetString()!.ShouldContain("60 % of its 2.0 M");
        saw.GetProperty("models").GetString()!.ShouldContain("large\t1.4 M\t6");
        saw.GetProperty("nothing").GetString()!.ShouldContain("Numbers appear");
    }
}
