using System.Text.Json;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>
/// The queues of the Contoso demo, and the workstream of its web chat: the bot first, then Support; billing goes to Billing.
/// </summary>
public static class DemoRouting
{
    public static readonly Guid Workstream = new("0192de00-0000-7000-8000-000000000010");
    public static readonly Guid Bots = new("0192de00-0000-7000-8000-000000000011");
    public static readonly Guid Support = new("0192de00-0000-7000-8000-000000000012");
    public static readonly Guid Billing = new("0192de00-0000-7000-8000-000000000013");

    public static readonly Guid SalesWorkstream = new("0192de00-0000-7000-8000-000000000014");
    public static readonly Guid SalesBots = new("0192de00-0000-7000-8000-000000000015");

    public static async Task Seed(Work work)
    {
        await work.MakeQueue(Bots, "Bots", 100, fallback: false);
        await work.MakeQueue(Support, "Support", 100, fallback: true);
        await work.MakeQueue(Billing, "Billing", 50, fallback: false);
        await work.SetMembers(Bots, [DemoPeople.Bot]);
        await work.SetMembers(Support, [DemoPeople.Alex, DemoPeople.Bea, DemoPeople.Sam]);
        await work.SetMembers(Billing, [DemoPeople.Bea]);
        await work.Run("insert into workstreams (id, name, fallback_queue_id, created_at) values (@Workstream, 'Web', @Support, @Now)",
            new { Workstream, Support, work.Now });
        await work.SetRules(Workstream,
        [
            new Rule { Name = "Billing matters", When = Equal("topic", "billing"), QueueId = Billing },
            new Rule { Name = "A bot passed it on", When = Equal("conversation.escalated", "true"), QueueId = Support },
            new Rule { Name = "Everything else", QueueId = Bots },
        ]);
    }

    /// <summary>Sales have a workstream of their own: their bot first, then Support.</summary>
    public static async Task SeedSales(Work work)
    {
        await work.MakeQueue(SalesBots, "Sales bots", 100, fallback: false);
        await work.SetMembers(SalesBots, [DemoPeople.SalesBot]);
        await work.Run("insert into workstreams (id, name, fallback_queue_id, created_at) values (@SalesWorkstream, 'Sales', @Support, @Now)",
            new { SalesWorkstream, Support, work.Now });
        await work.SetRules(SalesWorkstream,
        [
            new Rule { Name = "A bot passed it on", When = Equal("conversation.escalated", "true"), QueueId = Support },
            new Rule { Name = "Everything else", QueueId = SalesBots },
        ]);
    }

    private static When Equal(string variable, string value) =>
        new() { All = [new Condition { Variable = variable, Is = "equals", Value = JsonSerializer.SerializeToElement(value) }] };
}
