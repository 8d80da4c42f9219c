using System.Text;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Words with formulas in braces, as in messages: <c>Hello {System.User.FirstName}</c>. Read once, filled often.</summary>
internal sealed class Template
{
    private readonly string? fixedWords;
    private readonly object[] parts;

    private Template(List<object> parts)
    {
        this.parts = [.. parts];
        fixedWords = parts.Count == 0 ? "" : parts is [string only] ? only : null;
    }

    /// <summary>Words without formulas.</summary>
    public static Template Of(string words) => new([words]);

    public string Fill(FxFrame frame)
    {
        if (fixedWords is not null) return fixedWords;
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is string words) text.Append(words);
            else text.Append(FxConvert.Shown(((FxFormula)part).Run(frame)));
            if (text.Length > FxFrame.TextLengthMax) break;
        }
        return text.ToString();
    }

    /// <summary>Reads a template. Braces that hold no formula stay as they are, with a warning.</summary>
    public static Template Read(string source, FxNames names, Action<FxProblem> report)
    {
        var parts = new List<object>();
        var words = new StringBuilder();
        for (var at = 0; at < source.Length;)
        {
            if (source[at] == '\\' && at + 1 < source.Length
                && source[at + 1] is '{' or '}') { words.Append(source[at + 1]); at += 2; continue; }
            if (source[at] != '{') { words.Append(source[at++]); continue; }
            var formula = Braced(source, at, names, out var end);
            if (formula is null || !formula.IsSound)
            {
                report(formula?.Problems[0] is { } problem
                    ? problem with { Message = problem.Message + " The braces stay as they are.", IsWarning = true }
                    : new FxProblem(at, at + 1, "A '{' has no '}' to close it and stays as it is.", IsWarning: true));
                var stop = formula is null ? at + 1 : end;
                words.Append(source, at, stop - at);
                at = stop;
                continue;
            }
            foreach (var problem in formula.Problems) report(problem);
            if (words.Length > 0) parts.Add(words.ToString());
            words.Clear();
            parts.Add(formula);
            at = end;
        }
        if (words.Length > 0) parts.Add(words.ToString());
        return new Template(parts);
    }

    private static FxFormula? Braced(string source, int at, FxNames names, out int end)
    {
        end = at + 1;
        try
        {
            var lexer = new FxLexer(source, at + 1);
            var tokens = lexer.ReadBraced();
            end = lexer.Position;
            return tokens.Count <= 1 ? null : FxFormula.Read(source[at..end], tokens, names);
        }
        catch (FxSyntaxError)
        {
            return null;
        }
    }
}
