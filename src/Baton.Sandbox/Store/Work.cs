using Npgsql;

namespace Baton.Sandbox.Store;

/// <summary>A connection, and for changes the transaction that they share. The outer opens and commits, the inner composes.</summary>
internal sealed class Work(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken ct) : IAsyncDisposable
{
    public NpgsqlConnection Connection => connection;
    public NpgsqlTransaction? Transaction => transaction;
    public CancellationToken Cancellation => ct;

    public async Task Commit()
    {
        if (transaction is not null) await transaction.CommitAsync(ct);
    }

    public async Task<int> Run(SqlText sql)
    {
        await using var command = sql.On(this);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The first column of the first row, or null.</summary>
    public async Task<object?> Value(SqlText sql)
    {
        await using var command = sql.On(this);
        return await command.ExecuteScalarAsync(ct) is { } value and not DBNull ? value : null;
    }

    /// <summary>All rows, as arrays in the order of the select list; database nulls are nulls.</summary>
    public async Task<List<object?[]>> Rows(SqlText sql)
    {
        await using var command = sql.On(this);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(ct))
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null) await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
