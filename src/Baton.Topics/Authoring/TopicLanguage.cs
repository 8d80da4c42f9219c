namespace Baton.Topics;

/// <summary>Everything that may stand in a topic, for those who write one and for the tools that help them.</summary>
public static class TopicLanguage
{
    public static IReadOnlyList<LanguageKind> Kinds { get; } = [];
    public static IReadOnlyList<LanguageFunction> Functions { get; } = [];
    public static IReadOnlyList<LanguageEntity> Entities { get; } = [];
    public static IReadOnlyList<LanguageVariable> SystemVariables { get; } = [];
}

/// <summary>A kind of thing in a topic. Where: trigger, node, file, attachment, button, entity, part.</summary>
public sealed record LanguageKind(string Kind, string Title, string About, string Where, IReadOnlyList<LanguageProperty> Properties);

/// <summary>A property of a kind; Values when only these are allowed.</summary>
public sealed record LanguageProperty(string Name, string About, bool IsRequired = false, IReadOnlyList<string>? Values = null);

/// <summary>A function of Power Fx.</summary>
public sealed record LanguageFunction(string Name, string Signature, string About, string Example);

/// <summary>A kind of answer that questions recognise.</summary>
public sealed record LanguageEntity(string Name, string About, string Example);

/// <summary>A variable that the engine sets, such as System.User.FirstName.</summary>
public sealed record LanguageVariable(string Name, string Type, string About);
