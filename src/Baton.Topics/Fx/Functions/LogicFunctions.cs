namespace Baton.Topics.Fx;

/// <summary>If, Switch, And, Or, Not, and what asks for blanks.</summary>
internal static class LogicFunctions
{
    public static readonly FxFunction[] All =
    [
        new() { Name = "If", Min = 2, Max = FxFunction.Many, Results = Branches, Body = If,
            TakesAt = (i, n) => i % 2 == 0 && i + 1 < n ? 'b' : '*' },
        new() { Name = "Switch", Min = 3, Max = FxFunction.Many, Results = Cases, Check = CheckCases, Body = Switch },
        new() { Name = "And", Min = 1, Max = FxFunction.Many, Takes = "b", Gives = (_, _) => FxType.Boolean, Body = (c, f) =>
            Until(c, f, false) },
        new() { Name = "Or", Min = 1, Max = FxFunction.Many, Takes = "b", Gives = (_, _) => FxType.Boolean, Body = (c, f) =>
            Until(c, f, true) },
        Define.Mapped("Not", 1, 1, "b", FxType.Boolean, (a, _) =>
            FxConvert.Boolean(a[0]) is FxError e ? e : FxValue.Of(FxConvert.Boolean(a[0]) is not FxBoolean { Value: true })),
        new() { Name = "Coalesce", Min = 1, Max = FxFunction.Many, Results = n => [.. Enumerable.Range(0, n)], Body = Coalesce },
        new() { Name = "IsBlank", Min = 1, Max = 1, Gives = (_, _) => FxType.Boolean, Body = IsBlank },
        new() { Name = "IsEmpty", Min = 1, Max = 1, Takes = "T", Gives = (_, _) => FxType.Boolean, Body = IsEmpty },
        new() { Name = "Blank", Min = 0, Max = 0, Gives = (_, _) => FxType.Blank, Body = (_, _) => FxBlank.Value },
    ];

    private static int[] Branches(int count) => [.. Enumerable.Range(1, count - 1).Where(i => i % 2 == 1 || i == count - 1)];

    private static int[] Cases(int count) => [.. Enumerable.Range(2, count - 2).Where(i => i % 2 == 0 || i == count - 1)];

    private static string? CheckCases(FxCall call)
    {
        var sought = call.Args[0].Type;
        for (var i = 1; i + 1 < call.Count; i += 2)
        {
            var type = call.Args[i].Type;
            var alike = !sought.IsSure || !type.IsSure || sought.Kind == type.Kind || sought.IsNumber && type.IsNumber;
            if (!alike) return $"Switch looks for {sought.Word} and cannot find it in {type.Word}.";
        }
        return null;
    }

    private static FxValue If(FxCall call, FxFrame frame)
    {
        for (var i = 0; i + 1 < call.Count; i += 2)
        {
            var condition = FxConvert.Boolean(call.Run(i, frame));
            if (condition is FxError) return condition;
            if (condition is FxBoolean { Value: true }) return call.Run(i + 1, frame);
        }
        return call.Count % 2 == 1 ? call.Run(call.Count - 1, frame) : FxBlank.Value;
    }

    // What goes wrong on the way is told once the case is found; a case that matches does not hide it.
    private static FxValue Switch(FxCall call, FxFrame frame)
    {
        var value = call.Run(0, frame);
        var errors = new List<FxValue> { value };
        for (var i = 1; i + 1 < call.Count; i += 2)
        {
            var match = call.Run(i, frame);
            if (match is FxError) errors.Add(match);
            else if (value is not FxError && FxCompare.Same(value, match)) return FxError.Among([.. errors]) ?? call.Run(i + 1, frame);
        }
        return FxError.Among([.. errors]) ?? (call.Count % 2 == 0 ? call.Run(call.Count - 1, frame) : FxBlank.Value);
    }

    private static FxValue Until(FxCall call, FxFrame frame, bool decisive)
    {
        for (var i = 0; i < call.Count; i++)
        {
            var value = FxConvert.Boolean(call.Run(i, frame));
            if (value is FxError) return value;
            if (value is FxBoolean { Value: true } == decisive) return FxValue.Of(decisive);
        }
        return FxValue.Of(!decisive);
    }

    private static FxValue Coalesce(FxCall call, FxFrame frame)
    {
        for (var i = 0; i < call.Count; i++)
        {
            var value = call.Run(i, frame);
            if (!Empty(value)) return value;
        }
        return FxBlank.Value;
    }

    private static bool Empty(FxValue value) =>
        value is FxBlank or FxText { Value: "" } or FxUntyped { Inner: FxBlank or FxText { Value: "" } };

    private static FxValue IsBlank(FxCall call, FxFrame frame)
    {
        var value = call.Run(0, frame);
        return value is FxError ? value : FxValue.Of(Empty(value));
    }

    private static FxValue IsEmpty(FxCall call, FxFrame frame) => call.Run(0, frame) switch
    {
        FxTable table => FxValue.Of(table.Rows.Count == 0),
        FxUntyped { Inner: FxTable table } => FxValue.Of(table.Rows.Count == 0),
        FxError error => error,
        FxBlank => FxBoolean.True,
        FxUntyped => FxConvert.Wrong("The untyped value is not a list."),
        _ => FxBoolean.False,
    };
}
