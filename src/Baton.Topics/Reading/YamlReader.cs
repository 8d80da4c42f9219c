using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Baton.Topics;

/// <summary>Reads YAML into nodes that know where they stand. Mends the not quite YAML that real files contain, line by line.</summary>
internal sealed class YamlReader
{
    private const int RepairsMax = 200;
    private const int DepthMax = 100;
    private const int FileLengthMax = 2_000_000;
    private readonly string text;
    private readonly Parser parser;
    private int depth;

    private YamlReader(string text)
    {
        this.text = text;
        parser = new Parser(new StringReader(text));
    }

    public static YamlNode Read(string text)
    {
        if (text.Length > FileLengthMax) throw new NotYaml(1, 1, $"The file is longer than {FileLengthMax} characters.");
        var mended = text;
        var repaired = new HashSet<int>();
        while (true)
        {
            try
            {
                return new YamlReader(mended).Document();
            }
            catch (YamlException error)
            {
                var again = repaired.Count < RepairsMax ? YamlRepair.Mend(mended, (int)error.Start.Line, repaired) : null;
                if (again is null) throw new NotYaml((int)error.Start.Line, (int)error.Start.Column, Reason(error));
                mended = again;
            }
        }
    }

    private static string Reason(YamlException error)
    {
        var said = error.Message;
        var colon = said.IndexOf("): ", StringComparison.Ordinal);
        return "This is not YAML: " + (colon > 0 ? said[(colon + 3)..] : said);
    }

    private YamlNode Document()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _)) return new YamlNode { Shape = YamlShape.Map, Line = 1, Column = 1 };
        return Node();
    }

    private YamlNode Node()
    {
        if (++depth > DepthMax) throw new NotYaml((int)parser.Current!.Start.Line, 1, "The file is nested too deeply.");
        YamlNode node;
        switch (parser.Current)
        {
            case Scalar scalar: node = Words(scalar); parser.MoveNext(); break;
            case MappingStart map: node = Map(map); break;
            case SequenceStart list: node = List(list); break;
            case AnchorAlias alias:
                throw new NotYaml((int)alias.Start.Line, (int)alias.Start.Column, "References (*name) have no place in a topic.");
            default: throw new NotYaml(1, 1, "The file is empty or not YAML.");
        }
        depth--;
        return node;
    }

    private static YamlNode Words(Scalar scalar) => new()
    {
        Shape = YamlShape.Scalar,
        Line = (int)scalar.Start.Line,
        Column = (int)scalar.Start.Column,
        Text = scalar.Value,
        IsPlain = scalar.Style is ScalarStyle.Plain,
        IsBlock = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded,
    };

    private YamlNode Map(MappingStart start)
    {
        parser.MoveNext();
        var children = new List<(YamlNode, YamlNode)>();
        while (parser.Current is not MappingEnd) children.Add((Node(), Node()));
        var node = Container(YamlShape.Map, start, start.Style == MappingStyle.Flow, parser.Current);
        node.Entries.AddRange(children);
        parser.MoveNext();
        return node;
    }

    private YamlNode List(SequenceStart start)
    {
        parser.MoveNext();
        var children = new List<YamlNode>();
        while (parser.Current is not SequenceEnd) children.Add(Node());
        var node = Container(YamlShape.List, start, start.Style == SequenceStyle.Flow, parser.Current);
        node.Items.AddRange(children);
        parser.MoveNext();
        return node;
    }

    private YamlNode Container(YamlShape shape, ParsingEvent start, bool flow, ParsingEvent end) => new()
    {
        Shape = shape,
        Line = (int)start.Start.Line,
        Column = (int)start.Start.Column,
        IsFlow = flow,
        Text = flow ? text[(int)start.Start.Index..Math.Min(text.Length, (int)end.End.Index)] : "",
    };
}
