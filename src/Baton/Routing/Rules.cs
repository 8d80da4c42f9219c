using System.Globalization;
using System.Text.Json;
using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>One thing that must be so of a context variable.</summary>
public sealed record Condition
{
    public static readonly string[] Comparisons =
        ["equals", "notEquals", "contains", "startsWith", "greaterThan", "lessThan", "isSet", "isNotSet"];

    public required string Variable { get; init; }
    public required string Is { get; init; }

    /// <summary>A text, number or boolean; not needed for isSet and isNotSet.</summary>
    public JsonElement? Value { get; init; }

    private string Wanted => Value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value
        ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()
        : "";

    /// <summary>
    /// Whether it is so, and the words for why or why not. Texts are compared without regard to case, numbers as numbers.
    /// </summary>
    public (bool Holds, string Reason) Test(IReadOnlyDictionary<string, string> variables)
    {
        var isSet = variables.TryGetValue(Variable, out var value);
        if (Is == "isSet") return (isSet, isSet ? $"{Variable} is set" : $"{Variable} is not set");
        if (Is == "isNotSet") return (!isSet, isSet ? $"{Variable} is set" : $"{Variable} is not set");
        if (!isSet) return (Is == "notEquals", $"{Variable} is not set");

        var holds = Is switch
        {
            "equals" => Same(value!, Wanted),
            "notEquals" => !Same(value!, Wanted),
            "contains" => value!.Contains(Wanted, StringComparison.OrdinalIgnoreCase),
            "startsWith" => value!.StartsWith(Wanted, StringComparison.OrdinalIgnoreCase),
            "greaterThan" => Compare(value!, Wanted) > 0,
            "lessThan" => Compare(value!, Wanted) < 0,
            _ => false,
        };
        return (holds, $"{Variable} is '{Shortened(value!)}'");
    }

    public void MustBeSound()
    {
        if (string.IsNullOrEmpty(Variable) || Variable.Length > Limits.VariableNameLengthMax)
            throw Refusal.Invalid("invalid_rule", $"A condition names a variable of 1 to {Limits.VariableNameLengthMax} characters.");
        if (!Comparisons.Contains(Is))
            throw Refusal.Invalid("invalid_rule", $"A condition's 'is' is one of {string.Join(", ", Comparisons)}.");
        if (Is is not ("isSet" or "isNotSet")
            && Value is not { ValueKind: JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False })
            throw Refusal.Invalid("invalid_rule", $"The condition on '{Variable}' needs a value: a text, a number or a boolean.");
        if (Is is "greaterThan" or "lessThan" && Number(Wanted) is null)
            throw Refusal.Invalid("invalid_rule", $"The condition on '{Variable}' compares numbers, and '{Shortened(Wanted)}' is none.");
        if (Wanted.Length > Limits.VariableValueLengthMax)
            throw Refusal.Invalid("invalid_rule", $"A condition's value has at most {Limits.VariableValueLengthMax:N0} characters.");
    }

    private static bool Same(string value, string wanted) =>
        Number(value) is { } a && Number(wanted) is { } b ? a == b : string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase);

    // What is no number is neither greater nor less.
    private static int Compare(string value, string wanted) =>
        Number(value) is { } a && Number(wanted) is { } b ? a.CompareTo(b) : 0;

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "...";
}

/// <summary>When a rule applies: all of these, or any of those; without conditions, always.</summary>
public sealed record When
{
    public IReadOnlyList<Condition>? All { get; init; }
    public IReadOnlyList<Condition>? Any { get; init; }

    public (bool Holds, string Reason) Test(IReadOnlyDictionary<string, string> variables)
    {
        var all = (All ?? []).Select(condition => condition.Test(variables)).ToArray();
        var any = (Any ?? []).Select(condition => condition.Test(variables)).ToArray();
        if (all.Length + any.Length == 0) return (true, "applies always");

        if (all.FirstOrDefault(test => !test.Holds) is { Reason: not null } missing) return (false, missing.Reason);
        if (any.Length > 0 && !any.Any(test => test.Holds)) return (false, Joined(any));
        return (true, Joined([.. all, .. any.Where(test => test.Holds)]));
    }

    private static string Joined(IEnumerable<(bool, string Reason)> tests) => string.Join(", ", tests.Select(test => test.Reason));
}

/// <summary>One line of a workstream: when it applies, the conversation goes to that queue.</summary>
public sealed record Rule
{
    public required string Name { get; init; }
    public When When { get; init; } = new();
    public required Guid QueueId { get; init; }
}

/// <summary>What became of a rule, for whoever asks why.</summary>
public sealed record RuleVerdict(string Name, bool Matched, string Reason);

/// <summary>Where the rules send a conversation; no queue when none matches.</summary>
public sealed record Destination(Guid? QueueId, string? Rule, IReadOnlyList<RuleVerdict> Verdicts);

/// <summary>
/// The rules of a workstream, in order: the first that applies decides. Pure, so that a table of examples shows what they do.
/// </summary>
public static class Rules
{
    public static Destination Match(IReadOnlyList<Rule> rules, IReadOnlyDictionary<string, string> variables)
    {
        Rule? first = null;
        var verdicts = new List<RuleVerdict>(rules.Count);
        foreach (var rule in rules)
        {
            var (holds, reason) = rule.When.Test(variables);
            var comesLate = holds && first is not null;
            verdicts.Add(new RuleVerdict(rule.Name, holds, comesLate ? $"{reason}; but '{first!.Name}' comes first" : reason));
            if (holds) first ??= rule;
        }
        return new Destination(first?.QueueId, first?.Name, verdicts);
    }

    /// <summary>
    /// What rules may look at: the context variables, and what Baton itself knows of the conversation, which nobody can set.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Known(Conversation conversation, IEnumerable<Variable> variables)
    {
        var known = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        known["conversation.channel"] = conversation.Channel;
        known["conversation.escalated"] = conversation.GivenUpBy.Length > 0 ? "true" : "false";
        Know("conversation.escalationReason", conversation.EscalationReason);
        Know("conversation.locale", conversation.Locale);
        Know("contact.id", conversation.ContactId);
        Know("contact.company", conversation.ContactCompany);
        known["contact.vip"] = conversation.ContactVip ? "true" : "false";
        return known;

        void Know(string name, string? value)
        {
            if (value is null) known.Remove(name);
            else known[name] = value;
        }
    }
}
