using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Baton.Topics;

/// <summary>Reads YAML into nodes that know where they stand. Mends the not quite YAML that real files contain, line by line.</summary>
internal sealed class YamlReader
{
    private const int RepairsMax = 200;

    /// <summary>Each repair reads the file again: a large file gets fewer of them.</summary>
    private const long CharactersReadMax = 20_000_000;
    private const int DepthMax = 100;
    private const int FileLengthMax = 2_000_000;
    private readonly string text;
    private readonly Parser parser;
    private readonly Stack<Mark> brackets = new();
    private int depth;

    private YamlReader(string text)
    {
        this.text = text;
        parser = new Parser(new StringReader(text));
    }

    public static YamlNode Read(string text)
    {
        if (text.Length > FileLengthMax) throw new NotYaml(1, 1, $"The file is longer than {FileLengthMax} characters.");
        var mended = YamlRepair.Prepare(text);
        var repaired = new HashSet<int>();
        while (true)
        {
            var reader = new YamlReader(mended);
            try
            {
                return reader.Document();
            }
            catch (Exception error) when (error is YamlException or InvalidOperationException)
            {
                var fault = error as YamlException ?? reader.Lost();
                var mayMend = repaired.Count < RepairsMax && (long)repaired.Count * mended.Length < CharactersReadMax;
                var again = mayMend ? YamlRepair.Mend(mended, (int)fault.Start.Line, repaired) : null;
                mended = again ?? throw YamlFault.Of(fault, mended, reader.brackets.TryPeek(out var open) ? open : null);
            }
        }
    }

    // The parser loses its way over words that go on in the next line within brackets that are never closed.
    private YamlException Lost() => new(parser.Current?.Start ?? Mark.Empty, parser.Current?.End ?? Mark.Empty, YamlFault.LostInBrackets);

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
            case AnchorAlias alias: throw new YamlException(alias.Start, alias.End, YamlFault.Reference);
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
        if (start.Style == MappingStyle.Flow) brackets.Push(start.Start);
        var children = new List<(YamlNode, YamlNode)>();
        while (parser.Current is not MappingEnd) children.Add((Node(), Node()));
        var node = Container(YamlShape.Map, start, start.Style == MappingStyle.Flow, parser.Current);
        if (node.IsFlow) brackets.Pop();
        node.Entries.AddRange(children);
        parser.MoveNext();
        return node;
    }

    private YamlNode List(SequenceStart start)
    {
        parser.MoveNext();
        if (start.Style == SequenceStyle.Flow) brackets.Push(start.Start);
        var children = new List<YamlNode>();
        while (parser.Current is not SequenceEnd) children.Add(Node());
        var node = Container(YamlShape.List, start, start.Style == SequenceStyle.Flow, parser.Current);
        if (node.IsFlow) brackets.Pop();
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
