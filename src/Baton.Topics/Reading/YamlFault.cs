using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Baton.Topics;

/// <summary>Says in words for authors why a text is not YAML, and where they have to look.</summary>
internal static partial class YamlFault
{
    public const string LostInBrackets = "While scanning words in brackets, found no end.";
    public const string Reference = "Found a reference.";

    /// <summary>What the parser says, by its beginning, and what was most likely meant.</summary>
    private static readonly (string Said, string Meant)[] Sentences =
    [
        ("While scanning a quoted scalar, found unexpected end of stream", "A text that begins with a quote is never closed."),
        ("While scanning a quoted scalar, found unknown escape character",
            "In double quotes a backslash begins a code: write \\\\ for a backslash, or put the words in single quotes."),
        ("While scanning a quoted scalar", "The text in quotes cannot be read: check its quotes and backslashes."),
        ("While scanning a multi-line double-quoted scalar",
            "A text that begins with a quote is not closed on its line; where it goes on, the line must be indented further."),
        (LostInBrackets, "A '[' or '{' is never closed, or a comma is missing."),
        (Reference, "References (*name) have no place in a topic."),
        ("While parsing a flow sequence", "A '[' is never closed with ']', or a comma is missing."),
        ("While parsing a flow mapping", "A '{' is never closed with '}', or a comma is missing."),
        ("While parsing a block mapping", "The line does not line up with the lines around it: check how far it is indented."),
        ("While parsing a block collection",
            "The line does not line up with the items of the list above it: check how far it is indented, and its '-'."),
        ("Block sequence entries are not allowed", "A '-' cannot stand here: the list goes under its name, on a line of its own."),
        ("Mapping values are not allowed", "A ':' cannot stand here: words with ': ' in them need quotes, or the line is indented too far."),
        ("While scanning a plain scalar value, found invalid mapping",
            "A ':' cannot stand here: words with ': ' in them need quotes, or the line is indented too far."),
        ("While scanning a multiline plain scalar, found invalid mapping",
            "A ':' cannot stand here: the line before has none after its name, or this line is indented too far."),
        ("While scanning a simple key", "There is no ':' after the name."),
        ("While scanning for the next token", "No line can begin with this character; words that do need quotes."),
        ("While scanning a block scalar", "After '|' or '>' the words begin on the next line."),
        ("While parsing a node", "A value is missing here."),
        ("While scanning an anchor or alias", "Words that begin with '&' or '*' need quotes."),
        ("While scanning a tag", "Words that begin with '!' need quotes."),
    ];

    /// <summary>Bracket: where one was opened that the parser has not seen closed, which is the place to look at for its faults.</summary>
    public static NotYaml Of(YamlException error, string text, Mark? bracket)
    {
        var lines = text.Split('\n');
        var line = Math.Clamp((int)error.Start.Line, 1, lines.Length);
        for (var at = Math.Min(line + 1, lines.Length); at >= Math.Max(1, line - 1); at--)
        {
            var indent = lines[at - 1].Length - lines[at - 1].AsSpan().TrimStart().Length;
            var tab = lines[at - 1].IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && tab < indent) return new NotYaml(at, tab + 1, "The line is indented with a tab; YAML wants blanks.");
        }
        if (NameWithoutColon(lines, line) is { } named) return named;
        var said = error.Message[(error.Message.IndexOf("): ", StringComparison.Ordinal) is var colon and > 0 ? colon + 3 : 0)..];
        var meant = Array.Find(Sentences, s => said.StartsWith(s.Said, StringComparison.Ordinal)).Meant;
        if (bracket is { } open && said.StartsWith("While parsing a flow", StringComparison.Ordinal))
            return new NotYaml((int)open.Line, (int)open.Column, meant ?? said);
        return new NotYaml(line, (int)error.Start.Column, meant ?? "This is not YAML: " + said);
    }

    // "beginDialog" alone on a line, and what belongs to it below.
    private static NotYaml? NameWithoutColon(string[] lines, int line)
    {
        for (var at = line; at >= Math.Max(1, line - 2); at--)
        {
            if (Name().Match(lines[at - 1]) is not { Success: true } name || at == lines.Length) continue;
            var below = lines[at].Length - lines[at].AsSpan().TrimStart().Length;
            if (below > name.Groups[1].Length && lines[at].Contains(':', StringComparison.Ordinal))
                return new NotYaml(at, name.Groups[1].Length + 1, $"There is no ':' after '{name.Groups[2].Value}'.");
        }
        return null;
    }

    [GeneratedRegex(@"^(\s*(?:- )?)([A-Za-z][\w.]*)\s*$")]
    private static partial Regex Name();
}
