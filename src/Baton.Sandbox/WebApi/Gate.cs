namespace Baton.Sandbox.WebApi;

/// <summary>Lets requests in, unless a failure switch says that the service is down, slow, or has had enough.</summary>
internal sealed class Gate(Switches switches, TimeProvider time)
{
    public const int RequestsMax = 6_000;
    public const int ConcurrentMax = 52;
    public const int WindowSeconds = 300;

    private readonly Lock window = new();
    private readonly Queue<DateTimeOffset> arrivals = new();
    private int inside;

    public async Task<Pass> Enter(CancellationToken ct)
    {
        var now = switches.Current;
        if (now.Down) throw new Fault(503, "0x80044150", "The service is unavailable. (The sandbox's switch 'down' is on.)");
        if (switches.TakeThrottle() is { } kind) throw Throttled(kind, now.RetryAfterSeconds);
        if (now.SlowMilliseconds > 0) await Task.Delay(TimeSpan.FromMilliseconds(now.SlowMilliseconds), time, ct);
        var pass = new Pass(this);
        if (now.Limits) Demand(pass, now.RetryAfterSeconds);
        return pass;
    }

    // Counts as Dataverse does: requests of the last five minutes, and those inside right now.
    private void Demand(Pass pass, int retryAfterSeconds)
    {
        lock (window)
        {
            var moment = time.GetUtcNow();
            while (arrivals.TryPeek(out var first) && first < moment.AddSeconds(-WindowSeconds)) arrivals.Dequeue();
            if (arrivals.Count >= RequestsMax)
            {
                pass.Dispose();
                throw Throttled("requests", retryAfterSeconds);
            }
            arrivals.Enqueue(moment);
        }
        if (Volatile.Read(ref inside) <= ConcurrentMax) return;
        pass.Dispose();
        throw Throttled("concurrency", retryAfterSeconds);
    }

    public static Fault Throttled(string kind, int retryAfterSeconds) => kind switch
    {
        "time" => new Fault(429, "0x80072321",
            "Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over time window of 300 seconds. "
            + "Decrease number of concurrent requests or reduce the duration of requests and try again later.") {
                RetryAfterSeconds = retryAfterSeconds },
        "concurrency" => new Fault(429, "0x80072326", $"Number of concurrent requests exceeded the limit of {ConcurrentMax}.") {
            RetryAfterSeconds = retryAfterSeconds },
        _ => new Fault(429, "0x80072322",
            $"Number of requests exceeded the limit of {RequestsMax} over time window of {WindowSeconds} seconds.")
        { RetryAfterSeconds = retryAfterSeconds },
    };

    /// <summary>A request that is inside.</summary>
    internal sealed class Pass : IDisposable
    {
        private readonly Gate gate;
        private int left;

        public Pass(Gate gate)
        {
            this.gate = gate;
            Interlocked.Increment(ref gate.inside);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) Interlocked.Decrement(ref gate.inside);
        }
    }
}
