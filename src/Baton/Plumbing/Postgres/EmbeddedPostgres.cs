namespace Baton.Plumbing;

/// <summary>
/// Baton's own private PostgreSQL: started with Baton, watched while it runs, stopped with it.
/// <code>
/// await using var postgres = await EmbeddedPostgres.Start(dataFolder, log, ct);
/// var source = NpgsqlDataSource.Create(postgres.ConnectionString);
/// </code>
/// Open it before the host and dispose of it after the host has stopped. Whatever prevents the start is thrown as
/// <see cref="CannotStart"/> with a sentence to print. The connection string holds for as long as this lives: a PostgreSQL
/// that dies is brought back at the same address. With a connection string of one's own, none of this is used.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly FileStream _lock;
    private readonly PostgresCluster _cluster;
    private readonly PostgresGuard _guard;

    private EmbeddedPostgres(FileStream held, PostgresCluster cluster, PostgresGuard guard) =>
        (_lock, _cluster, _guard) = (held, cluster, guard);

    /// <summary>How to reach the database "baton", as a role that owns it and may create others, but is no superuser.</summary>
    public string ConnectionString => _cluster.ConnectionString;

    /// <summary>Brings the PostgreSQL of this data folder up, whatever state the last run left it in.</summary>
    public static Task<EmbeddedPostgres> Start(string dataFolder, ILogger log, CancellationToken ct) =>
        Start(dataFolder, log, TimeProvider.System, throwAway: false, ct);

    /// <summary>How to reach the PostgreSQL that a running Baton keeps in this data folder; null when none runs.</summary>
    public static async Task<string?> FindRunning(string dataFolder, CancellationToken ct)
    {
        if (!PostgresHome.IsMade(dataFolder)) return null;
        var folder = RealPath.Of(dataFolder);
        var home = await PostgresHome.Open(folder, ct);
        return PostgresProcesses.Postmaster(Path.Combine(home.Folder(folder), "cluster")) is null
            ? null
            : home.Address(folder, PostgresCluster.Role, PostgresCluster.Role);
    }

    /// <summary>For tests: survives every kill, but no power cut, since nothing waits for the disk; deleted at the end.</summary>
    public static Task<EmbeddedPostgres> StartThrowAway(string dataFolder, ILogger log, CancellationToken ct) =>
        Start(dataFolder, log, TimeProvider.System, throwAway: true, ct);

    /// <summary>How to reach the PostgreSQL of this data folder if it runs, whoever started it; null where none was ever made. Starts and changes nothing.</summary>
    public static async Task<string?> Address(string dataFolder, CancellationToken ct) =>
        PostgresHome.IsMade(dataFolder) ? (await PostgresHome.Open(RealPath.Of(dataFolder), ct)).Address(RealPath.Of(dataFolder), "baton", "baton") : null;

    internal static async Task<EmbeddedPostgres> Start(
        string dataFolder, ILogger log, TimeProvider time, bool throwAway, CancellationToken ct)
    {
        try
        {
            var folder = RealPath.Of(Directory.CreateDirectory(dataFolder).FullName);
            var held = Hold(folder);
            try
            {
                var cluster = await PostgresCluster.Open(folder, throwAway, log, time, ct);
                await BringUp(cluster, ct);
                return new EmbeddedPostgres(held, cluster, PostgresGuard.Begin(cluster, log, time));
            }
            catch
            {
                await held.DisposeAsync();
                throw;
            }
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new CannotStart($"The data folder {dataFolder} belongs to another user ({denied.Message}) "
                + "Run Baton as the user who made it, or choose another folder with BATON_DATA.");
        }
    }

    /// <summary>Stops watching, then stops PostgreSQL: open transactions are rolled back, everything committed is on the disk.</summary>
    public async ValueTask DisposeAsync()
    {
        await _guard.DisposeAsync();
        await _cluster.Stop();
        if (_cluster.ThrowAway) _cluster.Delete();
        await _lock.DisposeAsync();
    }

    /// <summary>For tests: what a `kill -9` of Baton leaves behind, PostgreSQL running and nobody watching it.</summary>
    internal async Task Abandon()
    {
        await _guard.DisposeAsync();
        await _lock.DisposeAsync();
    }

    private static async Task BringUp(PostgresCluster cluster, CancellationToken ct)
    {
        try
        {
            await cluster.BringUp(ct);
            await cluster.MakeDatabase(ct);
        }
        catch
        {
            await cluster.Stop();   // somebody pressed Ctrl-C, or it answers nonsense: leave nothing running behind
            throw;
        }
    }

    // The system lets go of the lock when the process ends, however it ends: a crash leaves nothing to clean up.
    private static FileStream Hold(string folder)
    {
        var path = Path.Combine(folder, "baton.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new FolderTaken($"Another Baton already uses the data folder {folder}. "
                + "Stop that one first, or give this one a folder of its own with BATON_DATA.");
        }
    }
}
