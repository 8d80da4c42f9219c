namespace Baton.Topics.Fx;

internal enum FxTokenKind
{
    End, Number, Text, Interpolated, Name, QuotedName,
    Plus, Minus, Times, Divide, Power, Percent, Ampersand, AndAnd, OrOr, Bang, Equal, NotEqual, Less, Greater, LessEqual, GreaterEqual,
    Open, Close, OpenBrace, CloseBrace, OpenBracket, CloseBracket, Comma, Dot, Colon, Semicolon, At,
}

/// <summary>A piece of an interpolated text: words, or the tokens of a formula in braces.</summary>
internal sealed record FxPiece(string? Words, IReadOnlyList<FxToken>? Tokens);

/// <summary>A word of a formula, with where it stands.</summary>
internal sealed record FxToken(FxTokenKind Kind, int Start, int End, string Text, IReadOnlyList<FxPiece>? Pieces = null)
{
    public bool Is(string keyword) => Kind == FxTokenKind.Name && Text == keyword;
}

/// <summary>Something wrong in a formula: where, what, and what was probably meant.</summary>
public sealed record FxProblem(int Start, int End, string Message, bool IsWarning = false);

/// <summary>Thrown inside the parser when it cannot go on; never leaves the library.</summary>
internal sealed class FxSyntaxError(int start, int end, string message) : Exception(message)
{
    public int Start { get; } = start;
    public int End { get; } = end;
}
