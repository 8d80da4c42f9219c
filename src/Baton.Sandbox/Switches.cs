namespace Baton.Sandbox;

/// <summary>What is made to go wrong on purpose. All off is the normal state.</summary>
internal sealed record SwitchSettings
{
    /// <summary>requests, time or concurrency: answer 429 as Dataverse does when that limit is passed.</summary>
    public string? Throttle { get; init; }

    /// <summary>After so many refused requests the throttle switches itself off; null keeps it on.</summary>
    public int? ThrottleTimes { get; init; }
    public int RetryAfterSeconds { get; init; } = 5;
    public int SlowMilliseconds { get; init; }
    public bool Down { get; init; }
    public bool ExpiredSecret { get; init; }
    public bool MissingUser { get; init; }
    public bool MissingRole { get; init; }
    public bool DisabledUser { get; init; }

    /// <summary>The privilege that no role has any more, such as prvReadIncident.</summary>
    public string? MissingPrivilege { get; init; }
    public bool MissingSales { get; init; }

    /// <summary>Enforce the real service protection limits: 6,000 requests in five minutes, 52 at once.</summary>
    public bool Limits { get; init; }
}

/// <summary>The failure switches as they stand now.</summary>
internal sealed class Switches
{
    private readonly Lock turning = new();
    private SwitchSettings current = new();

    public SwitchSettings Current => current;

    public void Set(SwitchSettings settings)
    {
        lock (turning) current = settings;
    }

    /// <summary>The limit that this request runs into, if the throttle is on; counts it.</summary>
    public string? TakeThrottle()
    {
        if (current.Throttle is null) return null;
        lock (turning)
        {
            var kind = current.Throttle;
            if (current.ThrottleTimes is { } times)
                current = times > 1 ? current with { ThrottleTimes = times - 1 } : current with { Throttle = null, ThrottleTimes = null };
            return kind;
        }
    }
}
