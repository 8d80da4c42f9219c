namespace Baton.Topics;

/// <summary>
/// The files of a bot while their author works on them: they may hold errors, and everything that can be said of them is said all the
/// same. Pure and unchanging, like the bot.
/// </summary>
public sealed class TopicDraft
{
    private readonly BotParts parts;

    private TopicDraft(TopicReport report, TopicBot? bot, BotParts parts)
    {
        Report = report;
        Bot = bot;
        this.parts = parts;
    }

    public TopicReport Report { get; }

    /// <summary>The bot, ready to run; null while a topic has errors.</summary>
    public TopicBot? Bot { get; }

    /// <summary>The map of every topic that is YAML at all, in the order of the files.</summary>
    public IReadOnlyList<TopicMap> Topics { get; private init; } = [];

    /// <summary>Trigger phrases that could be taken for another topic's, the likest first.</summary>
    public IReadOnlyList<PhraseOverlap> Overlaps { get; private init; } = [];

    /// <summary>The test chats among the files.</summary>
    public IReadOnlyList<ChatScript> Chats { get; private init; } = [];

    /// <summary>Reads files. Never throws for what is in them.</summary>
    public static TopicDraft Read(IEnumerable<TopicFile> files)
    {
        var report = TopicCheck.Run(files, out var bot, out var parts);
        return new TopicDraft(report, bot, parts);
    }

    /// <summary>Runs the test chats. Those of a bot with errors fail and say so.</summary>
    public IReadOnlyList<ChatResult> RunChats() => [.. Chats.Select(chat => chat.Run(Bot))];

    /// <summary>Works a formula out in a conversation: in the dialog on top, or in that of the topic that is named by path or name.</summary>
    public FormulaAnswer Evaluate(string formula, BotState state, TurnContext context, string? topic = null) =>
        FormulaTrial.Run(formula, parts.Names, state, context, topic);
}

/// <summary>A trigger phrase that the recogniser could also take for another topic's phrase, with the score it gives.</summary>
public sealed record PhraseOverlap(string Phrase, string Path, string OtherPhrase, string OtherPath, double Score);
