using System.Runtime.InteropServices;

namespace Baton.Plumbing;

/// <summary>Ctrl-C and SIGTERM as a token, for as long as no host listens for them.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration[] _signals;

    public StopSignals() =>
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    public CancellationToken Token => _stopping.Token;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stopping.Dispose();
    }

    // Told, not killed: what has been started is stopped in order.
    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stopping.Cancel();
    }
}
