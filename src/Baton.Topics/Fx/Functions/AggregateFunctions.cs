namespace Baton.Topics.Fx;

/// <summary>Sum, Average, Min, Max and their kin: over arguments, or over the rows of a table.</summary>
internal static class AggregateFunctions
{
    public static readonly FxFunction[] All =
    [
        Over("Sum", values => values.Count == 0 ? FxBlank.Value : Total(values)),
        Over("Average", values => values.Count == 0 ? FxConvert.Div0
            : FxMath.Divide(Total(values), FxValue.Of(values.Count))),
        Over("Min", values => Extreme(values, -1)),
        Over("Max", values => Extreme(values, 1)),
        Over("VarP", values => Variance(values) is { } variance ? FxMath.Rough(variance) : FxConvert.Div0),
        Over("StdevP", values => Variance(values) is { } variance ? FxMath.Rough(Math.Sqrt(variance)) : FxConvert.Div0),
        Counting("Count", value => value is FxNumber or FxUntyped { Inner: FxNumber }, type => type.IsNumber),
        Counting("CountA", value => value is not FxBlank, _ => true),
        new()
        {
            Name = "CountIf", Min = 2, Max = FxFunction.Many, Takes = "Tb", InRow = (i, _) => i > 0, Gives = (_, _) =>
                FxType.Decimal, Body = CountIf,
        },
    ];

    private static FxFunction Over(string name, Func<List<FxValue>, FxValue> combine) => new()
    {
        Name = name, Min = 1, Max = FxFunction.Many, RowsIfTable = true, InRow = (i, count) => i == 1 && count == 2,
        Gives = (types, call) => types[call.HasRows ? 1 : 0] switch
        {
            { IsNumber: true } number => number,
            { IsMoment: true } moment when name is "Min" or "Max" => moment,
            { Kind: FxKind.Unknown or FxKind.Untyped or FxKind.Table } => FxType.Unknown,
            _ => FxType.Decimal,
        },
        Check = call => CheckNumbers(name, call),
        Body = (call, frame) => Values(call, frame, out var values) is { } error ? error : combine(values),
    };

    private static string? CheckNumbers(string name, FxCall call)
    {
        if (call is { Count: 1, HasRows: false } && call.Args[0].Type.Kind == FxKind.Table)
            return $"{name} of a table needs a formula for each row: {name}(table, column).";
        for (var i = call.HasRows && call.Args[0].Type.Kind is FxKind.Table or FxKind.Unknown ? 1 : 0; i < call.Count; i++)
            if (!call.Args[i].Type.Becomes(FxType.Decimal)) return $"{name} was given {call.Args[i].Type.Word} where a number is needed.";
        return null;
    }

    /// <summary>The numbers to work with, blanks left out; or the first error.</summary>
    private static FxValue? Values(FxCall call, FxFrame frame, out List<FxValue> values)
    {
        var found = values = [];
        FxValue? failed = null;
        var first = call.Run(0, frame);
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
            var failures = new List<FxValue>();
            for (var i = 0; i < call.Count; i++)
                if (Take(i == 0 ? first : call.Run(i, frame), found) is { } one) failures.Add(one);
            failed = FxError.Among([.. failures]);
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

    private static FxValue Total(List<FxValue> values) => values.Select(FxConvert.Number).Aggregate(FxMath.Add);

    private static FxValue Extreme(List<FxValue> values, int sign)
    {
        if (values.Count == 0) return FxBlank.Value;
        // Dates among dates stay dates; as soon as there is something else, all are numbers.
        if (!values.TrueForAll(v => v is FxDate or FxDateTime) && !values.TrueForAll(v => v is FxTime))
            values = [.. values.Select(FxConvert.Number)];
        var best = values[0];
        foreach (var value in values)
            if (FxCompare.Order(value, best, out _) * sign > 0) best = value;
        return best is FxDate && values.Exists(v => v is FxDateTime) ? FxConvert.Moment(best) : best;
    }

    private static double? Variance(List<FxValue> values)
    {
        var numbers = values.Select(FxConvert.Number).OfType<FxNumber>().Select(n => n.AsDouble).ToList();
        if (numbers.Count == 0) return null;
        var mean = numbers.Average();
        return numbers.Sum(n => (n - mean) * (n - mean)) / numbers.Count;
    }

    private static FxFunction Counting(string name, Func<FxValue, bool> counts, Func<FxType, bool> holds) => new()
    {
        Name = name, Min = 1, Max = 1, Takes = "T", Gives = (_, _) => FxType.Decimal,
        Check = call => call.Args[0].Type is { Kind: FxKind.Table, Fields: { } columns }
            && (columns.Count != 1 || columns.Values.First() is { IsSure: true } type && !holds(type))
            ? $"{name} needs a table of one column that it can count." : null,
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
