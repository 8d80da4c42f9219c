namespace Baton.Topics.Fx;

internal sealed partial class FxBinder
{
    private FxCode Binary(BinarySyntax binary)
    {
        switch (binary.Operator)
        {
            case FxOperator.And: return new AndCode(Logical(binary.Left), Logical(binary.Right)) { Type = FxType.Boolean };
            case FxOperator.Or: return new OrCode(Logical(binary.Left), Logical(binary.Right)) { Type = FxType.Boolean };
            case FxOperator.Concat:
                return new ConcatCode(Wanted(binary.Left, FxType.Text), Wanted(binary.Right, FxType.Text)) { Type = FxType.Text };
            case FxOperator.In or FxOperator.ExactIn: return In(binary);
            case FxOperator.Equal or FxOperator.NotEqual: return Equality(binary);
            case FxOperator.Less or FxOperator.LessEqual or FxOperator.Greater or FxOperator.GreaterEqual: return Order(binary);
        }
        var left = Wanted(binary.Left, FxType.Decimal);
        var right = Wanted(binary.Right, FxType.Decimal);
        return new ArithmeticCode(binary.Operator, left, right) { Type = Arithmetic(binary, left.Type, right.Type) };
    }

    private FxCode Logical(FxSyntax side) => Wanted(side, FxType.Boolean);

    private FxType Arithmetic(BinarySyntax binary, FxType one, FxType two)
    {
        if (one.Kind == FxKind.Unknown || two.Kind == FxKind.Unknown) return FxType.Unknown;
        if (binary.Operator == FxOperator.Power)
        {
            if (one.IsMoment || two.IsMoment) Bad(binary, "Dates and times have no powers.");
            return FxType.Float;
        }
        if ((one.IsMoment || two.IsMoment) && binary.Operator is FxOperator.Add or FxOperator.Subtract) return Moments(binary, one, two);
        return one.Kind == FxKind.Float || two.Kind == FxKind.Float ? FxType.Float : FxType.Decimal;
    }

    // Days may be added to dates and times, and times to both; two dates, or two times, have a difference in days.
    private FxType Moments(BinarySyntax binary, FxType one, FxType two)
    {
        static bool Dated(FxType type) => type.Kind is FxKind.Date or FxKind.DateTime;
        var adds = binary.Operator == FxOperator.Add;
        if (Dated(one) && Dated(two))
        {
            if (!adds) return FxType.Decimal;
            Bad(binary, "Two dates cannot be added.");
            return FxType.Error;
        }
        if (one.Kind == FxKind.Time && two.Kind == FxKind.Time) return adds ? FxType.Time : FxType.Decimal;
        if (one.Kind == FxKind.Time && Dated(two))
        {
            if (!adds) Bad(binary, "A date cannot be taken from a time.");
            return FxType.DateTime;
        }
        if (Dated(one) && two.Kind == FxKind.Time) return FxType.DateTime;
        return one.IsMoment ? one : two;
    }

    private CompareCode Equality(BinarySyntax binary)
    {
        var (left, right) = (Bind(binary.Left), Bind(binary.Right));
        var (one, two) = (left.Type, right.Type);
        if (!Comparable(one, two))
            Bad(binary, $"{Capital(one.Word)} and {two.Word} cannot be compared. Convert one of them first.");
        return new CompareCode(binary.Operator, left, right) { Type = FxType.Boolean };
    }

    private static bool Comparable(FxType one, FxType two)
    {
        static int Family(FxType type) => type.Kind switch
        {
            FxKind.Decimal or FxKind.Float or FxKind.Date or FxKind.DateTime or FxKind.Time => 1,
            _ => 10 + (int)type.Kind,
        };
        static bool Open(FxType type) => type.Kind is FxKind.Unknown or FxKind.Error;
        if (Open(one) || Open(two)) return true;
        if (one.Kind is FxKind.Record or FxKind.Table || two.Kind is FxKind.Record or FxKind.Table) return false;
        if (one.Kind == FxKind.Untyped || two.Kind == FxKind.Untyped) return one.Kind != two.Kind;
        if (one.Kind == FxKind.Option || two.Kind == FxKind.Option) return OptionAgainst(one, two) && OptionAgainst(two, one);
        if (one.Kind == FxKind.Guid || two.Kind == FxKind.Guid) return one.Kind == two.Kind;
        return one.Kind == FxKind.Blank || two.Kind == FxKind.Blank || Family(one) == Family(two);
    }

    // A visitor's choice may be compared with its words; of the built-in lists only some stand for text, numbers or colours.
    private static bool OptionAgainst(FxType option, FxType other)
    {
        if (option.Kind != FxKind.Option || option.Set is null || other.Kind == FxKind.Blank) return true;
        if (other.Kind == FxKind.Option) return option.Becomes(other);
        if (!FxEnums.All.ContainsKey(option.Set)) return other.Kind == FxKind.Text;
        return option.Set switch
        {
            "ErrorKind" or "TraceSeverity" => other.IsNumber,
            "Match" or "MatchOptions" or "DateTimeFormat" or "JSONFormat" => other.Kind == FxKind.Text,
            "Color" => other.Kind == FxKind.Color,
            _ => other.Kind == FxKind.Text && FxSystemSets.Has(option.Set),
        };
    }

    private CompareCode Order(BinarySyntax binary)
    {
        var (left, right) = (Bind(binary.Left), Bind(binary.Right));
        foreach (var (side, code) in new[] { (binary.Left, left), (binary.Right, right) })
            if (!HasOrder(code.Type)) Bad(side, $"{Capital(code.Type.Word)} has no order; numbers, dates and times have.");
        if (left.Type.Kind == FxKind.Untyped && right.Type.Kind == FxKind.Untyped)
            Bad(binary, "Two untyped values cannot be compared. Convert one of them first, as in Value(...).");
        return new CompareCode(binary.Operator, left, right) { Type = FxType.Boolean };
    }

    private static bool HasOrder(FxType type) =>
        type.IsNumber || type.IsMoment || type.Kind is FxKind.Untyped or FxKind.Unknown or FxKind.Blank or FxKind.Error
        || type.Kind == FxKind.Option && type.Set is null or "ErrorKind" or "TraceSeverity";

    private InCode In(BinarySyntax binary)
    {
        var (left, right) = (Bind(binary.Left), Bind(binary.Right));
        if (right.Type.Kind == FxKind.Table) left = Member(binary, left, right.Type);
        else if (right.Type.Kind is not (FxKind.Unknown or FxKind.Untyped))
        {
            Wanted(binary.Left, left, FxType.Text);
            Wanted(binary.Right, right, FxType.Text);
        }
        var type = left.Type.Kind == FxKind.Table ? FxType.Column(FxType.Boolean) : FxType.Boolean;
        return new InCode(left, right, binary.Operator == FxOperator.ExactIn) { Type = type };
    }

    // A single value is looked for in the only column of a table, as a value of that column.
    private FxCode Member(BinarySyntax binary, FxCode needle, FxType table)
    {
        if (table.Fields is not { } columns || needle.Type.Kind is FxKind.Record or FxKind.Table or FxKind.Unknown) return needle;
        if (columns.Count != 1)
        {
            Bad(binary.Right, "A single value can only be looked for in a table of one column.");
            return needle;
        }
        var column = columns.Values.First();
        if (needle.Type.Becomes(column)) return CoerceCode.Of(needle, column);
        Bad(binary.Left, $"This is {needle.Type.Word}, but the column holds {column.Word}.");
        return needle;
    }
}
