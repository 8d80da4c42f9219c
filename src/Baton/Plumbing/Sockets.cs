using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>The sockets of users that are open in this process. Each beat writes them down, so that every process knows who is there.</summary>
public sealed class Sockets(NpgsqlDataSource source, ThisProcess process)
{
    private readonly ConcurrentDictionary<string, Guid> _open = new();

    public async Task Opened(string id, Guid userId)
    {
        _open[id] = userId;
        await using var connection = await source.OpenConnectionAsync();
        await WriteDown(connection);
    }

    public async Task Closed(string id)
    {
        _open.TryRemove(id, out _);
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from sockets where id = @id", new { id });
    }

    internal Task WriteDown(NpgsqlConnection connection)
    {
        var open = _open.ToArray();
        return connection.ExecuteAsync("""
            insert into sockets (id, process_id, user_id, opened_at)
            select id, @process, user_id, now() from unnest(@ids, @users) as open (id, user_id)
            on conflict (id) do nothing
            """,
            new { process = process.Id, ids = open.Select(socket => socket.Key).ToArray(), users = open.Select(socket => socket.Value).ToArray() });
    }
}
