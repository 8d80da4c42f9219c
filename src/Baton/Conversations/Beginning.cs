using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>Who comes, by which way, and what they bring.</summary>
public sealed record Arrival
{
    public required Guid ConversationId { get; init; }
    public required Guid ChannelId { get; init; }
    public required string Channel { get; init; }
    public required Guid WorkstreamId { get; init; }
    public required string VisitorId { get; init; }
    public string? VisitorName { get; init; }
    public string? VisitorEmail { get; init; }

    /// <summary>The address that the channel vouches for: its site's server has signed it.</summary>
    public string? SignedInEmail { get; init; }
    public string? Locale { get; init; }
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();
}

/// <summary>A visitor opens a conversation.</summary>
public static class Beginning
{
    /// <summary>Begins it, once: answers false when it had begun before.</summary>
    public static async Task<bool> Begin(this Work work, Arrival arrival)
    {
        var fresh = await work.Run("""
            insert into conversations (id, channel_id, channel, workstream_id, state, visitor_id, visitor_name, visitor_email, verified_email,
                                       verified_by, locale, created_at, waiting_since)
            values (@ConversationId, @ChannelId, @Channel, @WorkstreamId, 'Waiting', @VisitorId, @VisitorName, @VisitorEmail, @SignedInEmail, @verifiedBy,
                    @Locale, @Now, @Now)
            on conflict (id) do nothing
            """,
            new
            {
                arrival.ConversationId, arrival.ChannelId, arrival.Channel, arrival.WorkstreamId, arrival.VisitorId, arrival.VisitorName,
                VisitorEmail = arrival.SignedInEmail ?? arrival.VisitorEmail, arrival.SignedInEmail, verifiedBy = arrival.SignedInEmail is null ? null : "signed_in",
                arrival.Locale, work.Now,
            });
        if (fresh == 0) return false;

        await work.SetVariables(arrival.ConversationId, arrival.Variables, "visitor");
        work.Record(new Began(arrival.ConversationId));
        return true;
    }
}
