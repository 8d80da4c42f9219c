using System.Text;

namespace Baton.Topics;

/// <summary>What a node says or does, in a line for people.</summary>
internal static class NodeWords
{
    public const int TextLengthMax = 140;
    private const int LabelLengthMax = 48;

    // What says most of a node, by the first of these properties that it has.
    private static readonly string[] Telling =
    [
        "activity", "message", "prompt", "text", "title", "dialog", "actionId", "url", "operationId", "flowId", "toolName", "aIModelId",
        "eventName", "userInput", "items", "condition", "itemsVariable", "variable", "card",
    ];

    /// <summary>The name of a kind for people: Question, Send a message, ...</summary>
    public static string Title(string kind) =>
        TopicLanguage.Title(kind) ?? (kind.Length > 0 ? Spaced(kind) : "Node without a kind");

    public static IEnumerable<string> Phrases(YamlNode trigger) => (trigger["intent"]?.List("triggerQueries") ?? [])
        .Select(q => q.Shape == YamlShape.Scalar ? q.Text : q.Words("text") ?? "").Where(q => q.Length > 0);

    public static string Condition(YamlNode item) =>
        Short(item.Words("displayName") ?? (item.Words("condition") ?? "?").Trim().TrimStart('=').Trim(), LabelLengthMax);

    /// <summary>Whether a question may end without an answer: one that takes any words never does.</summary>
    public static bool CanFail(YamlNode question)
    {
        var entity = question["entity"];
        var kind = entity?.Shape == YamlShape.Scalar ? entity.Text : entity?.Words("kind");
        return kind is not ("StringPrebuiltEntity" or "FilePrebuiltEntity");
    }

    public static string Text(YamlNode node)
    {
        var words = node.Words("kind") switch
        {
            "SetVariable" or "SetTextVariable" or "ParseValue" => $"{Variable(node)} = {Value(node["value"])}",
            "SetMultipleVariables" => string.Join(", ", node.List("assignments").Select(a => $"{Variable(a)} = {Value(a["value"])}")),
            "ConditionGroup" => string.Join(" | ", node.List("conditions").Select(Condition)),
            "Foreach" => $"{Variable(node, "value")} in {Value(node["items"])}",
            "EditTable" => $"{node.Words("changeType")} {Variable(node, "itemsVariable")}",
            "EditTableV2" => $"{node["changeType"]?.Words("kind")} {Variable(node, "itemsVariable")}",
            "HttpRequestAction" => $"{(node.Words("method") ?? "Get").ToUpperInvariant()} {node.Words("url")}",
            "TransferConversationV2" => Value(node["transferType"]?["messageToAgent"]),
            "TransferConversation" => Value(node["messageToAgent"]),
            "OnRecognizedIntent" or "OnEscalate" or "OnSystemIntent" => string.Join(", ", Phrases(node)),
            _ => Value(Telling.Select(key => node[key]).FirstOrDefault(value => value is not null)),
        };
        return Short(words, TextLengthMax);
    }

    private static string Variable(YamlNode node, string key = "variable") => Plain(node.Words(key) ?? "?");

    // Without the marks of YAML that say how to read it: '=' of a formula, 'init:' of a first assignment.
    private static string Plain(string words)
    {
        var name = words.Trim().TrimStart('=').Trim();
        return name.StartsWith("init:", StringComparison.Ordinal) ? name[5..] : name;
    }

    private static string Value(YamlNode? node) => node switch
    {
        null => "",
        { Shape: YamlShape.Scalar } => Plain(node.Text),
        { Shape: YamlShape.List } => node.Items.Count == 0 ? "" : Value(node.Items[0]),
        _ when node["text"] is { } text => Value(text),
        _ when node["attachments"] is { Items: [var card, ..] } => Title(card.Words("kind") ?? ""),
        _ when node["name"] is { } name => Value(name),
        _ => node.IsFlow ? node.Text : "",
    };

    /// <summary>One line, cut where it grows too long.</summary>
    public static string Short(string words, int most)
    {
        var line = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= most) return line;
        var end = char.IsHighSurrogate(line[most - 2]) ? most - 2 : most - 1;
        return line[..end].TrimEnd() + "…";
    }

    private static string Spaced(string kind)
    {
        var words = new StringBuilder();
        foreach (var c in kind)
        {
            if (char.IsUpper(c) && words.Length > 0) words.Append(' ').Append(char.ToLowerInvariant(c));
            else words.Append(c);
        }
        return words.ToString();
    }
}
