using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>What becomes of an offer: accepted, declined, lapsed, or withdrawn because the conversation is over.</summary>
public sealed class Offers(Database database)
{
    /// <summary>The person who was asked takes it; anybody else is told who was first.</summary>
    public async Task<Guid> Accept(Guid offerId, Guid userId, string name, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var (offer, conversation) = await Lock(work, offerId);
        if (offer.UserId == userId && conversation.State == State.WithAgent
            && conversation.HandlerId == userId) return conversation.Id;   // pressed twice
        if (offer.UserId != userId || offer.Outcome is not null || conversation.OfferedTo != userId)
            throw await Gone(work, conversation, userId);

        var accepted = conversation.AcceptBy(userId);
        var queue = await work.Find<string>("select name from queues where id = @QueueId", offer);
        var told = await work.Say(accepted, Utterance.Event($"{name} has joined.", new Happening("joined", name, queue)));
        await work.Save(conversation, told);
        await Settle(work, offer, "accepted");
        work.Record(new Assigned(conversation.Id, userId, "agent", accepted.Epoch, conversation.LastN));
        await work.Commit();
        return conversation.Id;
    }

    public async Task Decline(Guid offerId, Guid userId, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var (offer, conversation) = await Lock(work, offerId);
        if (offer.UserId == userId && offer.Outcome is "declined" or "lapsed") return;   // that is what they want
        if (offer.UserId != userId || offer.Outcome is not null) throw await Gone(work, conversation, userId);

        await GoOn(work, offer, conversation, "declined");
    }

    /// <summary>Nobody answered it in time.</summary>
    public async Task Lapse(OfferLapsed lapsed, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var (offer, conversation) = await Lock(work, lapsed.OfferId);
        if (offer.Outcome is not null || offer.ExpiresAt > work.Now) return;

        await GoOn(work, offer, conversation, "lapsed");
    }

    /// <summary>The visitor left before anybody answered.</summary>
    public async Task Withdraw(Closed closed, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await work.Run(
            "update offers set outcome = 'withdrawn', settled_at = @Now where conversation_id = @ConversationId and outcome is null",
            new { work.Now, closed.ConversationId });
        await work.Commit();
    }

    private static async Task GoOn(Work work, OfferRow offer, Conversation conversation, string outcome)
    {
        await Settle(work, offer, outcome);
        if (conversation.State == State.Offered && conversation.OfferedTo == offer.UserId)
        {
            await work.Save(conversation, conversation.DeclineBy(offer.UserId));
            work.Record(new Declined(conversation.Id, offer.Id, offer.UserId));
        }
        await work.Commit();
    }

    private static Task<int> Settle(Work work, OfferRow offer, string outcome) =>
        work.Run("update offers set outcome = @outcome, settled_at = @Now where conversation_id = @ConversationId and id = @Id",
            new { outcome, work.Now, offer.ConversationId, offer.Id });

    private static async Task<(OfferRow Offer, Conversation Conversation)> Lock(Work work, Guid offerId)
    {
        const string sql = "select id, conversation_id, queue_id, user_id, expires_at, outcome from offers where id = @offerId";
        var known = await work.Find<OfferRow>(sql, new { offerId }) ?? throw Refusal.NotFound("offer");
        var conversation = await work.LockConversation(known.ConversationId);
        return ((await work.Find<OfferRow>(sql, new { offerId }))!, conversation);
    }

    private static async Task<Refusal> Gone(Work work, Conversation conversation, Guid userId)
    {
        var who = conversation.HandlerKind == "agent" ? conversation.HandlerId : conversation.OfferedTo;
        if (who is null || who == userId)
            return Refusal.Conflict("offer_gone", conversation.Standing.IsOver ? "The visitor has left." : "This offer is no longer open.");
        var name = await work.NameOf(who.Value);
        return Refusal.Conflict("offer_gone", conversation.HandlerId == who ? $"{name} was first." : $"It is offered to {name} now.");
    }

    private sealed record OfferRow
    {
        public required Guid Id { get; init; }
        public required Guid ConversationId { get; init; }
        public required Guid QueueId { get; init; }
        public required Guid UserId { get; init; }
        public required DateTimeOffset ExpiresAt { get; init; }
        public string? Outcome { get; init; }
    }
}
