using System.Security.Cryptography;
using Baton.Plumbing;
using Dapper;
using Npgsql;

namespace Baton.Channels;

/// <summary>A channel was made, changed or removed.</summary>
public sealed record ChannelChanged(Guid ChannelId) : Fact(ChannelId);

/// <summary>
/// The channels, at hand: every visitor's request needs one. Read again when somebody says that they changed, and after a second in any case.
/// </summary>
public sealed class ChannelBook
{
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private Task<Pages>? _reading;

    public ChannelBook(NpgsqlDataSource source, Bulletin bulletin, TimeProvider clock)
    {
        (_source, _clock) = (source, clock);
        bulletin.Listen(notices =>
        {
            foreach (var notice in notices)
                if (notice.Kind == nameof(ChannelChanged)) Forget();
        });
    }

    public async ValueTask<Channel?> Find(Guid id) => (await Read()).ById.GetValueOrDefault(id);

    /// <summary>The one that answers where nobody named a channel: the oldest web chat.</summary>
    public async ValueTask<Channel?> Usual() => (await Read()).ById.Values.Where(channel => channel.Kind == "webChat").MinBy(channel => (channel.CreatedAt, channel.Id));

    public async ValueTask<Channel?> FindBySecret(string secret)
    {
        var hash = Channel.HashOf(secret);
        return (await Read()).BySecret.GetValueOrDefault(Convert.ToHexString(hash)) is { } found && CryptographicOperations.FixedTimeEquals(found.SecretHash, hash)
            ? found : null;
    }

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
        return new Pages(at, [.. await connection.QueryAsync<Channel>("select * from channels")]);
    }

    private sealed class Pages(long at, IReadOnlyList<Channel> channels)
    {
        public long At => at;
        public Dictionary<Guid, Channel> ById { get; } = channels.ToDictionary(channel => channel.Id);
        public Dictionary<string, Channel> BySecret { get; } = channels.ToDictionary(channel => Convert.ToHexString(channel.SecretHash));
    }
}
