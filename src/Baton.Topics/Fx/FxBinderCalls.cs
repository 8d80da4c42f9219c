namespace Baton.Topics.Fx;

internal sealed partial class FxBinder
{
    private FxCode Call(CallSyntax call)
    {
        if (!FxFunctions.All.TryGetValue(call.Name, out var function)) return NoFunction(call);
        if (call.Args.Count < function.Min || call.Args.Count > function.Max) return Bad(call, Arity(function, call.Args.Count));
        var alias = call.Args.Count > 0 && call.Args[0] is AsSyntax named && function.InRow is not null ? named.Alias : null;
        var args = new FxCode[call.Args.Count];
        for (var i = 0; i < args.Length; i++) args[i] = Argument(call, function, args, i, alias);
        var common = function.JoinsRows ? CommonOfRows(call, args) : function.Results is { } results
            ? CommonOfResults(call, args, results) : null;
        var bound = new FxCall(function, args, alias) { HasRows = function.InRow is not null && SeesRows(function, args) };
        if (function.Check?.Invoke(bound) is { } mistake) return Bad(call, mistake);
        var type = common ?? function.Gives?.Invoke([.. args.Select(a => a.Type)], bound) ?? FxType.Unknown;
        return new CallCode(bound) { Type = type };
    }

    private FxType CommonOfResults(CallSyntax call, FxCode[] args, Func<int, int[]> results)
    {
        var places = results(args.Length);
        return Common(call.Args, args, i => places[i], count: places.Length);
    }

    private FxType CommonOfRows(CallSyntax call, FxCode[] args)
    {
        var row = FxType.Blank;
        for (var i = 0; i < args.Length; i++)
        {
            var type = args[i].Type;
            var isRow = type.Kind is FxKind.Record or FxKind.Table or FxKind.Unknown or FxKind.Blank or FxKind.Error;
            if (!isRow && !(type.Kind == FxKind.Untyped && args.Length == 1)) Bad(call.Args[i], $"Table needs records, not {type.Word}.");
            else if (FxType.Union(row, type.Kind == FxKind.Table ? type.Row : type) is { } both) row = both;
            else Bad(call.Args[i], "The columns of this are of other types than those that go before.");
        }
        if (row.Kind != FxKind.Record) return row.Kind == FxKind.Untyped ? FxType.Column(FxType.Untyped) : FxType.AnyTable;
        var table = FxType.TableOf(row.Fields);
        for (var i = 0; i < args.Length; i++) args[i] = CoerceCode.Of(args[i], args[i].Type.Kind == FxKind.Table ? table : row);
        return table;
    }

    private FxCode Argument(CallSyntax call, FxFunction function, FxCode[] before, int index, string? alias)
    {
        var syntax = call.Args[index];
        if (function.Name == "Summarize" && index > 0) return Group(syntax, before[0].Type);
        if (function.Name == JoinFunction.Name) return Joined(function, call, before, index);
        if (index == function.TypeAt) return TypeName(syntax);
        if (index == 0 && syntax is AsSyntax named && alias is not null) syntax = named.Of;
        if (function.IsColumn?.Invoke(index, call.Args.Count) == true) return Column(function, syntax);
        if (index == 0 || function.InRow?.Invoke(index, call.Args.Count) != true || !SeesRows(function, before))
            return Checked(function, syntax, index, call.Args.Count);
        var table = before[0].Type;
        var row = table.Kind == FxKind.Table ? table.Row : table.Kind == FxKind.Record ? table : FxType.Unknown;
        scopes.Add(new Scope(alias, row));
        var code = Checked(function, syntax, index, call.Args.Count);
        scopes.RemoveAt(scopes.Count - 1);
        return code;
    }

    /// <summary>An argument of Summarize: a column to group by, or <c>formula As name</c> over the rows of the group.</summary>
    private FxCode Group(FxSyntax syntax, FxType table)
    {
        if (syntax is NameSyntax name)
        {
            if (table.Fields is { } columns && !columns.ContainsKey(name.Name)) return NoField(new FieldSyntax(name, name.Name,
                name.Start, name.End), columns.Keys);
            return new ConstantCode(new FxText(name.Name));
        }
        if (syntax is not AsSyntax named) return Bad(syntax,
            "Summarize groups by a column, or names what it works out: CountRows(ThisGroup) As Total.");
        scopes.Add(new Scope(null, FxType.RecordOf(new Dictionary<string, FxType> { ["ThisGroup"] = table })));
        var code = Bind(named.Of);
        scopes.RemoveAt(scopes.Count - 1);
        return new NamedCode(named.Alias, code) { Type = code.Type };
    }

    /// <summary>An argument of Join: two tables, a condition over a row of each, how to join, and <c>Record.Column As name</c>.</summary>
    private FxCode Joined(FxFunction function, CallSyntax call, FxCode[] before, int index)
    {
        var syntax = call.Args[index];
        if (index < 2)
        {
            var named = syntax as AsSyntax;
            var table = Checked(function, named?.Of ?? syntax, index, call.Args.Count);
            var name = named?.Alias ?? (index == 0 ? JoinFunction.LeftName : JoinFunction.RightName);
            return new NamedCode(name, table) { Type = table.Type };
        }
        var (left, right) = ((NamedCode)before[0], (NamedCode)before[1]);
        if (index == 2)
        {
            var both = new Dictionary<string, FxType> { [left.Name] = RowOf(left), [right.Name] = RowOf(right) };
            scopes.Add(new Scope(null, FxType.RecordOf(both)));
            var condition = Checked(function, syntax, index, call.Args.Count);
            scopes.RemoveAt(scopes.Count - 1);
            return condition;
        }
        if (index == 3) return Checked(function, syntax, index, call.Args.Count);
        if (syntax is not AsSyntax { Of: FieldSyntax { Of: NameSyntax row } field } column
            || row.Name != left.Name && row.Name != right.Name)
            return Bad(syntax, $"Join takes columns here: {right.Name}.Column As Name.");
        var from = row.Name == left.Name ? left : right;
        return from.Type.Fields is { } known && !known.ContainsKey(field.Name) ? NoField(field, known.Keys)
            : new JoinedColumnCode(from == left, field.Name, column.Alias);
    }

    private static FxType RowOf(FxCode table) => table.Type.Kind == FxKind.Table ? table.Type.Row : FxType.Unknown;

    private static bool SeesRows(FxFunction function, FxCode[] args) => !function.RowsIfTable || args.Length == 2 && !args[0].Type.IsScalar;

    private FxCode TypeName(FxSyntax syntax)
    {
        var shape = TypeLiteral.Read(syntax);
        return shape is null ? Bad(syntax, "A type is expected here, such as Number, Text or Type({a: Number}).") : new TypeCode(shape);
    }

    private FxCode Column(FxFunction function, FxSyntax syntax) => syntax switch
    {
        NameSyntax name => new ConstantCode(new FxText(string.Intern(name.Name))),
        LiteralSyntax { Value: FxText text } => new ConstantCode(new FxText(string.Intern(text.Value))),
        _ => Bad(syntax, $"{function.Name} needs the name of a column here."),
    };

    private FxCode Checked(FxFunction function, FxSyntax syntax, int index, int count)
    {
        var code = Bind(syntax);
        var wanted = function.LetterAt(index, count);
        var type = function.Maps && code.Type is { Kind: FxKind.Table, Fields: { Count: 1 } columns } ? columns.Values.First()
            : function.Maps && code.Type is { Kind: FxKind.Table, Fields: null } ? FxType.Unknown : code.Type;
        if (wanted != '*' && !Takes(wanted, type))
            Bad(syntax, $"{function.Name} was given {code.Type.Word} where {Wanted(wanted)} is needed.");
        return code;
    }

    private static bool Takes(char wanted, FxType type) => wanted switch
    {
        'n' => type.Becomes(FxType.Decimal),
        't' => type.Becomes(FxType.Text),
        'b' => type.Becomes(FxType.Boolean),
        'd' => type.Becomes(FxType.DateTime),
        'c' => type.Becomes(FxType.Color),
        's' => type.Kind is not (FxKind.Record or FxKind.Table),
        'T' => type.Kind is FxKind.Table or FxKind.Untyped or FxKind.Unknown or FxKind.Blank or FxKind.Error,
        'U' => type.Kind is FxKind.Untyped or FxKind.Unknown or FxKind.Blank or FxKind.Error,
        _ => type.Kind is FxKind.Record or FxKind.Untyped or FxKind.Unknown or FxKind.Blank or FxKind.Error,
    };

    private static string Wanted(char letter) => letter switch
    {
        'n' => "a number",
        't' => "a text",
        'b' => "a Boolean",
        'd' => "a date",
        'c' => "a colour",
        's' => "a single value",
        'T' => "a table",
        'U' => "an untyped value",
        _ => "a record",
    };

    private static string Arity(FxFunction function, int given)
    {
        var needs = function.Min == function.Max ? $"{function.Min}"
            : function.Max == FxFunction.Many ? $"at least {function.Min}" : $"{function.Min} to {function.Max}";
        return $"{function.Name} takes {needs} argument{(function.Min == 1 && function.Max == 1 ? "" : "s")}, not {given}.";
    }

    private ConstantCode NoFunction(CallSyntax call)
    {
        var near = Nearest(call.Name, FxFunctions.All.Keys);
        var at = new LiteralSyntax(FxBlank.Value, call.NameStart, call.NameStart + call.Name.Length);
        foreach (var arg in call.Args) if (arg is not AsSyntax && !names.Lenient) Bind(arg);
        return Bad(at, $"There is no function '{call.Name}'." + (near is null ? "" : $" Did you mean '{near}'?"));
    }
}
