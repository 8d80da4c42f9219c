using Baton.Plumbing;
using Dapper;
using Npgsql;

namespace Baton.Channels.DirectLine;

/// <summary>
/// Goes round all open streams: tells each that the line is alive, looks in the store for words that no notice brought, cuts those that are stuck. And
/// forgets what nobody uses any more. Where notices may have been missed, it goes round at once.
/// </summary>
internal sealed class Round : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StuckMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private const int LookedUpAtOnce = 1_000;

    private readonly OpenStreams _streams;
    private readonly LineCallers _callers;
    private readonly Rates _rates;
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private readonly ILogger<Round> _log;
    private readonly SemaphoreSlim _woken = new(0);

    public Round(OpenStreams streams, LineCallers callers, Rates rates, NpgsqlDataSource source, Bulletin bulletin, TimeProvider clock, ILogger<Round> log)
    {
        (_streams, _callers, _rates, _source, _clock, _log) = (streams, callers, rates, source, clock, log);
        bulletin.OnGap(Wake);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = _clock.CreateTimer(_ => Wake(), null, Between, Between);
        while (true)
        {
            await _woken.WaitAsync(stoppingToken);
            _rates.Sweep();
            _callers.Turn();
            foreach (var stream in _streams.All)
            {
                stream.CutIfStuck(StuckMax);
                stream.Beat();
            }
            try
            {
                foreach (var some in _streams.All.Chunk(LookedUpAtOnce)) await LookUp(some, stoppingToken);
                await ForgetArrivals(stoppingToken);
            }
            catch (NpgsqlException gone)
            {
                ChannelsLog.RoundMissed(_log, gone.Message);
                await Task.Delay(Pause, _clock, stoppingToken);
                Wake();
            }
        }
    }

    private void Wake()
    {
        if (_woken.CurrentCount == 0) _woken.Release();   // two at once make it go round twice, which does no harm
    }

    private async Task LookUp(VisitorStream[] some, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        var ahead = await connection.QueryAsync<(Guid Id, int LastN)>(new CommandDefinition("""
            select c.id, c.last_n from unnest(@ids, @taken) as heard (id, n)
            join conversations c on c.id = heard.id and c.last_n > heard.n
            """,
            new { ids = some.Select(stream => stream.ConversationId).ToArray(), taken = some.Select(stream => stream.Taken).ToArray() }, cancellationToken: ct));
        foreach (var (id, lastN) in ahead) _streams.Find(id)?.Hear(lastN, null);
    }

    private async Task ForgetArrivals(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from arrivals where expires_at < @now", new { now = _clock.GetUtcNow() }, cancellationToken: ct));
    }
}
