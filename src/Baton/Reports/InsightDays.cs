namespace Baton.Reports;

/// <summary>Two times, one after the other, cut into whole days (of UTC, as sums are kept) and the pieces that are left.</summary>
internal sealed record InsightDays
{
    public required DateOnly First { get; init; }

    /// <summary>The day after the last.</summary>
    public required DateOnly End { get; init; }

    /// <summary>The day in which the second time begins, where it does not begin with it: in pieces.</summary>
    public required DateOnly[] Cut { get; init; }
    public required IReadOnlyList<(DateTimeOffset Begins, DateTimeOffset Ends)> Pieces { get; init; }

    public static InsightDays Of(DateTimeOffset before, DateTimeOffset since, DateTimeOffset until)
    {
        var (first, end) = (Day(before), Day(until));
        if (Midnight(first) < before) first = first.AddDays(1);
        if (first >= end) return new InsightDays { First = first, End = first, Cut = [], Pieces = [(before, until)] };
        var cut = Day(since);
        var isCut = Midnight(cut) < since && cut >= first && cut < end;
        List<(DateTimeOffset Begins, DateTimeOffset Ends)> pieces = [(before, Midnight(first)), (Midnight(end), until)];
        if (isCut) pieces.Add((Midnight(cut), Midnight(cut.AddDays(1))));
        return new InsightDays { First = first, End = end, Cut = isCut ? [cut] : [], Pieces = [.. pieces.Where(piece => piece.Begins < piece.Ends)] };
    }

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
