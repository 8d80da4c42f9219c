using System.Text;

namespace Baton.Topics.Fx;

/// <summary>Cuts a formula into tokens.</summary>
internal sealed class FxLexer
{
    private const int InterpolationDepthMax = 20;
    private readonly string source;
    private readonly int start;
    private int at;
    private int depth;

    public FxLexer(string source, int start)
    {
        this.source = source;
        this.start = at = start;
    }

    public int Position => at;

    public static IReadOnlyList<FxToken> All(string source) => new FxLexer(source, 0).Read(untilBrace: false);

    /// <summary>The tokens of a formula inside braces, from <c>start</c> up to the brace that closes it; then Position is after the
    /// brace.</summary>
    public IReadOnlyList<FxToken> ReadBraced() => Read(untilBrace: true);

    private List<FxToken> Read(bool untilBrace)
    {
        var tokens = new List<FxToken>();
        var braces = 0;
        while (true)
        {
            var token = Next();
            if (token.Kind == FxTokenKind.End)
            {
                if (untilBrace) throw new FxSyntaxError(start, at, "A '{' has no '}' to close it.");
                tokens.Add(token);
                return tokens;
            }
            if (token.Kind == FxTokenKind.OpenBrace) braces++;
            if (token.Kind == FxTokenKind.CloseBrace && --braces < 0 && untilBrace)
            {
                tokens.Add(token with { Kind = FxTokenKind.End, Text = "" });
                return tokens;
            }
            tokens.Add(token);
        }
    }

    private FxToken Next()
    {
        SkipSpace();
        if (at >= source.Length) return new FxToken(FxTokenKind.End, at, at, "");
        var c = source[at];
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1]))) return Number();
        if (c == '"') return QuotedText();
        if (c == '$' && at + 1 < source.Length && source[at + 1] == '"') return InterpolatedText();
        if (c == '\'') return QuotedName();
        if (IsNameStart(c)) return Name();
        return Symbol(c);
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_' || (c > 127 && char.IsSurrogate(c));

    private void SkipSpace()
    {
        while (at < source.Length)
        {
            if (char.IsWhiteSpace(source[at]) || source[at] is '\uFEFF' or '\u200B') at++;
            else if (source[at] == '/' && at + 1 < source.Length && source[at + 1] == '/')
                while (at < source.Length && source[at] is not ('\n' or '\r')) at++;
            else if (source[at] == '/' && at + 1 < source.Length && source[at + 1] == '*')
            {
                var end = source.IndexOf("*/", at + 2, StringComparison.Ordinal);
                if (end < 0) throw new FxSyntaxError(at, source.Length, "A comment that begins with '/*' is never closed with '*/'.");
                at = end + 2;
            }
            else return;
        }
    }

    private FxToken Number()
    {
        var from = at;
        while (at < source.Length && char.IsAsciiDigit(source[at])) at++;
        if (at < source.Length && source[at] == '.')
        {
            at++;
            while (at < source.Length && char.IsAsciiDigit(source[at])) at++;
        }
        if (at < source.Length && source[at] is 'e' or 'E')
        {
            var mark = at + 1;
            if (mark < source.Length && source[mark] is '+' or '-') mark++;
            if (mark < source.Length && char.IsAsciiDigit(source[mark]))
            {
                at = mark;
                while (at < source.Length && char.IsAsciiDigit(source[at])) at++;
            }
        }
        return new FxToken(FxTokenKind.Number, from, at, source[from..at]);
    }

    private FxToken QuotedText()
    {
        var from = at++;
        var text = new StringBuilder();
        while (true)
        {
            if (at >= source.Length) throw new FxSyntaxError(from, at, "A text that begins with a double quote is never closed.");
            var c = source[at++];
            if (c != '"') text.Append(c);
            else if (at < source.Length && source[at] == '"') { text.Append('"'); at++; }
            else return new FxToken(FxTokenKind.Text, from, at, text.ToString());
        }
    }

    private FxToken InterpolatedText()
    {
        var from = at;
        at += 2;
        if (++depth > InterpolationDepthMax) throw new FxSyntaxError(from, at, "Texts are nested too deeply.");
        var pieces = new List<FxPiece>();
        var words = new StringBuilder();
        while (true)
        {
            if (at >= source.Length) throw new FxSyntaxError(from, at, "A text that begins with $\" is never closed.");
            var c = source[at++];
            var doubled = at < source.Length && source[at] == c;
            if (c is '"' or '{' or '}' && doubled) { words.Append(c); at++; }
            else if (c == '"') break;
            else if (c == '{')
            {
                if (words.Length > 0) pieces.Add(new FxPiece(words.ToString(), null));
                words.Clear();
                var inner = new FxLexer(source, at) { depth = depth };
                pieces.Add(new FxPiece(null, inner.ReadBraced()));
                at = inner.at;
            }
            else if (c == '}') throw new FxSyntaxError(at - 1, at, "A '}' in a $\"...\" text must be written '}}'.");
            else words.Append(c);
        }
        if (words.Length > 0) pieces.Add(new FxPiece(words.ToString(), null));
        depth--;
        return new FxToken(FxTokenKind.Interpolated, from, at, "", pieces);
    }

    private FxToken QuotedName()
    {
        var from = at++;
        var text = new StringBuilder();
        while (true)
        {
            if (at >= source.Length) throw new FxSyntaxError(from, at, "A name that begins with a single quote is never closed.");
            var c = source[at++];
            if (c != '\'') text.Append(c);
            else if (at < source.Length && source[at] == '\'') { text.Append('\''); at++; }
            else if (string.IsNullOrWhiteSpace(text.ToString())) throw new FxSyntaxError(from, at, "A name in single quotes is empty.");
            else return new FxToken(FxTokenKind.QuotedName, from, at, text.ToString());
        }
    }

    private FxToken Name()
    {
        var from = at;
        while (at < source.Length && (char.IsLetterOrDigit(source[at]) || source[at] == '_' || source[at] > 127
            && IsNamePart(source[at]))) at++;
        return new FxToken(FxTokenKind.Name, from, at, source[from..at]);
    }

    private static bool IsNamePart(char c) => char.IsSurrogate(c) || char.GetUnicodeCategory(c) is
        System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private FxToken Symbol(char c)
    {
        var two = at + 1 < source.Length ? source.Substring(at, 2) : "";
        (FxTokenKind Kind, int Length)? found = two switch
        {
            "&&" => (FxTokenKind.AndAnd, 2),
            "||" => (FxTokenKind.OrOr, 2),
            "<>" => (FxTokenKind.NotEqual, 2),
            "<=" => (FxTokenKind.LessEqual, 2),
            ">=" => (FxTokenKind.GreaterEqual, 2),
            _ => One(c) is { } kind ? (kind, 1) : null,
        };
        if (found is null) throw new FxSyntaxError(at, at + 1, $"The character '{c}' has no meaning here.");
        at += found.Value.Length;
        return new FxToken(found.Value.Kind, at - found.Value.Length, at, source[(at - found.Value.Length)..at]);
    }

    private static FxTokenKind? One(char c) => c switch
    {
        '+' => FxTokenKind.Plus,
        '-' => FxTokenKind.Minus,
        '*' => FxTokenKind.Times,
        '/' => FxTokenKind.Divide,
        '^' => FxTokenKind.Power,
        '%' => FxTokenKind.Percent,
        '&' => FxTokenKind.Ampersand,
        '!' => FxTokenKind.Bang,
        '=' => FxTokenKind.Equal,
        '<' => FxTokenKind.Less,
        '>' => FxTokenKind.Greater,
        '(' => FxTokenKind.Open,
        ')' => FxTokenKind.Close,
        '{' => FxTokenKind.OpenBrace,
        '}' => FxTokenKind.CloseBrace,
        '[' => FxTokenKind.OpenBracket,
        ']' => FxTokenKind.CloseBracket,
        ',' => FxTokenKind.Comma,
        '.' => FxTokenKind.Dot,
        ':' => FxTokenKind.Colon,
        ';' => FxTokenKind.Semicolon,
        '@' => FxTokenKind.At,
        _ => null,
    };
}
