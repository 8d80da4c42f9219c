namespace Baton.Topics.Fx;

/// <summary>A column that Join takes over, under a name of its own.</summary>
internal sealed class JoinedColumnCode(bool left, string column, string name) : FxCode
{
    public bool Left => left;
    public string Column => column;
    public string Name => name;
    public override FxValue Run(FxFrame frame) => FxBlank.Value;
}

/// <summary>Join: the rows of two tables, side by side where a condition holds.</summary>
internal static class JoinFunction
{
    public const string Name = "Join";
    public const string LeftName = "LeftRecord";
    public const string RightName = "RightRecord";
    private const int ColumnsFrom = 4;
    private const string Types = "JoinType";

    public static readonly FxFunction[] All =
    [
        new() { Name = Name, Min = 5, Max = FxFunction.Many, Takes = "TTb**", Gives = Gives, Check = Check, Body = Join },
    ];

    private static IEnumerable<JoinedColumnCode> Columns(FxCall call) => call.Args.Skip(ColumnsFrom).OfType<JoinedColumnCode>();

    private static string? Check(FxCall call)
    {
        if (call.Args[3].Type is not { Kind: FxKind.Option, Set: Types }) return "Join needs a JoinType, such as JoinType.Inner.";
        if (!Columns(call).Any(c => !c.Left)) return "Join needs at least one column of the second table: RightRecord.Name As NewName.";
        var kept = (call.Args[0].Type.Fields?.Keys ?? []).Except(Columns(call).Where(c => c.Left).Select(c => c.Column));
        return kept.Concat(Columns(call).Select(c => c.Name)).GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? $"There would be two columns '{twice.Key}'." : null;
    }

    private static FxType Gives(FxType[] types, FxCall call)
    {
        if (types[0].Fields is not { } left || types[1].Fields is not { } right) return FxType.AnyTable;
        var fields = left.ToDictionary();
        foreach (var column in Columns(call).Where(c => c.Left)) fields.Remove(column.Column);
        foreach (var column in Columns(call))
            fields[column.Name] = (column.Left ? left : right).GetValueOrDefault(column.Column, FxType.Unknown);
        return FxType.TableOf(fields);
    }

    private static FxValue Join(FxCall call, FxFrame frame)
    {
        if (Define.Table(call.Run(0, frame), out var instead) is not { } left) return instead!;
        if (Define.Table(call.Run(1, frame), out instead) is not { } right) return instead!;
        if (call.Run(3, frame) is not FxOption type) return call.Run(3, frame);
        var rows = new List<FxValue>();
        var met = new bool[right.Rows.Count];
        foreach (var one in left.Rows)
        {
            var alone = true;
            for (var i = 0; i < met.Length; i++)
            {
                if (Meets(call, frame, one, right.Rows[i]) is not { } found) continue;
                rows.Add(found is FxError ? found : Both(call, one as FxRecord, right.Rows[i] as FxRecord));
                (alone, met[i]) = (false, true);
            }
            if (alone && (type.Id is "Left" or "Full")) rows.Add(one is FxRecord record ? Both(call, record, null) : one);
        }
        if (type.Id is "Right" or "Full")
            for (var i = 0; i < met.Length; i++)
                if (!met[i]) rows.Add(right.Rows[i] is FxRecord other ? Both(call, null, other) : right.Rows[i]);
        return FxShapes.Unified(new FxTable(rows));
    }

    // Null: the rows do not belong together. An error in a row or in the condition stands in the result.
    private static FxValue? Meets(FxCall call, FxFrame frame, FxValue left, FxValue right)
    {
        frame.Spend();
        if (left is FxError) return left;
        if (right is FxError) return right;
        if (left is FxBlank || right is FxBlank) return null;
        var row = call.Enter(frame);
        row.Record = new FxRecord([((NamedCode)call.Args[0]).Name, ((NamedCode)call.Args[1]).Name], [left, right]);
        var holds = FxConvert.Boolean(call.Run(2, frame));
        FxCall.Leave(frame, row);
        return holds is FxBoolean { Value: true } or FxError ? holds : null;
    }

    private static FxRecord Both(FxCall call, FxRecord? left, FxRecord? right)
    {
        var made = left ?? FxRecord.Empty;
        if (left is null && call.Args[0].Type.Fields is { } known)
            made = known.Keys.Aggregate(made, (record, name) => record.With(name, FxBlank.Value));
        foreach (var column in Columns(call).Where(c => c.Left)) made = made.Without(column.Column);
        foreach (var column in Columns(call))
            made = made.With(column.Name, (column.Left ? left : right)?.Find(column.Column) ?? FxBlank.Value);
        return made;
    }
}
