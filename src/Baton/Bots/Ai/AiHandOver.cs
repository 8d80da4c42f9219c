using System.Text;

namespace Baton.Bots.Ai;

/// <summary>What an AI bot leaves to whoever comes next: why, what the visitor wants in their own words, and what was tried with what outcome.</summary>
internal static class AiHandOver
{
    private const int WordsMax = 3;
    private const int WordsLengthMax = 300;
    private const int TriedMax = 10;

    public static HandOver Of(Turn turn, AiProgram program, AiOutcome outcome, IReadOnlyList<TalkLine> talk)
    {
        var rail = outcome.Rail!;
        var wish = talk.Where(line => line.FromKind == "visitor" && line.Text.Length > 0).Select(line => Cut(line.Text)).ToArray();
        var tried = outcome.Exchanges.Where(one => one.Result is not null).TakeLast(TriedMax).Select(one => $"{Plain(one.Tool)}: {Told(one.Outcome)}").ToArray();

        var summary = new StringBuilder(rail.Detail);
        if (outcome.Summary is { } told) summary.Append(' ').Append(told);
        if (wish.Length > 0) summary.Append("\nThe visitor wrote: ").AppendJoin(" / ", wish.TakeLast(WordsMax).Select(words => $"“{words}”"));
        if (tried.Length > 0) summary.Append("\nTried: ").AppendJoin("; ", tried);
        summary.Append($"\n({turn.BotName})");

        var variables = new Dictionary<string, object?>
        {
            ["escalation_reason"] = rail.Code, ["escalation_detail"] = Cut(rail.Detail), ["va_BotName"] = turn.BotName,
        };
        if (wish.Length > 0) variables["va_LastPhrases"] = wish[^1];
        if (tried.Length > 0) variables["ai_tools_tried"] = Answer.Cut(string.Join("; ", tried));
        if (program.Template is { Length: > 0 } template) variables["ai_template"] = template;
        return new HandOver { Reason = rail.Reason, Summary = HandOver.Cut(summary.ToString()), Variables = variables, IsFailure = rail.Code.StartsWith("model_", StringComparison.Ordinal) };
    }

    private static string Plain(string tool) => tool.StartsWith("dynamics365_", StringComparison.Ordinal) ? tool["dynamics365_".Length..] : tool;

    private static string Told(string outcome) => outcome switch
    {
        "ok" => "done",
        "nothing" => "nothing found",
        _ => outcome.Replace('_', ' '),
    };

    private static string Cut(string text) => text.Length <= WordsLengthMax ? text : text[..(WordsLengthMax - 1)] + "…";
}
