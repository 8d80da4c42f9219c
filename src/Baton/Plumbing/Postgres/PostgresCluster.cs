using Npgsql;

namespace Baton.Plumbing;

/// <summary>One PostgreSQL cluster, its files and its processes: made if absent, started, found again, stopped.</summary>
internal sealed class PostgresCluster
{
    private const int StartMinutesMax = 60;   // recovery after a crash reads back what was written since the last checkpoint
    private const int StopSecondsMax = 60;
    private const int AnswerSecondsMax = 5;
    private const string Housekeeper = "postgres";
    internal const string Role = "baton";
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SayAgain = TimeSpan.FromSeconds(5);

    private readonly string _dataFolder;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly PostgresBinaries _binaries;
    private PostgresHome _home;

    private PostgresCluster(string dataFolder, PostgresHome home, PostgresBinaries binaries, bool throwAway, ILogger log, TimeProvider time)
    {
        (_dataFolder, _home, _binaries, _log, _time) = (dataFolder, home, binaries, log, time);
        ThrowAway = throwAway;
    }

    public bool ThrowAway { get; }
    public string ConnectionString => Address(Role, Role);
    public int? ProcessId => PostgresProcesses.Postmaster(Files);

    private string Folder => _home.Folder(_dataFolder);
    private string Files => Path.Combine(Folder, "cluster");
    private string? Socket => _home.SocketFolder(_dataFolder);
    private string StartLog => Path.Combine(Folder, "start.log");

    /// <summary>Finds the cluster of this data folder or makes one, and writes its settings. Starts nothing.</summary>
    public static async Task<PostgresCluster> Open(
        string dataFolder, bool throwAway, ILogger log, TimeProvider time, CancellationToken ct)
    {
        var home = await PostgresHome.Open(dataFolder, ct);
        var binaries = await PostgresBinaries.Find(MajorOf(Path.Combine(home.Folder(dataFolder), "cluster")), ct);
        if (home.User is { } user) binaries = await binaries.WithinReach(user, home.Folder(dataFolder), ct);

        var cluster = new PostgresCluster(dataFolder, home, binaries, throwAway, log, time);
        if (!Directory.Exists(cluster.Files)) await cluster.Make(ct);
        await cluster.Settle(ct);
        return cluster;
    }

    /// <summary>Leaves PostgreSQL running and answering: the one that runs already, or a new one in its place.</summary>
    public async Task BringUp(CancellationToken ct)
    {
        if (ProcessId is { } running)
        {
            PostgresLog.Joining(_log, running);
            if (await Patiently(AnswersBeforeItEnds(ct), ct)) return;
        }
        // The children of a killed PostgreSQL may still write to its memory; none may be left when the next one recovers from it.
        await PostgresProcesses.EndAll(Files, _time, ct);
        await ForgetTheDead(ct);
        await Launch(ct);
    }

    public async Task MakeDatabase(CancellationToken ct)
    {
        await using var connection = await Connect(ct);
        if (await One(connection, $"select 1 from pg_roles where rolname = '{Role}'", ct) is null)
            await One(connection, $"create role {Role} login createdb password '{_home.Password}'", ct);
        if (await One(connection, $"select 1 from pg_database where datname = '{Role}'", ct) is null)
            await One(connection, $"create database {Role} owner {Role}", ct);
    }

    /// <summary>A connection of our own, outside every pool, to look after the cluster.</summary>
    public async Task<NpgsqlConnection> Connect(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(Address(Housekeeper, Housekeeper)) { Pooling = false, Timeout = AnswerSecondsMax };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task Stop()
    {
        if (ProcessId is null) return;
        var answer = await Run("pg_ctl", Stopping(ThrowAway ? "immediate" : "fast"), CancellationToken.None);
        if (answer.ExitCode != 0 && ProcessId is not null)
        {
            // Nothing committed is lost by this: the next start recovers, as it would after a power cut.
            PostgresLog.StoppingAtOnce(_log, StopSecondsMax);
            await Run("pg_ctl", Stopping("immediate"), CancellationToken.None);
        }
        await PostgresProcesses.EndAll(Files, _time, CancellationToken.None);
    }

    public void Delete()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        File.Delete(Path.Combine(_dataFolder, "postgres.json"));
    }

    // Made beside and moved into place, so that a start that is killed half way leaves no half cluster.
    private async Task Make(CancellationToken ct)
    {
        PostgresLog.Making(_log, _binaries.Version, Folder);
        var unfinished = Files + ".new";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(Folder);
        var password = Path.Combine(Folder, "password");
        await PostgresHome.WriteSecret(password, _home.Password, ct);
        await MakeFolder(Folder, ct);
        var made = await Run("initdb", PostgresSettings.ForInitdb(unfinished, password, _binaries.Major, ThrowAway), ct);
        File.Delete(password);
        if (made.ExitCode != 0) throw new CannotStart($"PostgreSQL could not make its files in {Folder}:\n{made.Output.Trim()}");

        Directory.Move(unfinished, Files);
    }

    // A PostgreSQL left running with other settings, or with the programs of an older Baton, is stopped here and started anew.
    private async Task Settle(CancellationToken ct)
    {
        if (ProcessId is null && _home.AtFreePort() is var moved && moved != _home)
        {
            _home = moved;
            await _home.Save(_dataFolder, ct);
        }
        var changed = await PostgresSettings.Write(Files, Socket, _home.Port, _binaries, ThrowAway, ct);
        if (changed) await Stop();
    }

    // PostgreSQL believes these files when their process id runs, even if it is somebody else's by now.
    private async Task ForgetTheDead(CancellationToken ct)
    {
        File.Delete(Path.Combine(Files, PostgresProcesses.PidFile));
        if (Socket is null) return;

        File.Delete(Path.Combine(Socket, $".s.PGSQL.{_home.Port}.lock"));
        if (!Directory.Exists(Socket)) await MakeFolder(Socket, ct);
    }

    // Open to the one who runs PostgreSQL, and closed to all others.
    private async Task MakeFolder(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (_home.User is not null) await OutsideProgram.Run("chown", ["-R", _home.User, folder], null, ct);
    }

    private async Task Launch(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        File.Delete(StartLog);
        PostgresLog.Starting(_log, _binaries.Version, _binaries.Folder);
        string[] arguments = ["start", "-D", Files, "-s", "-w", "-t", $"{StartMinutesMax * 60}", "-l", StartLog];
        // Not cut off half way: the PostgreSQL that pg_ctl has just begun would come up with nobody to stop it.
        var starting = OutsideProgram.Run(
            _binaries.Program("pg_ctl"), arguments, _home.User, CancellationToken.None, unheard: OperatingSystem.IsWindows());
        var started = await Patiently(starting, ct);
        ct.ThrowIfCancellationRequested();
        if (started.ExitCode != 0)
            throw new CannotStart($"PostgreSQL would not start. The last it said:\n{PostgresLog.LastWords(StartLog, Files)}{started.Output}");
    }

    private async Task<bool> AnswersBeforeItEnds(CancellationToken ct)
    {
        var began = _time.GetTimestamp();
        using var again = new PeriodicTimer(LookAgain, _time);
        do
        {
            try
            {
                await using var connection = await Connect(ct);
                return true;
            }
            catch (NpgsqlException refused) when (refused.SqlState is null or PostgresErrorCodes.CannotConnectNow)
            {
                if (ProcessId is null || _time.GetElapsedTime(began).TotalMinutes > StartMinutesMax) return false;
            }
        }
        while (await again.WaitForNextTickAsync(ct));
        return false;
    }

    // Waits, says now and then that it waits, and stops what it waits for when nobody wants it any more.
    private async Task<T> Patiently<T>(Task<T> work, CancellationToken ct)
    {
        var began = _time.GetTimestamp();
        var said = TimeSpan.Zero;
        using var ticks = new PeriodicTimer(LookAgain, _time);
        while (await Task.WhenAny(work, ticks.WaitForNextTickAsync(CancellationToken.None).AsTask()) != work)
        {
            if (ct.IsCancellationRequested) await Stop();
            if (_time.GetElapsedTime(began) - said < SayAgain) continue;

            said = _time.GetElapsedTime(began);
            PostgresLog.StillStarting(_log, (int)said.TotalSeconds);
        }
        return await work;
    }

    private string[] Stopping(string mode) => ["stop", "-D", Files, "-m", mode, "-w", "-t", $"{StopSecondsMax}"];

    private string Address(string database, string user) => _home.Address(_dataFolder, database, user);

    private Task<OutsideProgram.Answer> Run(string program, IEnumerable<string> arguments, CancellationToken ct) =>
        OutsideProgram.Run(_binaries.Program(program), arguments, _home.User, ct);

    private static async Task<object?> One(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }

    private static int? MajorOf(string files)
    {
        var path = Path.Combine(files, "PG_VERSION");
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), out var major) ? major : null;
    }
}
