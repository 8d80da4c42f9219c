namespace Baton.Routing;

/// <summary>
/// What is kept of a choice: the best candidates with what became of each, how many more there were and why not, and the rules.
/// </summary>
public sealed record Explanation
{
    public IReadOnlyList<Row> Candidates { get; init; } = [];

    /// <summary>Those who are not in the table, counted by reason.</summary>
    public IReadOnlyList<Rest> Others { get; init; } = [];
    public IReadOnlyList<RuleVerdict> Rules { get; init; } = [];

    public static Explanation Of(Decision decision, IReadOnlyList<RuleVerdict> rules, int rowsMax) => new()
    {
        Candidates = [.. decision.Considered.Take(rowsMax).Select(Row.Of)],
        Others = [.. decision.Considered.Skip(rowsMax).GroupBy(one => one.Reason).Select(group => new Rest(group.Key, group.Count()))],
        Rules = rules,
    };

    public sealed record Row(Guid Id, string Name, string Kind, int Capacity, int Load, string Presence, string Verdict, string Reason)
    {
        public static Row Of(Considered one) => new(
            one.Candidate.Id, one.Candidate.Name, one.Candidate.Kind, one.Candidate.Capacity, one.Candidate.Load, one.Candidate.Presence,
            one.Chosen ? "chosen" : "passed over", one.Reason);
    }

    public sealed record Rest(string Reason, int Count);
}
