namespace Baton.Bots.Health;

/// <summary>How long turns took, as counts by span of time: spans can be added up over minutes and processes, and percentiles read from the sum.</summary>
internal static class Latencies
{
    /// <summary>The upper ends of the spans, in milliseconds; what took longer is counted after the last.</summary>
    private static readonly int[] EndsMs =
        [5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 60_000];

    public static int Spans => EndsMs.Length + 1;

    public static int SpanOf(TimeSpan took)
    {
        var at = Array.FindIndex(EndsMs, end => took.TotalMilliseconds <= end);
        return at < 0 ? EndsMs.Length : at;
    }

    public static int[] Sum(IEnumerable<int[]> counts)
    {
        var sum = new int[Spans];
        foreach (var one in counts)
            for (var i = 0; i < Math.Min(one.Length, sum.Length); i++) sum[i] += one[i];
        return sum;
    }

    /// <summary>So many milliseconds at most for this share of the turns, as near as the spans tell; null without turns.</summary>
    public static int? Percentile(int[] counts, double share)
    {
        var total = counts.Sum();
        if (total == 0) return null;

        var (wanted, before) = (share * total, 0);
        for (var i = 0; i < counts.Length; i++)
        {
            if (before + counts[i] < wanted || counts[i] == 0)
            {
                before += counts[i];
                continue;
            }
            var (from, to) = (i == 0 ? 0 : EndsMs[i - 1], EndsMs[Math.Min(i, EndsMs.Length - 1)]);
            return (int)Math.Round(from + ((to - from) * (wanted - before) / counts[i]));
        }
        return EndsMs[^1];
    }
}
