using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>Values given to a topic or tool, by name; or one value as a whole.</summary>
internal sealed record Bindings(IReadOnlyList<(string Name, Value Value)> Values, Value? Whole = null)
{
    public static readonly Bindings None = new([]);

    public List<(string Name, FxValue Value)> Get(Turn turn)
    {
        var given = new List<(string, FxValue)>(Values.Count);
        foreach (var (name, value) in Values)
        {
            var got = value.Get(turn);
            if (got is FxError error) throw new TopicError("InputError", $"The input '{name}' has no value: {error.Message}");
            given.Add((name, got));
        }
        return given;
    }

    public string Json(Turn turn)
    {
        if (Whole is { } whole) return FxJson.Write(whole.Get(turn));
        var given = Get(turn);
        return FxJson.Write(new FxRecord([.. given.Select(g => g.Name)], [.. given.Select(g => g.Value)]));
    }
}

/// <summary>Where what a topic or tool gives is kept, by name; or all of it in one variable.</summary>
internal sealed record Outputs(IReadOnlyList<(string Name, VariablePath To)> Values, VariablePath? Whole = null)
{
    public static readonly Outputs None = new([]);

    public void Take(Turn turn, Func<string, FxValue?> find, FxValue all)
    {
        foreach (var (name, to) in Values) turn.Set(to, find(name) ?? FxBlank.Value);
        if (Whole is not null) turn.Set(Whole, all);
    }
}
