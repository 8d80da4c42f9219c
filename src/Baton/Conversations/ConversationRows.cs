using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>The rows of a conversation. Locking comes first: it is what keeps one conversation's facts in order.</summary>
public static class ConversationRows
{
    public static async Task<Conversation> LockConversation(this Work work, Guid id) =>
        await work.Find<Conversation>("select * from conversations where id = @id for update", new { id })
            ?? throw Refusal.NotFound("conversation");

    public static async Task<Conversation> Conversation(this Database database, Guid id, CancellationToken ct) =>
        await database.Find<Conversation>("select * from conversations where id = @id", new { id }, ct)
            ?? throw Refusal.NotFound("conversation");

    /// <summary>Writes the noun back, keeps what bots did with it, and the load of whoever's seat was taken or freed by the change.</summary>
    public static async Task<Conversation> Save(this Work work, Conversation before, Conversation changed)
    {
        changed = changed with { Version = before.Version + 1 };
        var (how, why) = BotSessions.End(changed);
        await work.Run("""
            update conversations
            set state = @State, queue_id = @QueueId, handler_id = @HandlerId, handler_kind = @HandlerKind, offered_to = @OfferedTo, wanted_user = @WantedUser,
                epoch = @Epoch, last_n = @LastN, version = @Version, given_up_by = @GivenUpBy, declined_by = @DeclinedBy,
                visitor_name = @VisitorName, visitor_email = @VisitorEmail, locale = @Locale,
                contact_id = @ContactId, contact_name = @ContactName, contact_company = @ContactCompany, contact_vip = @ContactVip,
                summary = @Summary, summary_by = @SummaryBy, escalation_reason = @EscalationReason, close_reason = @CloseReason,
                rating = @Rating, rating_comment = @RatingComment, resolved = @Resolved, waiting_since = @WaitingSince, ended_at = @EndedAt, closed_at = @ClosedAt
            where id = @Id
            """ + BotSessions.Of(before, changed),
            new
            {
                hadEpoch = before.Epoch, now = work.Now, how, why,
                changed.Id, State = changed.State.ToString(), changed.QueueId, changed.HandlerId, changed.HandlerKind, changed.OfferedTo, changed.WantedUser,
                changed.Epoch, changed.LastN, changed.Version, changed.GivenUpBy, changed.DeclinedBy, changed.VisitorName, changed.VisitorEmail, changed.Locale,
                changed.ContactId, changed.ContactName, changed.ContactCompany, changed.ContactVip, changed.Summary, changed.SummaryBy,
                changed.EscalationReason, changed.CloseReason, changed.Rating, changed.RatingComment, changed.Resolved, changed.WaitingSince, changed.EndedAt, changed.ClosedAt,
            });
        if (before.SeatOf != changed.SeatOf) await work.MoveSeat(before.SeatOf, changed.SeatOf);
        return changed;
    }

    // In id order, so that two conversations that swap agents don't wait for each other. The seat is taken only if there is one: whatever was
    // read before, nobody is given more than they can carry.
    private static async Task MoveSeat(this Work work, Guid? from, Guid? to)
    {
        foreach (var (user, by) in new[] { (from, -1), (to, 1) }.Where(move => move.Item1 is not null).OrderBy(move => move.Item1))
        {
            var moved = await work.Run("update users set load = greatest(load + @by, 0) where id = @user and (@by < 0 or load < capacity)", new { user, by });
            if (moved == 0) throw Refusal.Conflict("no_capacity", "They have no room for another conversation.");
        }
    }
}
