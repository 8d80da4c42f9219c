using System.Net;
using System.Text.RegularExpressions;
using Baton.Tests.House;
using Dapper;
using Npgsql;

namespace Baton.Tests.Plumbing;

/// <summary>What operators see from outside: health and metrics, and that no visitor is in them.</summary>
public sealed partial class MetricsTests(TestPostgres postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_are_sound_and_tell_what_is_going_on()
    {
        await using var hub = await Hub.Start(postgres);
        var visitor = await Visitor.Begin(hub, new { id = "dl_zacharias", name = "Zacharias" });
        await visitor.Say("A very private matter");

        var text = await Eventually.Is(() => hub.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct),
            text => Value(text, "baton_messages_total{from=\"visitor\"}") > 0 && text.Contains("baton_job_runs_total"), "the message is counted");

        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            (line.StartsWith("# HELP ") || line.StartsWith("# TYPE ") || Sample().IsMatch(line)).ShouldBeTrue(line);
        text.Split('\n').Where(line => line.StartsWith("# TYPE ")).GroupBy(line => line.Split(' ')[2]).ShouldAllBe(group => group.Count() == 1);
        string[] names =
        [
            "baton_conversations{state=\"Waiting\"}", "baton_conversations{state=\"WithBot\"}", "baton_waiting_oldest_seconds", "baton_queue_waiting{queue=", "baton_agents{presence=\"Available\"}",
            "baton_jobs{state=\"put_aside\"}", "baton_jobs_late_seconds", "baton_processes", "baton_desk_sockets", "baton_database_up 1", "baton_commit_says_bucket{le=\"1\"}",
            "baton_commit_says_count", "baton_facts_total{fact=\"Began\"}", "http_server_request_duration_seconds_bucket{",
        ];
        foreach (var name in names) text.ShouldContain(name);
        foreach (var secret in new[] { "Zacharias", "zacharias", "private", visitor.Token, visitor.ConversationId.ToString() })
            text.ShouldNotContain(secret);
    }

    [Fact]
    public async Task It_is_not_ready_while_the_database_is_away_but_alive()
    {
        await using var hub = await Hub.Start(postgres);
        (await hub.Http.GetAsync("/health/ready", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var name = new NpgsqlConnectionStringBuilder(hub.ConnectionString).Database;
        await Do($"alter database {name} with allow_connections false");
        await Do($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        await Eventually.IsTrue(async () => (await hub.Http.GetAsync("/health/ready", Ct)).StatusCode == HttpStatusCode.ServiceUnavailable, "it says that it is not ready");
        (await hub.Http.GetAsync("/health/live", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.IsTrue(async () => (await hub.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct)).Contains("baton_database_up 0"), "and counts go on");

        await Do($"alter database {name} with allow_connections true");
        await Eventually.IsTrue(async () => (await hub.Http.GetAsync("/health/ready", Ct)).StatusCode == HttpStatusCode.OK, "it is ready again");
    }

    private async Task Do(string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.Server);
        await connection.ExecuteAsync(sql);
    }

    private static double Value(string text, string series) =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(series, StringComparison.Ordinal)) is { } line
            ? double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("""^[a-z_:][a-z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)+\})? (-?[0-9.]+(E[+-]?[0-9]+)?|NaN|[+-]?Inf|[-]?∞)$""", RegexOptions.IgnoreCase)]
    private static partial Regex Sample();
}
