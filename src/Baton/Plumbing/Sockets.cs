using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>The sockets of users that are open in this process. Each beat writes them down, so that every process knows who is there.</summary>
public sealed class Sockets(NpgsqlDataSource source, ThisProcess process)
{
    private readonly ConcurrentDictionary<string, Guid> _open = new();

    /// <summary>Closed, and perhaps still written down as open because the database was away: whoever is gone must not seem to be there.</summary>
    private readonly ConcurrentDictionary<string, bool> _closed = new();

    public async Task Opened(string id, Guid userId)
    {
        _open[id] = userId;
        await using var connection = await source.OpenConnectionAsync();
        await WriteDown(connection);
    }

    public async Task Closed(string id)
    {
        _closed[id] = true;
        _open.TryRemove(id, out _);
        await using var connection = await source.OpenConnectionAsync();
        await CrossOut(connection, [id]);
    }

    internal async Task WriteDown(NpgsqlConnection connection)
    {
        var open = _open.ToArray();
        await connection.ExecuteAsync("""
            insert into sockets (id, process_id, user_id, opened_at)
            select id, @process, user_id, now() from unnest(@ids, @users) as open (id, user_id)
            on conflict (id) do nothing
            """,
            new { process = process.Id, ids = open.Select(socket => socket.Key).ToArray(), users = open.Select(socket => socket.Value).ToArray() });
        // Those that closed while the database was away, or while they were being written down.
        var gone = open.Select(socket => socket.Key).Where(id => !_open.ContainsKey(id)).Union(_closed.Keys).ToArray();
        if (gone.Length > 0) await CrossOut(connection, gone);
    }

    private async Task CrossOut(NpgsqlConnection connection, string[] ids)
    {
        await connection.ExecuteAsync("delete from sockets where id = any(@ids)", new { ids });
        foreach (var id in ids) _closed.TryRemove(id, out _);
    }
}
