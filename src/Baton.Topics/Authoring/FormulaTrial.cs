using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>What a formula gave in a conversation, printed as Power Fx prints it, and its type; or what is wrong and where.</summary>
public sealed record FormulaAnswer
{
    public string? Result { get; init; }
    public string? Type { get; init; }
    public string? Error { get; init; }

    /// <summary>Where in the formula the error is, counted from 0.</summary>
    public int Start { get; init; }
    public int Length { get; init; }

    /// <summary>What was probably meant.</summary>
    public string? Hint { get; init; }
}

/// <summary>Works formulas out in a conversation as it stands.</summary>
internal static class FormulaTrial
{
    private const int FormulaLengthMax = 20_000;

    public static FormulaAnswer Run(string formula, FxNames names, BotState state, TurnContext context, string? topic)
    {
        if (formula.Length > FormulaLengthMax) return Wrong($"The formula is longer than {FormulaLengthMax} characters.", 0, formula.Length);
        var lead = formula.Length - formula.AsSpan().TrimStart().Length;
        if (lead < formula.Length && formula[lead] == '=') lead++;
        else lead = 0;
        var read = FxFormula.Read(formula[lead..], names);
        // A name that the files only warn of is a mistake here: the author sees at once that it has no value.
        if (read.Problems.Count > 0)
        {
            var first = read.Problems.FirstOrDefault(p => !p.IsWarning) ?? read.Problems[0];
            return Wrong(first.Message, first.Start + lead, Math.Max(1, first.End - first.Start));
        }
        var value = read.Run(Frame(state, context, topic));
        return value is FxError error ? Wrong(error.Message, lead, formula.Length - lead)
            : new FormulaAnswer { Result = value.ToString(), Type = FxTypeName.Of(value) };
    }

    private static FxFrame Frame(BotState state, TurnContext context, string? topic) => new()
    {
        Variables = new TurnVariables(state, context, new VisitorMessage(state.Trigger)) { Dialog = Dialog(state, topic) },
        Now = context.Now, Zone = context.Zone, Language = context.Language, Chance = new Random(context.Seed),
    };

    private static Dialog? Dialog(BotState state, string? topic)
    {
        if (topic is null) return state.Stack.LastOrDefault();
        var name = new TopicFile(topic, "").Stem;
        return state.Stack.LastOrDefault(d => string.Equals(d.Topic, name, StringComparison.OrdinalIgnoreCase));
    }

    // Messages say first what is wrong, then what was probably meant.
    private static FormulaAnswer Wrong(string message, int start, int length)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return new FormulaAnswer
        {
            Error = end < 0 ? message : message[..(end + 1)], Hint = end < 0 ? null : message[(end + 2)..], Start = start, Length = length,
        };
    }
}
