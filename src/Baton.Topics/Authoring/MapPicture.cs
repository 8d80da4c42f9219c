using System.Globalization;
using System.Security;
using System.Text;

namespace Baton.Topics;

/// <summary>
/// Draws a map as SVG. Words and lines take the colour of the text around the picture, so that it is readable on light and on dark.
/// </summary>
internal sealed class MapPicture
{
    private const int WordsPerLineMax = 31;
    private const int LabelLengthMax = 24;
    private const double Corner = 8, GoalCorner = 14;

    private readonly StringBuilder svg = new();
    private readonly TopicMap map;
    private readonly MapLayout layout;

    private MapPicture(TopicMap map)
    {
        this.map = map;
        layout = MapLayout.Of(map);
    }

    public static string Draw(TopicMap map)
    {
        var picture = new MapPicture(map);
        picture.Head();
        picture.Lines();
        foreach (var box in picture.layout.Boxes) picture.Box(box);
        picture.svg.Append("</svg>\n");
        return picture.svg.ToString();
    }

    private void Put(FormattableString text) => svg.Append(FormattableString.Invariant(text));

    private void Head()
    {
        var (width, height) = (Number(layout.Width), Number(layout.Height));
        Put($"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" ");
        Put($"font-family=\"system-ui, sans-serif\" font-size=\"12\" ");
        svg.Append("fill=\"currentColor\" aria-labelledby=\"map-title map-desc\">\n");
        Put($"<title id=\"map-title\">Topic {Escaped(map.Name)}</title>\n");
        Put($"<desc id=\"map-desc\">{Escaped(Told())}</desc>\n");
        svg.Append("<defs><marker id=\"map-arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" ")
            .Append("orient=\"auto\">");
        svg.Append("<path d=\"M0 0L8 4L0 8z\" fill=\"currentColor\"/></marker></defs>\n");
    }

    // For those who don't see the picture: each node with where it leads.
    private string Told()
    {
        var from = map.Edges.ToLookup(edge => edge.From);
        var names = map.Nodes.ToDictionary(node => node.Id, Named);
        return string.Join(" ", map.Nodes.Select(node =>
        {
            var ways = from[node.Id].Select(way =>
                (way.Label.Length > 0 ? $"{way.Label}: " : "") + (names.GetValueOrDefault(way.To) ?? Goal(way.To)));
            return from[node.Id].Any() ? $"{names[node.Id]} leads to {string.Join("; ", ways)}." : $"{names[node.Id]}.";
        }));
    }

    private static string Named(MapNode node) =>
        node.Text.Length > 0 ? $"{node.Title} (line {node.Line}, {NodeWords.Short(node.Text, 40)})" : $"{node.Title} (line {node.Line})";

    private static string Goal(string goal) => goal switch
    {
        MapReader.End => "End",
        MapReader.Person => "A person",
        _ => new TopicFile(goal[(goal.LastIndexOf(".topic.", StringComparison.Ordinal) is var mark and >= 0 ? mark + 7 : 6)..], "").Stem,
    };

    private void Box(MapBox box)
    {
        if (box.Goal is { } goal) { Goal(box, goal); return; }
        var node = box.Node!;
        Put($"<g data-node=\"{Escaped(node.Id)}\" data-line=\"{node.Line}\"><title>{Escaped(Tip(node))}</title>");
        Rectangle(box, Corner, Colour(node.Kind));
        var lines = Wrapped(node.Text);
        Words(box.X, box.Y - 7 - (lines.Count - 1) * 7 + (lines.Count == 0 ? 4 : 0), node.Title, " font-weight=\"600\"");
        for (var i = 0; i < lines.Count; i++) Words(box.X, box.Y + 11 - (lines.Count - 1) * 7 + i * 15, lines[i], " opacity=\"0.85\"");
        svg.Append("</g>\n");
    }

    private static string Tip(MapNode node) =>
        $"{node.Title}, line {node.Line}" + (node.Text.Length > 0 ? $": {node.Text}" : "");

    private void Goal(MapBox box, string goal)
    {
        svg.Append("<g>");
        Rectangle(box, GoalCorner, goal == MapReader.Person ? "#c50f1f" : goal == MapReader.End ? "#767676" : "#5c2e91");
        Words(box.X, box.Y + 4, NodeWords.Short(Goal(goal), 24), "");
        svg.Append("</g>\n");
    }

    // A light tint that leaves the words readable on any ground.
    private void Rectangle(MapBox box, double corner, string colour)
    {
        Put($"<rect x=\"{Number(box.X - box.Width / 2)}\" y=\"{Number(box.Top)}\" width=\"{Number(box.Width)}\" height=\"{Number(box.Height)}\" ");
        Put($"rx=\"{Number(corner)}\" fill=\"{colour}\" fill-opacity=\"0.12\" stroke=\"{colour}\"/>");
    }

    private void Words(double x, double y, string words, string how)
    {
        Put($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"middle\"{how}>");
        Put($"{Escaped(NodeWords.Short(words, WordsPerLineMax))}</text>");
    }

    private static string Colour(string kind) => kind switch
    {
        "Question" or "AdaptiveCardPrompt" or "CSATQuestion" or "OAuthInput" => "#0f6cbd",
        "SendActivity" or "SendMessage" or "EmitEvent" => "#107c10",
        "ConditionGroup" or "IfCondition" or "Foreach" or "BreakLoop" or "ContinueLoop" or "GotoAction" => "#bc4b09",
        "BeginDialog" or "ReplaceDialog" or "RepeatDialog" or "RecognizeIntent" => "#5c2e91",
        "TransferConversation" or "TransferConversationV2" => "#c50f1f",
        _ when kind.StartsWith("On", StringComparison.Ordinal) => "#0b556a",
        _ => "#616161",
    };

    private void Lines()
    {
        svg.Append("<g fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.65\" stroke-linejoin=\"round\">\n");
        var lane = layout.Width - MapLayout.Margin / 2 - layout.Lines.Count(line => line.IsAside) * MapLayout.LaneWidth;
        var ways = new List<(MapLine Line, double Lane)>();
        foreach (var line in layout.Lines) ways.Add((line, line.IsAside ? lane += MapLayout.LaneWidth : 0));
        foreach (var (line, side) in ways)
            Put($"<path d=\"{(line.IsAside ? Around(line, side) : Down(line))}\" marker-end=\"url(#map-arrow)\"/>\n");
        svg.Append("</g>\n");
        foreach (var (line, _) in ways.Where(way => way.Line.Label.Length > 0)) Label(line);
    }

    private static string Down(MapLine line)
    {
        var path = new StringBuilder($"M{Number(line.Through[0].X)} {Number(line.Through[0].Foot)}");
        foreach (var (from, to) in line.Through.Zip(line.Through.Skip(1)))
        {
            var middle = Number((from.Foot + to.Top) / 2);
            path.Append($"C{Number(from.X)} {middle} {Number(to.X)} {middle} {Number(to.X)} {Number(to.Top)}");
            if (to.IsBend) path.Append($"V{Number(to.Foot)}");
        }
        return path.ToString();
    }

    // Between the rows to a lane beside all boxes, along it, and between the rows back in: no box is crossed.
    private static string Around(MapLine line, double lane)
    {
        var (from, to) = (line.Through[0], line.Through[1]);
        // Lines of neighbouring lanes run at heights of their own, else two would look like one.
        var step = lane / MapLayout.LaneWidth % 3 * 5;
        return $"M{Number(from.X + AsideShift)} {Number(from.Foot)}V{Number(from.Foot + 6 + step)}H{Number(lane)}"
            + $"V{Number(to.Top - 28 - step / 2)}H{Number(to.X + AsideShift)}V{Number(to.Top)}";
    }

    private const double AsideShift = 24;

    // Above the box that the line leads to, on the side that the line does not come from.
    private void Label(MapLine line)
    {
        var (from, next) = (line.Through[0], line.Through[1]);
        var comesFromRight = !line.IsAside && from.X > next.X + 1;
        var (x, y) = line.IsAside ? (from.X + AsideShift + 6, from.Foot + 24) : (next.X + (comesFromRight ? -6 : 6), next.Top - 10);
        var anchor = comesFromRight ? "end" : "start";
        Put($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\" font-size=\"11\" font-style=\"italic\">");
        Put($"{Escaped(NodeWords.Short(line.Label, LabelLengthMax))}</text>\n");
    }

    private static List<string> Wrapped(string words)
    {
        var lines = new List<string>();
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && lines[^1].Length + word.Length < WordsPerLineMax) lines[^1] += " " + word;
            else if (lines.Count < 2) lines.Add(word);
            else { lines[^1] = NodeWords.Short(lines[^1] + " " + word + "…", WordsPerLineMax); break; }
        }
        return lines;
    }

    private static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    // What XML cannot hold is left out.
    private static string Escaped(string text) => SecurityElement.Escape(string.Concat(
        text.EnumerateRunes().Where(rune => rune.Value >= ' ' && (rune.Value & 0xFFFE) != 0xFFFE)));
}
