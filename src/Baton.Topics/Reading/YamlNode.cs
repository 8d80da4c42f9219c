namespace Baton.Topics;

internal enum YamlShape { Scalar, Map, List }

/// <summary>A piece of a YAML file, with where it stands. Lines and columns count from 1.</summary>
internal sealed class YamlNode
{
    public required YamlShape Shape { get; init; }
    public required int Line { get; init; }
    public required int Column { get; init; }

    /// <summary>The words of a scalar; for what was written in braces or brackets, the source as it stands.</summary>
    public string Text { get; init; } = "";

    /// <summary>Written without quotes, so that <c>true</c> and <c>5</c> are not text.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Written as a block (| or >), whose words begin on the next line.</summary>
    public bool IsBlock { get; init; }

    /// <summary>Written in braces or brackets on one line.</summary>
    public bool IsFlow { get; init; }
    public List<YamlNode> Items { get; } = [];
    public List<(YamlNode Key, YamlNode Value)> Entries { get; } = [];

    public YamlNode? this[string key]
    {
        get
        {
            foreach (var (name, value) in Entries)
                if (name.Text == key) return value.IsNull ? null : value;
            return null;
        }
    }

    public bool IsNull => Shape == YamlShape.Scalar && IsPlain && Text is "" or "null" or "~";

    public string? Words(string key) => this[key] is { Shape: YamlShape.Scalar } value ? value.Text : null;

    public IReadOnlyList<YamlNode> List(string key) => this[key] is { Shape: YamlShape.List } list ? list.Items : [];
}

/// <summary>Something wrong in a topic file, in a sentence for its author.</summary>
public sealed record TopicProblem
{
    public required string Path { get; init; }
    public required int Line { get; init; }
    public required int Column { get; init; }
    public required string Message { get; init; }

    /// <summary>What kind of problem it is, for programs: not_yaml, unknown_kind, missing_property, invalid_formula, ...</summary>
    public string Code { get; init; } = "invalid_topic";
    public bool IsWarning { get; init; }

    public override string ToString() => $"{Path}:{Line}:{Column}: {(IsWarning ? "warning" : "error")}: {Message}";
}

/// <summary>Thrown inside the reader when a file is no YAML; never leaves the library.</summary>
internal sealed class NotYaml(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;
    public int Column { get; } = column;
}
