using System.Text.Json;
using Baton.Bots.Ai;
using Baton.People;
using Baton.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Baton.Reports;

/// <summary>How bots do: counted when asked, from what is settled and what can still change, so nothing is lost with a process.</summary>
internal static class Insights
{
    /// <summary>Reasons, topics and tools beyond these are left out, the rarest first.</summary>
    private const int NamesMax = 30;

    private static readonly string Whole = $"""
        with {InsightParts.Read}, runs as materialized (
            select tool, sum(n)::int as runs, sum(failed)::int as failed, min(took_ms) filter (where upto >= 0.5 * whole) as "medianMs"
            from (
                select tool, failed, took_ms, n, sum(n) over (partition by tool order by took_ms) as upto, sum(n) over (partition by tool) as whole
                from (
                    select tool, took_ms, count(*) as n, count(*) filter (where outcome = 'error') as failed from tool_runs
                    where who_kind = 'bot' and who_id = any(@bots) and at >= @since and at < @until and conversation_id is not null group by 1, 2) r) r
            group by tool
        )
        select json_build_object(
            'totals', (select row_to_json(t) from ({Totals("is_now")}) t),
            'before', (select row_to_json(t) from ({Totals("not is_now")}) t),
            'series', (select coalesce(json_agg(row_to_json(b)), '[]') from (
                select at, sum(n)::int as conversations, {Sum("engaged")} as engaged, {Sum("outcome = 'resolved'")} as resolved,
                       {Sum("outcome = 'escalated'")} as escalated, {Sum("outcome = 'abandoned'")} as abandoned
                from parts where part = 'step' and is_now group by 1 order by 1) b),
            'reasons', (select coalesce(json_agg(row_to_json(r)), '[]') from (
                select reason as name, sum(n)::int as count from parts where part = 'reason' and is_now and reason is not null group by 1 order by 2 desc, 1 limit {NamesMax}) r),
            'topics', (select coalesce(json_agg(row_to_json(r)), '[]') from (
                select topic as name, {Sum("outcome = 'escalated'")} as escalated, {Sum("outcome = 'abandoned'")} as abandoned
                from parts where part = 'topic' and is_now and topic <> '' group by 1 order by sum(n) desc, 1 limit {NamesMax}) r),
            'tools', (select coalesce(json_agg(row_to_json(r)), '[]') from (
                select coalesce(runs.tool, l.tool) as name, coalesce(runs, 0) as runs, coalesce(failed, 0) as failed, "medianMs",
                       coalesce(escalated, 0) as escalated, coalesce(abandoned, 0) as abandoned
                from runs full join (
                    select tool, {Sum("outcome = 'escalated'")} as escalated, {Sum("outcome = 'abandoned'")} as abandoned
                    from parts where part = 'tool' and is_now and tool is not null group by tool) l on l.tool = runs.tool
                order by coalesce(escalated, 0) + coalesce(abandoned, 0) desc, coalesce(runs, 0) desc, 1 limit {NamesMax}) r),
            'ratings', (select json_agg(coalesce(n, 0) order by stars) from generate_series(1, 5) stars left join (
                select rating, sum(n)::int as n from parts where part = 'kind' and is_now and outcome <> 'escalated' group by rating) g on g.rating = stars)
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
        Guid id, Caller caller, Database database, AiPrograms programs, TimeProvider clock, CancellationToken ct,
        [FromQuery(Name = "from")] DateTimeOffset? since = null, [FromQuery(Name = "to")] DateTimeOffset? until = null, string? unit = null, string? zone = null)
    {
        caller.MustSupervise();
        var bot = await database.BotAccount(id, ct);
        var period = InsightPeriod.From(since, until, unit, zone, clock.Now());
        var found = await Found(database, id, period, clock, ct);
        return new Insight
        {
            BotId = id, BotName = bot.Name, From = period.Since, To = period.Until, Unit = period.Unit, Zone = period.Zone.Id, Totals = found.Totals, Before = found.Before,
            Series = Filled(period, found.Series), Reasons = found.Reasons, Topics = found.Topics, Tools = found.Tools, Ratings = found.Ratings,
            Tokens = await InsightUsage.Read(id, period, database, programs, ct),
            Measures = [.. InsightMeasure.All.Select(measure => new InsightMeaning(measure.Name, measure.Title, measure.Help))],
        };
    }

    private static async Task<IReadOnlyList<InsightBot>> All(
        Caller caller, Database database, TimeProvider clock, CancellationToken ct,
        [FromQuery(Name = "from")] DateTimeOffset? since = null, [FromQuery(Name = "to")] DateTimeOffset? until = null)
    {
        caller.MustSupervise();
        var period = InsightPeriod.From(since, until, null, null, clock.Now());
        var ids = await database.List<Guid>("select user_id from bots", null, ct);
        return await database.List<InsightBot>($"""
            with {InsightParts.Read}
            select u.id, u.name, b.kind, {Sum("true")} as conversations, {Sum("engaged")} as engaged, {Sum("outcome = 'resolved'")} as resolved,
                   {Sum("outcome = 'escalated'")} as escalated, {Sum("outcome = 'abandoned'")} as abandoned, {Rating} as rating_average
            from bots b join users u on u.id = b.user_id left join parts on parts.bot_id = b.user_id and part = 'kind'
            where u.disabled_at is null or parts.bot_id is not null
            group by u.id, u.name, b.kind order by 4 desc, u.name limit {Page.LimitMax}
            """, With([.. ids], period, period.Since, clock), ct);
    }

    private static object With(Guid[] bots, InsightPeriod period, DateTimeOffset before, TimeProvider clock)
    {
        var days = InsightDays.Of(before, period.Since, period.Until);
        return new
        {
            bots, before, since = period.Since, until = period.Until, now = clock.Now(), unit = period.Unit, zone = period.Zone.Id,
            sinceDay = DateOnly.FromDateTime(period.Since.UtcDateTime), firstDay = days.First, lastDay = days.End, cutDays = days.Cut,
            begins = days.Pieces.Select(piece => piece.Begins).ToArray(), ends = days.Pieces.Select(piece => piece.Ends).ToArray(),
        };
    }

    private static async Task<Counts> Found(Database database, Guid bot, InsightPeriod period, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            var found = await database.Find<string>(Whole, With([bot], period, period.Since - period.Length, clock), ct);
            return JsonSerializer.Deserialize<Counts>(found!, JsonSerializerOptions.Web)!;
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

    private const string Rating = "sum(rating * n) filter (where outcome <> 'escalated')::float8 / nullif(sum(n) filter (where outcome <> 'escalated' and rating is not null), 0)";

    private static string Sum(string which) => $"coalesce(sum(n) filter (where {which}), 0)::int";

    private static string Totals(string when) => $"""
        select kinds.*, resolved.*, escalated.*, handled.*
        from (select {string.Join(", ", InsightMeasure.All.Select(measure => $"{Sum(measure.Sql)} as \"{measure.Name}\""))}, {Rating} as "ratingAverage",
                     sum(turns) filter (where engaged)::float8 / nullif(sum(n) filter (where engaged), 0) as "turnsAverage"
              from parts where part = 'kind' and {when}) kinds,
             {Times("resolved", $"{when} and outcome = 'resolved'")}, {Times("escalated", $"{when} and outcome = 'escalated'")}, {Times("handled", when)}
        """;

    /// <summary>The median, and what nine of ten are within: the first time at which half, or nine tenths, have been counted.</summary>
    private static string Times(string name, string which) => $"""
        (select min(seconds) filter (where upto >= 0.5 * whole) as "{name}SecondsMedian", min(seconds) filter (where upto >= 0.9 * whole) as "{name}SecondsP90"
         from (select seconds, sum(n) over (order by seconds) as upto, sum(n) over () as whole from parts where part = 'time' and seconds is not null and {which}) t) {name}
        """;

    private sealed record Counts
    {
        public required InsightTotals Totals { get; init; }
        public required InsightTotals Before { get; init; }
        public required IReadOnlyList<InsightStep> Series { get; init; }
        public required IReadOnlyList<InsightReason> Reasons { get; init; }
        public required IReadOnlyList<InsightTopic> Topics { get; init; }
        public required IReadOnlyList<InsightTool> Tools { get; init; }
        public required IReadOnlyList<int> Ratings { get; init; }
    }
}
