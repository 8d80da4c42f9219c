using Baton.Sandbox.Tables;
using Npgsql;

namespace Baton.Sandbox.Store;

/// <summary>The sandbox's own PostgreSQL database, and the catalog of what is in it.</summary>
internal sealed class Database(string connectionString) : IAsyncDisposable
{
    private const int PreparedStatementsMax = 400;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxAutoPrepare = PreparedStatementsMax,
        AutoPrepareMinUsages = 3,
    });

    public Catalog Catalog { get; private set; } = Schema.BuiltIn;

    /// <summary>What signs access tokens; made once per database.</summary>
    public byte[] SigningKey { get; private set; } = [];

    /// <summary>Certificates with their keys, by name.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; private set; } = new Dictionary<string, string>();

    public async Task<Work> Open(CancellationToken ct) => new(await source.OpenConnectionAsync(ct), null, ct);

    public async Task<Work> Begin(CancellationToken ct)
    {
        var connection = await source.OpenConnectionAsync(ct);
        return new Work(connection, await connection.BeginTransactionAsync(ct), ct);
    }

    /// <summary>Reads what earlier runs left in the database: custom columns and the signing key.</summary>
    public async Task Load(CancellationToken ct)
    {
        await using var work = await Open(ct);
        Catalog = await Schema.LoadCatalog(work);
        Keys = (await work.Rows(new SqlText().Add("select name, pem from sandbox.keys"))).ToDictionary(row => (string)row[0]!, row => (string)row[1]!);
        SigningKey = (byte[])(await work.Value(new SqlText().Add("select key from sandbox.signing")))!;
    }

    /// <summary>Goes on with a changed catalog, once the database has been changed alike.</summary>
    public void Use(Catalog catalog) => Catalog = catalog;

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
