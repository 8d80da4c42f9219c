using System.Collections.Frozen;

namespace Baton.Topics.Fx;

/// <summary>Every function there is, by name.</summary>
internal static class FxFunctions
{
    public static readonly FrozenDictionary<string, FxFunction> All = new[]
    {
        LogicFunctions.All, ErrorFunctions.All, NumberFunctions.All, AggregateFunctions.All, TextFunctions.All, TextPartFunctions.All,
        DateFunctions.All, TableFunctions.All, ShapeFunctions.All, UntypedFunctions.All, MatchFunctions.All, OtherFunctions.All,
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
        for (var i = 0; i < args.Length; i++)
        {
            args[i] = call.Args[i].Run(frame);
            if (args[i] is FxError error) return error;
        }
        return null;
    }

    private static FxTable OverRows(FxValue[] args, FxFrame frame, Func<FxValue[], FxFrame, FxValue> body)
    {
        var count = args.OfType<FxTable>().Max(t => t.Rows.Count);
        frame.Spend(count);
        var rows = new FxValue[count];
        for (var i = 0; i < count; i++)
        {
            var one = new FxValue[args.Length];
            for (var j = 0; j < one.Length; j++) one[j] = args[j] is FxTable table ? Cell(table, i) : args[j];
            var failed = Array.Find(one, a => a is FxError);
            rows[i] = new FxRecord(FxTable.ValueColumn, [failed ?? body(one, frame)]);
        }
        return new FxTable(rows);
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
            default: instead = FxConvert.Mistaken(value, "a table"); return null;
        }
    }

    public static int? Whole(FxValue value) =>
        FxConvert.NumberOrZero(value) is FxNumber number && number.AsDouble is > int.MinValue and < int.MaxValue
            ? (int)Math.Truncate(number.AsDouble) : null;
}
