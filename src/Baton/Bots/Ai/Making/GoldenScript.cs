using System.Text.RegularExpressions;

namespace Baton.Bots.Ai.Making;

/// <summary>What a golden chat holds: what the visitor says turn by turn, what the bot is to do then, and how it is to end.</summary>
public sealed partial record GoldenScript
{
    private const int FactsMax = 10;

    public required IReadOnlyList<GoldenTurn> Turns { get; init; }

    /// <summary>waiting, handedOver or ended, after the last turn.</summary>
    public required string Outcome { get; init; }

    /// <summary>The facts in what a bot said: case numbers, addresses, figures. Words around them may change from day to day.</summary>
    public static IReadOnlyList<string> FactsOf(string text) => [.. Fact().Matches(text).Select(match => match.Value.TrimEnd('.', ',')).Distinct(StringComparer.OrdinalIgnoreCase).Take(FactsMax)];

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.[\w.-]+|https?://\S+|\b[A-Z]{2,5}-[\w-]*\d[\w-]*|\b\d[\d.,:]*\d\b|\b\d\b")]
    private static partial Regex Fact();
}

/// <summary>One turn of it: the tools are those that are asked for, in any order; the facts stand somewhere in the answer.</summary>
public sealed record GoldenTurn
{
    public required string Say { get; init; }
    public IReadOnlyList<string> Tools { get; init; } = [];
    public IReadOnlyList<string> Facts { get; init; } = [];
}

/// <summary>What a turn came to beside what was expected of it.</summary>
public sealed record GoldenDiff
{
    public required string Say { get; init; }
    public required string Said { get; init; }

    /// <summary>Tools that were expected and not asked for.</summary>
    public required IReadOnlyList<string> ToolsMissing { get; init; }

    /// <summary>Tools that were asked for and not expected.</summary>
    public required IReadOnlyList<string> ToolsBeyond { get; init; }
    public required IReadOnlyList<string> FactsMissing { get; init; }
    public string? Rail { get; init; }

    public bool IsSame => ToolsMissing.Count == 0 && ToolsBeyond.Count == 0 && FactsMissing.Count == 0;

    /// <summary>Pure: what differs in one turn.</summary>
    internal static GoldenDiff Of(GoldenTurn expected, AiChat.Shown came)
    {
        var said = string.Join("\n\n", came.Says.Select(say => say.Text));
        var (wanted, asked) = (expected.Tools.Select(Bare).ToHashSet(StringComparer.Ordinal), came.Tools.Select(tool => Bare(tool.Name)).ToHashSet(StringComparer.Ordinal));
        return new GoldenDiff
        {
            Say = expected.Say, Said = said, Rail = came.Rail, ToolsMissing = [.. wanted.Except(asked)], ToolsBeyond = [.. asked.Except(wanted)],
            FactsMissing = [.. expected.Facts.Where(fact => !said.Contains(fact, StringComparison.OrdinalIgnoreCase))],
        };
    }

    private static string Bare(string tool) => tool.StartsWith(Sound.ToolPrefix, StringComparison.Ordinal) ? tool[Sound.ToolPrefix.Length..] : tool;
}
