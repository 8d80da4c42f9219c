using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Baton.Bots.Knowledge;

/// <summary>Web pages as Markdown: headings, paragraphs, lists and rows of tables. What a reader of the page does not see is left out, so that nobody hides words there for a model.</summary>
internal static class Html
{
    /// <summary>Deeper than pages go that were made for people; the words below it are kept, their shape is not.</summary>
    private const int DepthMax = 200;

    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        TagNames.Script, TagNames.Style, TagNames.Head, TagNames.NoScript, TagNames.Template, TagNames.Svg, TagNames.Nav, TagNames.Iframe, TagNames.Object, TagNames.Select, TagNames.Textarea,
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        TagNames.P, TagNames.Div, TagNames.Section, TagNames.Article, TagNames.Ul, TagNames.Ol, TagNames.Dl, TagNames.Table, TagNames.BlockQuote, TagNames.Pre, TagNames.Main,
        TagNames.Header, TagNames.Footer, TagNames.Figure, TagNames.Form, TagNames.Address, TagNames.Details, TagNames.H1, TagNames.H2, TagNames.H3, TagNames.H4, TagNames.H5, TagNames.H6,
    };

    public static (string? Title, string Markdown) ToMarkdown(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var text = new StringBuilder();
        if (document.Body is { } body) Write(text, body, 0);
        var lines = text.ToString().Split('\n').Select(line => line.Trim());
        var markdown = string.Join('\n', lines);
        while (markdown.Contains("\n\n\n", StringComparison.Ordinal)) markdown = markdown.Replace("\n\n\n", "\n\n", StringComparison.Ordinal);
        return (document.Title is { Length: > 0 } title ? title : null, markdown.Trim());
    }

    private static void Write(StringBuilder text, INode parent, int depth)
    {
        var item = 0;
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText words) Append(text, words.Data);
            else if (node is IElement element && IsSeen(element)) Write(text, element, item++, depth);
        }
    }

    private static void Write(StringBuilder text, IElement element, int item, int depth)
    {
        text.Append(Before(element, item));
        if (depth < DepthMax) Write(text, (INode)element, depth + 1);
        else Append(text, element.TextContent);
        if (Blocks.Contains(element.LocalName)) text.Append("\n\n");
    }

    private static bool IsSeen(IElement element) => !LeftOut.Contains(element.LocalName) && element is not IHtmlElement { IsHidden: true };

    private static string Before(IElement element, int item) => element.LocalName switch
    {
        ['h', >= '1' and <= '6' and var level] => "\n\n" + new string('#', level - '0') + " ",
        "li" => element.ParentElement is IHtmlOrderedListElement list ? $"\n{list.Start + item}. " : "\n- ",
        "br" or "tr" or "dt" or "dd" => "\n",
        "td" or "th" when element.PreviousElementSibling is not null => " | ",
        "img" => element.GetAttribute("alt") ?? "",
        var name when Blocks.Contains(name) => "\n\n",
        _ => "",
    };

    private static void Append(StringBuilder text, string words)
    {
        var wasSpace = text.Length > 0 && char.IsWhiteSpace(text[^1]);
        foreach (var c in words)
        {
            var isSpace = char.IsWhiteSpace(c) || c == '\0';
            if (!isSpace) text.Append(c);
            else if (!wasSpace) text.Append(' ');
            wasSpace = isSpace;
        }
    }
}
