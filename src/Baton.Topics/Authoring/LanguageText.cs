namespace Baton.Topics;

/// <summary>Reads the sentences about the language of topics.</summary>
internal static class LanguageText
{
    public static readonly IReadOnlyList<LanguageProperty> OfNodes =
    [
        new("id", "The node's name in this topic, for GotoAction and for formulas about its choices."),
        new("displayName", "What people call the node."),
        new("disabled", "Whether the node is left out.", Values: ["true", "false"]),
        new("conversationOutcome", "How the conversation went, for the reports.",
            Values: ["ResolvedConfirmed", "ResolvedImplied", "Escalated"]),
    ];

    public static readonly IReadOnlyList<LanguageProperty> OfTriggers =
    [
        new("id", "The trigger's name; main as a rule."),
        new("condition", "A condition that must hold as well."),
        new("priority", "Which topic comes first when several start: the lowest number."),
        new("runOnce", "Whether the topic starts at most once in a conversation.", Values: ["true", "false"]),
        new("actions", "The nodes.", IsRequired: true),
    ];

    public static List<LanguageKind> Kinds()
    {
        var kinds = new List<LanguageKind>();
        var properties = new List<LanguageProperty>();
        foreach (var line in Lines("kinds"))
        {
            var parts = line.Split(" | ");
            if (line[0] == ' ') { properties.Add(Property(parts)); continue; }
            properties = [];
            var head = parts[0].Split(' ');
            kinds.Add(new LanguageKind(head[1], parts[1], parts[2], head[0], properties));
        }
        return kinds;
    }

    private static LanguageProperty Property(string[] parts) => new(parts[0].Trim().TrimEnd('*'), parts[1], parts[0].EndsWith('*'),
        parts.Length > 2 ? parts[2].Split(", ") : null);

    public static List<LanguageFunction> Functions(IEnumerable<string> names)
    {
        var told = Lines("functions").Select(line => line.Split(" | ")).ToDictionary(parts => parts[0].Split('(')[0]);
        return [.. names.Order(StringComparer.OrdinalIgnoreCase).Select(name => told.TryGetValue(name, out var parts)
            ? new LanguageFunction(name, parts[0], parts[1], parts.Length > 3 ? $"{parts[2]} // {parts[3]}" : parts[2])
            : new LanguageFunction(name, $"{name}(...)", "", ""))];
    }

    public static List<LanguageEntity> Entities(IEnumerable<string> names)
    {
        var told = Lines("entities").Select(line => line.Split(" | ")).ToDictionary(parts => parts[0]);
        return [.. names.Order(StringComparer.Ordinal).Select(name => told.TryGetValue(name, out var parts)
            ? new LanguageEntity(name, parts[1], parts[2]) : new LanguageEntity(name, "", ""))];
    }

    public static List<LanguageVariable> Variables() =>
        [.. Lines("variables").Select(line => line.Split(" | ")).Select(parts => new LanguageVariable(parts[0], parts[1], parts[2]))];

    /// <summary>The lines of a text, without remarks and blank ones.</summary>
    internal static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(LanguageText).Assembly.GetManifestResourceStream($"language-{name}.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0 && line[0] != '#')];
    }
}
