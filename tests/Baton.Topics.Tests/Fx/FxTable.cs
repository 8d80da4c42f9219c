using Baton.Topics.Fx;

namespace Baton.Topics.Tests;

/// <summary>Formulas and what they must give, one a line: <c>1+1 → 2</c>. <c>!</c> stands for a mistake that is found before or while running.</summary>
internal static class FxTable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 10, 30, 15, TimeSpan.Zero);

    public static void Holds(string table, TimeZoneInfo? zone = null)
    {
        var wrong = new List<string>();
        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var line in lines)
        {
            var (formula, expected) = line.Split('→', StringSplitOptions.TrimEntries) is [var f, var e] ? (f, e) : throw new FormatException(line);
            var answer = new FxSession(Now, zone).Run(formula.Replace("\\n", "\n", StringComparison.Ordinal));
            var given = answer.Error is { } error ? "!" + (expected.Length > 1 && error.Contains(expected[1..].Trim(), StringComparison.Ordinal) ? expected[1..] : "") : answer.Result!;
            if (given != expected) wrong.Add($"{formula}  gave  {answer.Result ?? "! " + answer.Error}  not  {expected}");
        }
        wrong.ShouldBeEmpty();
        lines.Length.ShouldBePositive();
    }
}
