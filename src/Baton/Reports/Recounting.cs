using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Reports;

/// <summary>Visitors may say how it was when what became of it was written down long ago: it is taken out of the sums, counted as it is now, and settled once more.</summary>
internal sealed class Recounting(Database database)
{
    private static readonly string Unsettles = $"""
        -- Who settles it at this moment may not have seen the rating, and is waited for.
        select from bot_sessions where conversation_id = @ConversationId order by began_at, epoch for update;
        with settled as (
            select b.* from bot_sessions b join conversations c on c.id = b.conversation_id
            where b.conversation_id = @ConversationId and b.outcome is not null and (b.rating, b.resolved) is distinct from (c.rating, c.resolved)
        ), unsettled as (
            update bot_sessions b set outcome = null from settled s where b.conversation_id = s.conversation_id and b.epoch = s.epoch
        )
        {InsightParts.TakeOut}
        """;

    public async Task OnRated(Rated fact, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await work.Run(Unsettles, fact);
        await work.Commit();
    }
}
