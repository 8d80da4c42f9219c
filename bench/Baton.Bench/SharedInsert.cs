using System.Threading.Channels;
using Npgsql;

namespace Baton.Bench;

/// <summary>The bare form of what the hub does: callers wait for one insert of all that waited while the last was under way.</summary>
public sealed class SharedInsert : IAsyncDisposable
{
    private const int RowsMax = 128;

    private readonly Channel<(string Text, TaskCompletionSource Done)> _waiting = Channel.CreateUnbounded<(string, TaskCompletionSource)>();
    private readonly Task _writer;

    public SharedInsert(NpgsqlDataSource source) => _writer = Task.Run(() => Write(source));

    public Task Insert(string text)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite((text, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writer;
    }

    private async Task Write(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var together = new List<(string Text, TaskCompletionSource Done)>();
            while (together.Count < RowsMax && _waiting.Reader.TryRead(out var next)) together.Add(next);
            await using var command = new NpgsqlCommand("insert into bench_rows (text) select unnest($1)", connection);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. together.Select(row => row.Text)] });
            await command.ExecuteNonQueryAsync();
            foreach (var (_, done) in together) done.SetResult();
        }
    }
}
