namespace Baton.Topics.Fx;

/// <summary>What a formula gave at the console: the value as Power Fx prints it, or what is wrong.</summary>
public sealed record FxAnswer(string? Result, string? Error, IReadOnlyList<FxProblem> Problems);

/// <summary>A console for formulas: remembers what <c>Set(name, formula)</c> stored. One thread at a time.</summary>
public sealed class FxSession
{
    private readonly Dictionary<string, FxValue> values = [];
    private readonly FxFrame frame;
    private readonly FxNames names;

    public FxSession(DateTimeOffset now, TimeZoneInfo? zone = null, int seed = 0)
    {
        names = new FxNames { Variables = values.ContainsKey };
        frame = new FxFrame
        {
            Now = now, Zone = zone ?? TimeZoneInfo.Utc, Chance = new Random(seed), Variables = new Stored(values),
        };
    }

    /// <summary>Works a formula out. A leading '=' is allowed.</summary>
    public FxAnswer Run(string source)
    {
        var text = source.AsSpan().TrimStart().StartsWith("=") ? source.TrimStart()[1..] : source;
        frame.Refill();
        var (name, formula) = Assignment(text);
        var read = formula is null ? FxFormula.Read(text, names) : FxFormula.Read(formula, text, names);
        if (read.Problems.FirstOrDefault(p => !p.IsWarning) is { } problem) return new FxAnswer(null, problem.Message, read.Problems);
        var value = read.Run(frame);
        // A value of the wrong type is the author's mistake, not something that happened to the formula.
        if (value is FxError { Code: (int)FxErrorKind.AnalysisError } mistake) return new FxAnswer(null, mistake.Message, []);
        if (name is not null) values[name] = value;
        return new FxAnswer(value.ToString(), null, read.Problems);
    }

    private static (string? Name, FxSyntax? Formula) Assignment(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("Set")) return (null, null);
        try
        {
            return FxParser.Parse(text) is CallSyntax { Name: "Set", Args: [NameSyntax name, var value] } ? (name.Name, value)
                : (null, null);
        }
        catch (FxSyntaxError)
        {
            return (null, null);
        }
    }

    private sealed class Stored(Dictionary<string, FxValue> values) : FxVariables
    {
        public override FxValue? Find(string scope, string name) => values.GetValueOrDefault(name);
    }
}
