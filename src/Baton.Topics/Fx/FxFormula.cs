namespace Baton.Topics.Fx;

/// <summary>A formula, read once and run as often as wanted, by any number of threads.</summary>
public sealed class FxFormula
{
    private readonly FxCode code;

    private FxFormula(string source, FxCode code, IReadOnlyList<FxProblem> problems)
    {
        Source = source;
        this.code = code;
        Problems = problems;
    }

    public string Source { get; }
    public IReadOnlyList<FxProblem> Problems { get; }
    public bool IsSound => Problems.All(p => p.IsWarning);
    public FxType Type => code.Type;

    /// <summary>True when the formula gives the same value whenever it runs, so it may be worked out once.</summary>
    internal FxValue? Constant => (code as ConstantCode)?.Value;

    /// <summary>Reads a formula (without a leading '='). Never throws: what is wrong is in Problems.</summary>
    public static FxFormula Read(string source, FxNames names)
    {
        try
        {
            return Bound(source, FxParser.Parse(source), names);
        }
        catch (FxSyntaxError error)
        {
            return Broken(source, error);
        }
    }

    internal static FxFormula Read(string source, IReadOnlyList<FxToken> tokens, FxNames names)
    {
        try
        {
            return Bound(source, FxParser.Parse(tokens, 0), names);
        }
        catch (FxSyntaxError error)
        {
            return Broken(source, error);
        }
    }

    internal static FxFormula Read(FxSyntax syntax, string source, FxNames names) => Bound(source, syntax, names);

    private static FxFormula Bound(string source, FxSyntax syntax, FxNames names)
    {
        var problems = new List<FxProblem>();
        return new FxFormula(source, new FxBinder(names, problems).Bind(syntax), problems);
    }

    private static FxFormula Broken(string source, FxSyntaxError error) =>
        new(source, new ConstantCode(new FxError(FxErrorKind.AnalysisError, error.Message), FxType.Error),
            [new FxProblem(error.Start, error.End, error.Message)]);

    /// <summary>Works the formula out. What goes wrong is an error value, never an exception.</summary>
    public FxValue Run(FxFrame frame)
    {
        var row = frame.Row;
        try
        {
            return code.Run(frame);
        }
        catch (FxLimitReached limit)
        {
            frame.Row = row;
            return new FxError(FxErrorKind.QuotaExceeded, limit.Message);
        }
    }
}
