using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Topics.Fx;

/// <summary>The part of a regular expression in square brackets.</summary>
internal static class FxRegexClass
{
    private const string Reserved = "(){}[]^/|";
    private const string Escaped = @"dfnrstwDWS^$\.*+?()[]{}|/# &-!%,;:<=>@`~";
    private const string Doubled = "<=>:@`~%&;,!#$*+.?";

    /// <summary>Reads the class that begins at a place, writes it as .NET reads it, and tells where it ends.</summary>
    public static int Read(string source, int start, StringBuilder to)
    {
        var at = start + 1;
        var negative = at < source.Length && source[at] == '^';
        to.Append(negative ? "[^" : "[");
        if (negative) at++;
        var first = at;
        while (true)
        {
            if (at >= source.Length) throw Wrong("A '[' has no ']' to close it.");
            var c = source[at];
            if (c == ']') break;
            if (c == '\\') at += Escape(source[at..], negative, to);
            else if (c == '-') at += Hyphen(source, at, first, to);
            else at += Literal(source, at, to);
        }
        if (at == first) throw Wrong("A class of characters is empty.");
        to.Append(']');
        return at + 1;
    }

    private static ArgumentException Wrong(string message) => new(message);

    private static int Hyphen(string source, int at, int first, StringBuilder to)
    {
        if (at == first || at + 1 < source.Length && source[at + 1] is ']' or '-')
            throw Wrong("A '-' that stands for itself is written '\\-'.");
        to.Append('-');
        return 1;
    }

    private static int Literal(string source, int at, StringBuilder to)
    {
        var c = source[at];
        if (Reserved.Contains(c, StringComparison.Ordinal)) throw Wrong($"Within brackets, '{c}' is written '\\{c}'.");
        if (Doubled.Contains(c, StringComparison.Ordinal) && at + 1 < source.Length && source[at + 1] == c)
            throw Wrong($"Within brackets, '{c}{c}' is reserved.");
        if (char.IsSurrogate(c)) throw Wrong("Characters above U+FFFF cannot stand within brackets.");
        to.Append(c);
        return 1;
    }

    private static int Escape(string rest, bool negative, StringBuilder to)
    {
        var category = Regex.Match(rest, @"\A\\([pP])\{([^}]*)\}");
        if (category.Success)
        {
            FxRegex.CheckCategory(category.Groups[2].Value);
            if (negative && category.Groups[1].Value == "P") throw Wrong("'\\P' cannot stand within '[^...]'.");
            to.Append(category.Value);
            return category.Length;
        }
        if (Code(rest) is { } code)
        {
            if (code.Value > 0xFFFF) throw Wrong("Characters above U+FFFF cannot stand within brackets.");
            to.Append(CultureInfo.InvariantCulture, $"\\u{code.Value:X4}");
            return code.Length;
        }
        var c = rest.Length > 1 ? rest[1] : '\0';
        if (negative && c is 'D' or 'W' or 'S' && negative) throw Wrong($"'\\{c}' cannot stand within '[^...]'.");
        if (!Escaped.Contains(c, StringComparison.Ordinal)) throw Wrong($"'\\{c}' has no meaning within brackets.");
        to.Append(char.IsAsciiLetter(c) ? "\\" + c : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"));
        return 2;
    }

    private static int Hex(string digits) =>
        int.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : -1;

    /// <summary>The character of <c>\x20</c>, <c>\u0020</c> or <c>\u{1F47B}</c>, and how long that is written.</summary>
    public static (int Value, int Length)? Code(string rest)
    {
        const string Forms = @"\A\\(?:x(?<hex>[0-9a-fA-F]{2})|u(?<hex>[0-9a-fA-F]{4})(?:\\u(?<low>[dD][c-fC-F][0-9a-fA-F]{2}))?"
            + @"|u\{(?<hex>[0-9a-fA-F]{1,8})\})";
        var match = Regex.Match(rest, Forms);
        if (!match.Success) return null;
        var value = Hex(match.Groups["hex"].Value);
        var low = match.Groups["low"];
        if (value is >= 0xD800 and <= 0xDBFF && low.Success) return (char.ConvertToUtf32((char)value, (char)Hex(low.Value)), match.Length);
        if (value is < 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF)) throw Wrong($"'{match.Value}' is no character.");
        return (value, low.Success ? match.Length - 6 : match.Length);
    }
}
