namespace Baton.Plumbing;

/// <summary>Time as it is stored.</summary>
public static class Clock
{
    /// <summary>Now, in the microseconds that PostgreSQL keeps: what is told at once and what is read later are the same.</summary>
    public static DateTimeOffset Now(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
