using Baton.Topics.Fx;

namespace Baton.Topics.Tests;

/// <summary>The demo bot's files, and a conversation with a bot.</summary>
internal static class Demo
{
    private static readonly Lazy<TopicBot> Bot = new(() => TopicBot.Load(Files()));

    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Baton.slnx"))) folder = folder.Parent;
            return folder!.FullName;
        }
    }

    public static IEnumerable<TopicFile> Files() => Found("*.mcs.yml");

    /// <summary>The test chats that ship with them.</summary>
    public static IEnumerable<TopicFile> Chats() => Found("*.chat.yml");

    private static IEnumerable<TopicFile> Found(string pattern) =>
        Directory.GetFiles(Path.Combine(Root, "src/Baton/Bots/Contoso"), pattern).Order(StringComparer.Ordinal)
            .Select(path => new TopicFile(Path.GetFileName(path), File.ReadAllText(path)));

    public static Chat Start() => new(Bot.Value);
}

/// <summary>A conversation with a bot, with its state saved and loaded between all turns as a host does.</summary>
internal sealed class Chat(TopicBot bot)
{
    private byte[] saved = BotState.New.Save();

    public static Chat With(params string[] topics) =>
        new(TopicBot.Load(topics.Select((text, i) => new TopicFile(Name(text, i), text))));

    private static string Name(string text, int index) =>
        text.StartsWith("# ", StringComparison.Ordinal) ? text[2..text.IndexOf('\n', StringComparison.Ordinal)].Trim() + ".mcs.yml"
            : $"topic{index}.mcs.yml";

    public TurnContext Context { get; set; } = new()
    {
        Now = new DateTimeOffset(2026, 3, 4, 10, 30, 0, TimeSpan.Zero), Trace = true, BotName = "Contoso", ConversationId = "c1",
            UserName = "Ann Lee",
    };

    public Dictionary<string, FxValue> Globals { get; } = [];
    public TurnResult Last { get; private set; } = null!;
    public string Said => string.Join('|', Last.Says.Select(s => s.Text));
    public BotState State => BotState.Load(saved);
    public byte[] Saved => saved;

    public TurnResult Do(Incoming incoming)
    {
        Last = bot.Run(BotState.Load(saved), incoming, Context with { Globals = Globals });
        saved = Last.State.Save();
        foreach (var (name, value) in Last.ChangedGlobals) Globals[name] = value;
        return Last;
    }

    public string Begin() { Do(new ConversationStarted()); return Said; }
    public string Say(string text) { Do(new VisitorMessage(text)); return Said; }
    public string Tool(string json) { Do(new ToolDone(json)); return Said; }
    public T Outcome<T>() where T : Outcome => Last.Outcome.ShouldBeOfType<T>();
}
