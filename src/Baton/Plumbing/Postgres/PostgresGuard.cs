using Npgsql;

namespace Baton.Plumbing;

/// <summary>
/// Keeps one quiet connection open. PostgreSQL cannot end without ending that too, so we hear of it at once and without asking.
/// </summary>
internal sealed class PostgresGuard : IAsyncDisposable
{
    private static readonly TimeSpan WaitMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SteadyAfter = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly PostgresCluster _cluster;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Task _watch;

    private PostgresGuard(PostgresCluster cluster, ILogger log, TimeProvider time)
    {
        (_cluster, _log, _time) = (cluster, log, time);
        _watch = Watch(_stopping.Token);
    }

    public static PostgresGuard Begin(PostgresCluster cluster, ILogger log, TimeProvider time) => new(cluster, log, time);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watch;
        _stopping.Dispose();
    }

    private async Task Watch(CancellationToken stopping)
    {
        var wait = TimeSpan.Zero;   // the first time at once, then slower and slower until it has stood for a while
        while (!stopping.IsCancellationRequested)
        {
            var began = _time.GetTimestamp();
            await Listen(stopping);
            if (stopping.IsCancellationRequested) return;

            if (_time.GetElapsedTime(began) > SteadyAfter) wait = TimeSpan.Zero;
            await Pause(wait, stopping);
            await BringBack(stopping);
            wait = wait == TimeSpan.Zero ? WaitMin : wait * 2 < WaitMax ? wait * 2 : WaitMax;
        }
    }

    private async Task Listen(CancellationToken stopping)
    {
        try
        {
            await using var ear = await _cluster.Connect(stopping);
            while (true) await ear.WaitAsync(stopping);
        }
        catch (NpgsqlException lost)
        {
            PostgresLog.Lost(_log, lost.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task BringBack(CancellationToken stopping)
    {
        try
        {
            await _cluster.BringUp(stopping);
            PostgresLog.Back(_log, _cluster.ProcessId ?? 0);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (failure is CannotStart or NpgsqlException or IOException or UnauthorizedAccessException)
        {
            PostgresLog.StillGone(_log, failure.Message);
        }
    }

    private async Task Pause(TimeSpan wait, CancellationToken stopping)
    {
        if (wait == TimeSpan.Zero) return;
        try
        {
            await Task.Delay(wait, _time, stopping);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
