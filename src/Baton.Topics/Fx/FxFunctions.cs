using System.Collections.Frozen;

namespace Baton.Topics.Fx;

/// <summary>Every function there is, by name.</summary>
internal static class FxFunctions
{
    public static readonly FrozenDictionary<string, FxFunction> All = new[]
    {
        LogicFunctions.All, ErrorFunctions.All, NumberFunctions.All, AggregateFunctions.All, TextFunctions.All, TextPartFunctions.All,
        DateFunctions.All, TableFunctions.All, ShapeFunctions.All, JoinFunction.All,
        UntypedFunctions.All, MatchFunctions.All, OtherFunctions.All,
    }.SelectMany(list => list).ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
}

/// <summary>The usual ways to define a function.</summary>
internal static class Define
{
    /// <summary>A function whose arguments are all worked out first; the first error among them is its answer.</summary>
    public static FxFunction Eager(string name, int min, int max, string takes, FxType gives, Func<FxValue[], FxFrame, FxValue> body) =>
        new()
    {
        Name = name, Min = min, Max = max, Takes = takes,
        Gives = (_, _) => gives,
        Body = (call, frame) => Arguments(call, frame, out var args) is { } error ? error : body(args, frame),
    };

    /// <summary>Like Eager; and given a list where one value is meant, it answers with a list.</summary>
    public static FxFunction Mapped(string name, int min, int max, string takes, FxType gives, Func<FxValue[], FxFrame, FxValue> body) =>
        new()
    {
        Name = name, Min = min, Max = max, Takes = takes, Maps = true,
        Gives = (types, _) => types.Any(t => t.Kind == FxKind.Table) ? FxType.Column(gives)
            : types.Any(t => t.Kind == FxKind.Unknown) ? FxType.Unknown : gives,
        Body = (call, frame) =>
        {
            if (Arguments(call, frame, out var args) is { } error) return error;
            return Array.Exists(args, a => a is FxTable) ? OverRows(args, frame, body) : body(args, frame);
        },
    };

    public static FxError? Arguments(FxCall call, FxFrame frame, out FxValue[] args)
    {
        args = new FxValue[call.Count];
        for (var i = 0; i < args.Length; i++) args[i] = call.Args[i].Run(frame);
        return FxError.Among(args);
    }

    /// <summary>The type of what a function gives that keeps the kind of number it is given.</summary>
    public static FxType NumberLike(FxType[] types, FxCall call)
    {
        static FxType Of(FxType type) => type.Kind is FxKind.Float or FxKind.Unknown ? type : FxType.Decimal;
        return types.Any(t => t.Kind == FxKind.Table)
            ? FxType.Column(types[0] is { Kind: FxKind.Table, Fields: { Count: 1 } columns } ? Of(columns.Values.First()) : FxType.Unknown)
            : Of(types[0]);
    }

    // Tables of different lengths have an error for each row that one of them lacks.
    private static FxTable OverRows(FxValue[] args, FxFrame frame, Func<FxValue[], FxFrame, FxValue> body)
    {
        var most = args.OfType<FxTable>().Max(t => t.Rows.Count);
        var least = args.OfType<FxTable>().Min(t => t.Rows.Count);
        frame.Spend(most);
        var rows = new FxValue[most];
        for (var i = 0; i < most; i++) rows[i] = i < least ? Mapped(args, i, frame, body) : new FxRecord(FxTable.ValueColumn, [Missing]);
        return new FxTable(rows);
    }

    private static readonly FxError Missing = new(FxErrorKind.NotApplicable, "Another table has more rows than this one.");

    private static FxValue Mapped(FxValue[] args, int row, FxFrame frame, Func<FxValue[], FxFrame, FxValue> body)
    {
        var one = new FxValue[args.Length];
        for (var i = 0; i < one.Length; i++)
        {
            if (args[i] is not FxTable table) one[i] = args[i];
            else if (table.Rows[row] is FxError broken) return broken;
            else one[i] = Cell(table, row);
        }
        return new FxRecord(FxTable.ValueColumn, [FxError.Among(one) ?? body(one, frame)]);
    }

    private static FxValue Cell(FxTable table, int at) =>
        at >= table.Rows.Count ? FxBlank.Value : table.Rows[at] is FxRecord { Count: > 0 } record ? record.Values[0] : table.Rows[at];

    /// <summary>The table in an argument: untyped lists count; blank is null.</summary>
    public static FxTable? Table(FxValue value, out FxValue? instead)
    {
        instead = null;
        switch (value)
        {
            case FxTable table: return table;
            case FxUntyped { Inner: FxTable inner }: return inner;
            case FxRecord record: return new FxTable([record]);
            case FxBlank or FxError: instead = value; return null;
            case FxUntyped: instead = FxConvert.Wrong("The untyped value is not a list."); return null;
            default: instead = FxConvert.Mistaken(value, "a table"); return null;
        }
    }

    public static int? Whole(FxValue value) =>
        FxConvert.NumberOrZero(value) is FxNumber number && number.AsDouble is > int.MinValue and < int.MaxValue
            ? (int)Math.Truncate(number.AsDouble) : null;
}
