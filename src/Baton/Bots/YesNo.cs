namespace Baton.Bots;

/// <summary>What a visitor answers to a question that takes yes or no. Only what is clear counts: "yes, but ..." is neither.</summary>
internal static class YesNo
{
    private static readonly HashSet<string> Yes =
    [
        "yes", "y", "yeah", "yep", "yup", "sure", "ok", "okay", "correct", "right", "thats right", "that is right", "thats correct", "that is correct", "confirm",
        "confirmed", "i confirm", "go ahead", "do it", "please do", "do that", "of course", "absolutely", "yes it is", "yes thats right", "yes do it", "yes go ahead",
        "agree", "i agree", "agreed", "i do", "accept", "i accept", "yes i agree", "yes go on", "go on", "einverstanden", "ja gerne", "daccord",
        "ja", "oui", "si", "sí", "sim", "👍",
    ];

    private static readonly HashSet<string> No =
    [
        "no", "n", "nope", "nah", "not", "dont", "do not", "dont do it", "do not do it", "no dont", "cancel", "stop", "wrong", "thats wrong", "that is wrong",
        "i disagree", "disagree", "i do not agree", "i dont agree", "i do not", "i dont", "decline", "a person", "no a person", "human",
        "not right", "incorrect", "never mind", "nevermind", "nein", "non", "não", "nao", "👎",
    ];

    private static readonly string[] Polite = ["please", "thanks", "thank you"];

    /// <summary>True for yes, false for no, null for anything else.</summary>
    public static bool? Of(string text)
    {
        var plain = Plain(text);
        return Yes.Contains(plain) ? true : No.Contains(plain) ? false : null;
    }

    private static string Plain(string text)
    {
        var kept = new string([.. text.ToLowerInvariant().Where(c => c is not ('\'' or '’')).Select(c => char.IsPunctuation(c) || char.IsWhiteSpace(c) ? ' ' : c)]);
        var plain = string.Join(' ', kept.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        foreach (var word in Polite)
        {
            if (plain.Length > word.Length && plain.EndsWith(" " + word, StringComparison.Ordinal)) plain = plain[..^(word.Length + 1)];
            if (plain.Length > word.Length && plain.StartsWith(word + " ", StringComparison.Ordinal) && word != "please") plain = plain[(word.Length + 1)..];
        }
        return plain;
    }
}
