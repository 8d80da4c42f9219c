using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Bots;

/// <summary>Bots' time by a clock that is told: what they owe is late when it is meant to be, however fast the machine is.</summary>
internal static class Silences
{
    /// <summary>Nothing is under way that a move of the clock could cut off; what is left to do is for later.</summary>
    public static Task Rests(this Hub hub, FakeClock clock) => Eventually.Is(
        () => hub.Read<string>("select reaction from jobs where leased_by is not null or due <= @now", new { now = clock.GetUtcNow() }), left => left.Count == 0, "nothing is under way");

    /// <summary>A bot owes an answer and has given none by the time at which it had to.</summary>
    public static async Task BotsTimeIsOver(this Hub hub, FakeClock clock)
    {
        var due = await Eventually.Is(() => hub.Read<DateTime>("select due from jobs where reaction = 'check bot''s silence'"), found => found.Count == 1, "the bot owes an answer");
        clock.Advance(due[0] - clock.GetUtcNow().UtcDateTime);
    }
}
