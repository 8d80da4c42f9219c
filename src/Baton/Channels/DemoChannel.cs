using Baton.Plumbing;

namespace Baton.Channels;

/// <summary>The web chat of the Contoso demo.</summary>
public static class DemoChannel
{
    public static readonly Guid Id = new("0192de00-0000-7000-8000-000000000020");

    public static readonly Guid Sales = new("0192de00-0000-7000-8000-000000000021");

    /// <summary>The chat at the door of the demo's sales; its Direct Line secret is in the set-up.</summary>
    public static Task SeedSales(Work work, Secrets secrets, Guid workstreamId) => work.MakeChannel(secrets, new ChannelWish
    {
        Id = Sales, Name = "Contoso Coffee, sales", WorkstreamId = workstreamId, Color = "#33402a", Locale = "en", Greeting = "Hello! Ask us about machines, beans and offers.",
    });

    /// <param name="secret">Its Direct Line secret, or null for a random one, which administrators find in the set-up.</param>
    public static Task Seed(Work work, Secrets secrets, Guid workstreamId, string? secret) =>
        work.MakeChannel(secrets, new ChannelWish
        {
            Id = Id, Name = "Contoso Coffee", WorkstreamId = workstreamId, Color = "#9a4a17", Locale = "en",
            Greeting = "Hello! Ask us about your orders, your cases or anything else.",
        }, secret);
}
