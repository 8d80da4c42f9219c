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

/// <summary>A variable of a conversation. The value is printed as Power Fx prints it.</summary>
public sealed record VariableShown(string Scope, string Name, string Type, string Value);

/// <summary>Works formulas out in a conversation as it stands.</summary>
internal static class FormulaTrial
{
    public static FormulaAnswer Run(string formula, FxNames names, BotState state, TurnContext context, string? topic) =>
        new() { Error = formula };
}
