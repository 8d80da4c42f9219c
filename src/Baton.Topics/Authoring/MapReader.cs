using System.Globalization;

namespace Baton.Topics;

/// <summary>
/// Reads a topic's map from its file. It looks at the file as written, so that a topic with errors has a map too.
/// </summary>
internal sealed class MapReader
{
    public const string End = "end";
    public const string Person = "transfer";
    private const int DepthMax = 60;

    private static readonly HashSet<string> SystemTriggers =
    [
        "OnConversationStart", "OnUnknownIntent", "OnEscalate", "OnError", "OnSelectIntent", "OnSignIn", "OnSystemRedirect",
        "OnSystemIntent",
    ];

    /// <summary>A way that is open: it leads from a node to whatever comes next.</summary>
    private sealed record Way(string From, string Label = "");

    private sealed record Loop(string Head, List<Way> Breaks);

    private readonly TopicBot bot;
    private readonly string[] lines;
    private readonly List<MapNode> nodes = [];
    private readonly List<MapEdge> edges = [];
    private readonly HashSet<string> ids = [];
    private readonly Stack<Loop> loops = new();
    private string start = "";

    private MapReader(TopicFile file, TopicBot bot)
    {
        this.bot = bot;
        lines = file.Text.Split('\n');
    }

    /// <summary>The map, or null when the file is no topic.</summary>
    public static TopicMap? Read(TopicFile file, YamlNode root, TopicBot bot)
    {
        var trigger = root["beginDialog"] is { Shape: YamlShape.Map } begin ? begin : root["action"];
        if (root.Words("kind") is not ("AdaptiveDialog" or "TaskDialog") && root["beginDialog"] is null || trigger is null) return null;
        var reader = new MapReader(file, bot);
        var kind = trigger.Words("kind") ?? "";
        reader.Walk(trigger, isAction: root["beginDialog"] is null);
        var intent = trigger["intent"];
        return new TopicMap
        {
            Path = file.Path,
            Name = intent?.Words("displayName") ?? root["mcs.metadata"]?.Words("componentName") ?? root.Words("modelDisplayName")
                ?? file.NameInRemark ?? file.Stem,
            Trigger = root["beginDialog"] is null ? "OnRedirect" : kind,
            Priority = double.TryParse(trigger.Words("priority"), CultureInfo.InvariantCulture, out var priority) ? priority : 0,
            Phrases = [.. NodeWords.Phrases(trigger)],
            IsSystem = SystemTriggers.Contains(kind),
            Nodes = reader.nodes,
            Edges = [.. reader.edges.Where(e => reader.Exists(e.To)).Distinct()],
        };
    }

    // A GotoAction may name a node that does not exist.
    private bool Exists(string to) => ids.Contains(to) || to is End or Person || to.StartsWith("topic:", StringComparison.Ordinal);

    private void Walk(YamlNode trigger, bool isAction)
    {
        start = Register(trigger, isAction ? "action" : trigger.Words("id") ?? "main");
        Join(Actions(trigger["actions"], [new Way(start)], 0), End);
    }

    private string Register(YamlNode node, string? named = null)
    {
        var id = named ?? node.Words("id") ?? $"line:{node.Line}";
        if (!ids.Add(id) && !ids.Add(id = $"line:{node.Line}")) ids.Add(id = $"line:{node.Line}:{node.Column}");
        var kind = node.Words("kind") ?? "";
        var title = NodeWords.Title(kind) + (node.Words("disabled") == "true" ? " (off)" : "");
        nodes.Add(new MapNode(id, kind, title, NodeWords.Text(node), node.Line, LastLine(node)));
        return id;
    }

    // A node ends before the next line that stands further left than its properties. Blank lines and comments at its end are no part
    // of it.
    private int LastLine(YamlNode node)
    {
        var last = node.Line;
        for (var line = node.Line + 1; line <= lines.Length; line++)
        {
            var text = lines[line - 1].AsSpan().Trim();
            if (text.IsEmpty || text[0] == '#') continue;
            if (lines[line - 1].Length - lines[line - 1].AsSpan().TrimStart().Length < node.Column - 1) break;
            last = line;
        }
        return last;
    }

    private void Join(IEnumerable<Way> ways, string to) => edges.AddRange(ways.Select(way => new MapEdge(way.From, to, way.Label)));

    private List<Way> Actions(YamlNode? list, List<Way> into, int depth)
    {
        if (list is not { Shape: YamlShape.List } || depth > DepthMax) return into;
        foreach (var node in list.Items)
            if (node.Shape == YamlShape.Map && node.Words("kind") is not "DisconnectedNodeContainer") into = Node(node, into, depth);
        return into;
    }

    /// <summary>Takes a node in, and gives the ways that lead out of it.</summary>
    private List<Way> Node(YamlNode node, List<Way> into, int depth)
    {
        var id = Register(node);
        Join(into, id);
        if (node.Words("disabled") == "true") return [new Way(id)];
        switch (node.Words("kind"))
        {
            case "ConditionGroup": return Conditions(node, id, depth);
            case "IfCondition":
                return [.. Actions(node["actions"], [new Way(id, "yes")], depth + 1),
                    .. Actions(node["elseActions"], [new Way(id, "no")], depth + 1)];
            case "Foreach": return Foreach(node, id, depth);
            case "BreakLoop": if (loops.Count > 0) loops.Peek().Breaks.Add(new Way(id)); return [];
            case "ContinueLoop": return loops.Count > 0 ? Lead(id, loops.Peek().Head) : [];
            case "ActionScope": return Actions(node["actions"], [new Way(id)], depth + 1);
            case "GotoAction": return Lead(id, node.Words("actionId") ?? "");
            case "RepeatDialog": return Lead(id, start);
            case "BeginDialog": Lead(id, Topic(node.Words("dialog"))); return [new Way(id)];
            case "ReplaceDialog": return Lead(id, Topic(node.Words("dialog")));
            case "EndDialog" or "CancelDialog" or "CancelAllDialogs" or "EndConversation": return Lead(id, End);
            case "TransferConversationV2" or "TransferConversation": return Lead(id, Person);
            case "Question": GiveUp(node, id); return [new Way(id)];
            default: return [new Way(id)];
        }
    }

    private List<Way> Lead(string from, string to, string label = "")
    {
        Join([new Way(from, label)], to);
        return [];
    }

    private List<Way> Conditions(YamlNode node, string id, int depth)
    {
        var ends = new List<Way>();
        foreach (var item in node.List("conditions"))
            ends.AddRange(Actions(item["actions"], [new Way(id, NodeWords.Condition(item))], depth + 1));
        ends.AddRange(Actions(node["elseActions"], [new Way(id, "else")], depth + 1));
        return ends;
    }

    private List<Way> Foreach(YamlNode node, string id, int depth)
    {
        loops.Push(new Loop(id, []));
        Join(Actions(node["actions"], [new Way(id, "each")], depth + 1).Where(way => way.From != id), id);
        return [new Way(id, "done"), .. loops.Pop().Breaks];
    }

    // After the last retry a question without a default gives up: to the topic that it names, else to a person.
    private void GiveUp(YamlNode node, string id)
    {
        if (node["defaultValue"] is not null) return;
        var named = node.Words("fallbackDialogOnInvalidEntity");
        var escalate = bot.OfTrigger("OnEscalate") is [var first, ..] ? $"topic:{first.Path}" : Person;
        if (NodeWords.CanFail(node)) Lead(id, named is null ? escalate : Topic(named), "no answer");
    }

    private string Topic(string? name)
    {
        if (name is null) return End;
        return bot.Find(name) is { } topic && bot.Topics.Contains(topic) ? $"topic:{topic.Path}" : $"topic:{NodeWords.Short(name, 60)}";
    }
}
