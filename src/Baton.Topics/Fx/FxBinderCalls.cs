namespace Baton.Topics.Fx;

internal sealed partial class FxBinder
{
    private FxCode Binary(BinarySyntax binary)
    {
        switch (binary.Operator)
        {
            case FxOperator.And: return new AndCode(Scalar(binary.Left, "a Boolean"),
                Scalar(binary.Right, "a Boolean")) { Type = FxType.Boolean };
            case FxOperator.Or: return new OrCode(Scalar(binary.Left, "a Boolean"),
                Scalar(binary.Right, "a Boolean")) { Type = FxType.Boolean };
            case FxOperator.Concat: return new ConcatCode(Scalar(binary.Left, "a text"),
                Scalar(binary.Right, "a text")) { Type = FxType.Text };
            case FxOperator.In or FxOperator.ExactIn:
                return new InCode(Bind(binary.Left), Bind(binary.Right), binary.Operator == FxOperator.ExactIn) { Type = FxType.Boolean };
            case FxOperator.Equal or FxOperator.NotEqual: return Equality(binary);
            case FxOperator.Less or FxOperator.LessEqual or FxOperator.Greater or FxOperator.GreaterEqual: return Order(binary);
        }
        var left = Scalar(binary.Left, "a number");
        var right = Scalar(binary.Right, "a number");
        return new ArithmeticCode(binary.Operator, left, right) { Type = Arithmetic(binary.Operator, left.Type, right.Type) };
    }

    private static FxType Arithmetic(FxOperator operation, FxType one, FxType two)
    {
        if (one.Kind == FxKind.Unknown || two.Kind == FxKind.Unknown) return FxType.Unknown;
        static bool Wall(FxType type) => type.Kind is FxKind.Date or FxKind.DateTime or FxKind.Time;
        if (Wall(one) || Wall(two)) return FxType.Unknown;
        if (operation == FxOperator.Power) return FxType.Float;
        return one.Kind == FxKind.Float || two.Kind == FxKind.Float ? FxType.Float : FxType.Decimal;
    }

    private CompareCode Equality(BinarySyntax binary)
    {
        var (left, right) = (Bind(binary.Left), Bind(binary.Right));
        var (one, two) = (left.Type, right.Type);
        if (one.IsSure && two.IsSure && !Comparable(one, two))
            Bad(binary, $"{Capital(one.Word)} and {two.Word} cannot be compared. Convert one of them first.");
        return new CompareCode(binary.Operator, left, right) { Type = FxType.Boolean };
    }

    private static bool Comparable(FxType one, FxType two)
    {
        static int Family(FxType type) => type.Kind switch
        {
            FxKind.Decimal or FxKind.Float => 1,
            FxKind.Date or FxKind.DateTime or FxKind.Time => 2,
            FxKind.Text or FxKind.Guid => 3,
            _ => 10 + (int)type.Kind,
        };
        if (one.Kind is FxKind.Option or FxKind.Untyped || two.Kind is FxKind.Option or FxKind.Untyped) return true;
        if (one.Kind is FxKind.Record or FxKind.Table || two.Kind is FxKind.Record or FxKind.Table) return false;
        return Family(one) == Family(two) || Family(one) + Family(two) == 3 && (one.IsNumber || two.IsNumber) && Family(one) <= 2
            && Family(two) <= 2;
    }

    private CompareCode Order(BinarySyntax binary)
    {
        var left = Scalar(binary.Left, "a number");
        var right = Scalar(binary.Right, "a number");
        foreach (var (side, code) in new[] { (binary.Left, left), (binary.Right, right) })
            if (code.Type.Kind is FxKind.Guid or FxKind.Color) Bad(side,
                $"{Capital(code.Type.Word)} has no order; numbers, dates and times have.");
        return new CompareCode(binary.Operator, left, right) { Type = FxType.Boolean };
    }

    private FxCode Call(CallSyntax call)
    {
        if (!FxFunctions.All.TryGetValue(call.Name, out var function)) return NoFunction(call);
        if (call.Args.Count < function.Min || call.Args.Count > function.Max) return Bad(call, Arity(function, call.Args.Count));
        var alias = call.Args.Count > 0 && call.Args[0] is AsSyntax named && function.InRow is not null ? named.Alias : null;
        var args = new FxCode[call.Args.Count];
        for (var i = 0; i < args.Length; i++) args[i] = Argument(call, function, args, i, alias);
        var bound = new FxCall(function, args, alias) { HasRows = function.InRow is not null && SeesRows(function, args) };
        var type = function.Gives?.Invoke([.. args.Select(a => a.Type)], bound) ?? FxType.Unknown;
        return new CallCode(bound) { Type = type };
    }

    private FxCode Argument(CallSyntax call, FxFunction function, FxCode[] before, int index, string? alias)
    {
        var syntax = call.Args[index];
        if (function.Name == "Summarize" && index > 0) return Group(syntax, before[0].Type);
        if (index == function.TypeAt) return TypeName(syntax);
        if (index == 0 && syntax is AsSyntax named && alias is not null) syntax = named.Of;
        if (function.IsColumn?.Invoke(index, call.Args.Count) == true) return Column(function, syntax);
        if (index == 0 || function.InRow?.Invoke(index, call.Args.Count) != true || !SeesRows(function, before))
            return Checked(function, syntax, index);
        var table = before[0].Type;
        var row = table.Kind == FxKind.Table ? table.Row : table.Kind == FxKind.Record ? table : FxType.Unknown;
        scopes.Add(new Scope(alias, row));
        var code = Checked(function, syntax, index);
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

    private FxCode Checked(FxFunction function, FxSyntax syntax, int index)
    {
        var code = Bind(syntax);
        var wanted = function.Takes[Math.Min(index, function.Takes.Length - 1)];
        var kind = code.Type.Kind;
        var isList = kind is FxKind.Table && !(function.Maps && (code.Type.Fields is null || code.Type.Fields.Count == 1));
        var wrong = wanted switch
        {
            'n' or 't' or 'b' or 'd' => isList || kind == FxKind.Record,
            'T' => code.Type.IsScalar || kind == FxKind.Record,
            'R' => code.Type.IsScalar || kind == FxKind.Table,
            _ => false,
        };
        if (wrong)
            Bad(syntax, $"{function.Name} was given {code.Type.Word} where {Wanted(wanted)} is needed.");
        return code;
    }

    private static string Wanted(char letter) => letter switch
    {
        'n' => "a number",
        't' => "a text",
        'b' => "a Boolean",
        'd' => "a date",
        'T' => "a table",
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
