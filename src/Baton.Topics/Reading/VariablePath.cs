using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Where a value is kept: a scope, a name, and perhaps a way into the record there (<c>Topic.Address.City</c>).</summary>
internal sealed class VariablePath
{
    private VariablePath(string scope, string name, string[] inside)
    {
        Scope = scope;
        Name = name;
        Inside = inside;
    }

    public string Scope { get; }
    public string Name { get; }
    public string[] Inside { get; }

    public static readonly IReadOnlySet<string> Scopes =
        new HashSet<string> { "Topic", "Global", "System", "User", "Env", "Conversation", "Local" };

    /// <summary>Reads <c>init:Topic.X</c>. Null when the scope is unknown.</summary>
    public static VariablePath? Read(string text)
    {
        var trimmed = text.Trim().TrimStart('=').Trim();
        if (trimmed.StartsWith("init:", StringComparison.Ordinal)) trimmed = trimmed[5..].Trim();
        var parts = trimmed.Split('.').Select(p => p.Trim().Trim('\'')).ToArray();
        if (parts.Length == 1 && parts[0].Length > 0) return new VariablePath("Topic", parts[0], []);
        if (parts.Length < 2 || !Scopes.Contains(parts[0]) || parts.Any(p => p.Length == 0)) return null;
        return new VariablePath(parts[0] == "Local" ? "Topic" : parts[0], string.Intern(parts[1]), parts[2..]);
    }

    public FxValue Get(FxVariables variables)
    {
        var value = variables.Find(Scope, Name) ?? FxBlank.Value;
        foreach (var step in Inside) value = FieldCode.Get(value, step);
        return value;
    }

    /// <summary>The value of the variable after one of its parts was set.</summary>
    public FxValue Merge(FxValue whole, FxValue part) => Merge(whole, part, 0);

    private FxValue Merge(FxValue whole, FxValue part, int level)
    {
        if (level == Inside.Length) return part;
        var record = whole as FxRecord ?? FxRecord.Empty;
        return record.With(Inside[level], Merge(record.Find(Inside[level]) ?? FxBlank.Value, part, level + 1));
    }

    public override string ToString() => string.Join('.', [Scope, Name, .. Inside]);
}
