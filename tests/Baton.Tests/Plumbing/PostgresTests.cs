using System.Diagnostics;
using Baton.Plumbing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Baton.Tests.Plumbing;

/// <summary>Our own PostgreSQL, through everything that can happen to a process.</summary>
public sealed class PostgresTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"baton-postgres-{Guid.CreateVersion7():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task It_starts_and_keeps_what_it_was_told()
    {
        await using (var first = await StartToLast())
        {
            await Run(first, "create table said (words text); insert into said values ('schön')");
        }
        await using var second = await StartToLast();
        (await Ask(second, "select words from said")).ShouldBe("schön");
        (await Ask(second, "show fsync")).ShouldBe("on");
        (await Ask(second, "show synchronous_commit")).ShouldBe("on");
    }

    [Fact]
    public async Task Killed_it_comes_back_at_the_same_address_with_its_data()
    {
        await using var postgres = await Start();
        await Run(postgres, "create table said (words text); insert into said values ('still here')");

        Kill(Postmaster());

        (await AskUntilAnswered(postgres, "select words from said")).ShouldBe("still here");
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_statement_its_orphans_do_not_stand_in_the_way()
    {
        await using var postgres = await Start();
        await Run(postgres, "create table said (words text); insert into said values ('still here')");
        // A child that computes does not look up to see that its parent is gone.
        var busy = Ask(postgres, "select count(*)::text from generate_series(1, 100000000000)");
        await AskUntilAnswered(postgres, "select 1::text from pg_stat_activity where query like '%generate_series%' and pid <> pg_backend_pid()");

        Kill(Postmaster());

        (await AskUntilAnswered(postgres, "select words from said")).ShouldBe("still here");
        await Should.ThrowAsync<NpgsqlException>(busy);
    }

    [Fact]
    public async Task Left_running_by_a_killed_Baton_it_is_found_and_gone_on_with()
    {
        var left = await LeaveRunning();
        var before = Postmaster();

        await using var found = await Start();

        Postmaster().ShouldBe(before);
        (await Ask(found, "select words from said")).ShouldBe(left);
    }

    [Fact]
    public async Task Killed_together_with_Baton_it_recovers_at_the_next_start()
    {
        var left = await LeaveRunning();
        Kill(Postmaster());
        File.Exists(PidFile).ShouldBeTrue();

        await using var recovered = await Start();

        (await Ask(recovered, "select words from said")).ShouldBe(left);
    }

    [Fact]
    public async Task A_process_id_that_belongs_to_somebody_else_now_is_not_taken_for_ours()
    {
        await LeaveRunning();
        foreach (var id in PostgresProcesses.All(ClusterFiles)) Kill(id);
        await File.WriteAllTextAsync(PidFile, $"{Environment.ProcessId}\n{ClusterFiles}\n1\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(Home, ".s.PGSQL.5432.lock"), $"{Environment.ProcessId}\n{ClusterFiles}\n1\n", Stop);

        await using var started = await Start();

        Postmaster().ShouldNotBe(Environment.ProcessId);
        (await Ask(started, "select 'well'")).ShouldBe("well");
    }

    [Fact]
    public async Task A_cluster_half_made_is_made_again()
    {
        var half = Path.Combine(_folder, "postgres", "cluster.new");
        Directory.CreateDirectory(half);
        await File.WriteAllTextAsync(Path.Combine(half, "PG_VERSION"), "18", Stop);

        await using var started = await Start();

        (await Ask(started, "select 'well'")).ShouldBe("well");
    }

    [Fact]
    public async Task A_second_Baton_on_the_same_data_folder_is_refused_in_a_sentence()
    {
        await using var first = await Start();

        var refused = await Should.ThrowAsync<CannotStart>(Start());

        refused.Message.ShouldStartWith("Another Baton already uses the data folder");
        (await Ask(first, "select 'undisturbed'")).ShouldBe("undisturbed");
    }

    [Fact]
    public async Task Stopped_it_leaves_no_process_behind()
    {
        var postgres = await StartToLast();
        PostgresProcesses.All(ClusterFiles).ShouldNotBeEmpty();

        await postgres.DisposeAsync();

        File.Exists(PidFile).ShouldBeFalse();
        PostgresProcesses.All(ClusterFiles).ShouldBeEmpty();
    }

    [Fact]
    public async Task Thrown_away_it_leaves_no_file_behind()
    {
        var postgres = await Start();
        var home = Home;

        await postgres.DisposeAsync();

        Directory.Exists(home).ShouldBeFalse();
    }

    /// <summary>The suite itself runs as whoever runs it; as root, this is the start as somebody else.</summary>
    [Fact]
    public async Task Killed_together_it_recovers_at_the_next_start_for_an_ordinary_user_too()
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess, "Only root can start a program as somebody else; the other tests ran as an ordinary user.");
        var folder = Path.Combine(_folder, "theirs");
        Directory.CreateDirectory(folder);
        using (var given = Process.Start("chown", ["nobody", folder])) await given.WaitForExitAsync(Stop);
        var files = Path.Combine(folder, "postgres", "cluster");

        using (var first = await StartAsNobody(folder))
        {
            first.Kill();
            foreach (var id in PostgresProcesses.All(files)) Kill(id);
            await first.WaitForExitAsync(Stop);
        }
        File.Exists(Path.Combine(files, "postmaster.pid")).ShouldBeTrue("nobody tidied up");

        using var second = await StartAsNobody(folder);
        await using (var connection = new NpgsqlConnection(second.ConnectionString))
        {
            await connection.OpenAsync(Stop);
            await using var ask = new NpgsqlCommand("select 'well'", connection);
            (await ask.ExecuteScalarAsync(Stop)).ShouldBe("well");
        }
        second.StopReading();
        await second.WaitForExitAsync(Stop);
        PostgresProcesses.All(files).ShouldBeEmpty("it stopped what it started");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Home
    {
        get
        {
            var record = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "postgres.json"))).RootElement;
            return record.GetProperty("Elsewhere").GetString() ?? Path.Combine(_folder, "postgres");
        }
    }

    private string ClusterFiles => Path.Combine(Home, "cluster");
    private string PidFile => Path.Combine(ClusterFiles, "postmaster.pid");

    private int Postmaster() => int.Parse(File.ReadLines(PidFile).First(), System.Globalization.CultureInfo.InvariantCulture);

    // Without flushing: what a killed process has written stays written, only a power cut would lose it.
    private Task<EmbeddedPostgres> Start() => EmbeddedPostgres.StartThrowAway(_folder, NullLogger.Instance, Stop);

    private Task<EmbeddedPostgres> StartToLast() => EmbeddedPostgres.Start(_folder, NullLogger.Instance, Stop);

    private async Task<string> LeaveRunning()
    {
        var postgres = await Start();
        await Run(postgres, "create table said (words text); insert into said values ('left behind')");
        await postgres.Abandon();
        return "left behind";
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return;   // children of a postmaster that was killed a moment ago end by themselves
        }
    }

    private static async Task Run(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Stop);
    }

    private static async Task<string?> Ask(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString + ";Pooling=false;Command Timeout=0");
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync(Stop);
    }

    private static async Task<string?> AskUntilAnswered(EmbeddedPostgres postgres, string sql)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await again.WaitForNextTickAsync(patience.Token))
        {
            try
            {
                if (await Ask(postgres, sql) is { } answer) return answer;
            }
            catch (NpgsqlException away) when (away.SqlState != PostgresErrorCodes.UndefinedTable)
            {
                continue;
            }
        }
        return null;
    }

    private static async Task<Nobodys> StartAsNobody(string folder)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Server).Assembly.Location, "postgres", folder])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/",
        };
        if (!OperatingSystem.IsWindows()) start.UserName = "nobody";
        start.Environment["DOTNET_CLI_HOME"] = start.Environment["HOME"] = folder;
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(Stop).AsTask().WaitAsync(Patience, Stop) is { } line)
            if (line.StartsWith("Host=", StringComparison.Ordinal)) return new Nobodys(process, line);
        throw new InvalidOperationException($"It ended with {process.ExitCode}.");
    }

    /// <summary>`Baton postgres` as the user nobody runs it.</summary>
    private sealed class Nobodys(Process process, string connectionString) : IDisposable
    {
        public string ConnectionString => connectionString + ";Pooling=false";

        public void Kill() => process.Kill();

        /// <summary>It ends when whoever reads along is gone.</summary>
        public void StopReading() => process.StandardInput.Close();

        public Task WaitForExitAsync(CancellationToken ct) => process.WaitForExitAsync(ct).WaitAsync(Patience, ct);

        public void Dispose()
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
    }
}
