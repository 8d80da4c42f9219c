using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>What a question asks for: recognises it in the visitor's words and offers what there is to choose.</summary>
internal abstract class Entity
{
    /// <summary>The value in the visitor's words, or null when there is none.</summary>
    public abstract FxValue? Recognise(string text, FxFrame frame);

    /// <summary>What the visitor may choose from, as buttons.</summary>
    public virtual IReadOnlyList<SuggestedAction> Choices(FxFrame frame) => [];

    /// <summary>True when any words at all will do, so that words alone are no reason to stay with the question.</summary>
    public virtual bool TakesAnything => false;
}

/// <summary>Any words.</summary>
internal sealed class AnyText : Entity
{
    public override bool TakesAnything => true;
    public override FxValue? Recognise(string text, FxFrame frame) => string.IsNullOrWhiteSpace(text) ? null : new FxText(text.Trim());
}

/// <summary>An entity that a function recognises.</summary>
internal sealed class Recognised(Func<string, FxFrame, FxValue?> recognise) : Entity
{
    public override FxValue? Recognise(string text, FxFrame frame) => recognise(text, frame);
}

/// <summary>Yes or no.</summary>
internal sealed class YesOrNo : Entity
{
    private static readonly SuggestedAction[] Both = [new("Yes", "Yes"), new("No", "No")];
    private static readonly HashSet<string> Yes = ["yes", "y", "yeah", "yep", "yup", "ya", "sure", "ok", "okay", "true", "correct",
        "right", "affirmative",
        "absolutely", "definitely", "certainly", "indeed", "agreed", "agree", "fine", "1", "uh huh", "of course", "sounds good",
            "go ahead", "i do",
        "it did", "it does", "it is", "please do", "that is right", "thats right", "that is correct", "thats correct", "why not",
            "by all means",
        "\U0001F44D", "\U0001F44C", "✅"];
    private static readonly HashSet<string> No = ["no", "n", "nope", "nah", "nay", "false", "wrong", "incorrect", "negative", "never",
        "2", "not",
        "not really", "not yet", "no way", "i dont", "i do not", "it did not", "it didnt", "it does not", "it doesnt", "disagree", "dont",
            "do not",
        "\U0001F44E", "❌"];

    public override IReadOnlyList<SuggestedAction> Choices(FxFrame frame) => Both;

    public override FxValue? Recognise(string text, FxFrame frame)
    {
        var words = Plain(text);
        if (Yes.Contains(words)) return FxBoolean.True;
        if (No.Contains(words)) return FxBoolean.False;
        var all = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (all.Length is 0 or > 12) return null;
        // The first word decides ("yes please", "no, the other one"); "not" anywhere makes a yes doubtful ("yes" is never said that way).
        if (No.Contains(all[0]) && all[0].Length > 1) return FxBoolean.False;
        if (Yes.Contains(all[0]) && all[0].Length > 1 && !all.Contains("not")) return FxBoolean.True;
        var (yes, no) = (all.Any(w => w.Length > 1 && Yes.Contains(w)), all.Any(w => w.Length > 1 && No.Contains(w)));
        return yes == no || all.Length > 4 ? null : FxValue.Of(yes);
    }

    private static string Plain(string text)
    {
        var kept = text.ToLowerInvariant().Where(c => c is not ('\'' or '’')).Select(c =>
            char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c > 0x2000 ? c : ' ');
        return string.Join(' ', string.Concat(kept).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
