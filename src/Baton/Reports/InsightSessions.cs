namespace Baton.Reports;

/// <summary>
/// The conversations that bots were given, each with what became of it. What can still change is found out anew whenever it is asked for; what can't was written
/// down (<see cref="Settling"/>), and both have the same columns. All SQL here knows @now.
/// </summary>
internal static class InsightSessions
{
    /// <summary>Of a session, in <c>live</c> and where it is settled.</summary>
    private const string Columns = "b.conversation_id, b.bot_id, b.began_at, b.how, b.reason, b.last_topic, b.last_tool, b.turns, b.rating, b.resolved, b.outcome, b.seconds, b.returned_seconds";

    /// <summary>Sessions that are not settled, of those (<c>b</c>) that the condition leaves: <c>live</c>, for a <c>with</c>.</summary>
    public static string Live(string condition) => $"""
        had as (
            select b.conversation_id, b.epoch, b.bot_id, b.began_at, b.how, b.reason, b.last_topic, c.visitor_id, c.contact_id, c.rating, c.resolved,
                   coalesce(b.turns, o.turns, 0) as turns,
                   coalesce(b.ended_at, case when o.last_at <= @now - interval '{InsightMeasure.QuietMinutes} minutes' then o.last_at end) as over_at,
                   case when b.how in ('escalated', 'taken') then 'escalated'
                        when b.how is null and o.last_at > @now - interval '{InsightMeasure.QuietMinutes} minutes' then 'ongoing'
                        when coalesce(b.turns, o.turns, 0) = 0 then 'unengaged'
                        when b.how = 'ended' and (c.resolved or b.reason = 'ended_by_bot' or b.reason = 'ended_by_visitor' and b.answered) then 'resolved'
                        else 'abandoned' end as outcome
            from bot_sessions b
            -- One by one: they are few of all, and a plan that reads all conversations grows with them.
            cross join lateral (select visitor_id, contact_id, rating, resolved from conversations where id = b.conversation_id limit 1) c
            left join lateral (
                select count(*) filter (where m.from_kind = 'visitor' and m.kind = 'message' and m.n > b.heard_from)::int as turns,
                       coalesce(max(m.at), b.began_at) as last_at
                from messages m where b.ended_at is null and m.conversation_id = b.conversation_id) o on true
            where b.outcome is null and {condition}
        ), live as (
            select had.*, extract(epoch from over_at - began_at)::int as seconds,
                   case when outcome = 'resolved' then extract(epoch from least(
                       (select n.created_at from conversations n where n.visitor_id = had.visitor_id and n.created_at > had.over_at order by n.created_at limit 1),
                       (select n.created_at from conversations n where n.contact_id = had.contact_id and n.created_at > had.over_at order by n.created_at limit 1)
                   ) - over_at)::int end as returned_seconds,
                   (select tool from tool_runs t where t.conversation_id = had.conversation_id and t.who_id = had.bot_id and (had.over_at is null or t.at <= had.over_at)
                    order by t.id desc limit 1) as last_tool
            from had
        )
        """;

    /// <summary>All of <c>live</c>, and what is settled of a table of sessions (<c>b</c>).</summary>
    public static string WithSettled(string table) => $"""
        select {Columns} from live b
        union all
        select {Columns} from {table} where b.outcome is not null
        """;

    /// <summary>Why a conversation was escalated; null for others.</summary>
    public const string Reason = "case when outcome = 'escalated' then coalesce(reason, case when how = 'taken' then 'A person took it' else 'Not said' end) end";

    /// <summary>Within how many hours whoever counts as resolved came back.</summary>
    public static readonly string Returned = $"""
        case when returned_seconds <= {InsightMeasure.ReturnHoursSoon} * 3600 then {InsightMeasure.ReturnHoursSoon}
             when returned_seconds <= {InsightMeasure.ReturnHoursMax} * 3600 then {InsightMeasure.ReturnHoursMax} end
        """;
}
