using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;

namespace Baton.Bench;

/// <summary>One run of a scenario.</summary>
public sealed record Measured
{
    public required string What { get; init; }
    public required int Conversations { get; init; }
    public required double RatePerSecond { get; init; }
    public required double P50Ms { get; init; }
    public required double P99Ms { get; init; }
    public double ServerCpuPercent { get; init; }
    public double DatabaseCpuPercent { get; init; }
    public long ServerPeakBytes { get; init; }
    public long DatabasePeakBytes { get; init; }

    /// <summary>Processor time of server and database together for each thing done: moves less with the machine's mood than a rate does.</summary>
    public double CpuMicrosecondsEach => RatePerSecond == 0 ? 0 : (ServerCpuPercent + DatabaseCpuPercent) / 100 / RatePerSecond * 1e6;

    /// <summary>The database's share of it.</summary>
    public double DatabaseMsEach => RatePerSecond == 0 ? 0 : DatabaseCpuPercent / 100 / RatePerSecond * 1e3;

    public static Measured From(string what, int conversations, IEnumerable<long> ticks, TimeSpan took)
    {
        var sorted = ticks.ToArray();
        Array.Sort(sorted);
        double At(double part) => sorted.Length == 0 ? 0 : Stopwatch.GetElapsedTime(0, sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * part)]).TotalMilliseconds;
        return new Measured { What = what, Conversations = conversations, RatePerSecond = sorted.Length / took.TotalSeconds, P50Ms = At(0.5), P99Ms = At(0.99) };
    }
}

/// <summary>What a scenario came to: a table for people, raw figures for those who come after.</summary>
public static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task Write(BenchOptions options, string scenario, IReadOnlyList<Measured> runs)
    {
        var table = new Table().Border(TableBorder.Simple).Title($"{scenario}: medians of {options.Runs} runs of {options.Seconds:0.#} s");
        table.AddColumns("what", "conversations", "rate/s", "lowest", "highest", "p50 ms", "p99 ms", "server CPU", "database CPU", "CPU us each", "database ms each", "server MB", "database MB");
        foreach (var group in runs.GroupBy(run => (run.What, run.Conversations)).OrderBy(group => group.Key.Conversations))
        {
            string Of(Func<Measured, double> figure, string format) => Median(group.Select(figure)).ToString(format, CultureInfo.InvariantCulture);
            table.AddRow(group.Key.What, $"{group.Key.Conversations}", Of(r => r.RatePerSecond, "N0"),
                group.Min(r => r.RatePerSecond).ToString("N0", CultureInfo.InvariantCulture), group.Max(r => r.RatePerSecond).ToString("N0", CultureInfo.InvariantCulture),
                Of(r => r.P50Ms, "0.00"), Of(r => r.P99Ms, "0.00"), Of(r => r.ServerCpuPercent, "0") + " %", Of(r => r.DatabaseCpuPercent, "0") + " %",
                Of(r => r.CpuMicrosecondsEach, "0"), Of(r => r.DatabaseMsEach, "0.00"), Of(r => r.ServerPeakBytes / 1048576.0, "0"), Of(r => r.DatabasePeakBytes / 1048576.0, "0"));
        }
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 170);
        AnsiConsole.Write(table);

        Directory.CreateDirectory(options.ResultsFolder);
        var at = TimeProvider.System.GetUtcNow();
        var file = Path.Combine(options.ResultsFolder, $"{scenario}-{at:yyyyMMdd-HHmmss}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
        {
            scenario, at, runsEach = options.Runs, secondsEach = options.Seconds,
            machine = new
            {
                cores = Environment.ProcessorCount, memoryMb = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1048576, os = RuntimeInformation.OSDescription,
                runtime = RuntimeInformation.FrameworkDescription,
            },
            runs,
        }, Json) + "\n");
        Console.WriteLine($"Raw figures: bench/results/{Path.GetFileName(file)}");
    }

    public static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
