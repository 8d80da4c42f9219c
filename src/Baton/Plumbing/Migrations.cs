using System.Globalization;
using System.Reflection;
using Dapper;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>
/// Brings the database's schema to this version's: forward only, each file once, in one transaction, under an advisory lock so that two starting
/// processes don't both try. A schema that is newer than this program is refused before anything is touched.
/// </summary>
public static class Migrations
{
    private const long Lock = 0x6261746f6e;   // "baton"

    /// <param name="below">Stops before this version: a test has it bring an old database forward.</param>
    public static async Task Run(NpgsqlDataSource source, ILogger log, CancellationToken ct, int below = int.MaxValue)
    {
        var files = Files().Where(file => file.Version < below).ToArray();
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(@Lock)", new { Lock });
        await connection.ExecuteAsync("create table if not exists schema_versions (version int primary key, name text not null, at timestamptz not null default now())");

        var current = await connection.QuerySingleAsync<int>("select coalesce(max(version), 0) from schema_versions");
        if (current > files[^1].Version)
            throw new SchemaTooNew($"The database has schema version {current}, this Baton knows {files[^1].Version}. Start the newer Baton, or restore a backup made before the upgrade.");

        // Those that have not been run, not those above the highest: files that were written at the same time arrive in any order.
        var run = (await connection.QueryAsync<int>("select version from schema_versions")).ToHashSet();
        var due = files.Where(file => !run.Contains(file.Version)).ToArray();
        foreach (var (version, name, sql) in due)
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, cancellationToken: ct));
            await connection.ExecuteAsync("insert into schema_versions (version, name) values (@version, @name)", new { version, name });
        }
        await transaction.CommitAsync(ct);
        if (current < files[^1].Version) PlumbingLog.Migrated(log, current, files[^1].Version);
        if (due.Length > 0) await connection.ReloadTypesAsync(ct);   // the connection looked them up when it was opened, before these were run
    }

    /// <summary>The schema version that this program brings a database to.</summary>
    public static int Newest => Files()[^1].Version;

    private static (int Version, string Name, string Sql)[] Files()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. from name in assembly.GetManifestResourceNames()
                   where name.StartsWith("Schema/", StringComparison.Ordinal)
                   orderby name
                   let file = name["Schema/".Length..]
                   select (int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file, Read(assembly, name))];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>The database was written by a newer Baton.</summary>
public sealed class SchemaTooNew(string message) : Exception(message);
