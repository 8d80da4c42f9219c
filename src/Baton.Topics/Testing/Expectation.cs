using System.Text.RegularExpressions;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>What the bot did in a turn of a test chat, until it waited for the visitor or was done.</summary>
internal sealed record Deeds(IReadOnlyList<Say> Says, IReadOnlyList<string> Tools, IReadOnlyList<TraceStep> Trace, TurnResult Last,
    TurnVariables Variables, FxFrame Frame)
{
    public IReadOnlyList<string> Words => [.. Says.Where(s => s.Kind == SayKind.Message).Select(s => Expectation.OneLine(s.Text))];

    public IReadOnlyList<string> Offers => [.. Says.SelectMany(s => s.SuggestedActions).Select(a => a.Title)];

    public IEnumerable<string> Topics => Trace.SelectMany(t => new[] { t.Topic, t.Path }).Distinct();
}

/// <summary>Something that is expected of a turn.</summary>
internal abstract record Expectation
{
    /// <summary>What is expected, as a line of words.</summary>
    public abstract string Wanted { get; }

    /// <summary>What the bot did in this respect, when that is not plain from what it said.</summary>
    public virtual string? Found(Deeds deeds) => null;

    /// <summary>Null when it is met, else what did not fit.</summary>
    public abstract string? Problem(Deeds deeds);

    internal static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>The bot says these words, in this order, each as part of a message; or nothing at all. Words between slashes are a pattern.</summary>
internal sealed record ExpectedWords(IReadOnlyList<string> Parts) : Expectation
{
    public const int PatternMillisecondsMax = 200;

    public override string Wanted => Parts.Count == 0 ? "(nothing)" : string.Join('\n', Parts);

    public override string? Problem(Deeds deeds)
    {
        var words = deeds.Words;
        if (Parts.Count == 0) return words.Count == 0 ? null : "The bot was expected to say nothing.";
        var at = 0;
        foreach (var part in Parts)
        {
            while (at < words.Count && !Holds(words[at], part)) at++;
            if (at == words.Count) return words.Count == 0 ? $"The bot said nothing; expected was: {part}" : $"The bot did not say: {part}";
        }
        return null;
    }

    private static bool Holds(string said, string part)
    {
        if (Pattern(part) is not { } pattern) return said.Contains(OneLine(part), StringComparison.Ordinal);
        try
        {
            return pattern.IsMatch(said);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>The pattern between slashes; null when these are plain words. Throws when it cannot be read.</summary>
    public static Regex? Pattern(string part) => part.Length > 2 && part[0] == '/' && part[^1] == '/'
        ? new Regex(part[1..^1], RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(PatternMillisecondsMax)) : null;
}

/// <summary>The bot offers exactly these buttons, in this order.</summary>
internal sealed record ExpectedOffers(IReadOnlyList<string> Titles) : Expectation
{
    public override string Wanted => $"offers: {Listed(Titles)}";
    public override string Found(Deeds deeds) => $"offers: {Listed(deeds.Offers)}";
    public override string? Problem(Deeds deeds) =>
        deeds.Offers.SequenceEqual(Titles) ? null : $"The bot offered {Listed(deeds.Offers)} instead of {Listed(Titles)}.";

    private static string Listed(IReadOnlyList<string> titles) => titles.Count == 0 ? "(nothing)" : string.Join(" | ", titles);
}

/// <summary>A variable has this value after the turn.</summary>
internal sealed record ExpectedVariable(VariablePath Variable, Value Value) : Expectation
{
    public override string Wanted => $"{Variable} = {(Value.Formula is { } formula ? formula.Source : Value.Literal)}";
    public override string Found(Deeds deeds) => $"{Variable} = {Variable.Get(deeds.Variables)}";

    public override string? Problem(Deeds deeds)
    {
        var value = Variable.Get(deeds.Variables);
        var wanted = Value.Formula is { } formula ? formula.Run(deeds.Frame) : Value.Literal;
        var same = value.ToString() == wanted.ToString() || wanted is FxText text && text.Value == FxConvert.Shown(value);
        return same ? null : $"{Variable} is {value}, not {wanted}.";
    }
}

/// <summary>The turn ends this way.</summary>
internal sealed record ExpectedOutcome(string Word) : Expectation
{
    public static readonly string[] Words = ["waiting", "tool", "http", "answer", "transfer", "ended", "failed"];

    public override string Wanted => $"outcome: {Word}";
    public override string Found(Deeds deeds) => $"outcome: {deeds.Last.Outcome.Word}";
    public override string? Problem(Deeds deeds) =>
        deeds.Last.Outcome.Word == Word ? null : $"The turn ended with '{deeds.Last.Outcome.Word}', not '{Word}'.";
}

/// <summary>The bot has exactly these tools run, in this order.</summary>
internal sealed record ExpectedTools(IReadOnlyList<string> Names) : Expectation
{
    public override string Wanted => $"tool: {Listed(Names)}";
    public override string Found(Deeds deeds) => $"tool: {Listed(deeds.Tools)}";
    public override string? Problem(Deeds deeds) =>
        deeds.Tools.SequenceEqual(Names) ? null : $"The bot ran {Listed(deeds.Tools)} instead of {Listed(Names)}.";

    private static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "no tool" : string.Join(", ", names);
}

/// <summary>A node of this topic runs in the turn.</summary>
internal sealed record ExpectedTopic(string Name) : Expectation
{
    public override string Wanted => $"topic: {Name}";
    public override string Found(Deeds deeds) => $"topic: {string.Join(", ", deeds.Trace.Select(t => t.Topic).Distinct())}";
    public override string? Problem(Deeds deeds) => deeds.Topics.Contains(Name, StringComparer.OrdinalIgnoreCase) ? null
        : $"No node of the topic '{Name}' ran.";
}
