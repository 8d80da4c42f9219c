namespace Baton.Topics.Fx;

internal enum FxOperator
{
    Add, Subtract, Multiply, Divide, Power, Concat, And, Or, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, In, ExactIn,
}

/// <summary>A formula as it was written: what the parser gives and the binder reads.</summary>
internal abstract record FxSyntax(int Start, int End);

internal sealed record LiteralSyntax(FxValue Value, int Start, int End) : FxSyntax(Start, End);
internal sealed record NameSyntax(string Name, bool Quoted, bool Global, int Start, int End) : FxSyntax(Start, End);
internal sealed record FieldSyntax(FxSyntax Of, string Name, int Start, int End) : FxSyntax(Start, End);
internal sealed record CallSyntax(string Name, IReadOnlyList<FxSyntax> Args, int NameStart, int Start, int End) : FxSyntax(Start, End);
internal sealed record BinarySyntax(FxOperator Operator, FxSyntax Left, FxSyntax Right, int Start, int End) : FxSyntax(Start, End);
internal sealed record NegateSyntax(FxSyntax Of, int Start, int End) : FxSyntax(Start, End);
internal sealed record NotSyntax(FxSyntax Of, int Start, int End) : FxSyntax(Start, End);
internal sealed record PercentSyntax(FxSyntax Of, int Start, int End) : FxSyntax(Start, End);
internal sealed record RecordSyntax(IReadOnlyList<(string Name, FxSyntax Value)> Fields, int Start, int End) : FxSyntax(Start, End);
internal sealed record ListSyntax(IReadOnlyList<FxSyntax> Items, int Start, int End) : FxSyntax(Start, End);
internal sealed record AsSyntax(FxSyntax Of, string Alias, int Start, int End) : FxSyntax(Start, End);
internal sealed record InterpolatedSyntax(IReadOnlyList<FxSyntax> Parts, int Start, int End) : FxSyntax(Start, End);
internal sealed record ChainSyntax(IReadOnlyList<FxSyntax> Steps, int Start, int End) : FxSyntax(Start, End);
