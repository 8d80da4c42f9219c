using System.Diagnostics;
using System.Text;

namespace Baton.Bench;

/// <summary>fx: 10,000 different formulas through <c>./baton fx --batch</c>, the start of the program included. The p50 is the time of all of them.</summary>
public static class FxScenario
{
    private const int Formulas = 10_000;

    public static async Task Run(BenchOptions options)
    {
        var input = new StringBuilder();
        for (var i = 0; i < Formulas; i++)
            input.Append("{\"id\":").Append(i).Append(",\"e\":\"Sum(ForAll(Sequence(5), Value * ").Append(i).Append("), Value) & Text(Date(2020,1,").Append(i % 28 + 1).Append("), \\\"yyyy-mm-dd\\\")\"}\n");
        var runs = new List<Measured>();
        for (var run = 0; run < options.Runs; run++) runs.Add(await Measure(options.Server, input.ToString()));
        await Report.Write(options, "fx", runs);
    }

    private static async Task<Measured> Measure(string server, string input)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [server, "fx", "--batch"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var reading = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var answers = (await reading).AsSpan().Count('\n');
        await process.WaitForExitAsync();
        var took = Stopwatch.GetElapsedTime(began);
        if (answers != Formulas) throw new InvalidOperationException($"{Formulas} formulas had {answers} answers.");
        return Measured.From($"{Formulas:N0} formulas, start included", 1, [took.Ticks * Stopwatch.Frequency / TimeSpan.TicksPerSecond], took) with
        {
            RatePerSecond = Formulas / took.TotalSeconds,
        };
    }
}
