namespace Baton.Plumbing;

/// <summary>As long as something may take, by the clock: its token is cancelled when the time is over, and when whoever asked for it gives up.</summary>
public sealed class TimeLimit : IDisposable
{
    private readonly CancellationToken _asker;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenRegistration _leaving;

    public TimeLimit(TimeSpan timeMax, TimeProvider clock, CancellationToken ct)
    {
        _asker = ct;
        _time = new CancellationTokenSource(timeMax > TimeSpan.Zero ? timeMax : TimeSpan.Zero, clock);
        _leaving = ct.UnsafeRegister(static time => ((CancellationTokenSource)time!).Cancel(), _time);
    }

    public CancellationToken Token => _time.Token;

    /// <summary>The time ran out while somebody still waited.</summary>
    public bool IsOver => _time.IsCancellationRequested && !_asker.IsCancellationRequested;

    public void Dispose()
    {
        _leaving.Dispose();
        _time.Dispose();
    }
}
