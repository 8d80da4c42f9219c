using System.Globalization;

namespace Baton.Topics.Fx;

/// <summary>Reads a formula: a Pratt parser over the tokens, loosest operators first.</summary>
internal sealed class FxParser
{
    private const int DepthMax = 120;
    private const int FormulaLengthMax = 100_000;

    // A long chain of operators is a deep tree, and a deep tree is a deep stack when it is evaluated.
    private const int OperatorsMax = 2_000;

    private enum Tightness { None, Chain, Or, And, In, Compare, Concat, Add, Multiply, As, Unary, Power, Postfix }

    private readonly IReadOnlyList<FxToken> tokens;
    private int at;
    private int depth;
    private int operators;

    private FxParser(IReadOnlyList<FxToken> tokens, int depth)
    {
        this.tokens = tokens;
        this.depth = depth;
    }

    private FxToken Current => tokens[at];

    public static FxSyntax Parse(string source)
    {
        if (source.Length > FormulaLengthMax)
            throw new FxSyntaxError(0, source.Length, $"A formula may be at most {FormulaLengthMax} characters long.");
        return Parse(FxLexer.All(source), 0);
    }

    public static FxSyntax Parse(IReadOnlyList<FxToken> tokens, int depth)
    {
        var parser = new FxParser(tokens, depth);
        if (parser.Current.Kind == FxTokenKind.End) return new LiteralSyntax(FxBlank.Value, parser.Current.Start, parser.Current.End);
        var whole = parser.Expression(Tightness.None);
        if (parser.Current.Kind != FxTokenKind.End) throw parser.Unexpected();
        return whole;
    }

    private FxSyntaxError Unexpected(string? expected = null)
    {
        var found = Current.Kind == FxTokenKind.End ? "the end of the formula" : $"'{Name(Current)}'";
        var hint = expected is null ? "an operator or the end was expected" : $"{expected} was expected";
        if (Current.Kind == FxTokenKind.Equal) hint += "; to compare write one '='";
        return new FxSyntaxError(Current.Start, Math.Max(Current.End, Current.Start + 1), $"Unexpected {found}: {hint}.");
    }

    private static string Name(FxToken token) => token.Kind switch
    {
        FxTokenKind.Text => "a text",
        FxTokenKind.Interpolated => "a text",
        _ => token.Text,
    };

    private FxToken Take(FxTokenKind kind, string expected)
    {
        if (Current.Kind != kind) throw Unexpected(expected);
        return tokens[at++];
    }

    private bool Skip(FxTokenKind kind)
    {
        if (Current.Kind != kind) return false;
        at++;
        return true;
    }

    private FxSyntax Expression(Tightness least)
    {
        if (++depth > DepthMax) throw new FxSyntaxError(Current.Start, Current.End, "The formula is nested too deeply.");
        var left = Prefix();
        while (true)
        {
            var (tightness, operation) = Infix(Current);
            if (tightness == Tightness.None || tightness <= least) break;
            if (++operators > OperatorsMax) throw new FxSyntaxError(Current.Start, Current.End, "The formula has too many operators.");
            left = operation is { } binary ? Binary(left, binary, tightness) : Suffix(left);
        }
        depth--;
        return left;
    }

    private BinarySyntax Binary(FxSyntax left, FxOperator operation, Tightness tightness)
    {
        at++;
        // Powers are worked out from the right, and their exponent may have a sign: 2^3^2, 2^-1.
        var right = Expression(tightness == Tightness.Power ? Tightness.Unary : tightness);
        return new BinarySyntax(operation, left, right, left.Start, right.End);
    }

    private static (Tightness, FxOperator?) Infix(FxToken token) => token.Kind switch
    {
        FxTokenKind.Semicolon => (Tightness.Chain, null),
        FxTokenKind.OrOr => (Tightness.Or, FxOperator.Or),
        FxTokenKind.AndAnd => (Tightness.And, FxOperator.And),
        FxTokenKind.Equal => (Tightness.Compare, FxOperator.Equal),
        FxTokenKind.NotEqual => (Tightness.Compare, FxOperator.NotEqual),
        FxTokenKind.Less => (Tightness.Compare, FxOperator.Less),
        FxTokenKind.LessEqual => (Tightness.Compare, FxOperator.LessEqual),
        FxTokenKind.Greater => (Tightness.Compare, FxOperator.Greater),
        FxTokenKind.GreaterEqual => (Tightness.Compare, FxOperator.GreaterEqual),
        FxTokenKind.Ampersand => (Tightness.Concat, FxOperator.Concat),
        FxTokenKind.Plus => (Tightness.Add, FxOperator.Add),
        FxTokenKind.Minus => (Tightness.Add, FxOperator.Subtract),
        FxTokenKind.Times => (Tightness.Multiply, FxOperator.Multiply),
        FxTokenKind.Divide => (Tightness.Multiply, FxOperator.Divide),
        FxTokenKind.Power => (Tightness.Power, FxOperator.Power),
        FxTokenKind.Percent or FxTokenKind.Dot or FxTokenKind.Bang or FxTokenKind.OpenBracket => (Tightness.Postfix, null),
        FxTokenKind.Name => token.Text switch
        {
            "Or" => (Tightness.Or, FxOperator.Or),
            "And" => (Tightness.And, FxOperator.And),
            "in" => (Tightness.In, FxOperator.In),
            "exactin" => (Tightness.In, FxOperator.ExactIn),
            "As" => (Tightness.As, null),
            _ => (Tightness.None, null),
        },
        _ => (Tightness.None, null),
    };

    private FxSyntax Suffix(FxSyntax left)
    {
        var token = tokens[at++];
        switch (token.Kind)
        {
            case FxTokenKind.Percent: return new PercentSyntax(left, left.Start, token.End);
            case FxTokenKind.Dot or FxTokenKind.Bang:
                var field = FieldName();
                return new FieldSyntax(left, field.Text, left.Start, field.End);
            case FxTokenKind.OpenBracket: return Disambiguated(left);
            case FxTokenKind.Semicolon: return Chain(left);
            default:
                var alias = FieldName();
                return new AsSyntax(left, alias.Text, left.Start, alias.End);
        }
    }

    /// <summary><c>Table[@Field]</c>: the field of the table's current row.</summary>
    private FieldSyntax Disambiguated(FxSyntax left)
    {
        Take(FxTokenKind.At, "'@' (a table has no items in brackets: use Index)");
        var field = FieldName();
        var close = Take(FxTokenKind.CloseBracket, "']'");
        return new FieldSyntax(left, field.Text, left.Start, close.End);
    }

    private FxSyntax Chain(FxSyntax left)
    {
        if (Current.Kind is FxTokenKind.End or FxTokenKind.Close or FxTokenKind.Comma) return left;
        var right = Expression(Tightness.Chain);
        IReadOnlyList<FxSyntax> steps = left is ChainSyntax chain ? [.. chain.Steps, right] : [left, right];
        return new ChainSyntax(steps, left.Start, right.End);
    }

    private FxToken FieldName() =>
        Current.Kind is FxTokenKind.Name or FxTokenKind.QuotedName ? tokens[at++] : throw Unexpected("a name");

    private FxSyntax Prefix()
    {
        var token = tokens[at];
        switch (token.Kind)
        {
            case FxTokenKind.Minus:
                at++;
                var negated = Expression(Tightness.Unary);
                return new NegateSyntax(negated, token.Start, negated.End);
            case FxTokenKind.Plus: throw Unexpected("a value (a number needs no '+' before it)");
            case FxTokenKind.Bang: return Not(token);
            case FxTokenKind.Number: at++; return Number(token);
            case FxTokenKind.Text: at++; return new LiteralSyntax(new FxText(token.Text), token.Start, token.End);
            case FxTokenKind.Interpolated: at++; return Interpolated(token);
            case FxTokenKind.Open:
                at++;
                var inner = Expression(Tightness.None);
                var close = Take(FxTokenKind.Close, "')'");
                return inner is NameSyntax or ChainSyntax ? inner : inner with { Start = token.Start, End = close.End };
            case FxTokenKind.OpenBrace: return Record();
            case FxTokenKind.OpenBracket: return List();
            case FxTokenKind.Name or FxTokenKind.QuotedName: return NameOrCall(token);
            default: throw Unexpected("a value");
        }
    }

    private NotSyntax Not(FxToken token)
    {
        at++;
        var of = Expression(Tightness.Unary);
        return new NotSyntax(of, token.Start, of.End);
    }

    private static LiteralSyntax Number(FxToken token)
    {
        if (decimal.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
            return new LiteralSyntax(new FxDecimal(exact), token.Start, token.End);
        var rough = double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(rough)) throw new FxSyntaxError(token.Start, token.End, "This number is too large.");
        return new LiteralSyntax(new FxFloat(rough), token.Start, token.End);
    }

    private InterpolatedSyntax Interpolated(FxToken token)
    {
        var parts = new List<FxSyntax>();
        foreach (var piece in token.Pieces!)
            parts.Add(piece.Tokens is { } inside
                ? Parse(inside, depth)
                : new LiteralSyntax(new FxText(piece.Words!), token.Start, token.End));
        return new InterpolatedSyntax(parts, token.Start, token.End);
    }

    private RecordSyntax Record()
    {
        var open = tokens[at++];
        var fields = new List<(string, FxSyntax)>();
        if (Current.Kind != FxTokenKind.CloseBrace)
            do
            {
                var name = FieldName();
                if (fields.Any(f => f.Item1 == name.Text))
                    throw new FxSyntaxError(name.Start, name.End, $"The record has two fields named '{name.Text}'.");
                Take(FxTokenKind.Colon, "':'");
                fields.Add((name.Text, Expression(Tightness.None)));
            }
            while (Skip(FxTokenKind.Comma));
        var close = Take(FxTokenKind.CloseBrace, "',' or '}'");
        return new RecordSyntax(fields, open.Start, close.End);
    }

    private FxSyntax List()
    {
        var open = tokens[at++];
        if (Skip(FxTokenKind.At))
        {
            var global = FieldName();
            var end = Take(FxTokenKind.CloseBracket, "']'");
            return new NameSyntax(global.Text, global.Kind == FxTokenKind.QuotedName, true, open.Start, end.End);
        }
        var items = Items(FxTokenKind.CloseBracket);
        var close = Take(FxTokenKind.CloseBracket, "',' or ']'");
        return new ListSyntax(items, open.Start, close.End);
    }

    private List<FxSyntax> Items(FxTokenKind close)
    {
        var items = new List<FxSyntax>();
        if (Current.Kind == close) return items;
        do items.Add(Expression(Tightness.None));
        while (Skip(FxTokenKind.Comma));
        return items;
    }

    private FxSyntax NameOrCall(FxToken token)
    {
        at++;
        if (Current.Kind == FxTokenKind.Open) return Call(token);
        if (token.Is("true") || token.Is("false")) return new LiteralSyntax(FxValue.Of(token.Is("true")), token.Start, token.End);
        if (token.Is("Not")) { at--; return Not(token); }
        if (token.Is("And") || token.Is("Or") || token.Is("in") || token.Is("exactin")
            || token.Is("As")) { at--; throw Unexpected("a value"); }
        return new NameSyntax(token.Text, token.Kind == FxTokenKind.QuotedName, false, token.Start, token.End);
    }

    private CallSyntax Call(FxToken name)
    {
        at++;
        var args = Items(FxTokenKind.Close);
        var close = Take(FxTokenKind.Close, "',' or ')'");
        return new CallSyntax(name.Text, args, name.Start, name.Start, close.End);
    }
}
