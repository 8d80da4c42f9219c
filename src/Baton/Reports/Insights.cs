using System.Text.Json;
using Baton.People;
using Baton.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Baton.Reports;

/// <summary>How bots do: read from rows when asked, so nothing has to be kept in step, and nothing is lost with a process.</summary>
internal static class Insights
{
    /// <summary>Reasons, topics and tools beyond these are left out, the rarest first.</summary>
    private const int NamesMax = 30;

    private static readonly string Totals = $"""
        select {string.Join(", ", InsightMeasure.All.Select(measure => $"count(*) filter (where {measure.Sql})::int as \"{measure.Name}\""))},
               avg(rating) filter (where outcome <> 'escalated')::float8 as "ratingAverage",
               avg(turns) filter (where turns > 0)::float8 as "turnsAverage",
               {Times("resolved", "outcome = 'resolved'")}, {Times("escalated", "outcome = 'escalated'")}, {Times("handled", "over_at is not null")}
        from s
        """;

    private static readonly string Whole = $"""
        {InsightSessions.Sql}, runs as materialized (
            select tool, count(*)::int as runs, count(*) filter (where outcome = 'error')::int as failed, percentile_cont(0.5) within group (order by took_ms)::int as "medianMs"
            from tool_runs where who_kind = 'bot' and who_id = @bot and at >= @since and at < @until and conversation_id is not null group by tool
        ), lost as materialized (
            select s.outcome, coalesce(s.last_topic, '') as topic, coalesce(t.tool, '') as tool from s
            left join lateral ({InsightSessions.LastTool}) t on true
            where s.outcome in ('escalated', 'abandoned')
        )
        select json_build_object(
            'totals', (select row_to_json(t) from ({Totals}) t),
            'series', (select coalesce(json_agg(row_to_json(b)), '[]') from (
                select date_trunc(@unit, began_at, @zone) as at, count(*)::int as conversations, count(*) filter (where turns > 0)::int as engaged,
                       count(*) filter (where outcome = 'resolved')::int as resolved, count(*) filter (where outcome = 'escalated')::int as escalated,
                       count(*) filter (where outcome = 'abandoned')::int as abandoned
                from s group by 1 order by 1) b),
            'reasons', (select coalesce(json_agg(row_to_json(r)), '[]') from (
                select {InsightSessions.Reason} as name, count(*)::int as count
                from s where outcome = 'escalated' group by 1 order by 2 desc, 1 limit {NamesMax}) r),
            'topics', (select coalesce(json_agg(row_to_json(r)), '[]') from (
                select topic as name, count(*) filter (where outcome = 'escalated')::int as escalated, count(*) filter (where outcome = 'abandoned')::int as abandoned
                from lost where topic <> '' group by 1 order by count(*) desc, 1 limit {NamesMax}) r),
            'tools', (select coalesce(json_agg(row_to_json(r)), '[]') from (
                select coalesce(runs.tool, l.tool) as name, coalesce(runs, 0) as runs, coalesce(failed, 0) as failed, "medianMs",
                       coalesce(escalated, 0) as escalated, coalesce(abandoned, 0) as abandoned
                from runs full join (
                    select tool, count(*) filter (where outcome = 'escalated')::int as escalated, count(*) filter (where outcome = 'abandoned')::int as abandoned
                    from lost where tool <> '' group by tool) l on l.tool = runs.tool
                order by coalesce(escalated, 0) + coalesce(abandoned, 0) desc, coalesce(runs, 0) desc, 1 limit {NamesMax}) r),
            'ratings', (select json_agg(coalesce(n, 0) order by stars) from generate_series(1, 5) stars left join (
                select rating, count(*)::int as n from s where outcome <> 'escalated' and rating is not null group by rating) g on g.rating = stars)
        )::text
        """;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("/api/v1").RequireCaller();
        routes.MapGet("/bots/{id:guid}/insights", Read);
        routes.MapGet("/bots/{id:guid}/insights/conversations", InsightList.Read);
        routes.MapGet("/insights", All);
    }

    private static async Task<Insight> Read(
        Guid id, Caller caller, Database database, TimeProvider clock, CancellationToken ct,
        [FromQuery(Name = "from")] DateTimeOffset? since = null, [FromQuery(Name = "to")] DateTimeOffset? until = null, string? unit = null, string? zone = null)
    {
        caller.MustSupervise();
        var bot = await database.BotAccount(id, ct);
        var period = InsightPeriod.From(since, until, unit, zone, clock.Now());
        var now = await Parsed<Found>(database, Whole, id, period, clock, ct);
        var before = await Parsed<InsightTotals>(database, $"{InsightSessions.Sql} select row_to_json(t)::text from ({Totals}) t", id, period.Before, clock, ct);
        return new Insight
        {
            BotId = id, BotName = bot.Name, From = period.Since, To = period.Until, Unit = period.Unit, Zone = period.Zone.Id, Totals = now.Totals, Before = before,
            Series = Filled(period, now.Series), Reasons = now.Reasons, Topics = now.Topics, Tools = now.Tools, Ratings = now.Ratings,
            Measures = [.. InsightMeasure.All.Select(measure => new InsightMeaning(measure.Name, measure.Title, measure.Help))],
        };
    }

    private static async Task<IReadOnlyList<InsightBot>> All(
        Caller caller, Database database, TimeProvider clock, CancellationToken ct,
        [FromQuery(Name = "from")] DateTimeOffset? since = null, [FromQuery(Name = "to")] DateTimeOffset? until = null)
    {
        caller.MustSupervise();
        var period = InsightPeriod.From(since, until, null, null, clock.Now());
        return await database.List<InsightBot>($"""
            {InsightSessions.Sql}
            select u.id, u.name, b.kind, count(s.conversation_id)::int as conversations, count(*) filter (where turns > 0)::int as engaged,
                   count(*) filter (where outcome = 'resolved')::int as resolved, count(*) filter (where outcome = 'escalated')::int as escalated,
                   count(*) filter (where outcome = 'abandoned')::int as abandoned, avg(rating) filter (where outcome <> 'escalated')::float8 as rating_average
            from bots b join users u on u.id = b.user_id left join s on s.bot_id = b.user_id
            where u.disabled_at is null or s.bot_id is not null
            group by u.id, u.name, b.kind order by 4 desc, u.name limit {Page.LimitMax}
            """, With(null, period, clock), ct);
    }

    internal static object With(Guid? bot, InsightPeriod period, TimeProvider clock) =>
        new { bot, since = period.Since, until = period.Until, now = clock.Now(), unit = period.Unit, zone = period.Zone.Id };

    private static async Task<T> Parsed<T>(Database database, string sql, Guid bot, InsightPeriod period, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            return JsonSerializer.Deserialize<T>((await database.Find<string>(sql, With(bot, period, clock), ct))!, JsonSerializerOptions.Web)!;
        }
        catch (PostgresException unknown) when (unknown.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            throw Refusal.Invalid("invalid_zone", "zone is a time zone such as Europe/Berlin.");   // one that this machine knows and the database does not
        }
    }

    /// <summary>A line has a point for every hour or day, also where nothing happened.</summary>
    private static IReadOnlyList<InsightStep> Filled(InsightPeriod period, IReadOnlyList<InsightStep> found)
    {
        var known = found.ToDictionary(step => step.At.ToUniversalTime());
        return [.. period.Steps().Where(at => !known.ContainsKey(at)).Select(at => new InsightStep { At = at })
            .Concat(found.Select(step => step with { At = step.At.ToUniversalTime() })).OrderBy(step => step.At)];
    }

    private static string Times(string name, string which) => $"""
        percentile_cont(0.5) within group (order by seconds) filter (where {which}) as "{name}SecondsMedian",
        percentile_cont(0.9) within group (order by seconds) filter (where {which}) as "{name}SecondsP90"
        """;

    private sealed record Found
    {
        public required InsightTotals Totals { get; init; }
        public required IReadOnlyList<InsightStep> Series { get; init; }
        public required IReadOnlyList<InsightReason> Reasons { get; init; }
        public required IReadOnlyList<InsightTopic> Topics { get; init; }
        public required IReadOnlyList<InsightTool> Tools { get; init; }
        public required IReadOnlyList<int> Ratings { get; init; }
    }
}
