using System.Diagnostics;

namespace Baton.Bench;

/// <summary>A closed loop: each of n callers does the deed, waits for its end, and does it again, for some seconds.</summary>
public static class Load
{
    private const double WarmUpPart = 0.25;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<Measured> Measure(string what, int callers, double seconds, Func<int, Task<Func<int, Task>>> prepare)
    {
        var deeds = new Func<int, Task>[callers];
        for (var i = 0; i < callers; i++) deeds[i] = await prepare(i);
        await Loop(deeds, seconds * WarmUpPart);
        var (ticks, took) = await Loop(deeds, seconds);
        return Measured.From(what, callers, ticks, took);
    }

    /// <summary>Before anything is measured: waits until it is so, and gives up with what it waited for.</summary>
    public static async Task Until(Func<Task<bool>> isSo, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new TimeoutException($"Waited {Patience.TotalMinutes:0} minutes in vain until {what}.");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Runs the loop; answers how long each deed took and how long all did.</summary>
    public static async Task<(List<long> Ticks, TimeSpan Took)> Loop(IReadOnlyList<Func<int, Task>> deeds, double seconds)
    {
        var began = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(deeds.Select(deed => Task.Run(async () =>
        {
            var ticks = new List<long>();
            for (var n = 0; Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; n++)
            {
                var since = Stopwatch.GetTimestamp();
                await deed(n);
                ticks.Add(Stopwatch.GetTimestamp() - since);
            }
            return ticks;
        })));
        return ([.. all.SelectMany(ticks => ticks)], Stopwatch.GetElapsedTime(began));
    }
}
