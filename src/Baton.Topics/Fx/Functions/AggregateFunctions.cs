namespace Baton.Topics.Fx;

/// <summary>Sum, Average, Min, Max and their kin: over arguments, or over the rows of a table.</summary>
internal static class AggregateFunctions
{
    public static readonly FxFunction[] All =
    [
        Over("Sum", values => values.Count == 0 ? FxBlank.Value : values.Aggregate(FxMath.Add)),
        Over("Average", values => values.Count == 0 ? FxConvert.Div0
            : FxMath.Divide(values.Aggregate(FxMath.Add), FxValue.Of(values.Count))),
        Over("Min", values => Extreme(values, -1)),
        Over("Max", values => Extreme(values, 1)),
        Over("VarP", values => Variance(values) is { } variance ? FxMath.Rough(variance) : FxConvert.Div0),
        Over("StdevP", values => Variance(values) is { } variance ? FxMath.Rough(Math.Sqrt(variance)) : FxConvert.Div0),
        Counting("Count", value => value is FxNumber or FxDate or FxDateTime or FxTime || value is FxUntyped { Inner: FxNumber }),
        Counting("CountA", value => value is not (FxBlank or FxText { Value: "" })),
        new()
        {
            Name = "CountIf", Min = 2, Max = FxFunction.Many, Takes = "Tb", InRow = (i, _) => i > 0, Gives = (_, _) =>
                FxType.Decimal, Body = CountIf,
        },
    ];

    private static FxFunction Over(string name, Func<List<FxValue>, FxValue> combine) => new()
    {
        Name = name, Min = 1, Max = FxFunction.Many, RowsIfTable = true, InRow = (i, count) => i == 1 && count == 2,
        Gives = (types, call) => types[call.HasRows ? 1 : 0] is { IsNumber: true } number ? number : FxType.Unknown,
        Body = (call, frame) => Values(call, frame, out var values) is { } error ? error : combine(values),
    };

    /// <summary>The numbers to work with, blanks left out; or the first error.</summary>
    private static FxValue? Values(FxCall call, FxFrame frame, out List<FxValue> values)
    {
        var found = values = [];
        FxValue? failed = null;
        var first = call.Run(0, frame);
        if (first is FxError) return first;
        var table = first as FxTable ?? (first as FxUntyped)?.Inner as FxTable;
        if (table is not null && call.Count == 1) table.Rows.ToList().ForEach(r =>
            failed ??= Take(r is FxRecord { Count: 1 } one ? one.Values[0] : r, found));
        else if (table is not null && call.Count == 2)
            TableFunctions.Rows(call, frame, table, (row, _) => (failed = Take(row is FxError ? row : call.Run(1, frame), found)) is null);
        else if (table is not null || first is FxRecord) return FxConvert.Mistaken(first, "a number");
        else if (first is FxBlank && call.HasRows && call.Args[0].Type.Kind == FxKind.Table) return null;
        else
        {
            // The binder made room for a row that is not there.
            var row = call.HasRows ? call.Enter(frame) : null;
            failed = Take(first, found);
            for (var i = 1; i < call.Count && failed is null; i++) failed = Take(call.Run(i, frame), found);
            if (row is not null) FxCall.Leave(frame, row);
        }
        return failed;
    }

    private static FxValue? Take(FxValue value, List<FxValue> into)
    {
        if (value is FxUntyped untyped) value = untyped.Inner;
        if (value is FxDate or FxDateTime or FxTime) { into.Add(value); return null; }
        var number = FxConvert.Number(value);
        if (number is FxError) return number;
        if (number is not FxBlank) into.Add(number);
        return null;
    }

    private static FxValue Extreme(List<FxValue> values, int sign)
    {
        if (values.Count == 0) return FxBlank.Value;
        var best = values[0];
        foreach (var value in values)
            if (FxCompare.Order(value, best, out _) * sign > 0) best = value;
        return best;
    }

    private static double? Variance(List<FxValue> values)
    {
        var numbers = values.Select(FxConvert.Number).OfType<FxNumber>().Select(n => n.AsDouble).ToList();
        if (numbers.Count == 0) return null;
        var mean = numbers.Average();
        return numbers.Sum(n => (n - mean) * (n - mean)) / numbers.Count;
    }

    private static FxFunction Counting(string name, Func<FxValue, bool> counts) => new()
    {
        Name = name, Min = 1, Max = 1, Takes = "T", Gives = (_, _) => FxType.Decimal,
        Body = (call, frame) =>
        {
            var table = Define.Table(call.Run(0, frame), out var instead);
            if (table is null) return instead is FxBlank ? FxDecimal.Small(0) : instead!;
            var values = table.Rows.Select(r => r is FxRecord { Count: > 0 } record ? record.Values[0] : r).ToList();
            return values.Find(v => v is FxError) ?? FxValue.Of(values.Count(counts));
        },
    };

    private static FxValue CountIf(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead is FxBlank ? FxDecimal.Small(0) : instead!;
        var count = 0;
        FxValue? failed = null;
        TableFunctions.Rows(call, frame, table, (row, _) =>
        {
            var holds = row is FxError ? row : TableFunctions.Holds(call, frame, 1, call.Count);
            if (holds is FxError) { failed = holds; return false; }
            if (holds is FxBoolean { Value: true }) count++;
            return true;
        });
        return failed ?? FxValue.Of(count);
    }
}
