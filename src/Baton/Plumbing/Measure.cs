using System.Diagnostics.Metrics;
using System.Globalization;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>What is read from the store when somebody asks for the metrics: a gauge. Every column but <c>value</c> is a label, so keep them few and never a visitor's.</summary>
public sealed record Measure(string Name, string Help, string Sql);

/// <summary>The meter of everything that this process counts.</summary>
public static class Meters
{
    public static readonly Meter Baton = new("Baton");
}

/// <summary>Reads all measures, at most every few seconds however often they are asked for. Rooms register theirs.</summary>
public sealed class Measures(NpgsqlDataSource source, IEnumerable<Measure> measures, TimeProvider clock, ILogger<Measures> log) : IDisposable
{
    private const int ReadSecondsMax = 5;
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private (string Text, long At)? _last;

    /// <summary>In Prometheus' text format. Says so itself when the database does not answer.</summary>
    public async Task<string> Text(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_last is { } last && clock.GetElapsedTime(last.At) < GoodFor) return last.Text;
            var text = await Read(ct);
            _last = (text, clock.GetTimestamp());
            return text;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<string> Read(CancellationToken ct)
    {
        using var limit = new TimeLimit(TimeSpan.FromSeconds(ReadSecondsMax), clock, ct);
        var text = new System.Text.StringBuilder();
        try
        {
            await using var connection = await source.OpenConnectionAsync(limit.Token);
            foreach (var measure in measures.OrderBy(measure => measure.Name, StringComparer.Ordinal)) await Read(connection, measure, text, limit.Token);
            return text + Up(1);
        }
        catch (Exception gone) when (gone is NpgsqlException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            PlumbingLog.MeasuresMissing(log, gone.Message);
            return Up(0);
        }
    }

    private static async Task Read(NpgsqlConnection connection, Measure measure, System.Text.StringBuilder text, CancellationToken ct)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {measure.Name} {measure.Help}\n# TYPE {measure.Name} gauge\n");
        await using var command = new NpgsqlCommand(measure.Sql, connection) { CommandTimeout = ReadSecondsMax };
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var labels = new List<KeyValuePair<string, object?>>();
            for (var i = 0; i < rows.FieldCount; i++)
                if (rows.GetName(i) != "value") labels.Add(new(rows.GetName(i), rows.GetValue(i)));
            var value = Convert.ToDouble(rows["value"], CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{measure.Name}{Metrics.Labels(labels.ToArray())} {value}\n");
        }
    }

    private static string Up(int up) => $"# HELP baton_database_up Whether the database answered just now.\n# TYPE baton_database_up gauge\nbaton_database_up {up}\n";
}

/// <summary>What Plumbing itself measures.</summary>
internal static class PlumbingMeasures
{
    public static readonly Measure[] All =
    [
        new("baton_jobs", "Jobs by what they wait for: due, held_back (failed, to be tried again), scheduled, running, put_aside.", """
            select s.state, count(j.id)::float8 as value
            from unnest(array['due', 'held_back', 'scheduled', 'running', 'put_aside']) s(state)
            left join (select id, case when put_aside_at is not null then 'put_aside' when leased_by is not null then 'running'
                                       when error is not null then 'held_back' when due > now() then 'scheduled' else 'due' end as state from jobs) j
                on j.state = s.state
            group by s.state order by s.state
            """),
        new("baton_jobs_late_seconds", "How long the oldest job that is due and has not failed has been waiting.", """
            select coalesce(extract(epoch from now() - min(due)), 0)::float8 as value from jobs
            where put_aside_at is null and leased_by is null and error is null and due <= now()
            """),
        new("baton_processes", "Processes of Baton that live on this database.",
            $"select count(*)::float8 as value from processes where seen_at > now() - interval '{Processes.SilenceSecondsMax} seconds'"),
        new("baton_desk_sockets", "Open sockets of desks, in all processes.", "select count(*)::float8 as value from sockets"),
    ];
}
