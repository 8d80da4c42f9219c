using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Topics.Fx;

/// <summary>
/// A regular expression of Power Fx, which is a careful subset: what other dialects read in different ways is refused. What is left is
/// written as .NET reads it.
/// </summary>
internal sealed class FxRegex
{
    private const int LengthMax = 2_000;
    private const int MillisecondsMax = 1_000;
    private const string NewLines = @"\r\n\x0b\x0c\x85\u2028\u2029";
    private const string Escaped = @"dfnrstwDSW^$\.*+?()[]{}|/# bB";
    private const string Categories = "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp Cc Cf";

    private sealed record Group(string? Name, bool Looks);

    private readonly string source;
    private readonly StringBuilder made = new();
    private readonly Stack<Group> open = new();
    private readonly HashSet<string> closed = [];
    private readonly List<string> names = [];
    private string options;
    private int at;
    private int numbers;

    // What stands before decides whether a quantifier may follow.
    private bool countable;

    private FxRegex(string source, string options)
    {
        this.source = source;
        this.options = options;
    }

    private bool Has(char option) => options.Contains(option, StringComparison.Ordinal);

    /// <summary>The expression ready to run; throws ArgumentException with what is wrong with it.</summary>
    public static Regex Read(string source, string options)
    {
        if (source.Length > LengthMax) throw new ArgumentException($"A pattern may be at most {LengthMax} characters long.");
        var reader = new FxRegex(source, options);
        reader.Read();
        return new Regex(reader.made.ToString(), reader.Flags(), TimeSpan.FromMilliseconds(MillisecondsMax));
    }

    private RegexOptions Flags() =>
        RegexOptions.CultureInvariant | (Has('i') ? RegexOptions.IgnoreCase : 0) | (Has('s') ? RegexOptions.Singleline : 0);

    private static ArgumentException Wrong(string message) => new(message);

    private void Read()
    {
        Inline();
        if (Has('^')) Start();
        if (Has('^') || Has('$')) made.Append("(?:");
        while (at < source.Length) Next();
        if (open.Count > 0) throw Wrong("A '(' has no ')' to close it.");
        if (Has('^') || Has('$')) made.Append(')');
        if (Has('$')) End();
    }

    // (?im) at the very beginning sets options for the whole pattern.
    private void Inline()
    {
        var match = Regex.Match(source, @"\A\(\?([imnsx]+)\)");
        if (!match.Success) return;
        if (Has('N') && match.Groups[1].Value.Contains('n', StringComparison.Ordinal))
            throw Wrong("The option 'n' excludes numbered submatches.");
        options += match.Groups[1].Value;
        at = match.Length;
    }

    private void Start() => made.Append(Has('m') ? @"(?:(?<=\A|\r\n|[\n\x0b\x0c\x85\u2028\u2029])|(?<=\r)(?!\n))" : @"\A");

    private void End() => made.Append(Has('m')
        ? @"(?:(?=\r\n|[\r\x0b\x0c\x85\u2028\u2029]|\z)|(?<!\r)(?=\n))"
        : @"(?:(?=\r\n\z|[\r\x0b\x0c\x85\u2028\u2029]?\z)|(?<!\r)(?=\n\z))");

    private void Next()
    {
        var c = source[at];
        if (Has('x') && Spacing(c)) return;
        switch (c)
        {
            case '\\': Escape(); return;
            case '[': at = FxRegexClass.Read(source, at, made); countable = true; return;
            case '(': Open(); return;
            case ')': Close(); return;
            case '*' or '+' or '?' or '{': Quantifier(); return;
            case ']' or '}': throw Wrong($"A '{c}' that stands for itself is written '\\{c}'.");
            case '^': at++; Start(); countable = false; return;
            case '$': at++; End(); countable = false; return;
            case '|': at++; made.Append('|'); countable = false; return;
            case '.': at++; Dot(); return;
            default: Literal(c); return;
        }
    }

    private bool Spacing(char c)
    {
        if (char.IsWhiteSpace(c)) { at++; return true; }
        if (c != '#') return false;
        while (at < source.Length && source[at] is not ('\r' or '\n' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029')) at++;
        return true;
    }

    private void Dot()
    {
        made.Append(@"(?:[\ud800-\udbff][\udc00-\udfff]|").Append(Has('s') ? "." : "[^" + NewLines + "]").Append(')');
        countable = true;
    }

    private void Literal(char c)
    {
        var pair = char.IsHighSurrogate(c) && at + 1 < source.Length && char.IsLowSurrogate(source[at + 1]);
        if (char.IsSurrogate(c) && !pair) throw Wrong("Half a character stands alone.");
        if (pair) made.Append("(?:").Append(source, at, 2).Append(')');
        else made.Append(Regex.Escape(c.ToString()));
        at += pair ? 2 : 1;
        countable = true;
    }

    private void Escape()
    {
        var rest = source[at..];
        var back = Regex.Match(rest, @"\A\\(?:k<(?<name>\w+)>|(?<number>[1-9]\d*))");
        if (back.Success) { Back(back); return; }
        var category = Regex.Match(rest, @"\A\\[pP]\{([^}]*)\}");
        if (category.Success)
        {
            CheckCategory(category.Groups[1].Value);
            Take(category.Length, category.Value);
            return;
        }
        if (FxRegexClass.Code(rest) is { } code)
        {
            Take(code.Length, code.Value > 0xFFFF ? $"(?:{char.ConvertFromUtf32(code.Value)})" : $"\\u{code.Value:X4}");
            return;
        }
        if (rest.Length < 2) throw Wrong("The pattern ends with a '\\'.");
        if (!Escaped.Contains(rest[1], StringComparison.Ordinal)) throw Wrong($"'\\{rest[1]}' has no meaning here.");
        Take(2, rest[1] is '/' or '#' or ' ' ? Regex.Escape(rest[1].ToString()) : rest[..2]);
        countable = rest[1] is not ('b' or 'B');
    }

    public static void CheckCategory(string name)
    {
        if (!Categories.Split(' ').Contains(name)) throw Wrong($"There is no category of characters '{name}'.");
    }

    private void Take(int length, string written)
    {
        at += length;
        made.Append(written);
        countable = true;
    }

    private void Back(Match back)
    {
        var name = back.Groups["name"].Success ? back.Groups["name"].Value : back.Groups["number"].Value;
        if (back.Groups["number"].Success && !Has('N')) throw Wrong("Numbered submatches need MatchOptions.NumberedSubMatches.");
        if (!closed.Contains(name)) throw Wrong($"There is no submatch '{name}' before this.");
        Take(back.Length, "(?:" + back.Value + ")");
    }

    private void Open()
    {
        var rest = source[at..];
        if (rest.StartsWith("(?#", StringComparison.Ordinal))
        {
            var end = source.IndexOf(')', at);
            if (end < 0) throw Wrong("A comment is never closed.");
            at = end + 1;
            return;
        }
        var looks = Regex.Match(rest, @"\A\(\?(?:=|!|<=|<!)");
        var named = Regex.Match(rest, @"\A\(\?<([_\p{L}][_\p{L}\p{Nd}]{0,61})>");
        if (looks.Success) Enter(new Group(null, true), looks.Value, looks.Length);
        else if (named.Success) Named(named);
        else if (rest.StartsWith("(?:", StringComparison.Ordinal)) Enter(new Group(null, false), "(?:", 3);
        else if (rest.Length > 1 && rest[1] is '?' or '*' or '+') throw Wrong("This kind of group is not supported.");
        else if (Has('N')) Enter(new Group($"{++numbers}", false), "(", 1);
        else Enter(new Group(null, false), "(?:", 1);
    }

    private void Named(Match named)
    {
        var name = named.Groups[1].Value;
        if (Has('N')) throw Wrong("Named and numbered submatches cannot be mixed.");
        if (names.Contains(name)) throw Wrong($"Two submatches are named '{name}'.");
        names.Add(name);
        Enter(new Group(name, false), named.Value, named.Length);
    }

    private void Enter(Group group, string written, int length)
    {
        if (group.Name is not null && open.Any(g => g.Looks)) throw Wrong("A look ahead or behind cannot hold a submatch.");
        open.Push(group);
        at += length;
        made.Append(written);
        countable = false;
    }

    private void Close()
    {
        if (!open.TryPop(out var group)) throw Wrong("A ')' has no '(' before it.");
        if (group.Name is not null) closed.Add(group.Name);
        at++;
        made.Append(')');
        countable = !group.Looks;
    }

    private void Quantifier()
    {
        var match = Regex.Match(source[at..], @"\A(?:[*+?]\??|\{(\d{1,9})\}|\{(\d{1,9}),(\d{1,9})?\}\??)");
        if (!match.Success) throw Wrong("A '{' that stands for itself is written '\\{'.");
        if (!countable) throw Wrong($"There is nothing before '{match.Value}' to repeat.");
        var unlimited = match.Value[0] is '*' or '+' || match.Groups[2].Success && !match.Groups[3].Success;
        if (unlimited && open.Any(g => g.Looks)) throw Wrong("A look ahead or behind cannot repeat without limit.");
        var after = at + match.Length;
        if (after < source.Length && source[after] is '*' or '+' or '?') throw Wrong($"'{source[after]}' cannot follow '{match.Value}'.");
        Take(match.Length, match.Value);
        countable = false;
    }
}
