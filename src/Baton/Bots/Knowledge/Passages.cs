using System.Globalization;
using System.Text;
using Baton.Topics;

namespace Baton.Bots.Knowledge;

/// <summary>A piece of an article, short enough to be shown to a model, under the heading that it stands below.</summary>
internal sealed record Passage(int N, string Heading, string Text);

/// <summary>Cuts Markdown into passages: at headings, between paragraphs, and only where one paragraph is too long within it. Pure.</summary>
internal static class Passages
{
    public const int LengthMax = 1_000;
    private const int HeadingLengthMax = 200;
    private const int CjkFrom = 0x3040, CjkTo = 0x9FFF, HangulFrom = 0xAC00, HangulTo = 0xD7AF;

    public static IReadOnlyList<Passage> Of(string markdown)
    {
        var passages = new List<Passage>();
        var (heading, text) = ("", new StringBuilder());
        foreach (var block in Blocks(markdown))
        {
            if (Heading(block) is { } title)
            {
                Close();
                heading = title;
                continue;
            }
            foreach (var piece in Pieces(block))
            {
                if (text.Length > 0 && text.Length + piece.Length + 2 > LengthMax) Close();
                if (text.Length > 0) text.Append("\n\n");
                text.Append(piece);
            }
        }
        Close();
        return passages;

        void Close()
        {
            if (text.Length > 0) passages.Add(new Passage(passages.Count + 1, heading, text.ToString()));
            text.Clear();
        }
    }

    /// <summary>Words as they are compared: without accents, and where a script writes no spaces, each pair of its letters.</summary>
    public static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        var before = '\0';
        foreach (var c in Accents.Removed(text))
        {
            var isUnspaced = IsUnspaced(c);
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            if (isUnspaced && IsUnspaced(before)) folded.Append(before).Append(c).Append(' ');
            else if (!isUnspaced) folded.Append(IsUnspaced(before) ? " " : "").Append(c);
            before = c;
        }
        return folded.ToString();
    }

    private static bool IsUnspaced(char c) => (int)c is >= CjkFrom and <= CjkTo or >= HangulFrom and <= HangulTo;

    /// <summary>Paragraphs, and headings by themselves.</summary>
    private static IEnumerable<string> Blocks(string markdown)
    {
        var lines = new List<string>();
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.Trim().Length > 0 && Heading(line) is null)
            {
                lines.Add(line.TrimEnd());
                continue;
            }
            if (lines.Count > 0) yield return string.Join('\n', lines);
            lines.Clear();
            if (line.Trim().Length > 0) yield return line;
        }
        if (lines.Count > 0) yield return string.Join('\n', lines);
    }

    private static string? Heading(string line)
    {
        var marks = line.TakeWhile(c => c == '#').Count();
        if (marks is 0 or > 6 || line.Length <= marks || line[marks] != ' ' || line.Contains('\n', StringComparison.Ordinal)) return null;
        var title = line[marks..].Trim().TrimEnd('#').TrimEnd();
        return title.Length <= HeadingLengthMax ? title : title[..HeadingLengthMax];
    }

    /// <summary>A paragraph in pieces that are no longer than a passage: at the ends of sentences, else between words, else anywhere.</summary>
    private static IEnumerable<string> Pieces(string block)
    {
        var rest = block;
        while (rest.Length > LengthMax)
        {
            var head = rest[..LengthMax];
            var end = head.LastIndexOfAny(['.', '!', '?', '\n', '。']) + 1;
            if (end < LengthMax / 2) end = head.LastIndexOf(' ') + 1;
            if (end < LengthMax / 2) end = char.IsHighSurrogate(head[^1]) ? LengthMax - 1 : LengthMax;
            yield return rest[..end].Trim();
            rest = rest[end..].TrimStart();
        }
        if (rest.Length > 0) yield return rest;
    }
}
