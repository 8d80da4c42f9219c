using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Baton.Plumbing;
using Baton.Tools;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>Telemetry that topics log, counted by name. Its properties may hold visitors' words and go nowhere.</summary>
internal static class Telemetries
{
    /// <summary>A topic may make names of anything; beyond so many different ones they are counted as "other".</summary>
    private const int NamesMax = 200;
    private const int NameLengthMax = 80;

    private static readonly Counter<long> Logged = Meters.Baton.CreateCounter<long>("baton.bot.telemetry", null, "Custom telemetry events of topics, by their name.");
    private static readonly ConcurrentDictionary<string, bool> Names = new(StringComparer.Ordinal);

    public static void Count(Telemetry line)
    {
        var name = Cutting.Text(line.Name, NameLengthMax);
        if (!Names.ContainsKey(name) && (Names.Count >= NamesMax || !Names.TryAdd(name, true))) name = Names.ContainsKey(name) ? name : "other";
        Logged.Add(1, new KeyValuePair<string, object?>("event", name));
    }
}
