namespace Baton.Reports;

/// <summary>
/// The conversations that bots were given in a time, each with what became of it: the one query that all numbers and lists begin with. Its parameters are @bot (null
/// for all), @since, @until and @now.
/// </summary>
internal static class InsightSessions
{
    public static readonly string Sql = $"""
        with had as (
            select b.conversation_id, b.bot_id, b.began_at, b.how, b.reason, b.last_topic, c.visitor_id, c.contact_id, c.rating, c.resolved, c.channel,
                   coalesce(c.contact_name, c.visitor_name, 'Visitor') as visitor, coalesce(b.turns, o.turns, 0) as turns,
                   coalesce(b.ended_at, case when o.last_at <= @now - interval '{InsightMeasure.QuietMinutes} minutes' then o.last_at end) as over_at,
                   case when b.how in ('escalated', 'taken') then 'escalated'
                        when b.how is null and o.last_at > @now - interval '{InsightMeasure.QuietMinutes} minutes' then 'ongoing'
                        when coalesce(b.turns, o.turns, 0) = 0 then 'unengaged'
                        when b.how = 'ended' and (c.resolved or b.reason = 'ended_by_bot' or b.reason = 'ended_by_visitor' and b.answered) then 'resolved'
                        else 'abandoned' end as outcome
            from bot_sessions b
            join conversations c on c.id = b.conversation_id
            left join lateral (
                select count(*) filter (where m.from_kind = 'visitor' and m.kind = 'message' and m.n > b.heard_from)::int as turns,
                       coalesce(max(m.at), b.began_at) as last_at
                from messages m where b.ended_at is null and m.conversation_id = b.conversation_id) o on true
            where (@bot::uuid is null or b.bot_id = @bot) and b.began_at >= @since and b.began_at < @until
        ), s as (
            select had.*, extract(epoch from over_at - began_at)::float8 as seconds, r.returned_seconds,
                   outcome = 'resolved' and (coalesce(r.returned_seconds <= {InsightMeasure.ReturnHoursMax} * 3600, false)
                                             or coalesce(rating <= 2, false) or resolved is false) as is_false
            from had
            left join lateral (
                select extract(epoch from least(
                    (select n.created_at from conversations n where n.visitor_id = had.visitor_id and n.created_at > had.over_at order by n.created_at limit 1),
                    (select n.created_at from conversations n where n.contact_id = had.contact_id and n.created_at > had.over_at order by n.created_at limit 1)
                ) - had.over_at)::float8 as returned_seconds
                where had.outcome = 'resolved') r on true
        )
        """;

    /// <summary>Why a conversation of <c>s</c> was escalated; null for others.</summary>
    public const string Reason = "case when outcome = 'escalated' then coalesce(reason, case when how = 'taken' then 'A person took it' else 'Not said' end) end";

    /// <summary>The tool that was run last in a conversation of <c>s</c>, while the bot had it.</summary>
    public const string LastTool = """
        select tool from tool_runs where conversation_id = s.conversation_id and who_id = s.bot_id and (s.over_at is null or at <= s.over_at)
        order by id desc limit 1
        """;
}
