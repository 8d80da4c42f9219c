using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Baton.Sandbox.Tests;

/// <summary>
/// The PostgreSQL that tests use: the server that BATON_TEST_POSTGRES names, or an installed one started for this run.
/// One database is prepared as a template; every test class gets a copy of it, which takes a moment only.
/// </summary>
internal static class TestServer
{
    private const int StartSecondsMax = 60;
    private static readonly string Template = $"sandbox_template_{Environment.ProcessId}";
    private static readonly Lazy<Task<string>> Server = new(Start);
    private const int DropAttemptsMax = 50;
    private static int databases;

    /// <summary>A connection string to a fresh copy of the prepared database.</summary>
    public static async Task<string> NewDatabase()
    {
        var server = await Server.Value;
        var name = $"sandbox_{Environment.ProcessId}_{Interlocked.Increment(ref databases)}";
        await Run(server, $"create database {name} template {Template}");
        return new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = true }.ConnectionString;
    }

    public static async Task Drop(string connectionString)
    {
        NpgsqlConnection.ClearAllPools();
        await DropDatabase(await Server.Value, new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    private static async Task DropDatabase(string server, string name)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Run(server, $"drop database if exists {name} with (force)");
                return;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.InsufficientPrivilege && attempt < DropAttemptsMax)
            {
                await Task.Delay(100);   // the server's own vacuum is at work there, and may not be ended by us
            }
        }
    }

    private static async Task<string> Start()
    {
        var given = Environment.GetEnvironmentVariable("BATON_TEST_POSTGRES");
        var server = given is { Length: > 0 } ? given : await StartInstalled();
        var template = new NpgsqlConnectionStringBuilder(server) { Database = Template, Pooling = false }.ConnectionString;
        await SandboxApp.Prepare(new SandboxOptions { ConnectionString = template });
        NpgsqlConnection.ClearAllPools();
        // A server of our own goes as a whole.
        if (server == given) AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            DropDatabase(server, Template).GetAwaiter().GetResult();
        return server;
    }

    private static async Task<string> StartInstalled()
    {
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => $"{version}/bin").LastOrDefault() : null;
        if (bin is null) throw new InvalidOperationException("Set BATON_TEST_POSTGRES to a PostgreSQL server, or install PostgreSQL.");
        var folder = Directory.CreateTempSubdirectory("baton-sandbox-tests-").FullName;
        // PostgreSQL refuses to run as root, so root hands the folder to the user that Debian's package made.
        if (Environment.UserName == "root") await Execute("chown", "postgres", folder);
        var port = FreePort();
        await Execute($"{bin}/initdb", "-D", $"{folder}/data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "--locale=C");
        var process = Launch($"{bin}/postgres", "-D", $"{folder}/data", "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c",
            $"unix_socket_directories={folder}",
            "-c", "fsync=off", "-c", "max_connections=300", "-c", "logging_collector=off");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(process, folder);
        var server = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false";
        await Answers(server);
        return server;
    }

    private static async Task Answers(string server)
    {
        for (var waited = Stopwatch.StartNew(); ;)
            try
            {
                await Run(server, "select 1");
                return;
            }
            catch (NpgsqlException) when (waited.Elapsed.TotalSeconds < StartSecondsMax)
            {
                await Task.Yield();
            }
    }

    private static Process Launch(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Environment.UserName == "root" && program.StartsWith('/')) start.UserName = "postgres";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task Execute(string program, params string[] arguments)
    {
        var process = Launch(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed with {process.ExitCode}.");
    }

    private static void Stop(Process process, string folder)
    {
        process.Kill();
        process.WaitForExit();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task Run(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
