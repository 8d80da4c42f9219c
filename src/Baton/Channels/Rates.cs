using System.Net;
using Baton.Plumbing;

namespace Baton.Channels;

/// <summary>Everything that is counted to keep one caller from taking what is everybody's.</summary>
internal sealed class Rates(ChannelLimits limits, TimeProvider clock)
{
    private const int TypingPerSecond = 1;
    private const int TypingAtOnce = 3;

    public Buckets<Guid> Activities { get; } = new(limits.ActivitiesPerSecond, limits.ActivitiesAtOnce, clock);

    /// <summary>More often nobody needs to hear that somebody types.</summary>
    public Buckets<Guid> Typing { get; } = new(TypingPerSecond, TypingAtOnce, clock);
    public Buckets<IPAddress> Tokens { get; } = new(limits.TokensPerSecond, limits.TokensAtOnce, clock);
    public Buckets<IPAddress> Sessions { get; } = new(limits.SessionsPerSecond, limits.SessionsAtOnce, clock);

    public static IPAddress AddressOf(HttpContext http) => http.Connection.RemoteIpAddress ?? IPAddress.None;

    public void Sweep()
    {
        Activities.Sweep();
        Typing.Sweep();
        Tokens.Sweep();
        Sessions.Sweep();
    }
}
