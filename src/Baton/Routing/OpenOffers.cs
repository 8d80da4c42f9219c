using System.Text.Json.Serialization;
using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>An offer that waits for an answer, as its card shows it.</summary>
public sealed record OpenOffer
{
    public required Guid Id { get; init; }
    public required Guid ConversationId { get; init; }
    public required Guid QueueId { get; init; }

    /// <summary>Who is asked; they know it themselves.</summary>
    [JsonIgnore]
    public Guid UserId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public string? QueueName { get; init; }
    public required string Why { get; init; }
    public string? VisitorName { get; init; }

    /// <summary>The visitor's last words.</summary>
    public string? LastText { get; init; }
    public required string Channel { get; init; }
    public DateTimeOffset? WaitingSince { get; init; }
}

/// <summary>Reading the offers that wait for an answer.</summary>
public static class OpenOfferRows
{
    private const int LastLengthMax = 160;

    private static readonly string Rows = $"""
        select o.id, o.conversation_id, o.queue_id, o.user_id, o.expires_at, q.name as queue_name, o.why,
               coalesce(c.contact_name, c.visitor_name, 'Visitor') as visitor_name, left(m.text, {LastLengthMax}) as last_text,
               c.channel, c.waiting_since
        from offers o
        join conversations c on c.id = o.conversation_id and c.state = 'Offered' and c.offered_to = o.user_id
        left join queues q on q.id = o.queue_id
        left join lateral (
            select text from messages where conversation_id = c.id and kind = 'message' and from_kind = 'visitor' order by n desc limit 1) m on true
        where o.outcome is null
        """;

    /// <summary>What somebody is asked, the most pressing first. They hold no more than their capacity, so there is no paging.</summary>
    public static Task<IReadOnlyList<OpenOffer>> OpenOffersOf(this Database database, Guid userId, CancellationToken ct) =>
        database.List<OpenOffer>($"{Rows} and o.user_id = @userId order by o.expires_at, o.id limit {Page.LimitMax}", new { userId }, ct);

    public static Task<IReadOnlyList<OpenOffer>> OpenOffers(this Database database, Guid[] conversationIds, CancellationToken ct) =>
        database.List<OpenOffer>($"{Rows} and o.conversation_id = any(@conversationIds)", new { conversationIds }, ct);
}
