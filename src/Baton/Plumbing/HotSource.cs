using Npgsql;

namespace Baton.Plumbing;

/// <summary>
/// A few connections of their own for the statements that every message needs. The usual pool hands its connections round in turn, so each would have to
/// parse and plan them anew, which costs many times what running them costs; these keep them.
/// </summary>
public sealed class HotSource(string connectionString) : IAsyncDisposable
{
    /// <summary>As many as there are trips under way at once: see the users of <see cref="Shared{TItem, TResult}"/>.</summary>
    private const int ConnectionsMax = 4;

    private readonly NpgsqlDataSource _source = new NpgsqlDataSourceBuilder(
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = ConnectionsMax }.ConnectionString) { Name = "baton-hot" }.Build();

    public ValueTask<NpgsqlConnection> Open() => _source.OpenConnectionAsync();

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
