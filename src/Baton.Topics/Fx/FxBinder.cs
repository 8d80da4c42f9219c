namespace Baton.Topics.Fx;

/// <summary>Turns what was written into what is run: finds what names mean, checks arguments, and says what cannot work.</summary>
internal sealed partial class FxBinder(FxNames names, List<FxProblem> problems)
{
    private const int DoubtLengthMin = 4;

    private sealed record Scope(string? Alias, FxType Row);

    private readonly List<Scope> scopes = [];

    public FxCode Bind(FxSyntax syntax) => syntax switch
    {
        LiteralSyntax literal => new ConstantCode(literal.Value),
        NameSyntax name => Name(name),
        FieldSyntax field => Field(field),
        CallSyntax call => Call(call),
        BinarySyntax binary => Binary(binary),
        NegateSyntax negate => Negate(negate),
        NotSyntax not => new NotCode(Wanted(not.Of, FxType.Boolean)) { Type = FxType.Boolean },
        PercentSyntax percent => Percent(percent),
        RecordSyntax record => Record(record),
        ListSyntax list => List(list),
        AsSyntax alias => Bad(alias, "'As' names the rows of a table; it belongs into the first argument of Filter, ForAll and their kin."),
        InterpolatedSyntax text => new InterpolatedCode([.. text.Parts.Select(p => Wanted(p, FxType.Text))]) { Type = FxType.Text },
        ChainSyntax chain => Chain(chain),
        _ => throw new InvalidOperationException("A kind of syntax has no meaning yet."),
    };

    private ConstantCode Bad(FxSyntax at, string message)
    {
        problems.Add(new FxProblem(at.Start, at.End, message));
        return new ConstantCode(new FxError(FxErrorKind.AnalysisError, message), FxType.Error);
    }

    /// <summary>A side of an operator, which must be a single value that can be read as the wanted type.</summary>
    private FxCode Wanted(FxSyntax syntax, FxType wanted) => Wanted(syntax, Bind(syntax), wanted);

    private FxCode Wanted(FxSyntax syntax, FxCode code, FxType wanted)
    {
        if (!code.Type.Becomes(wanted)) Bad(syntax, $"This is {code.Type.Word}, but {wanted.Word} is needed.");
        return code;
    }

    private NegateCode Negate(NegateSyntax negate)
    {
        var of = Wanted(negate.Of, FxType.Decimal);
        return new NegateCode(of) { Type = of.Type.IsMoment || of.Type.Kind is FxKind.Float or FxKind.Unknown ? of.Type : FxType.Decimal };
    }

    private PercentCode Percent(PercentSyntax percent)
    {
        var of = Wanted(percent.Of, FxType.Decimal);
        return new PercentCode(of) { Type = of.Type.Kind is FxKind.Float or FxKind.Unknown ? of.Type : FxType.Decimal };
    }

    private RecordCode Record(RecordSyntax record)
    {
        var values = record.Fields.Select(f => Bind(f.Value)).ToArray();
        var fields = new Dictionary<string, FxType>();
        for (var i = 0; i < values.Length; i++) fields[record.Fields[i].Name] = values[i].Type;
        return new RecordCode([.. record.Fields.Select(f => string.Intern(f.Name))], values) { Type = FxType.RecordOf(fields) };
    }

    private ListCode List(ListSyntax list)
    {
        var items = list.Items.Select(Bind).ToArray();
        if (items.Length == 0) return new ListCode(items) { Type = FxType.AnyTable };
        var type = Common(list.Items, items, i => i, FxType.Unknown);
        return new ListCode(items)
        {
            Type = type.Kind switch
            {
                FxKind.Record => FxType.TableOf(type.Fields),
                FxKind.Unknown => FxType.AnyTable,
                _ => FxType.Column(type),
            },
        };
    }

    /// <summary>The type that all of these formulas give, the first one deciding; those of another type are converted. Where there is no
    /// such type, it is a mistake, unless a type is given to fall back on.</summary>
    private FxType Common(IReadOnlyList<FxSyntax> written, FxCode[] codes, Func<int, int> at, FxType? fallBack = null, int? count = null)
    {
        var type = FxType.Blank;
        for (var i = 0; i < (count ?? codes.Length); i++)
        {
            if (FxType.Union(type, codes[at(i)].Type) is { } both) type = both;
            else
            {
                Bad(written[at(i)], $"This is {codes[at(i)].Type.Word}, but what goes before is {type.Word}; all must be of one type.");
                return fallBack ?? FxType.Unknown;
            }
        }
        if (type.Kind != FxKind.Unknown)
            for (var i = 0; i < (count ?? codes.Length); i++) codes[at(i)] = CoerceCode.Of(codes[at(i)], type);
        return type;
    }

    private ChainCode Chain(ChainSyntax chain)
    {
        var steps = chain.Steps.Select(Bind).ToArray();
        return new ChainCode(steps) { Type = steps[^1].Type };
    }

    private FxCode Name(NameSyntax name)
    {
        if (!name.Global)
        {
            if (name.Name == "ThisRecord" && Innermost() is { } row) return row;
            var doubtful = 0;
            for (var i = scopes.Count - 1; i >= 0; i--)
            {
                var scope = scopes[i];
                var outward = scopes.Count - 1 - i;
                if (scope.Alias == name.Name) return new RowCode(outward) { Type = scope.Row };
                if (scope.Alias is not null) continue;
                if (scope.Row.Fields is { } fields)
                {
                    if (fields.TryGetValue(name.Name, out var type)) return new FieldCode(new RowCode(outward),
                        string.Intern(name.Name)) { Type = type };
                }
                else doubtful = outward + 1;
            }
            if (doubtful > 0) return new DynamicNameCode(string.Intern(name.Name), doubtful, Outside(name, quiet: true));
        }
        return Outside(name, quiet: false);
    }

    private RowCode? Innermost()
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
            if (scopes[i].Alias is null) return new RowCode(scopes.Count - 1 - i) { Type = scopes[i].Row };
        return null;
    }

    private FxCode Outside(NameSyntax name, bool quiet)
    {
        if (names.Scopes.Contains(name.Name)) return new ScopeCode(name.Name);
        if (names.Variables?.Invoke(name.Name) == true) return new VariableCode("", name.Name);
        if (quiet) return new ConstantCode(FxBlank.Value, FxType.Unknown);
        if (FxEnums.All.ContainsKey(name.Name)) return Bad(name, $"'{name.Name}' is a list of names; write one of them after a dot.");
        return UnknownName(name);
    }

    private FxCode UnknownName(NameSyntax name)
    {
        var message = $"There is nothing named '{name.Name}'.";
        if (FxFunctions.All.ContainsKey(name.Name)) message += $" It is a function: write {name.Name}(...).";
        else if (Nearest(name.Name, names.Scopes.Concat(["true", "false"])) is { } near) message += $" Did you mean '{near}'?";
        else if (name.Quoted) message += " A text is written in double quotes.";
        if (!names.Lenient) return Bad(name, message);
        problems.Add(new FxProblem(name.Start, name.End, message, IsWarning: true));
        return new ConstantCode(FxBlank.Value, FxType.Unknown);
    }

    private FxCode Field(FieldSyntax field)
    {
        if (Path(field.Of) is { } path) Doubt(path, field);
        if (field.Of is NameSyntax { Global: false } root && !InRows(root.Name))
        {
            if (names.Scopes.Contains(root.Name)) return new VariableCode(root.Name, string.Intern(field.Name));
            if (FxEnums.All.TryGetValue(root.Name, out var items) && !root.Quoted) return Enum(field, root.Name, items);
            if (ListItem(root, field) is { } item) return item;
        }
        var of = Bind(field.Of);
        if (of.Type.Kind is FxKind.Record or FxKind.Table && of.Type.Fields is { } fields)
        {
            if (!fields.TryGetValue(field.Name, out var type)) return NoField(field, fields.Keys);
            return new FieldCode(of, string.Intern(field.Name)) { Type = of.Type.Kind == FxKind.Table ? FxType.Column(type, field.Name)
                : type };
        }
        if (of.Type.IsScalar && of.Type.Kind != FxKind.Option) return Bad(field, $"{Capital(of.Type.Word)} has no field '{field.Name}'.");
        return new FieldCode(of, string.Intern(field.Name)) { Type = of.Type.Kind == FxKind.Untyped ? FxType.Untyped : FxType.Unknown };
    }

    private string? Path(FxSyntax syntax) => syntax switch
    {
        NameSyntax { Global: false } name when !InRows(name.Name) => name.Name,
        FieldSyntax { Of: NameSyntax { Global: false } root } field when !InRows(root.Name) => $"{root.Name}.{field.Name}",
        _ => null,
    };

    // A name may come from elsewhere; one that is nearly another has most likely been mistyped. Very short names are all alike.
    private void Doubt(string path, FieldSyntax field)
    {
        if (field.Name.Length < DoubtLengthMin || !names.Known.TryGetValue(path, out var known) || known.Contains(field.Name)) return;
        if (Nearest(field.Name, known) is { } near)
            problems.Add(new FxProblem(field.Start, field.End, $"There is nothing named '{path}.{field.Name}'. Did you mean '{near}'?",
                IsWarning: true));
    }

    private bool InRows(string name) =>
        scopes.Any(scope => scope.Alias == name || scope.Alias is null && scope.Row.Fields?.ContainsKey(name) == true);

    private ConstantCode NoField(FieldSyntax field, IEnumerable<string> known)
    {
        var near = Nearest(field.Name, known);
        return Bad(field, $"There is no field '{field.Name}'." + (near is null ? "" : $" Did you mean '{near}'?"));
    }

    private ConstantCode Enum(FieldSyntax field, string set, IReadOnlyDictionary<string, FxValue> items)
    {
        if (items.TryGetValue(field.Name, out var item)) return new ConstantCode(item);
        var near = Nearest(field.Name, items.Keys);
        return Bad(field, $"{set} has no '{field.Name}'." + (near is null ? "" : $" Did you mean '{near}'?"));
    }

    // 'bot.topic.Name.main.question_1'.Item and 'bot.entity.Name'.Item name an item of a closed list; so does Name.Item, when the list was
    // given a name of its own.
    private ConstantCode? ListItem(NameSyntax root, FieldSyntax field)
    {
        if ((root.Quoted || names.Lists.ContainsKey(root.Name)) && names.List(root.Name) is { } items)
        {
            var found = items.FirstOrDefault(i => string.Equals(i.Id, field.Name, StringComparison.OrdinalIgnoreCase))
                        ?? items.FirstOrDefault(i => string.Equals(i.Title, field.Name, StringComparison.OrdinalIgnoreCase));
            if (found is null)
                problems.Add(new FxProblem(field.Start, field.End, $"The list '{root.Name}' has no item '{field.Name}'.", IsWarning: true));
            return new ConstantCode(found ?? new FxOption(root.Name, field.Name));
        }
        var looksLikeList = root.Quoted && names.Lenient
            && (root.Name.Contains(".topic.", StringComparison.Ordinal) || root.Name.Contains(".entity.", StringComparison.Ordinal));
        return looksLikeList ? new ConstantCode(new FxOption(root.Name, field.Name)) : null;
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    /// <summary>The known name that was probably meant: at most two letters away.</summary>
    internal static string? Nearest(string name, IEnumerable<string> known) =>
        known.Select(k => (Name: k, Distance: Distance(name.ToUpperInvariant(), k.ToUpperInvariant())))
            .Where(k => k.Distance <= Math.Max(1, Math.Min(2, name.Length / 3)))
            .OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal)
            .Select(k => k.Name).FirstOrDefault();

    private static int Distance(string one, string two)
    {
        if (Math.Abs(one.Length - two.Length) > 2) return int.MaxValue;
        var row = Enumerable.Range(0, two.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= two.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (one[i - 1] == two[j - 1] ? 0 : 1));
                corner = above;
            }
        }
        return row[two.Length];
    }
}
