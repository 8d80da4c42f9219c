namespace Baton.Topics;

/// <summary>A box of the picture, or a bend of a line that passes a row. Centre and size in pixels.</summary>
internal sealed class MapBox
{
    /// <summary>The node that it shows; null for a bend and for the end of a way.</summary>
    public MapNode? Node { get; init; }

    /// <summary>For the end of a way: end, transfer or topic:path.</summary>
    public string? Goal { get; init; }
    public bool IsBend => Node is null && Goal is null;
    public double Top => Y - Height / 2;
    public double Foot => Y + Height / 2;
    public required int Row { get; init; }
    public required double Width { get; init; }
    public required double Height { get; init; }
    public double X { get; set; }
    public double Y { get; set; }
    public List<MapBox> Above { get; } = [];
    public List<MapBox> Below { get; } = [];
}

/// <summary>A line from box to box: down through its bends, or around the side when it leads back or far away.</summary>
internal sealed record MapLine(IReadOnlyList<MapBox> Through, string Label, bool IsAside);

/// <summary>
/// Places the boxes of a map in rows, top to bottom: a node below all that lead to it, neighbours near each other, lines that pass
/// rows with room of their own. The same map always gives the same places.
/// </summary>
internal sealed class MapLayout
{
    public const double BoxWidth = 228, BoxHeight = 66, GoalHeight = 28, RowGap = 54, ColumnGap = 26, Margin = 36;
    private const double BendWidth = 14;
    private const int RowsPassedMax = 40;
    private const int Sweeps = 12;

    private readonly List<List<MapBox>> rows = [];
    private readonly Dictionary<string, MapBox> boxes = [];

    private MapLayout() { }

    public IEnumerable<MapBox> Boxes => rows.SelectMany(row => row).Where(box => !box.IsBend);
    public List<MapLine> Lines { get; } = [];
    public double Width { get; private set; }
    public double Height { get; private set; }

    public static MapLayout Of(TopicMap map)
    {
        var layout = new MapLayout();
        layout.Place(map);
        for (var sweep = 0; sweep < Sweeps; sweep++) layout.Arrange(down: sweep % 2 == 0);
        layout.Measure();
        return layout;
    }

    // The order of the file is an order in which ways lead on; a way against it leads back.
    private void Place(TopicMap map)
    {
        var order = map.Nodes.Select((node, i) => (node.Id, i)).ToDictionary(n => n.Id, n => n.i);
        bool LeadsOn(MapEdge edge) => !order.TryGetValue(edge.To, out var to) || to > order[edge.From];
        var into = map.Edges.Where(LeadsOn).ToLookup(edge => edge.To);
        foreach (var node in map.Nodes)
        {
            var row = into[node.Id].Select(edge => boxes[edge.From].Row + 1).DefaultIfEmpty(0).Max();
            boxes[node.Id] = Add(new MapBox { Node = node, Row = row, Width = BoxWidth, Height = BoxHeight });
        }
        foreach (var ways in map.Edges.GroupBy(edge => (edge.From, edge.To)))
        {
            var from = boxes[ways.Key.From];
            var to = boxes.GetValueOrDefault(ways.Key.To) ?? Goal(from, ways.Key.To);
            var label = string.Join(" / ", ways.Select(way => way.Label).Where(words => words.Length > 0));
            Lines.Add(LeadsOn(ways.First()) && to.Row - from.Row <= RowsPassedMax ? Line(from, to, label)
                : new MapLine([from, to], label, IsAside: true));
        }
    }

    private MapBox Add(MapBox box)
    {
        while (rows.Count <= box.Row) rows.Add([]);
        rows[box.Row].Add(box);
        return box;
    }

    // Each node has ends of its own, so that no line crosses the whole picture to a common one.
    private MapBox Goal(MapBox from, string goal)
    {
        var key = $"{from.Node!.Id}\n{goal}";
        if (boxes.TryGetValue(key, out var known)) return known;
        var width = goal == MapReader.End ? 70 : BoxWidth * 0.75;
        return boxes[key] = Add(new MapBox { Goal = goal, Row = from.Row + 1, Width = width, Height = GoalHeight });
    }

    private MapLine Line(MapBox from, MapBox to, string label)
    {
        var through = new List<MapBox> { from };
        for (var row = from.Row + 1; row < to.Row; row++)
            through.Add(Add(new MapBox { Row = row, Width = BendWidth, Height = BoxHeight }));
        through.Add(to);
        for (var i = 1; i < through.Count; i++)
        {
            through[i - 1].Below.Add(through[i]);
            through[i].Above.Add(through[i - 1]);
        }
        return new MapLine(through, label, IsAside: false);
    }

    private void Arrange(bool down)
    {
        foreach (var row in down ? rows : Enumerable.Reverse(rows))
        {
            double Wish(MapBox box) => (down ? box.Above : box.Below) is { Count: > 0 } near ? near.Average(n => n.X) : box.X;
            var ordered = row.Select((box, i) => (box, wish: Wish(box), i)).OrderBy(b => b.wish).ThenBy(b => b.i).ToList();
            Spread([.. ordered.Select(b => b.box)], [.. ordered.Select(b => b.wish)]);
            row.Clear();
            row.AddRange(ordered.Select(b => b.box));
        }
    }

    /// <summary>
    /// Puts boxes as near to their wishes as their widths allow: boxes that would overlap stand together around the mean of their wishes.
    /// </summary>
    private static void Spread(List<MapBox> row, List<double> wishes)
    {
        var offsets = new double[row.Count];
        for (var i = 1; i < row.Count; i++) offsets[i] = offsets[i - 1] + (row[i - 1].Width + row[i].Width) / 2 + ColumnGap;
        var groups = new List<(double Sum, int Count)>();
        for (var i = 0; i < row.Count; i++)
        {
            groups.Add((wishes[i] - offsets[i], 1));
            while (groups.Count > 1 && groups[^2].Sum / groups[^2].Count > groups[^1].Sum / groups[^1].Count)
            {
                groups[^2] = (groups[^2].Sum + groups[^1].Sum, groups[^2].Count + groups[^1].Count);
                groups.RemoveAt(groups.Count - 1);
            }
        }
        var at = 0;
        foreach (var (sum, count) in groups)
            for (var i = 0; i < count; i++, at++) row[at].X = sum / count + offsets[at];
    }

    private void Measure()
    {
        var all = rows.SelectMany(row => row).ToList();
        if (all.Count == 0) return;
        var left = all.Min(box => box.X - box.Width / 2);
        var y = Margin;
        foreach (var row in rows)
        {
            foreach (var box in row)
            {
                box.X += Margin - left;
                box.Y = y + box.Height / 2;
            }
            y += row.Max(box => box.Height) + RowGap;
        }
        // Lines that go around the side have lanes right of all boxes.
        Width = all.Max(box => box.X + box.Width / 2) + Margin + Lines.Count(line => line.IsAside) * LaneWidth;
        Height = y - RowGap + Margin;
    }

    public const double LaneWidth = 16;
}
