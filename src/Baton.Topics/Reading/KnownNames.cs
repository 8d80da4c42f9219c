using System.Collections.Frozen;

namespace Baton.Topics;

/// <summary>
/// The names of variables that files set and that the engine sets. A formula that names one only nearly means it most likely, and its
/// author is told; any other name may come from elsewhere and is nobody's mistake.
/// </summary>
internal static class KnownNames
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> OfSystem = TopicLanguage.SystemVariables
        .SelectMany(variable => Steps(variable.Name)).GroupBy(step => step.Of, step => step.Name)
        .ToFrozenDictionary(group => group.Key, group => group.ToFrozenSet());

    // System.User.Id is Id of System.User, and User of System.
    private static IEnumerable<(string Of, string Name)> Steps(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            var end = path.IndexOf('.', dot + 1);
            yield return (path[..dot], end < 0 ? path[(dot + 1)..] : path[(dot + 1)..end]);
        }
    }

    /// <summary>The global variables that any of the files sets.</summary>
    public static HashSet<string> Globals(IEnumerable<YamlNode> roots)
    {
        var names = new HashSet<string>();
        foreach (var root in roots)
        {
            Gather(root, "Global", names);
            if (root.Words("kind") is "Variable" or "GlobalVariableComponent" && (root["variable"] ?? root).Words("name") is { } name)
                names.Add(name);
        }
        return names;
    }

    /// <summary>What is known where a topic's formulas stand: by scope, or by a variable that has fields.</summary>
    public static Dictionary<string, IReadOnlySet<string>> Of(YamlNode topic, IReadOnlySet<string> globals)
    {
        var ofTopic = new HashSet<string>();
        Gather(topic, "Topic", ofTopic);
        foreach (var input in topic.List("inputs").Select(i => i.Words("propertyName")).OfType<string>()) ofTopic.Add(input);
        foreach (var type in new[] { topic["inputType"], topic["outputType"] })
            foreach (var (name, _) in type?["properties"]?.Entries ?? []) ofTopic.Add(name.Text);
        var known = new Dictionary<string, IReadOnlySet<string>> { ["Topic"] = ofTopic, ["Global"] = globals };
        foreach (var (path, names) in OfSystem) known[path] = names;
        return known;
    }

    // Where a variable stands and not a formula, it is set.
    private static void Gather(YamlNode node, string scope, HashSet<string> into)
    {
        if (node.Shape == YamlShape.Scalar)
        {
            if (!node.Text.AsSpan().TrimStart().StartsWith("=") && VariablePath.Read(node.Text) is { } path && path.Scope == scope) into.Add(path.Name);
            return;
        }
        foreach (var item in node.Items) Gather(item, scope, into);
        foreach (var (_, value) in node.Entries) Gather(value, scope, into);
    }
}
