namespace Baton.Topics.Fx;

/// <summary>What changes the columns of tables: AddColumns, ShowColumns, Table, Patch and their kin.</summary>
internal static class ShapeFunctions
{
    public static readonly FxFunction[] All =
    [
        new() { Name = "Table", Min = 0, Max = FxFunction.Many, JoinsRows = true, Body = Table },
        new()
        {
            Name = "AddColumns", Min = 3, Max = FxFunction.Many, Takes = "*", IsColumn = (i, _) => i > 0 && i % 2 == 1,
            InRow = (i, _) => i > 0 && i % 2 == 0, Gives = AddGives, Body = Add,
            Check = c => Pairs(c) ?? Fields(c) ?? Absent(c, Columns(c, 1)) ?? Twice(Columns(c, 1)),
        },
        new()
        {
            Name = "DropColumns", Min = 2, Max = FxFunction.Many, Takes = "*", IsColumn = (i, _) => i > 0,
            Gives = (t, c) => Shaped(t[0], f => f.Where(p => !Columns(c, 1).Contains(p.Key))),
            Body = (c, f) => Reshape(c, f, r => Columns(c, 1).Aggregate(r, (made, name) => made.Without(name))),
            Check = c => Fields(c) ?? Present(c, Columns(c, 1)) ?? Twice(Columns(c, 1)),
        },
        new()
        {
            Name = "ShowColumns", Min = 2, Max = FxFunction.Many, Takes = "*", IsColumn = (i, _) => i > 0,
            Gives = (t, c) => Shaped(t[0], f => f.Where(p => Columns(c, 1).Contains(p.Key))),
            Body = (c, f) => Reshape(c, f, r => new FxRecord(
                [.. Columns(c, 1)], [.. Columns(c, 1).Select(name => r.Find(name) ?? FxBlank.Value)])),
            Check = c => Fields(c) ?? Present(c, Columns(c, 1)) ?? Twice(Columns(c, 1)),
        },
        new()
        {
            Name = "RenameColumns", Min = 3, Max = FxFunction.Many, Takes = "*", IsColumn = (i, _) => i > 0,
            Gives = RenameGives, Body = Rename,
            Check = c => Pairs(c) ?? Fields(c) ?? Present(c, Every(c, 1)) ?? Twice(Every(c, 1)) ?? Twice(Renamed(c)),
        },
        new() { Name = "Patch", Min = 2, Max = FxFunction.Many, Takes = "R", Gives = PatchGives, Check = CheckPatch, Body = Patch },
        new()
        {
            Name = "Summarize", Min = 2, Max = FxFunction.Many, Takes = "T*", Gives = SummarizeGives, Check = CheckGroups, Body = Summarize,
        },
    ];

    private static string? Pairs(FxCall call) =>
        call.Count % 2 == 1 ? null : $"{call.Function.Name} takes a table and then pairs of arguments.";

    private static string? Fields(FxCall call) => call.Args[0].Type.IsScalar || call.Args[0].Type.Kind == FxKind.Untyped
        ? $"{call.Function.Name} was given {call.Args[0].Type.Word} where a table is needed." : null;

    private static string? Present(FxCall call, IEnumerable<string> columns) =>
        call.Args[0].Type.Fields is { } known && columns.FirstOrDefault(c => !known.ContainsKey(c)) is { } missing
            ? $"There is no column '{missing}'." : null;

    private static string? Absent(FxCall call, IEnumerable<string> columns) =>
        call.Args[0].Type.Fields is { } known && columns.FirstOrDefault(known.ContainsKey) is { } there
            ? $"There already is a column '{there}'." : null;

    private static string? Twice(IEnumerable<string> columns) =>
        columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } double_ ? $"The column '{double_.Key}' is named twice." : null;

    private static IEnumerable<string> Every(FxCall call, int from)
    {
        for (var i = from; i < call.Count; i += 2) if (call.IsName(i)) yield return call.ColumnName(i);
    }

    /// <summary>The names of all columns once they are renamed.</summary>
    private static IEnumerable<string> Renamed(FxCall call) =>
        (call.Args[0].Type.Fields?.Keys.Except(Every(call, 1)) ?? []).Concat(Every(call, 2));

    private static string? CheckPatch(FxCall call)
    {
        var first = call.Args[0].Type.Fields;
        foreach (var arg in call.Args.Skip(1))
            foreach (var (name, type) in arg.Type.Fields ?? new Dictionary<string, FxType>())
                if (first?.GetValueOrDefault(name) is { IsSure: true } had && type.IsSure && had.Kind != type.Kind
                    && !(had.IsNumber && type.IsNumber))
                    return $"The field '{name}' is {had.Word} and cannot become {type.Word}.";
        return null;
    }

    private static string? CheckGroups(FxCall call)
    {
        var groups = Columns(call, 1).ToList();
        if (call.Args[0].Type.Fields?.ContainsKey("ThisGroup") == true) return "A table with a column 'ThisGroup' cannot be summarized.";
        if (groups.Count == 0) return "Summarize needs at least one column to group by.";
        var names = groups.Concat(call.Args.OfType<NamedCode>().Select(n => n.Name)).ToList();
        if (names.Contains("ThisGroup")) return "'ThisGroup' is the rows of the group and cannot be a column.";
        var odd = groups.Select(g => call.Args[0].Type.Fields?.GetValueOrDefault(g))
            .Concat(call.Args.OfType<NamedCode>().Select(n => n.Type))
            .FirstOrDefault(t => t is { Kind: FxKind.Record or FxKind.Table or FxKind.Untyped or FxKind.Color });
        return odd is null ? Twice(names) : $"Summarize makes columns of single values, not of {odd.Word}.";
    }

    private static IEnumerable<string> Columns(FxCall call, int from)
    {
        for (var i = from; i < call.Count; i++) if (call.IsName(i)) yield return call.ColumnName(i);
    }

    private static FxType Shaped(FxType of, Func<IEnumerable<KeyValuePair<string, FxType>>, IEnumerable<KeyValuePair<string,
        FxType>>> change)
    {
        if (of.Fields is null) return of.Kind is FxKind.Table or FxKind.Record ? of : FxType.Unknown;
        var fields = change(of.Fields).ToDictionary(p => p.Key, p => p.Value);
        return of.Kind == FxKind.Table ? FxType.TableOf(fields) : FxType.RecordOf(fields);
    }

    private static FxType AddGives(FxType[] types, FxCall call)
    {
        var added = new Dictionary<string, FxType>();
        for (var i = 1; i + 1 < types.Length; i += 2) if (call.IsName(i)) added[call.ColumnName(i)] = types[i + 1];
        return Shaped(types[0], fields => fields.Where(p => !added.ContainsKey(p.Key)).Concat(added));
    }

    private static FxType RenameGives(FxType[] types, FxCall call)
    {
        var renamed = new Dictionary<string, string>();
        for (var i = 1; i + 1 < types.Length; i += 2) if (call.IsName(i)
            && call.IsName(i + 1)) renamed[call.ColumnName(i)] = call.ColumnName(i + 1);
        return Shaped(types[0], fields => fields.Select(p => KeyValuePair.Create(renamed.GetValueOrDefault(p.Key, p.Key), p.Value)));
    }

    private static FxType PatchGives(FxType[] types, FxCall call) =>
        types.All(t => t.Kind == FxKind.Record) ? types.Aggregate((one, two) => FxType.Union(one, two) ?? FxType.Unknown) : FxType.Unknown;

    private static FxValue Table(FxCall call, FxFrame frame)
    {
        var rows = new List<FxValue>();
        for (var i = 0; i < call.Count; i++)
        {
            var value = call.Run(i, frame);
            if (value is FxUntyped { Inner: FxTable untyped })
                rows.AddRange(untyped.Rows.Select(r => new FxRecord(FxTable.ValueColumn, [r])));
            else if (value is FxTable table) rows.AddRange(table.Rows);
            else if (value is FxRecord or FxBlank or FxError) rows.Add(value);
            else return FxConvert.Mistaken(value, "a record");
        }
        frame.Spend(rows.Count);
        return FxShapes.Unified(new FxTable(rows));
    }

    private static FxValue Reshape(FxCall call, FxFrame frame, Func<FxRecord, FxRecord> change)
    {
        var value = call.Run(0, frame);
        if (value is FxRecord record) return change(record);
        var table = Define.Table(value, out var instead);
        if (table is null) return instead!;
        frame.Spend(table.Rows.Count);
        return new FxTable([.. table.Rows.Select(row => row is FxRecord r ? change(r) : row)]);
    }

    private static FxValue Add(FxCall call, FxFrame frame)
    {
        var value = call.Run(0, frame);
        var table = Define.Table(value, out var instead);
        if (table is null) return instead!;
        var made = new FxValue[table.Rows.Count];
        TableFunctions.Rows(call, frame, table, (row, i) =>
        {
            if (row is FxRecord record)
                for (var c = 1; c + 1 < call.Count; c += 2) row = ((FxRecord)row).With(call.ColumnName(c), call.Run(c + 1, frame));
            made[i] = row;
            return true;
        });
        return value is FxRecord ? made[0] : new FxTable(made);
    }

    private static FxValue Rename(FxCall call, FxFrame frame)
    {
        var names = new Dictionary<string, string>();
        for (var i = 1; i + 1 < call.Count; i += 2) names[call.ColumnName(i)] = call.ColumnName(i + 1);
        return Reshape(call, frame, r => new FxRecord([.. r.Names.Select(n => names.GetValueOrDefault(n, n))], [.. r.Values]));
    }

    private static FxValue Patch(FxCall call, FxFrame frame)
    {
        if (Define.Arguments(call, frame, out var args) is { } error) return error;
        var records = args.OfType<FxRecord>();
        if (args.Any(a => a is not (FxRecord or FxBlank))) return new FxError(FxErrorKind.NotSupported,
            "Patch joins records; there is no table to change here.");
        return records.SelectMany(r => r.Names.Zip(r.Values)).Aggregate(FxRecord.Empty, (made, f) => made.With(f.First, f.Second));
    }

    private static FxType SummarizeGives(FxType[] types, FxCall call)
    {
        var columns = new Dictionary<string, FxType>();
        for (var i = 1; i < types.Length; i++)
        {
            if (call.Args[i] is NamedCode named) columns[named.Name] = named.Type;
            else if (call.IsName(i)) columns[call.ColumnName(i)] = types[0].Fields?.GetValueOrDefault(call.ColumnName(i)) ?? FxType.Unknown;
        }
        return FxType.TableOf(columns);
    }

    private static FxValue Summarize(FxCall call, FxFrame frame)
    {
        var table = Define.Table(call.Run(0, frame), out var instead);
        if (table is null) return instead!;
        var keys = Columns(call, 1).ToList();
        var groups = new Dictionary<string, (FxRecord First, List<FxValue> Rows)>();
        if (table.Rows.FirstOrDefault(r => r is FxError) is { } broken) return broken;
        foreach (var row in table.Rows.OfType<FxRecord>())
        {
            frame.Spend();
            var key = string.Join('\u001f', keys.Select(k => FieldCode.Get(row, k).ToString()));
            if (!groups.TryGetValue(key, out var group)) groups[key] = group = (row, []);
            group.Rows.Add(row);
        }
        var rows = new List<FxValue>();
        foreach (var (first, members) in groups.Values)
        {
            var made = keys.Aggregate(FxRecord.Empty, (record, k) => record.With(k, FieldCode.Get(first, k)));
            var scope = call.Enter(frame);
            scope.Record = new FxRecord(("ThisGroup", new FxTable(members)));
            foreach (var named in call.Args.OfType<NamedCode>()) made = made.With(named.Name, named.Run(frame));
            FxCall.Leave(frame, scope);
            rows.Add(made);
        }
        return new FxTable(rows);
    }
}
