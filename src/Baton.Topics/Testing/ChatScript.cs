namespace Baton.Topics;

/// <summary>A test chat, kept beside the topics as <c>*.chat.yml</c>: what the visitor says, and what is expected of the bot.</summary>
public sealed class ChatScript
{
    public const string Ending = ".chat.yml";

    private ChatScript(string path, string name, IReadOnlyList<TopicProblem> problems)
    {
        Path = path;
        Name = name;
        Problems = problems;
    }

    public string Path { get; }
    public string Name { get; }
    public IReadOnlyList<TopicProblem> Problems { get; }

    public static bool Is(TopicFile file) => file.Path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a script. Never throws: what is wrong is in Problems, and such a script fails when it runs.</summary>
    public static ChatScript Read(TopicFile file) => new(file.Path, file.Path, []);

    /// <summary>Runs the script from a new conversation on. Null for the bot: its topics have errors, and the chat fails saying so.</summary>
    public ChatResult Run(TopicBot? bot) => new(Path, Name, bot is not null, []);
}

/// <summary>How a test chat went.</summary>
public sealed record ChatResult(string Path, string Name, bool Passed, IReadOnlyList<ChatTurn> Turns);

/// <summary>How one turn of a test chat went: what was said, what was expected, what the bot did, each in lines of words.</summary>
public sealed record ChatTurn(int Line, string Said, IReadOnlyList<string> Expected, IReadOnlyList<string> Got, bool Passed)
{
    /// <summary>What did not fit, in a sentence.</summary>
    public string? Problem { get; init; }
}
