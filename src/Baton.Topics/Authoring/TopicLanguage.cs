using System.Collections.Frozen;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>
/// Everything that may stand in a topic, for those who write one and for the tools that help them. What there is comes from the tables that
/// the reader and the binder use; the sentences about it come from the language-*.txt files beside this one.
/// </summary>
public static class TopicLanguage
{
    private static readonly FrozenDictionary<string, LanguageKind> ByName =
        LanguageText.Kinds().ToFrozenDictionary(k => k.Kind, StringComparer.Ordinal);

    /// <summary>Kinds of files, triggers and nodes that the reader accepts, and of what is inside them.</summary>
    public static IReadOnlyList<LanguageKind> Kinds { get; } =
    [
        .. TopicReader.KnownTriggers.Order(StringComparer.Ordinal).Select(kind => Kind(kind, "trigger")),
        .. StepBuilder.KnownKinds.Order(StringComparer.Ordinal).Select(kind => Kind(kind, "node")),
        .. ByName.Values.Where(k => k.Where is not ("trigger" or "node")),
    ];

    /// <summary>Functions that the binder knows.</summary>
    public static IReadOnlyList<LanguageFunction> Functions { get; } = LanguageText.Functions(FxFunctions.All.Keys);

    /// <summary>Kinds of answers that come with the product.</summary>
    public static IReadOnlyList<LanguageEntity> Entities { get; } =
        LanguageText.Entities(PrebuiltEntities.Names.Select(name => name + EntityReader.Prebuilt));

    public static IReadOnlyList<LanguageVariable> SystemVariables { get; } = LanguageText.Variables();

    /// <summary>The name of a kind for people, or null when nobody gave it one.</summary>
    internal static string? Title(string kind) => ByName.GetValueOrDefault(kind)?.Title;

    private static LanguageKind Kind(string kind, string where)
    {
        var known = ByName.GetValueOrDefault(kind);
        return new LanguageKind(kind, NodeWords.Title(kind), known?.About ?? "", where,
            [.. known?.Properties ?? [], .. where == "node" ? LanguageText.OfNodes : LanguageText.OfTriggers]);
    }
}

/// <summary>A kind of thing in a topic. Where: trigger, node, file, attachment, button, entity, part.</summary>
public sealed record LanguageKind(string Kind, string Title, string About, string Where, IReadOnlyList<LanguageProperty> Properties);

/// <summary>A property of a kind; Values when only these are allowed.</summary>
public sealed record LanguageProperty(string Name, string About, bool IsRequired = false, IReadOnlyList<string>? Values = null);

/// <summary>A function of Power Fx. The example is a formula; after // it says what it gives.</summary>
public sealed record LanguageFunction(string Name, string Signature, string About, string Example);

/// <summary>A kind of answer that questions recognise. The example is what a visitor might say.</summary>
public sealed record LanguageEntity(string Name, string About, string Example);

/// <summary>A variable that the engine sets, such as System.User.FirstName.</summary>
public sealed record LanguageVariable(string Name, string Type, string About);
