using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>What a bot leaves to whoever comes next: why it gives up, what it learnt, and a summary that only agents see.</summary>
internal sealed record HandOver
{
    private const int SummaryLengthMax = 4_000;
    private const int PhrasesMax = 5;

    public required string Reason { get; init; }
    public required string Summary { get; init; }

    /// <summary>It is the bot's own failure, which its health counts.</summary>
    public bool IsFailure { get; init; }
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();

    /// <summary>The variables that agents are not to be shown.</summary>
    public IReadOnlySet<string> Hidden { get; init; } = new HashSet<string>();

    /// <summary>The bot wants to be told what becomes of it.</summary>
    public bool WantsStatus { get; init; }

    /// <summary>What was said before, elsewhere: an attachment with the talk, or with where it is.</summary>
    public BotProtocol.Attachment? Transcript { get; init; }

    /// <summary>The bot could not go on.</summary>
    public static HandOver Because(Turn turn, string reason, string summary) =>
        new() { Reason = reason, Summary = $"{summary} ({turn.BotName})" };

    /// <summary>The bot's author foresaw it: its message to the agent, its variables, and what the visitor was about, under the names that Copilot Studio gives them.</summary>
    public static HandOver From(Turn turn, Transfer transfer, Answer answer)
    {
        var variables = new Dictionary<string, object?>(answer.ChangedVariables);
        foreach (var (name, value) in transfer.Context)
            if (name.Length is > 0 and <= Limits.VariableNameLengthMax && !value.IsBlank) variables[name] = Answer.Cut(value.Plain);
        if (transfer.LastTopic is { Length: > 0 } topic) variables["va_LastTopic"] = topic;
        if (transfer.Phrases.Count > 0) variables["va_LastPhrases"] = Answer.Cut(transfer.Phrases[^1]);
        variables["va_BotName"] = turn.BotName;

        var summary = $"{(transfer.MessageToAgent?.Trim() is { Length: > 0 } message ? message : "The visitor asked for a person.")}{Told(transfer)}";
        return new HandOver
        {
            Reason = "Asked for a person", Variables = variables,
            Summary = Cut(summary),
        };
    }

    public static string Cut(string summary) => summary.Length > SummaryLengthMax ? summary[..SummaryLengthMax] : summary;

    /// <summary>What they wrote before they asked for a person, which is what it is about.</summary>
    private static string Told(Transfer transfer) =>
        transfer.Phrases.Count < 2 ? "" : $" Before that they wrote: {string.Join(" / ", transfer.Phrases.SkipLast(1).TakeLast(PhrasesMax).Select(phrase => $"“{phrase}”"))}";
}

/// <summary>A bot gives a conversation up.</summary>
internal static class GivingUp
{
    /// <summary>In a conversation that this work has locked, and that is still with the bot.</summary>
    public static async Task GiveUp(this Work work, Conversation before, Turn turn, IReadOnlyList<Utterance> lastWords, HandOver handOver)
    {
        var conversation = before;
        foreach (var utterance in lastWords) conversation = await work.Say(conversation, utterance);
        if (handOver.Transcript is { } transcript) conversation = await work.Tell(conversation, turn, transcript);
        await work.SetVariables(turn.Id, handOver.Variables, "bot", handOver.Hidden);
        if (handOver.WantsStatus) await work.AwaitStatus(turn);
        conversation = conversation.Escalate(turn.HandlerId!.Value, turn.Epoch, handOver.Summary, turn.BotName, handOver.Reason, work.Now);
        await work.Save(before, conversation);
        work.Record(new Escalated(turn.Id, turn.HandlerId!.Value, handOver.Reason));
    }
}

/// <summary>What a bot must remember until the next message.</summary>
internal static class Memories
{
    public static Task Remember(this Work work, Turn turn, byte[] memory, string? lastTopic) =>
        work.Run("""
            insert into memories (conversation_id, epoch, memory, version, topic) values (@Id, @Epoch, @memory, @Version, @topic)
            on conflict (conversation_id) do update
            set epoch = excluded.epoch, memory = excluded.memory, version = excluded.version, topic = excluded.topic
            """, new { turn.Id, turn.Epoch, turn.Version, memory, topic = lastTopic });
}
