using Baton.Conversations;
using Baton.Plumbing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.House;

/// <summary>Conversations for tests that need nothing but one.</summary>
internal static class Conversations
{
    public static async Task<Guid> BeginConversation(this Hub hub)
    {
        var id = Guid.CreateVersion7();
        await using var scope = hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(TestContext.Current.CancellationToken);
        await work.Begin(new Arrival { ConversationId = id, ChannelId = Guid.CreateVersion7(), Channel = "test", WorkstreamId = Guid.CreateVersion7(), VisitorId = "dl_ann" });
        await work.Commit();
        return id;
    }
}
