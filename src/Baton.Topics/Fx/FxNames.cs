namespace Baton.Topics.Fx;

/// <summary>What names mean outside of a formula: scopes of variables and closed lists.</summary>
public sealed class FxNames
{
    /// <summary>No variables at all: what the console and the batch know.</summary>
    public static readonly FxNames Nothing = new();

    /// <summary>Scopes such as Topic and Global; <c>Topic.Name</c> is a variable of one.</summary>
    public IReadOnlySet<string> Scopes { get; init; } = new HashSet<string>();

    /// <summary>Items of closed lists by the name of the entity, or the id of the question that holds them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FxOption>> Lists { get; init; } = new Dictionary<string, IReadOnlyList<FxOption>>();

    /// <summary>The list meant by a full name such as <c>bot.topic.Sales.main.question_1</c>; the bot's own prefix does not
    /// matter.</summary>
    internal IReadOnlyList<FxOption>? List(string name)
    {
        if (Lists.TryGetValue(name, out var list)) return list;
        var mark = name.LastIndexOf('.');
        return mark >= 0 && Lists.TryGetValue(name[(mark + 1)..], out list) ? list : null;
    }

    /// <summary>Names that are known within a scope (Topic), or within a variable that has fields (System.User). One that a formula only
    /// nearly names is warned of.</summary>
    internal IReadOnlyDictionary<string, IReadOnlySet<string>> Known { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    /// <summary>Whether a bare name is a variable, as at the console; null when none is.</summary>
    internal Func<string, bool>? Variables { get; init; }

    /// <summary>True when unknown names are only warned of, and are blank: files are read before their neighbours are known.</summary>
    public bool Lenient { get; init; }
}
