using System.Globalization;
using System.Text.Json;
using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>A named value on a conversation: a pre-chat answer, custom context, something a bot found out. Names are case-sensitive.</summary>
public sealed record Variable
{
    public required string Name { get; init; }

    /// <summary>text, number or boolean.</summary>
    public required string Type { get; init; }

    /// <summary>As text: numbers in the invariant culture, booleans as true and false.</summary>
    public required string Value { get; init; }
    public required string SetBy { get; init; }

    /// <summary>Whoever set it said that agents are not to be shown it.</summary>
    public bool Hidden { get; init; }

    /// <summary>The value as what it is.</summary>
    public object Typed => Type switch
    {
        "number" => decimal.Parse(Value, NumberStyles.Float, CultureInfo.InvariantCulture),
        "boolean" => Value == "true",
        _ => Value,
    };

    /// <summary>Takes a value of the kinds that context variables have, or refuses.</summary>
    public static Variable Of(string name, object? value, string setBy)
    {
        if (name.Length is 0 or > Limits.VariableNameLengthMax || name.Contains('\0', StringComparison.Ordinal))
            throw Refusal.Invalid("invalid_variable", $"The name of a context variable has 1 to {Limits.VariableNameLengthMax} characters.");
        var (type, text) = value switch
        {
            string s => ("text", s),
            bool b => ("boolean", b ? "true" : "false"),
            JsonElement { ValueKind: JsonValueKind.String } json => ("text", json.GetString()!),
            JsonElement { ValueKind: JsonValueKind.True } => ("boolean", "true"),
            JsonElement { ValueKind: JsonValueKind.False } => ("boolean", "false"),
            JsonElement { ValueKind: JsonValueKind.Number } json => ("number", Number(name, json.GetRawText())),
            IFormattable number and (decimal or double or float or int or long or short or byte) => ("number", Number(name, number.ToString(null, CultureInfo.InvariantCulture))),
            _ => throw Refusal.Invalid("invalid_variable", $"The context variable '{name}' must be a text, a number or a boolean."),
        };
        if (text.Length > Limits.VariableValueLengthMax)
            throw Refusal.Invalid("invalid_variable", $"The context variable '{name}' has more than {Limits.VariableValueLengthMax:N0} characters.");
        if (text.Contains('\0', StringComparison.Ordinal)) throw Refusal.Invalid("invalid_variable", $"The context variable '{name}' holds the character U+0000.");
        return new Variable { Name = name, Type = type, Value = text, SetBy = setBy };
    }

    private static string Number(string name, string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw Refusal.Invalid("invalid_variable", $"The number in the context variable '{name}' is too big.");
}

/// <summary>Reading and setting context variables.</summary>
public static class Variables
{
    public static Task<IReadOnlyList<Variable>> VariablesOf(this Database database, Guid conversationId, CancellationToken ct) =>
        database.List<Variable>("select name, type, value, set_by, hidden from variables where conversation_id = @conversationId order by name", new { conversationId }, ct);

    public static Task<IReadOnlyList<Variable>> VariablesOf(this Work work, Guid conversationId) =>
        work.List<Variable>("select name, type, value, set_by, hidden from variables where conversation_id = @conversationId order by name", new { conversationId });

    /// <summary>
    /// Sets some, in a conversation that this work has locked or just begun; a null removes. The last to set a name wins; but a bot that gives back what it was told has not
    /// said it: a visitor's word stays a visitor's.
    /// </summary>
    public static async Task SetVariables(this Work work, Guid conversationId, IReadOnlyDictionary<string, object?> values, string setBy, IReadOnlySet<string>? hidden = null)
    {
        if (values.Count == 0) return;

        var set = values.Where(pair => pair.Value is not (null or JsonElement { ValueKind: JsonValueKind.Null })).Select(pair => Variable.Of(pair.Key, pair.Value, setBy)).ToArray();
        var removed = values.Keys.Except(set.Select(variable => variable.Name)).ToArray();
        await work.Run("delete from variables where conversation_id = @conversationId and name = any(@removed)", new { conversationId, removed });
        await work.Run("""
            insert into variables (conversation_id, name, type, value, set_by, hidden)
            select @conversationId, name, type, value, @setBy, hidden from unnest(@names, @types, @texts, @hiddens) as given (name, type, value, hidden)
            on conflict (conversation_id, name) do update set type = excluded.type, value = excluded.value, hidden = excluded.hidden,
                set_by = case when excluded.set_by = 'bot' and excluded.value = variables.value then variables.set_by else excluded.set_by end
            """,
            new
            {
                conversationId, setBy, names = set.Select(v => v.Name).ToArray(), types = set.Select(v => v.Type).ToArray(), texts = set.Select(v => v.Value).ToArray(),
                hiddens = set.Select(v => hidden?.Contains(v.Name) == true).ToArray(),
            });
        var count = await work.Find<int>("select count(*)::int from variables where conversation_id = @conversationId", new { conversationId });
        if (count > Limits.VariablesMax)
            throw Refusal.Invalid("too_many_variables", $"A conversation has at most {Limits.VariablesMax} context variables.");
        work.Record(new VariablesSet(conversationId));
    }
}
