using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>What is measured of routing: who waits where, and who is there to answer.</summary>
internal static class RoutingMeasures
{
    public static readonly Measure[] All =
    [
        new("baton_queue_waiting", "Conversations that wait for a person, by queue.", """
            select q.name as queue, count(c.id)::float8 as value
            from queues q left join conversations c on c.queue_id = q.id and c.state = 'Waiting'
            group by q.id, q.name order by q.name
            """),
        new("baton_agents", "Agents by what they say of themselves.", """
            select p.presence, count(u.id)::float8 as value
            from unnest(array['Available', 'Busy', 'DoNotDisturb', 'Away', 'Offline']) p(presence)
            left join users u on u.presence = p.presence and u.kind = 'agent' and u.disabled_at is null
            group by p.presence order by p.presence
            """),
        new("baton_agents_load", "Seats that agents who are available have, and those that are taken.", """
            select s.seats, sum(case s.seats when 'taken' then u.load else u.capacity end)::float8 as value
            from unnest(array['all', 'taken']) s(seats), (select load, capacity from users where kind = 'agent' and disabled_at is null and presence = 'Available'
                                                          union all select 0, 0) u
            group by s.seats order by s.seats
            """),
    ];
}
