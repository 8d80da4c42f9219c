using Dapper;
using Npgsql;

namespace Baton.Channels.DirectLine;

/// <summary>
/// Goes round all open streams: tells each that the line is alive, looks in the store for words that no notice brought, cuts those that are stuck. And
/// forgets what nobody uses any more.
/// </summary>
internal sealed class Round(
    OpenStreams streams, LineCallers callers, Rates rates, NpgsqlDataSource source, TimeProvider clock, ILogger<Round> log) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StuckMax = TimeSpan.FromSeconds(30);
    private const int LookedUpAtOnce = 1_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            rates.Sweep();
            callers.Turn();
            foreach (var stream in streams.All)
            {
                stream.CutIfStuck(StuckMax);
                stream.Beat();
            }
            try
            {
                foreach (var some in streams.All.Chunk(LookedUpAtOnce)) await LookUp(some, stoppingToken);
                await ForgetArrivals(stoppingToken);
            }
            catch (NpgsqlException gone)
            {
                ChannelsLog.RoundMissed(log, gone.Message);
            }
        }
    }

    private async Task LookUp(VisitorStream[] some, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var ahead = await connection.QueryAsync<(Guid Id, int LastN)>(new CommandDefinition("""
            select c.id, c.last_n from unnest(@ids, @taken) as heard (id, n)
            join conversations c on c.id = heard.id and c.last_n > heard.n
            """,
            new { ids = some.Select(stream => stream.ConversationId).ToArray(), taken = some.Select(stream => stream.Taken).ToArray() }, cancellationToken: ct));
        foreach (var (id, lastN) in ahead) streams.Find(id)?.Hear(lastN, null);
    }

    private async Task ForgetArrivals(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from arrivals where expires_at < @now", new { now = clock.GetUtcNow() }, cancellationToken: ct));
    }
}
