namespace Baton.Topics;

/// <summary>
/// The files of a bot while their author works on them: they may hold errors, and everything that can be said of them is said all the
/// same. Pure and unchanging, like the bot.
/// </summary>
public sealed class TopicDraft
{
    private readonly CheckedFiles files;
    private readonly Lazy<IReadOnlyList<TopicMap>> topics;
    private readonly Lazy<IReadOnlyList<PhraseOverlap>> overlaps;

    private TopicDraft(CheckedFiles files)
    {
        this.files = files;
        topics = new(() => [.. files.Read.Select(f => MapReader.Read(f.File, f.Root, files.Legible)).OfType<TopicMap>()]);
        overlaps = new(() => PhraseOverlap.Find(files.Legible));
    }

    public TopicReport Report => files.Report;

    /// <summary>The bot, ready to run; null while a topic has errors.</summary>
    public TopicBot? Bot => files.Bot;

    /// <summary>The map of every topic that is YAML at all, in the order of the files.</summary>
    public IReadOnlyList<TopicMap> Topics => topics.Value;

    /// <summary>Trigger phrases that could be taken for another topic's, the likest first.</summary>
    public IReadOnlyList<PhraseOverlap> Overlaps => overlaps.Value;

    /// <summary>The test chats among the files.</summary>
    public IReadOnlyList<ChatScript> Chats => files.Chats;

    /// <summary>Reads files. Never throws for what is in them.</summary>
    public static TopicDraft Read(IEnumerable<TopicFile> files) => new(TopicCheck.All(files));

    /// <summary>Runs the test chats. Those of a bot with errors fail and say so.</summary>
    public IReadOnlyList<ChatResult> RunChats() => [.. Chats.Select(chat => chat.Run(Bot))];

    /// <summary>Works a formula out in a conversation: in the dialog on top, or in that of the topic that is named by path or name.</summary>
    public FormulaAnswer Evaluate(string formula, BotState state, TurnContext context, string? topic = null) =>
        FormulaTrial.Run(formula, files.Parts.NamesFor(files.Root(topic)), state, context, topic);
}
