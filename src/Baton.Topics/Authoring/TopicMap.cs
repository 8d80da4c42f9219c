namespace Baton.Topics;

/// <summary>A topic as its author sees it: what starts it, its nodes, and what leads where.</summary>
public sealed record TopicMap
{
    public required string Path { get; init; }
    public required string Name { get; init; }

    /// <summary>The kind of its trigger.</summary>
    public required string Trigger { get; init; }
    public double Priority { get; init; }
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>True for the topics that every agent has for its own needs: greeting, fallback, escalation, errors.</summary>
    public bool IsSystem { get; init; }

    /// <summary>The trigger first, then the nodes in the order of the file.</summary>
    public IReadOnlyList<MapNode> Nodes { get; init; } = [];
    public IReadOnlyList<MapEdge> Edges { get; init; } = [];

    /// <summary>The map as a picture: top to bottom, readable by screen readers, always the same for the same map.</summary>
    public string ToSvg() => MapPicture.Draw(this);
}

/// <summary>One node. Its id is the one in the file, else <c>line:N</c>; the same id is in a trace.</summary>
public sealed record MapNode(string Id, string Kind, string Title, string Text, int Line, int EndLine);

/// <summary>What leads from one node to another. To is a node's id, <c>topic:path</c>, <c>end</c> or <c>transfer</c>.</summary>
public sealed record MapEdge(string From, string To, string Label);
