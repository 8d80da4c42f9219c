using Baton.People;
using Baton.Plumbing;
using Microsoft.AspNetCore.Mvc;

namespace Baton.Reports;

/// <summary>A conversation behind a number.</summary>
public sealed record InsightRow
{
    public required Guid ConversationId { get; init; }
    public required string Visitor { get; init; }
    public required string Channel { get; init; }
    public required DateTimeOffset BeganAt { get; init; }
    public DateTimeOffset? OverAt { get; init; }

    /// <summary>resolved, escalated, abandoned, unengaged or ongoing.</summary>
    public required string Outcome { get; init; }
    public string? Reason { get; init; }
    public string? LastTopic { get; init; }
    public string? LastTool { get; init; }
    public required int Turns { get; init; }
    public int? Rating { get; init; }

    /// <summary>After how long the same visitor or contact came back.</summary>
    public double? ReturnedSeconds { get; init; }
    public required bool IsFalse { get; init; }
}

/// <summary>Opens a number: the conversations that it counts, newest first.</summary>
internal static class InsightList
{
    public static async Task<IReadOnlyList<InsightRow>> Read(
        Guid id, HttpContext http, Caller caller, Database database, TimeProvider clock, CancellationToken ct,
        [FromQuery(Name = "from")] DateTimeOffset? since = null, [FromQuery(Name = "to")] DateTimeOffset? until = null,
        string? measure = null, string? reason = null, string? topic = null, string? tool = null, int? rating = null, Guid? after = null, int? limit = null)
    {
        caller.MustSupervise();
        await database.BotAccount(id, ct);
        var counted = InsightMeasure.Named(measure);
        var period = InsightPeriod.From(since, until, null, null, clock.Now());
        var page = Page.From(after, limit);
        var with = new Dapper.DynamicParameters(Insights.With(id, period, clock));
        with.AddDynamicParams(new { reason, topic, tool, rating, page.After, page.Limit });
        var rows = await database.List<InsightRow>($"""
            {InsightSessions.Sql}
            select s.conversation_id, visitor, channel, began_at, over_at, outcome, {InsightSessions.Reason} as reason, last_topic, t.tool as last_tool, turns, rating,
                   case when returned_seconds <= {InsightMeasure.ReturnHoursMax} * 3600 then returned_seconds end as returned_seconds, is_false
            from s left join lateral ({InsightSessions.LastTool}) t on true
            where {counted.Sql} and (@reason::text is null or {InsightSessions.Reason} = @reason)
              and (@topic::text is null or last_topic = @topic) and (@tool::text is null or t.tool = @tool) and (@rating::int is null or rating = @rating)
              and (@After::uuid is null or s.conversation_id < @After)
            order by s.conversation_id desc limit @Limit
            """, with, ct);
        Page.Announce(http, rows, page.Limit, last => last.ConversationId);
        return rows;
    }
}
