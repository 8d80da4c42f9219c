using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>A variable of a conversation. The value is printed as Power Fx prints it.</summary>
public sealed record VariableShown(string Scope, string Name, string Type, string Value);

/// <summary>Lists what a conversation remembers.</summary>
internal static class VariableList
{
    public static List<VariableShown> Of(BotState state)
    {
        var all = new List<VariableShown>();
        if (state.Stack.Count > 0) Add(all, "Topic", state.Stack[^1].Variables);
        Add(all, "Global", state.Globals);
        Add(all, "User", state.User);
        Add(all, "System", state.System);
        return all;
    }

    private static void Add(List<VariableShown> to, string scope, Dictionary<string, FxValue> values) =>
        to.AddRange(values.OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => new VariableShown(scope, v.Key, FxTypeName.Of(v.Value), v.Value.ToString())));
}
