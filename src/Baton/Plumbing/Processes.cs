using Dapper;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>This running process, as the others know it.</summary>
public sealed class ThisProcess
{
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Short form, the first line of each of our notices.</summary>
    public string Tag => Id.ToString("N");
}

/// <summary>
/// Says every second that this process lives, and releases what dead ones held: their jobs' leases and their sockets. Lives by the database's
/// clock, the only one that all processes share.
/// </summary>
internal sealed class Processes(NpgsqlDataSource source, ThisProcess process, Sockets sockets, TimeProvider clock, ILogger<Processes> log) : BackgroundService
{
    /// <summary>A process that has not been seen for so long is dead to the others.</summary>
    public const int SilenceSecondsMax = 6;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    public static Task Enrol(NpgsqlConnection connection, ThisProcess process) =>
        connection.ExecuteAsync("""
            insert into processes (id, seen_at) values (@Id, now())
            on conflict (id) do update set seen_at = now()
            """, process);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await connection.ExecuteAsync("delete from processes where id = @Id", process);
            await Bury(connection);
        }
        catch (Exception gone) when (gone is NpgsqlException or OperationCanceledException)
        {
            PlumbingLog.BeatMissed(log, gone.Message);   // others will find us silent instead
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        do
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stopping);
                await Enrol(connection, process);
                await sockets.WriteDown(connection);
                await Bury(connection);
            }
            catch (NpgsqlException gone)
            {
                PlumbingLog.BeatMissed(log, gone.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task Bury(NpgsqlConnection connection)
    {
        var released = await connection.ExecuteAsync($"""
            delete from processes where seen_at < now() - interval '{SilenceSecondsMax} seconds';
            delete from sockets where process_id not in (select id from processes);
            update jobs set leased_by = null where leased_by is not null and leased_by not in (select id from processes);
            """);
        if (released > 0) PlumbingLog.Released(log, released);
    }
}
