namespace Baton.Topics.Fx;

/// <summary>When values are the same, and which comes first.</summary>
internal static class FxCompare
{
    /// <summary>Whether the two are equal, for the operators: an untyped value is first read as what it is compared with.</summary>
    public static FxValue Equal(FxValue one, FxValue two)
    {
        if (one is FxUntyped first && two is not FxUntyped) (one, two) = (two, first);
        if (two is not FxUntyped untyped) return FxValue.Of(Same(one, two));
        if (one is FxUntyped or FxBlank or FxOption or FxRecord or FxTable) return FxValue.Of(Same(one, untyped.Inner));
        FxValue read = one switch
        {
            FxNumber => FxConvert.Number(untyped),
            FxText => FxConvert.Text(untyped),
            FxBoolean => FxConvert.Boolean(untyped),
            FxDate or FxDateTime => FxConvert.Moment(untyped),
            FxTime => FxConvert.Time(untyped),
            _ => untyped.Inner,
        };
        return read is FxError ? read : FxValue.Of(Same(one, read));
    }

    public static bool Same(FxValue one, FxValue two)
    {
        if (one is FxUntyped u1) one = u1.Inner;
        if (two is FxUntyped u2) two = u2.Inner;
        if (one is FxOption o1 && two is FxOption o2) return string.Equals(o1.Id, o2.Id, StringComparison.OrdinalIgnoreCase);
        if (one is FxOption left) return SameOption(left, two);
        if (two is FxOption right) return SameOption(right, one);
        return (one, two) switch
        {
            (FxBlank, FxBlank) => true,
            (FxDecimal a, FxDecimal b) => a.Value == b.Value,
            (FxNumber a, FxNumber b) => a.AsDouble.Equals(b.AsDouble),
            (FxText a, FxText b) => string.Equals(a.Value, b.Value, StringComparison.Ordinal),
            (FxBoolean a, FxBoolean b) => a.Value == b.Value,
            (FxGuid a, FxGuid b) => a.Value == b.Value,
            (FxTime a, FxTime b) => a.Value == b.Value,
            (FxColor a, FxColor b) => a.Red == b.Red && a.Green == b.Green && a.Blue == b.Blue && a.Alpha == b.Alpha,
            (FxRecord a, FxRecord b) => SameRecord(a, b),
            (FxTable a, FxTable b) => a.Rows.Count == b.Rows.Count && a.Rows.Zip(b.Rows).All(pair => Same(pair.First, pair.Second)),
            (FxGuid a, FxText b) => Guid.TryParse(b.Value, out var parsed) && parsed == a.Value,
            (FxText, FxGuid) => Same(two, one),
            (FxNumber, FxDate or FxDateTime or FxTime) => FxConvert.Number(two) is FxNumber days && OfNumbers((FxNumber)one, days) == 0,
            (FxDate or FxDateTime or FxTime, FxNumber) => Same(two, one),
            (FxTime t, FxDate or FxDateTime) => FxDates.Epoch + t.Value == Day(two),
            (FxDate or FxDateTime, FxTime) => Same(two, one),
            _ => Day(one) is { } d1 && Day(two) is { } d2 && d1 == d2,
        };
    }

    private static DateTime? Day(FxValue value) => value switch
    {
        FxDate d => d.Value,
        FxDateTime d => d.Value,
        _ => null,
    };

    // An author compares a choice with its id, its words, or the number or text behind it.
    private static bool SameOption(FxOption option, FxValue other) => other switch
    {
        FxText text => string.Equals(text.Value, option.Title, StringComparison.OrdinalIgnoreCase)
                       || string.Equals(text.Value, option.Id, StringComparison.OrdinalIgnoreCase)
                       || option.Backing is FxText backing && backing.Value == text.Value,
        FxRecord record => (record.Find("Id") ?? record.Find("Value") ?? record.Find("DisplayName")) is { } id && SameOption(option, id),
        _ => option.Backing is { } value && Same(value, other),
    };

    private static bool SameRecord(FxRecord one, FxRecord two)
    {
        if (one.Count != two.Count) return false;
        for (var i = 0; i < one.Count; i++)
            if (two.Find(one.Names[i]) is not { } other || !Same(one.Values[i], other)) return false;
        return true;
    }

    /// <summary>Order for &lt; and &gt;: numbers, dates and times. Blank is zero.</summary>
    public static int Order(FxValue one, FxValue two, out FxError? error)
    {
        error = null;
        if (one is FxDecimal d1 && two is FxDecimal d2) return d1.Value.CompareTo(d2.Value);
        if (one is FxTime t1 && two is FxTime t2) return t1.Value.CompareTo(t2.Value);
        if (one is FxDate or FxDateTime || two is FxDate or FxDateTime)
        {
            var (m1, m2) = (FxConvert.Moment(one), FxConvert.Moment(two));
            if (m1 is FxDateTime a && m2 is FxDateTime b) return a.Value.CompareTo(b.Value);
        }
        var left = FxConvert.NumberOrZero(one);
        var right = FxConvert.NumberOrZero(two);
        error = left as FxError ?? right as FxError;
        return error is not null ? 0 : OfNumbers((FxNumber)left, (FxNumber)right);
    }

    public static int OfNumbers(FxNumber one, FxNumber two) =>
        one is FxDecimal a && two is FxDecimal b ? a.Value.CompareTo(b.Value) : one.AsDouble.CompareTo(two.AsDouble);

    /// <summary>Order for sorting: by type's own order; text by letters without regard to case first; blanks last.</summary>
    public static int Sorting(FxValue one, FxValue two)
    {
        if (one is FxUntyped u1) one = u1.Inner;
        if (two is FxUntyped u2) two = u2.Inner;
        if (one is FxBlank || two is FxBlank) return (one is FxBlank).CompareTo(two is FxBlank);
        return (one, two) switch
        {
            (FxNumber a, FxNumber b) => OfNumbers(a, b),
            (FxBoolean a, FxBoolean b) => a.Value.CompareTo(b.Value),
            (FxTime a, FxTime b) => a.Value.CompareTo(b.Value),
            (FxGuid a, FxGuid b) => a.Value.CompareTo(b.Value),
            _ when Day(one) is { } d1 && Day(two) is { } d2 => d1.CompareTo(d2),
            _ => Words(FxConvert.Shown(one), FxConvert.Shown(two)),
        };
    }

    public static int Words(string one, string two)
    {
        var loose = string.Compare(one, two, StringComparison.OrdinalIgnoreCase);
        return loose != 0 ? loose : -string.CompareOrdinal(one, two);
    }
}
