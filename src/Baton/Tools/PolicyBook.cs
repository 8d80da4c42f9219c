using Baton.Plumbing;
using Dapper;
using Npgsql;

namespace Baton.Tools;

/// <summary>An administrator changed a holder's policies.</summary>
public sealed record PoliciesChanged(Guid HolderId) : Fact(HolderId);

/// <summary>The rules that administrators have set, at hand: every run needs them. Read again when somebody says that they changed, and after a second anyway.</summary>
public sealed class PolicyBook
{
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private Task<Pages>? _reading;

    public PolicyBook(NpgsqlDataSource source, Bulletin bulletin, TimeProvider clock)
    {
        (_source, _clock) = (source, clock);
        bulletin.Listen(notices =>
        {
            if (notices.Any(notice => notice.Kind == nameof(PoliciesChanged))) Forget();
        });
    }

    /// <summary>What was set for this holder and tool; null when nothing was.</summary>
    public async ValueTask<Rule?> Find(Guid? holderId, string tool) =>
        holderId is { } id && (await Read()).Rules.TryGetValue((id, tool), out var rule) ? rule : null;

    private void Forget()
    {
        lock (_lock) _reading = null;
    }

    private Task<Pages> Read()
    {
        lock (_lock)
        {
            if (_reading is { IsCompletedSuccessfully: true } read && _clock.GetElapsedTime(read.GetAwaiter().GetResult().At) <= AgeMax) return read;
            if (_reading is null or { IsCompleted: true }) _reading = ReadNow();
            return _reading;
        }
    }

    private async Task<Pages> ReadNow()
    {
        var at = _clock.GetTimestamp();
        await using var connection = await _source.OpenConnectionAsync();
        var rows = await connection.QueryAsync<PolicyRow>("select holder_id, tool, rule from policies");
        return new Pages(at, rows.ToDictionary(row => (row.HolderId, row.Tool), row => Policy.Named(row.Rule)!.Value));
    }

    private sealed record Pages(long At, Dictionary<(Guid, string), Rule> Rules);
}

/// <summary>A rule as its row has it.</summary>
internal sealed record PolicyRow
{
    public required Guid HolderId { get; init; }
    public required string Tool { get; init; }
    public required string Rule { get; init; }
}
