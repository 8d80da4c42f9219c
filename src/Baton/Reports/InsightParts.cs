namespace Baton.Reports;

/// <summary>
/// Sessions counted by what the numbers look at, each part of it for itself. What is settled has been counted like this by the day; what is not, and the days of
/// which only a piece was asked for, are counted when they are. Whoever adds up both has the numbers.
/// </summary>
internal static class InsightParts
{
    private const string Names = "outcome, engaged, at, seconds, rating, resolved, returned, reason, topic, tool, n, turns";

    /// <summary>Times are counted as people read them, so that a day has few that differ.</summary>
    private const string Rounded = """
        case when seconds < 60 then seconds when seconds < 600 then round(seconds / 5.0) * 5 when seconds < 3600 then round(seconds / 30.0) * 30
             when seconds < 86400 then round(seconds / 300.0) * 300 else round(seconds / 3600.0) * 3600 end::int
        """;

    /// <summary>The parts of the sessions of a query, by columns of it.</summary>
    private static string Counted(string by, string of) => $"""
        select {by}, case when grouping(at) = 0 then 'step' when grouping(seconds) = 0 then 'time' when grouping(rating) = 0 then 'kind'
                          when grouping(reason) = 0 then 'reason' when grouping(topic) = 0 then 'topic' else 'tool' end as part,
               outcome, engaged, at, seconds, rating, resolved, returned, reason, topic, tool, count(*)::int as n, sum(turns)::int as turns
        from (
            select {by}, outcome, turns, turns > 0 as engaged, date_bin('15 minutes', began_at, '2000-01-01 00:00:00Z'::timestamptz) as at, {Rounded} as seconds, rating, resolved,
                   {InsightSessions.Returned} as returned, {InsightSessions.Reason} as reason,
                   case when outcome in ('escalated', 'abandoned') then last_topic end as topic, case when outcome in ('escalated', 'abandoned') then last_tool end as tool
            from ({of}) sessions) k
        group by grouping sets (({by}, outcome, engaged, at), ({by}, outcome, seconds), ({by}, outcome, engaged, rating, resolved, returned),
                                ({by}, outcome, reason), ({by}, outcome, topic), ({by}, outcome, tool))
        """;

    /// <summary>The parts of the sessions of @bots from @before to @until, for a <c>with</c>; those from @since on are of now.</summary>
    public static readonly string Read = $"""
        {InsightSessions.Live("b.bot_id = any(@bots) and b.began_at >= @before and b.began_at < @until")}, parts as materialized (
            {Counted("bot_id, is_now", $"select *, began_at >= @since as is_now from ({Pieces}) pieces")}
            union all
            select bot_id, day >= @sinceDay as is_now, part, {Names} from bot_sums where bot_id = any(@bots) and day >= @firstDay and day < @lastDay and day <> all(@cutDays)
        )
        """;

    /// <summary>Counts what was settled (<c>settled</c>) by the day.</summary>
    public static readonly string Sum = $"""
        insert into bot_sums (bot_id, day, part, {Names})
        {Counted("bot_id, day", "select *, (began_at at time zone 'UTC')::date as day from settled")}
        """;

    private static string Pieces => InsightSessions.WithSettled(
        "unnest(@begins, @ends) piece (begins, ends) join bot_sessions b on b.bot_id = any(@bots) and b.began_at >= piece.begins and b.began_at < piece.ends");
}
