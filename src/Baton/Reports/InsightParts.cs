namespace Baton.Reports;

/// <summary>
/// Sessions counted by what the numbers look at, each part of it for itself. What is settled has been counted like this by the day; what is not, and the days of
/// which only a piece was asked for, are counted when they are. Whoever adds up both has the numbers.
/// </summary>
internal static class InsightParts
{
    private const string Looks = "outcome, engaged, at, seconds, rating, resolved, returned, reason, topic, tool";
    private const string Names = $"{Looks}, n, turns";
    private const string ByDay = "select *, (began_at at time zone 'UTC')::date as day from settled";

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

    /// <summary>
    /// The parts of the sessions of @bots from @before to @until, for a <c>with</c>; those from @since on are of now. Days are added up first, and times by the @unit that is
    /// asked for: what is read a dozen times then is few rows, however many days there are.
    /// </summary>
    public static readonly string Read = $"""
        {InsightSessions.Live("b.bot_id = any(@bots) and b.began_at >= @before and b.began_at < @until")}, parts as materialized (
            select bot_id, is_now, part, outcome, engaged, step as at, seconds, rating, resolved, returned, reason, topic, tool, sum(n)::int as n, sum(turns)::int as turns
            from (
                select *, date_trunc(@unit, at, @zone) as step from (
                    {Counted("bot_id, is_now", $"select *, began_at >= @since as is_now from ({Pieces}) pieces")}
                    union all
                    select bot_id, day >= @sinceDay as is_now, part, {Names} from bot_sums where bot_id = any(@bots) and day >= @firstDay and day < @lastDay and day <> all(@cutDays)
                ) days) steps
            group by bot_id, is_now, part, outcome, engaged, step, seconds, rating, resolved, returned, reason, topic, tool
            having sum(n) > 0
        )
        """;

    /// <summary>Counts what was settled (<c>settled</c>) by the day.</summary>
    public static readonly string Add = $"""
        insert into bot_sums (bot_id, day, part, {Names})
        {Counted("bot_id, day", ByDay)}
        """;

    /// <summary>Takes what was settled (<c>settled</c>) out of the sums, by as many less.</summary>
    public static readonly string TakeOut = $"""
        insert into bot_sums (bot_id, day, part, {Names})
        select bot_id, day, part, {Looks}, -n, -turns from ({Counted("bot_id, day", ByDay)}) counted
        """;

    private static string Pieces => InsightSessions.WithSettled(
        "unnest(@begins, @ends) piece (begins, ends) join bot_sessions b on b.bot_id = any(@bots) and b.began_at >= piece.begins and b.began_at < piece.ends");
}
