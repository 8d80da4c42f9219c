using System.Diagnostics;
using Dapper;
using Npgsql;

namespace Baton.Bench;

/// <summary>
/// reports: a supervisor opens a bot's report of a month in which it had 100,000 conversations, made up in the database: once as it is before anything of it is settled, and
/// as it is ever after. Beside it the same asked plainly of the rows, without who came back, and the least that counts them.
/// </summary>
public static class ReportsScenario
{
    private const int Had = 100_000;
    private const int Days = 30;

    private static readonly int[] Callers = [1, 4];

    public static async Task Run(BenchOptions options)
    {
        await using var hub = await HubProcess.Start(options.Server);
        await hub.SignIn("admin");
        var bot = (await hub.Send(HttpMethod.Get, "/api/v1/bots")).EnumerateArray().First().GetProperty("id").GetGuid();
        await using var source = NpgsqlDataSource.Create(hub.ConnectionString);
        await using (var connection = await source.OpenConnectionAsync()) await connection.ExecuteAsync(MadeUp, new { bot, Had, Days }, commandTimeout: 600);

        var since = TimeProvider.System.GetUtcNow().AddDays(-Days);
        var runs = new List<Measured> { await Opened(hub, "Baton: a month's report, nothing settled", bot, since, 1, options.Seconds) };
        await hub.Restart();
        Console.WriteLine($"The conversations of all days that can't change any more were settled within {(await Settled(source)).TotalSeconds:0.0} s of the start.");
        foreach (var callers in Callers)
            for (var run = 0; run < options.Runs; run++)
            {
                runs.Add(await Opened(hub, "Baton: a month's report", bot, since, callers, options.Seconds));
                runs.Add(await Bare(hub, source, "plain: the same asked of the rows", Plain, new { bot, since }, callers, options.Seconds));
                runs.Add(await Bare(hub, source, "limit: the rows are counted", "select count(*) from bot_sessions where bot_id = @bot and began_at >= @since", new { bot, since }, callers, options.Seconds / 2));
            }
        await Report.Write(options, "reports", runs);
    }

    private static async Task<Measured> Opened(HubProcess hub, string what, Guid bot, DateTimeOffset since, int callers, double seconds)
    {
        var (before, began) = (hub.Used(), Stopwatch.GetTimestamp());
        var measured = await Load.Measure(what, callers, seconds, async _ =>
        {
            var http = await RawHttp.Connect(hub.Address);
            var request = RawHttp.Get(hub.Address, $"/api/v1/bots/{bot}/insights?from={Uri.EscapeDataString(since.ToString("O"))}", hub.Token);
            return async _ =>
            {
                if (await http.Send(request) is not 200 and var status) throw new InvalidOperationException($"The hub answered {status}.");
            };
        });
        return measured.With(before, hub.Used(), Stopwatch.GetElapsedTime(began));
    }

    /// <summary>A statement, without Baton.</summary>
    internal static async Task<Measured> Bare(HubProcess hub, NpgsqlDataSource source, string what, string sql, object with, int callers, double seconds)
    {
        var (before, began) = (hub.Used(), Stopwatch.GetTimestamp());
        var measured = await Load.Measure(what, callers, seconds, async _ =>
        {
            var connection = await source.OpenConnectionAsync();
            return async _ =>
            {
                await using var rows = await connection.ExecuteReaderAsync(sql, with);
                do
                {
                    while (await rows.ReadAsync()) { }
                }
                while (await rows.NextResultAsync());
            };
        });
        return measured.With(before, hub.Used(), Stopwatch.GetElapsedTime(began));
    }

    private static async Task<TimeSpan> Settled(NpgsqlDataSource source)
    {
        var began = Stopwatch.GetTimestamp();
        await using var connection = await source.OpenConnectionAsync();
        await Load.Until(() => connection.ExecuteScalarAsync<bool>("""
            select not exists (select from bot_sessions where outcome is null and began_at < date_trunc('day', now() - interval '73 hours', 'UTC'))
            """), "everything is settled");
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>What became of them, by everything that a report looks at.</summary>
    private const string Plain = """
        select day, how, reason, last_topic, rating, count(*), avg(turns), percentile_disc(array[0.5, 0.9]) within group (order by seconds)
        from (
            select date_trunc('day', b.began_at, 'UTC') as day, b.how, b.reason, b.last_topic, b.turns, c.rating, extract(epoch from b.ended_at - b.began_at)::int as seconds
            from bot_sessions b join conversations c on c.id = b.conversation_id where b.bot_id = @bot and b.began_at >= @since) s
        group by grouping sets ((day, how), (how), (how, reason), (how, last_topic), (rating));
        select tool, count(*), count(*) filter (where outcome = 'error'), percentile_disc(0.5) within group (order by took_ms)
        from tool_runs where who_kind = 'bot' and who_id = @bot and at >= @since and conversation_id is not null group by tool
        """;

    /// <summary>Conversations over a month: of a few words each, some of visitors who come again, with a tool in each, and everything that can become of them.</summary>
    private const string MadeUp = """
        create temp table made as
        select n, gen_random_uuid() as id, now() - n * (@Days * interval '1 day' / @Had) as at, case when n % 5 = 0 then 'returning ' || n / 10 else 'visitor ' || n end as visitor
        from generate_series(1, @Had) n;
        insert into conversations (id, channel_id, channel, workstream_id, state, visitor_id, visitor_name, created_at, ended_at, closed_at, rating, resolved)
        select id, id, 'web chat', (select id from workstreams order by id limit 1), 'Closed', visitor, 'Vera', at, at + interval '5 minutes', at + interval '6 minutes',
               case when n % 4 = 0 then 1 + n % 5 end, case when n % 7 = 0 then n % 14 = 0 end from made;
        insert into messages (conversation_id, n, kind, from_kind, from_name, text, at)
        select id, k, 'message', case when k % 2 = 0 then 'visitor' else 'bot' end, 'Somebody', 'Where is my parcel, the one that I ordered on Monday?', at + k * interval '20 seconds'
        from made, generate_series(1, 4) k;
        insert into bot_sessions (conversation_id, epoch, bot_id, began_at, heard_from, ended_at, how, reason, turns, answered, last_topic)
        select id, 1, @bot, at, 1, at + (60 + n % 900) * interval '1 second', (array['ended', 'ended', 'escalated', 'taken'])[1 + n % 4],
               (array['ended_by_visitor', 'ended_by_bot', 'Reason ' || n % 12, null])[1 + n % 4], n % 7, n % 6 > 0, 'Topic ' || n % 25 from made;
        insert into tool_runs (id, at, tool, who_kind, who_id, who_name, conversation_id, input_hash, input, outcome, result, error, took_ms)
        select gen_random_uuid(), at + interval '30 seconds', 'tool_' || n % 20, 'bot', @bot, 'Bot', id, '', '{}', case when n % 30 = 0 then 'error' else 'ok' end,
               case when n % 30 > 0 then '{}'::json end, case when n % 30 = 0 then '{}'::json end, 5 + n % 400 from made;
        drop table made;
        analyze conversations, messages, bot_sessions, tool_runs
        """;
}
