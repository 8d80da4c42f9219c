using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Conversations;

namespace Baton.Bots.Connector;

/// <summary>What a bot leaves behind: its values as context variables, and those that can't be one as text for the agent.</summary>
internal static class Leaving
{
    /// <param name="known">The names of the variables that the conversation has; there is room for so many others.</param>
    public static HandOver Of(Turn turn, Command command, IReadOnlyCollection<string> known)
    {
        var variables = new Dictionary<string, object?>();
        var told = new List<string>();
        foreach (var (name, value) in command.Context)
        {
            if (Value(value) is not { } plain) continue;
            var fits = name.Length is > 0 and <= Limits.VariableNameLengthMax
                && (known.Contains(name) || known.Count + variables.Keys.Count(added => !known.Contains(added)) < Limits.VariablesMax);
            if (fits) variables[name] = Answer.Cut(plain);
            else if (!command.Hidden.Contains(name)) told.Add($"{name}: {plain}");
        }
        return new HandOver
        {
            Reason = "Asked for a person", Variables = variables, Hidden = command.Hidden, WantsStatus = command.WantsStatus, Transcript = command.Transcript,
            Summary = HandOver.Cut(string.Join('\n', [command.Summary ?? $"The visitor asked for a person. ({turn.BotName})", .. told])),
        };
    }

    /// <summary>Texts, numbers and booleans as what they are; lists and objects as JSON, so that an agent can read them.</summary>
    private static object? Value(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number when decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => value.ToJsonString(),
    };
}
