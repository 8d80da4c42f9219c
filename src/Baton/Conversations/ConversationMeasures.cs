using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>What is measured of conversations: how many there are, and how long somebody has been waiting.</summary>
internal static class ConversationMeasures
{
    public static readonly Measure[] All =
    [
        new("baton_conversations", "Conversations that are not closed, by state.", """
            select s.state, count(c.id)::float8 as value
            from unnest(array['Waiting', 'WithBot', 'Offered', 'WithAgent', 'WrapUp', 'Parked']) s(state)
            left join conversations c on c.state = s.state and c.state <> 'Closed'
            group by s.state order by s.state
            """),
        new("baton_waiting_oldest_seconds", "How long the visitor who waits longest for a person has been waiting; offered counts as waiting.", """
            select coalesce(extract(epoch from now() - min(waiting_since)), 0)::float8 as value from conversations where state in ('Waiting', 'Offered')
            """),
    ];
}
