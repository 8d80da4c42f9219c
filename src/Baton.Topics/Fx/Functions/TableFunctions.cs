namespace Baton.Topics.Fx;

/// <summary>What looks at tables and picks rows: Filter, LookUp, First, ForAll, Sort and their kin.</summary>
internal static class TableFunctions
{
    private static FxType RowOf(FxType[] types, FxCall call) => types[0].Row;
    private static FxType Same(FxType[] types, FxCall call) => types[0].Kind == FxKind.Table ? types[0] : FxType.Unknown;

    public static readonly FxFunction[] All =
    [
        new() { Name = "First", Min = 1, Max = 1, Takes = "T", Gives = RowOf, Body = (c, f) => One(c, f, rows => 0) },
        new() { Name = "Last", Min = 1, Max = 1, Takes = "T", Gives = RowOf, Body = (c, f) => One(c, f, rows => rows - 1) },
        new() { Name = "FirstN", Min = 1, Max = 2, Takes = "Tn", Gives = Same, Body = (c, f) => Some(c, f, fromEnd: false) },
        new() { Name = "LastN", Min = 1, Max = 2, Takes = "Tn", Gives = Same, Body = (c, f) => Some(c, f, fromEnd: true) },
        new() { Name = "Index", Min = 2, Max = 2, Takes = "Tn", Gives = RowOf, Body = Index },
        new() { Name = "CountRows", Min = 1, Max = 1, Takes = "T", Gives = (_, _) => FxType.Decimal, Body = CountRows },
        new() { Name = "Filter", Min = 2, Max = FxFunction.Many, Takes = "Tb", InRow = (i, _) => i > 0, Gives = Same, Body = Filter },
        new()
        {
            Name = "LookUp", Min = 2, Max = 3, Takes = "Tb*", InRow = (i, _) => i > 0,
            Gives = (t, _) => t.Length > 2 ? t[2] : t[0].Row, Body = LookUp,
        },
        new() { Name = "ForAll", Min = 2, Max = 2, Takes = "T*", InRow = (i, _) => i > 0, Gives = EachGives, Body = ForAll },
        new() { Name = "Sort", Min = 2, Max = 3, Takes = "T**", InRow = (i, _) => i == 1, Gives = Same, Body = Sort,
            Check = c => Sortable(c.Args[1].Type) ? null : $"{c.Args[1].Type.Word} cannot be sorted." },
        new()
        {
            Name = "SortByColumns", Min = 2, Max = FxFunction.Many, Takes = "T*", IsColumn = (i, _) => i > 0 && i % 2 == 1, Gives = Same,
            Check = CheckSortColumns, Body = SortByColumns,
        },
        new() { Name = "Distinct", Min = 2, Max = 2, Takes = "T*", InRow = (i, _) => i == 1, Gives = (t, _) =>
            FxType.Column(t[1]), Body = Distinct },
        new() { Name = "Shuffle", Min = 1, Max = 1, Takes = "T", Gives = Same, Body = Shuffle },
        new()
        {
            Name = "Sequence", Min = 1, Max = 3, Takes = "n", Body = Sequence,
            Gives = (t, _) => FxType.Column(t.Length > 1 && t[1].Kind is FxKind.Float or FxKind.Unknown ? t[1] : FxType.Decimal),
        },
        new()
        {
            Name = "Search", Min = 3, Max = FxFunction.Many, Takes = "Tt*", IsColumn = (i, _) => i > 1, Gives = Same,
            Check = CheckSearched, Body = Search,
        },
        new()
        {
            Name = "With", Min = 2, Max = 2, Takes = "R*", InRow = (i, _) => i == 1, Gives = (t, _) => t[1], Body = With,
        },
    ];

    /// <summary>Goes through the rows with the row in scope; stops when told.</summary>
    public static void Rows(FxCall call, FxFrame frame, FxTable table, Func<FxValue, int, bool> step)
    {
        var row = call.Enter(frame);
        for (var i = 0; i < table.Rows.Count; i++)
        {
            frame.Spend();
            row.Record = table.Rows[i];
            if (!step(table.Rows[i], i)) break;
        }
        FxCall.Leave(frame, row);
    }

    private static bool Sortable(FxType type) =>
        type.Kind is not (FxKind.Record or FxKind.Table or FxKind.Guid or FxKind.Color or FxKind.Untyped);

    private static string? CheckSortColumns(FxCall call)
    {
        if (call.Args[0].Type.Fields is not { } columns) return null;
        for (var i = 1; i < call.Count; i += 2)
        {
            if (!call.IsName(i)) continue;
            if (!columns.TryGetValue(call.ColumnName(i), out var type)) return $"There is no column '{call.ColumnName(i)}'.";
            if (!Sortable(type)) return $"The column '{call.ColumnName(i)}' cannot be sorted.";
        }
        return null;
    }

    private static string? CheckSearched(FxCall call)
    {
        if (call.Args[0].Type.Fields is not { } columns) return null;
        for (var i = 2; i < call.Count; i++)
            if (call.IsName(i) && !(columns.TryGetValue(call.ColumnName(i), out var type) && type.Kind is FxKind.Text or FxKind.Unknown))
                return $"There is no column of text named '{call.ColumnName(i)}'.";
        return null;
    }

    private static FxType EachGives(FxType[] types, FxCall call) => types[1].Kind switch
    {
        FxKind.Record => FxType.TableOf(types[1].Fields),
        FxKind.Unknown or FxKind.Error => FxType.AnyTable,
        _ => FxType.Column(types[1]),
    };

    private static FxValue One(FxCall call, FxFrame frame, Func<int, int> pick)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        return table is null ? instead! : table.Rows.Count == 0 ? FxBlank.Value : table.Rows[pick(table.Rows.Count)];
    }

    private static FxValue Some(FxCall call, FxFrame frame, bool fromEnd)
    {
        var given = call.Run(0, frame);
        var untyped = given is FxUntyped;
        var table = Define.Table(given, out var instead);
        if (table is null) return instead!;
        var number = call.Count > 1 ? FxConvert.NumberOrZero(call.Run(1, frame)) : FxDecimal.Small(1);
        if (number is not FxNumber wanted) return number;
        var count = (int)Math.Clamp(Math.Truncate(wanted.AsDouble), 0, table.Rows.Count);
        var some = new FxTable([.. fromEnd ? table.Rows.Skip(table.Rows.Count - count) : table.Rows.Take(count)]);
        return untyped ? new FxUntyped(some) : some;
    }

    private static FxValue Index(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        var number = FxConvert.NumberOrZero(call.Run(1, frame));
        if (table is null || number is FxError) return FxError.Among(instead ?? FxBlank.Value, number) ?? instead!;
        var wanted = (FxNumber)number;
        var at = Math.Truncate(wanted.AsDouble);
        if (at < 1 || at > table.Rows.Count)
            return FxConvert.Wrong($"There is no row {FxPrinter.Number(wanted)}: the table has {table.Rows.Count}.");
        return table.Rows[(int)at - 1];
    }

    private static FxValue CountRows(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead is FxBlank ? FxDecimal.Small(0) : instead!;
        return table.Rows.FirstOrDefault(r => r is FxError) ?? FxValue.Of(table.Rows.Count);
    }

    /// <summary>Whether all conditions from an argument on hold for the row at hand; an error when one cannot be worked out.</summary>
    public static FxValue Holds(FxCall call, FxFrame frame, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var value = FxConvert.Boolean(call.Run(i, frame));
            if (value is FxError) return value;
            if (value is not FxBoolean { Value: true }) return FxBoolean.False;
        }
        return FxBoolean.True;
    }

    private static FxValue Filter(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead!;
        var kept = new List<FxValue>();
        Rows(call, frame, table, (row, _) =>
        {
            var holds = row is FxError ? row : Holds(call, frame, 1, call.Count);
            if (holds is FxError || holds is FxBoolean { Value: true }) kept.Add(holds is FxError ? holds : row);
            return true;
        });
        return new FxTable(kept);
    }

    private static FxValue LookUp(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead!;
        FxValue found = FxBlank.Value;
        Rows(call, frame, table, (row, _) =>
        {
            var holds = row is FxError ? row : Holds(call, frame, 1, 2);
            if (holds is FxBoolean { Value: false }) return true;
            found = holds is FxError ? holds : call.Count > 2 ? call.Run(2, frame) : row;
            return false;
        });
        return found;
    }

    private static FxValue ForAll(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead!;
        var made = new FxValue[table.Rows.Count];
        Rows(call, frame, table, (row, i) =>
        {
            made[i] = row is FxError ? row : call.Run(1, frame);
            return true;
        });
        if (FxError.Among(made) is { } error) return error;
        var records = Array.Exists(made, m => m is FxRecord);
        for (var i = 0; i < made.Length; i++)
            if (made[i] is not FxRecord && !(records && made[i] is FxBlank or FxError)) made[i] = new FxRecord(FxTable.ValueColumn,
                [made[i]]);
        return FxShapes.Unified(new FxTable(made));
    }

    private static FxValue Sort(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead!;
        var keys = new FxValue[table.Rows.Count];
        Rows(call, frame, table, (_, i) => { keys[i] = call.Run(1, frame); return true; });
        if (Array.Find(keys, k => k is FxError) is { } failed) return failed;
        if (Array.Find(keys, k => k is FxRecord or FxTable) is { } odd) return FxConvert.Mistaken(odd, "a value that can be sorted");
        return Ordered(table, keys, Descends(call.Run(2, frame)), frame);
    }

    private static bool Descends(FxValue order) =>
        FxConvert.Shown(order).StartsWith("desc", StringComparison.OrdinalIgnoreCase);

    private static FxTable Ordered(FxTable table, FxValue[] keys, bool descending, FxFrame frame)
    {
        frame.Spend(keys.Length);
        var rows = Enumerable.Range(0, keys.Length);
        var ascending = Comparer<FxValue>.Create(FxCompare.Sorting);
        // Blanks stay last whichever way the rest is turned.
        var turned = Comparer<FxValue>.Create((a, b) => a is FxBlank || b is FxBlank ? FxCompare.Sorting(a, b) : FxCompare.Sorting(b, a));
        return new FxTable([.. rows.OrderBy(i => keys[i], descending ? turned : ascending).Select(i => table.Rows[i])]);
    }

    private static FxValue SortByColumns(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead!;
        if (call.Count == 3 && call.Run(2, frame) is FxTable order) return ByList(table, call.ColumnName(1), order);
        for (var i = call.Count % 2 == 0 ? call.Count - 1 : call.Count - 2; i >= 1; i -= 2)
        {
            var column = call.ColumnName(i);
            var keys = table.Rows.Select(row => FieldCode.Get(row, column)).ToArray();
            if (FxError.Among(keys) is { } error) return error;
            table = Ordered(table, keys, Descends(call.Run(i + 1, frame)), frame);
        }
        return table;
    }

    // In the order of a list: what the list lacks comes after it, blanks last.
    private static FxValue ByList(FxTable table, string column, FxTable order)
    {
        if (FxError.Among([.. order.Rows, .. table.Rows]) is { } error) return error;
        var places = new Dictionary<string, int>();
        foreach (var value in order.Rows.OfType<FxRecord>().Select(r => r.Values[0]).Where(v => v is not FxBlank))
            if (!places.TryAdd(value.ToString(), places.Count)) return FxConvert.Wrong("The order names a value twice.");
        int Place(FxValue row) => FieldCode.Get(row, column) is var value && value is FxBlank ? int.MaxValue
            : places.GetValueOrDefault(value.ToString(), int.MaxValue - 1);
        return new FxTable([.. table.Rows.OrderBy(Place)]);
    }

    private static FxValue Distinct(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead!;
        var seen = new HashSet<string>();
        var kept = new List<FxValue>();
        Rows(call, frame, table, (_, _) =>
        {
            var value = call.Run(1, frame);
            if (seen.Add(value.ToString())) kept.Add(value);
            return true;
        });
        if (kept.Exists(k => k is FxRecord or FxTable)) return FxConvert.Wrong("Only single values can be distinct.");
        return kept.Find(k => k is FxError) ?? new FxTable([.. kept.Select(k => new FxRecord(FxTable.ValueColumn, [k]))]);
    }

    private static FxValue Shuffle(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead!;
        var rows = table.Rows.ToArray();
        frame.Chance.Shuffle(rows);
        return new FxTable(rows);
    }

    private static FxValue Sequence(FxCall call, FxFrame frame)
    {
        if (Define.Arguments(call, frame, out var args) is { } error) return error;
        var count = FxConvert.NumberOrZero(args[0]);
        if (count is not FxNumber number) return count;
        if (number.AsDouble is <= -1 or > 50_000) return FxConvert.Wrong("A sequence has 0 to 50000 rows.");
        var value = args.Length > 1 ? FxConvert.NumberOrZero(args[1]) : FxDecimal.Small(1);
        var step = args.Length > 2 ? FxConvert.NumberOrZero(args[2]) : FxDecimal.Small(1);
        if (FxError.Among(value, step) is { } failed) return failed;
        var rows = new FxValue[(int)number.AsDouble];
        frame.Spend(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new FxRecord(FxTable.ValueColumn, [value]);
            if (value is not FxError) value = FxMath.Add(value, step);
        }
        return new FxTable(rows);
    }

    private static FxValue Search(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead!;
        if (FxConvert.Text(call.Run(1, frame)) is not FxText sought) return FxConvert.Text(call.Run(1, frame));
        if (sought.Value.Length == 0) return table;
        var columns = Enumerable.Range(2, call.Count - 2).Select(call.ColumnName).ToList();
        frame.Spend(table.Rows.Count);
        return new FxTable([.. table.Rows.Where(row => columns.Exists(c =>
            FxConvert.Shown(FieldCode.Get(row, c)).Contains(sought.Value, StringComparison.OrdinalIgnoreCase)))]);
    }

    private static FxValue With(FxCall call, FxFrame frame)
    {
        var record = call.Run(0, frame);
        if (record is FxError) return record;
        if (record is not (FxRecord or FxUntyped or FxBlank)) return FxConvert.Mistaken(record, "a record");
        var row = call.Enter(frame);
        row.Record = record;
        var value = call.Run(1, frame);
        FxCall.Leave(frame, row);
        return value;
    }
}
