namespace Baton.Topics.Fx;

internal sealed class AndCode(FxCode left, FxCode right) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var first = FxConvert.Boolean(left.Run(frame));
        if (first is FxError) return first;
        if (first is not FxBoolean { Value: true }) return FxBoolean.False;
        var second = FxConvert.Boolean(right.Run(frame));
        return second is FxError ? second : FxValue.Of(second is FxBoolean { Value: true });
    }
}

internal sealed class OrCode(FxCode left, FxCode right) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var first = FxConvert.Boolean(left.Run(frame));
        if (first is FxError || first is FxBoolean { Value: true }) return first;
        var second = FxConvert.Boolean(right.Run(frame));
        return second is FxError ? second : FxValue.Of(second is FxBoolean { Value: true });
    }
}

internal sealed class NotCode(FxCode of) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var value = FxConvert.Boolean(of.Run(frame));
        return value is FxError ? value : FxValue.Of(value is not FxBoolean { Value: true });
    }
}

internal sealed class NegateCode(FxCode of) : FxCode
{
    public override FxValue Run(FxFrame frame) => of.Run(frame) switch
    {
        FxDate d => new FxDecimal(-((FxDecimal)FxConvert.Number(d)).Value),
        FxTime t => new FxTime(-t.Value),
        var value => FxConvert.NumberOrZero(value) switch
        {
            FxDecimal d => new FxDecimal(-d.Value),
            FxFloat f => new FxFloat(-f.Value),
            var other => other,
        },
    };
}

internal sealed class PercentCode(FxCode of) : FxCode
{
    public override FxValue Run(FxFrame frame) => FxMath.Divide(of.Run(frame), new FxDecimal(100));
}

internal sealed class ArithmeticCode(FxOperator operation, FxCode left, FxCode right) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var (one, two) = (left.Run(frame), right.Run(frame));
        return FxError.Among(one, two) ?? operation switch
        {
            FxOperator.Add => FxMath.Add(one, two),
            FxOperator.Subtract => FxMath.Subtract(one, two),
            FxOperator.Multiply => FxMath.Multiply(one, two),
            FxOperator.Divide => FxMath.Divide(one, two),
            _ => FxMath.Power(one, two),
        };
    }
}

internal sealed class ConcatCode(FxCode left, FxCode right) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var (one, two) = (FxConvert.Text(left.Run(frame)), FxConvert.Text(right.Run(frame)));
        if (one is not FxText first || two is not FxText second) return FxError.Among(one, two)!;
        if (first.Value.Length + second.Value.Length > FxFrame.TextLengthMax) throw new FxLimitReached("The text is too long.");
        frame.Spend((first.Value.Length + second.Value.Length) / 100);
        return new FxText(first.Value + second.Value);
    }
}

internal sealed class CompareCode(FxOperator operation, FxCode left, FxCode right) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var (one, two) = (left.Run(frame), right.Run(frame));
        if (FxError.Among(one, two) is { } error) return error;
        if (operation is FxOperator.Equal or FxOperator.NotEqual)
            return FxCompare.Equal(one, two) is FxBoolean same ? FxValue.Of(same.Value == (operation == FxOperator.Equal))
                : FxCompare.Equal(one, two);
        var order = FxCompare.Order(one, two, out var failed);
        if (failed is not null) return failed;
        return FxValue.Of(operation switch
        {
            FxOperator.Less => order < 0,
            FxOperator.LessEqual => order <= 0,
            FxOperator.Greater => order > 0,
            _ => order >= 0,
        });
    }
}

/// <summary><c>needle in haystack</c>: a part of a text whatever its case, or a row of a table.</summary>
internal sealed class InCode(FxCode left, FxCode right, bool exact) : FxCode
{
    public override FxValue Run(FxFrame frame)
    {
        var (needle, hay) = (left.Run(frame), right.Run(frame));
        if (FxError.Among(needle, hay) is { } error) return error;
        if (hay is FxUntyped { Inner: FxTable inner }) hay = inner;
        if (needle is FxTable many) return new FxTable([.. many.Rows.Select(row =>
            new FxRecord(FxTable.ValueColumn, [Contains(frame, row is FxRecord { Count: > 0 } r ? r.Values[0] : row, hay)]))]);
        return Contains(frame, needle, hay);
    }

    private FxValue Contains(FxFrame frame, FxValue needle, FxValue hay)
    {
        if (hay is FxTable table)
        {
            frame.Spend(table.Rows.Count);
            return FxValue.Of(table.Rows.Any(row => Matches(needle, row)));
        }
        var text = FxConvert.Text(hay);
        var part = FxConvert.Text(needle);
        if (text is not FxText whole) return text;
        if (part is not FxText sought) return part;
        return FxValue.Of(whole.Value.Contains(sought.Value, exact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase));
    }

    private bool Matches(FxValue needle, FxValue row)
    {
        if (needle is FxRecord && row is FxRecord) return FxCompare.Same(needle, row);
        var value = row is FxRecord { Count: > 0 } record ? record.Values[0] : row;
        if (!exact && needle is FxText sought && value is FxText text)
            return string.Equals(sought.Value, text.Value, StringComparison.OrdinalIgnoreCase);
        return FxCompare.Same(needle, value);
    }
}
