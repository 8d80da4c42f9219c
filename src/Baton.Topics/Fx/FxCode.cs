namespace Baton.Topics.Fx;

/// <summary>A formula made ready to run: a tree of small steps, each of which gives a value.</summary>
internal abstract class FxCode
{
    public FxType Type { get; init; } = FxType.Unknown;
    public abstract FxValue Run(FxFrame frame);
}

internal sealed class ConstantCode : FxCode
{
    public ConstantCode(FxValue value, FxType? type = null)
    {
        Value = value;
        Type = type ?? TypeOf(value);
    }

    public FxValue Value { get; }
    public override FxValue Run(FxFrame frame) => Value;

    private static FxType TypeOf(FxValue value) => value switch
    {
        FxBoolean => FxType.Boolean,
        FxDecimal => FxType.Decimal,
        FxFloat => FxType.Float,
        FxText => FxType.Text,
        FxOption option => FxType.OptionOf(option.Set),
        FxColor => FxType.Color,
        FxBlank => FxType.Blank,
        _ => FxType.Unknown,
    };
}

/// <summary>A variable of a scope: <c>Topic.Name</c>.</summary>
internal sealed class VariableCode(string scope, string name) : FxCode
{
    public string Scope => scope;
    public string Name => name;
    public override FxValue Run(FxFrame frame) => frame.Variables.Find(scope, name) ?? FxBlank.Value;
}

/// <summary>A formula with a name for what it gives, in Summarize.</summary>
internal sealed class NamedCode(string name, FxCode of) : FxCode
{
    public string Name => name;
    public override FxValue Run(FxFrame frame) => of.Run(frame);
}

/// <summary>All variables of a scope as a record.</summary>
internal sealed class ScopeCode(string scope) : FxCode
{
    public override FxValue Run(FxFrame frame) => frame.Variables.Whole(scope) ?? FxBlank.Value;
}

/// <summary>The current row, so many rows outward.</summary>
internal sealed class RowCode(int outward) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var row = frame.Row;
        for (var i = 0; i < outward; i++) row = row!.Outer;
        return row!.Record;
    }
}

/// <summary>A name that only the rows at hand can explain: the nearest row that has such a field, else what the name means
/// outside.</summary>
internal sealed class DynamicNameCode(string name, int rows, FxCode outside) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var row = frame.Row;
        for (var i = 0; i < rows && row is not null; i++, row = row.Outer)
        {
            if (row.Alias is not null) continue;
            if (row.Record is FxRecord record && record.Find(name) is { } found) return found;
            if (row.Record is FxUntyped { Inner: FxRecord untyped } && untyped.Find(name) is { } inner) return inner;
        }
        return outside.Run(frame);
    }
}

internal sealed class FieldCode(FxCode of, string name) : FxCode
{
    public override FxValue Run(FxFrame frame) => Get(of.Run(frame), name);

    public static FxValue Get(FxValue value, string name) => value switch
    {
        FxRecord record => record.Find(name) ?? FxBlank.Value,
        FxUntyped { Inner: FxRecord record } => record.Find(name) ?? FxBlank.Value,
        FxTable table => Column(table, name),
        FxBlank or FxError => value,
        FxOption option when name is "Value" or "value" or "DisplayName" or "displayName" => new FxText(option.Title),
        FxOption option when name is "Id" or "id" or "ItemId" => new FxText(option.Id),
        _ when name == "Value" => value,
        _ => FxConvert.Mistaken(value, "a record with the field '" + name + "'"),
    };

    private static FxTable Column(FxTable table, string name) =>
        new([.. table.Rows.Select(row => row is FxError ? row : new FxRecord([name], [Get(row, name)]))]);
}

internal sealed class RecordCode(string[] names, FxCode[] values) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var made = new FxValue[values.Length];
        for (var i = 0; i < made.Length; i++) made[i] = values[i].Run(frame);
        return new FxRecord(names, made);
    }
}

internal sealed class ListCode(FxCode[] items) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        frame.Spend(items.Length);
        var rows = new FxValue[items.Length];
        var records = false;
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = items[i].Run(frame);
            records |= rows[i] is FxRecord;
        }
        for (var i = 0; i < rows.Length; i++)
            if (!(records && rows[i] is FxBlank)) rows[i] = rows[i] is FxError ? new FxRecord(FxTable.ValueColumn, [rows[i]])
                : FxTable.Row(rows[i]);
        return FxShapes.Unified(new FxTable(rows));
    }
}

internal sealed class CallCode(FxCall call) : FxCode
{
    public FxCall Call => call;

    public override FxValue Run(FxFrame frame)
    {
        frame.Spend();
        return call.Function.Body(call, frame);
    }
}

internal sealed class ChainCode(FxCode[] steps) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        FxValue last = FxBlank.Value;
        foreach (var step in steps) last = step.Run(frame);
        return last;
    }
}

/// <summary>Text with formulas in it: <c>$"Hello {name}"</c>.</summary>
internal sealed class InterpolatedCode(FxCode[] parts) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var texts = new FxValue[parts.Length];
        for (var i = 0; i < texts.Length; i++) texts[i] = FxConvert.Text(parts[i].Run(frame));
        if (FxError.Among(texts) is { } error) return error;
        var made = new System.Text.StringBuilder();
        foreach (var text in texts) TextFunctions.Append(made, ((FxText)text).Value, frame);
        return new FxText(made.ToString());
    }
}
