namespace Baton.Plumbing;

/// <summary>Something that has happened, named in the past tense and never changed once recorded. Its subject is mostly a conversation.</summary>
/// <param name="Subject">What it happened to; jobs about one subject run strictly in order.</param>
public abstract record Fact(Guid Subject)
{
    /// <summary>Tells facts of one subject apart for those who only hear that something happened (other processes); 0 when it does not matter.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public virtual int Number => 0;

    /// <summary>What a passing hint carries to other processes, since no store has it; null for everything that is committed.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public virtual string? Carried => null;

    /// <summary>What happens while a bot is tested, in a conversation with nobody else in it, has no consequences. Such conversations are told by their ids' version.</summary>
    public static bool IsOfTest(Guid subject) => subject.Version == 8;
}

/// <summary>What a failing reaction may hold up: the talk itself, or only the work done aside from it.</summary>
public enum Track { Talk, Aside }

/// <summary>One line of <see cref="Flow"/>: after a fact of this type, if it is one of these, do this.</summary>
public sealed record Reaction(
    Track Track, string Name, Type After, Func<Fact, bool> When, Func<IServiceProvider, Fact, CancellationToken, Task> Run);

/// <summary>What follows what, looked up by fact and by name.</summary>
public sealed class Reactions
{
    private readonly Dictionary<Type, Reaction[]> _after;
    private readonly Dictionary<string, Reaction> _named;

    public Reactions(IReadOnlyList<Reaction> all)
    {
        _after = all.GroupBy(reaction => reaction.After).ToDictionary(group => group.Key, group => group.ToArray());
        _named = all.ToDictionary(reaction => reaction.Name);
    }

    public IEnumerable<Reaction> To(Fact fact) => !Fact.IsOfTest(fact.Subject) && _after.TryGetValue(fact.GetType(), out var found) ? found.Where(r => r.When(fact)) : [];

    /// <summary>The reaction of that name, or null when an older version of Baton left a job that this one no longer knows.</summary>
    public Reaction? Named(string name) => _named.GetValueOrDefault(name);
}

/// <summary>That a fact was committed: with the fact itself when it happened in this process, without it when another process told us.</summary>
public readonly record struct Notice(string Kind, Guid Subject, int Number, Fact? Fact, string? Carried = null)
{
    public static Notice Of(Fact fact) => new(fact.GetType().Name, fact.Subject, fact.Number, fact);
}
