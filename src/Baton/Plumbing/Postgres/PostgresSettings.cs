namespace Baton.Plumbing;

/// <summary>How we want our PostgreSQL: small, safe, quick at many small commits, and silent about what visitors say.</summary>
internal static class PostgresSettings
{
    private const int BuiltInLocalesMajorMin = 17;
    private const int SaltingRoundsMajorMin = 16;
    private const int ChecksumsMajorMin = 18;   // from here on pages have them unless refused
    private const int ThrowAwayRounds = 1;
    private const string OwnFile = "baton.conf";
    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static IEnumerable<string> ForInitdb(string files, string passwordFile, int major, bool throwAway)
    {
        yield return $"--pgdata={files}";
        yield return "--username=postgres";
        yield return $"--pwfile={passwordFile}";
        yield return "--auth=scram-sha-256";
        yield return "--encoding=UTF8";
        yield return "--locale=C";   // the same order of text on every machine, whatever languages are installed there
        if (major >= BuiltInLocalesMajorMin)
        {
            yield return "--locale-provider=builtin";   // ... and letters beyond ASCII still have an upper and a lower case
            yield return "--builtin-locale=C.UTF-8";
        }
        if (!throwAway) yield break;
        yield return "--no-sync";
        if (major >= ChecksumsMajorMin) yield return "--no-data-checksums";
        if (major >= SaltingRoundsMajorMin) yield return $"--set=scram_iterations={ThrowAwayRounds}";
    }

    /// <summary>Writes our settings; true if they differ from those that a running PostgreSQL would have.</summary>
    public static async Task<bool> Write(
        string files, string? socket, int port, PostgresBinaries binaries, bool throwAway, CancellationToken ct)
    {
        var path = Path.Combine(files, OwnFile);
        var text = Text(socket, port, binaries, throwAway);
        if (File.Exists(path) && await File.ReadAllTextAsync(path, ct) == text) return false;
        await File.WriteAllTextAsync(path, text, ct);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, ReadableByAll);   // PostgreSQL may run as another user

        var main = Path.Combine(files, "postgresql.conf");
        var include = $"include '{OwnFile}'";
        if (!(await File.ReadAllLinesAsync(main, ct)).Contains(include))
            await File.AppendAllTextAsync(main, $"\n{include}\n", ct);
        return true;
    }

    private static string Text(string? socket, int port, PostgresBinaries binaries, bool throwAway)
    {
        var durable = throwAway ? "off" : "on";
        return $"""
            # Written by Baton at every start: a change here does not last. For PostgreSQL {binaries.Version} in {binaries.Folder}.
            # Your own settings: put them into postgresql.conf, below the line that includes this file.
            listen_addresses = '{(socket is null ? "127.0.0.1" : "")}'
            port = {port}
            unix_socket_directories = '{socket}'
            max_connections = 200
            password_encryption = 'scram-sha-256'

            # What is acknowledged is on the disk, or thrown away: at least with the system, and survives the end of PostgreSQL itself.
            synchronous_commit = on
            fsync = {durable}
            full_page_writes = {durable}

            # Many small commits: few checkpoints, and write-ahead files that are used again.
            shared_buffers = '256MB'
            effective_cache_size = '1GB'
            work_mem = '8MB'
            maintenance_work_mem = '128MB'
            wal_buffers = '16MB'
            min_wal_size = '256MB'
            max_wal_size = '2GB'
            checkpoint_timeout = '10min'
            wal_compression = on
            random_page_cost = 1.1
            jit = off

            # Jobs and seats are rows that change all day.
            autovacuum_naptime = '15s'
            autovacuum_vacuum_cost_delay = '1ms'
            idle_in_transaction_session_timeout = '2min'

            # A week of logs. Errors go to the one who asked and not into the file: they may quote what a visitor wrote.
            logging_collector = on
            log_directory = 'log'
            log_filename = 'postgres-%a.log'
            log_rotation_age = '1d'
            log_rotation_size = 0
            log_truncate_on_rotation = on
            log_min_messages = 'log'
            log_min_error_statement = 'panic'
            log_error_verbosity = 'terse'
            log_line_prefix = '%m [%p] '
            log_timezone = 'UTC'
            timezone = 'UTC'
            lc_messages = 'C'
            {(throwAway ? ThrowAway(binaries.Major) : "")}
            """;
    }

    // Each test has a database of its own that lives for a second, and opens its connections anew: nothing there is worth tidying up, or keeping from who guesses passwords.
    private static string ThrowAway(int major) => $"""

        autovacuum = off
        wal_compression = off
        {(major >= SaltingRoundsMajorMin ? $"scram_iterations = {ThrowAwayRounds}" : "")}

        """;
}
