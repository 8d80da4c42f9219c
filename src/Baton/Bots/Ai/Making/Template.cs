using System.Text.RegularExpressions;

namespace Baton.Bots.Ai.Making;

/// <summary>A bot to begin with: what it is for, what it uses, and how it goes about it. Its prompt is generated from this and from what the author chose.</summary>
internal sealed record Template
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>What it is for, in one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>What it does for a visitor, in a few words each.</summary>
    public required IReadOnlyList<string> Does { get; init; }
    public required string Tone { get; init; }

    /// <summary>What visitors are greeted with; {company} is the company's name.</summary>
    public required string Greeting { get; init; }

    /// <summary>What it is, as the prompt begins; {company} is the company's name.</summary>
    internal required string Role { get; init; }
    internal required IReadOnlyList<Step> Workflow { get; init; }
    internal required IReadOnlyList<Step> Otherwise { get; init; }

    /// <summary>The tools that its workflow names, each once, in the order in which they are needed.</summary>
    public IReadOnlyList<string> Tools => [.. Workflow.Concat(Otherwise).Append(Prompting.Verifying).Append(Prompting.Noting).SelectMany(step => step.Tools).Distinct(StringComparer.Ordinal)];
}

/// <summary>
/// One step of a template's work, in sentences with their tools in braces: {get_case}. A sentence is told to a bot only when the bot has all of its tools; and where
/// the step says what it is for, only when the bot has one of those.
/// </summary>
internal sealed partial class Step(params string[] sentences)
{
    /// <summary>The step makes sense only with one of these.</summary>
    public IReadOnlyList<string> For { get; init; } = [];

    public IReadOnlyList<string> Tools { get; } = [.. sentences.SelectMany(Named).Distinct(StringComparer.Ordinal)];

    /// <summary>The step for a bot with these tools, by their full names; null when it has no part in it.</summary>
    public string? With(IReadOnlySet<string> tools)
    {
        if (For.Count > 0 && !For.Any(name => tools.Contains(Sound.ToolPrefix + name))) return null;
        var told = sentences.Where(sentence => Named(sentence).All(tools.Contains)).Select(sentence => Braces().Replace(sentence, match => Sound.ToolPrefix + match.Groups[1].Value));
        return string.Join(' ', told) is { Length: > 0 } text ? text : null;
    }

    public static implicit operator Step(string sentence) => new(sentence);

    private static IEnumerable<string> Named(string sentence) => Braces().Matches(sentence).Select(match => Sound.ToolPrefix + match.Groups[1].Value);

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Braces();
}
