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

    /// <summary>What an AI bot used for it.</summary>
    public long? Tokens { get; init; }

    /// <summary>After how long the same visitor or contact came back.</summary>
    public double? ReturnedSeconds { get; init; }
    public required bool IsFalse { get; init; }
}

/// <summary>Opens a number: the conversations that it counts, newest first.</summary>
internal static class InsightList
{
    private const string Mine = "b.bot_id = @bot and b.began_at >= @since and b.began_at < @until";

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
        var with = new { bot = id, since = period.Since, until = period.Until, now = clock.Now(), reason, topic, tool, rating, page.After, page.Limit };
        var rows = await database.List<InsightRow>($"""
            with {InsightSessions.Live(Mine)}, s as (
                select *, turns > 0 as engaged, {InsightSessions.Returned} as returned, {InsightSessions.Reason} as why
                from ({InsightSessions.WithSettled($"(select * from bot_sessions b where {Mine}) b")}) sessions
            ), page as (
                select *, {InsightMeasure.False} as is_false from s
                where {counted.Sql} and (@reason::text is null or why = @reason)
                  and (@topic::text is null or last_topic = @topic) and (@tool::text is null or last_tool = @tool) and (@rating::int is null or rating = @rating)
                  and (@After::uuid is null or conversation_id < @After)
                order by conversation_id desc limit @Limit
            )
            select page.conversation_id, coalesce(c.contact_name, c.visitor_name, 'Visitor') as visitor, c.channel, began_at, began_at + seconds * interval '1 second' as over_at, outcome,
                   why as reason, last_topic, last_tool, turns, page.rating, u.tokens, case when returned is not null then returned_seconds end as returned_seconds, is_false
            from page join conversations c on c.id = page.conversation_id left join ai_usage u on u.conversation_id = page.conversation_id and u.bot_id = page.bot_id
            order by page.conversation_id desc
            """, with, ct);
        Page.Announce(http, rows, page.Limit, last => last.ConversationId);
        return rows;
    }
}
