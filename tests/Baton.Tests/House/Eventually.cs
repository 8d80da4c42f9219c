using System.Diagnostics;

namespace Baton.Tests.House;

/// <summary>For what becomes true soon after: asks again and again, and says at the end what it saw last.</summary>
public static class Eventually
{
    /// <summary>How long what will come true is waited for. Long, so that a busy machine is not taken for a fault; nothing waits it out but a test that fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<T> Is<T>(Func<Task<T>> look, Func<T, bool> right, string what, TimeSpan? within = null)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (right(seen)) return seen;
            if (since.Elapsed > (within ?? Patience)) throw new TimeoutException($"Waited in vain: {what}. Seen last: {seen}");
            await Task.Delay(20);
        }
    }

    public static Task IsTrue(Func<Task<bool>> look, string what, TimeSpan? within = null) => Is(look, seen => seen, what, within);
}
