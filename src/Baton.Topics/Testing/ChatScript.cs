namespace Baton.Topics;

/// <summary>A test chat, kept beside the topics as <c>*.chat.yml</c>: what the visitor says, and what is expected of the bot.</summary>
public sealed class ChatScript
{
    public const string Ending = ".chat.yml";

    internal ChatScript(string path, string? name = null)
    {
        Path = path;
        Name = string.IsNullOrWhiteSpace(name) ? NameIn(path) : name;
    }

    public string Path { get; }
    public string Name { get; }
    public IReadOnlyList<TopicProblem> Problems { get; internal init; } = [];
    internal TurnContext Context { get; init; } = new() { Now = Usual };
    internal IReadOnlyList<ScriptTurn> Turns { get; init; } = [];
    internal Answers Answers { get; init; } = Answers.None;

    /// <summary>The moment of a chat whose script names none: a Monday morning.</summary>
    internal static readonly DateTimeOffset Usual = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    public static bool Is(TopicFile file) => file.Path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    private static string NameIn(string path)
    {
        var name = path.Replace('\\', '/').Split('/')[^1];
        return name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? name[..^Ending.Length] : name;
    }

    /// <summary>Reads a script. Never throws: what is wrong is in Problems, and such a script fails when it runs.</summary>
    public static ChatScript Read(TopicFile file) => ChatReader.Read(file);

    /// <summary>Runs the script from a new conversation on. Null for the bot: its topics have errors, and the chat fails saying so.</summary>
    public ChatResult Run(TopicBot? bot)
    {
        if (Problems.FirstOrDefault(p => !p.IsWarning) is { } wrong) return Failed(wrong.Line, wrong.Message);
        if (bot is null) return Failed(1, "The topics have errors. Mend them, then the chat can run.");
        var turns = new ChatRun(bot, this).Turns();
        return new ChatResult(Path, Name, turns.All(t => t.Passed), turns);
    }

    private ChatResult Failed(int line, string problem) =>
        new(Path, Name, false, [new ChatTurn(line, "", [], [], false) { Problem = problem }]);
}

/// <summary>How a test chat went.</summary>
public sealed record ChatResult(string Path, string Name, bool Passed, IReadOnlyList<ChatTurn> Turns);

/// <summary>How one turn of a test chat went: what was said, what was expected, what the bot did, each in lines of words.</summary>
public sealed record ChatTurn(int Line, string Said, IReadOnlyList<string> Expected, IReadOnlyList<string> Got, bool Passed)
{
    /// <summary>What did not fit, in a sentence.</summary>
    public string? Problem { get; init; }
}

/// <summary>A turn as its script has it: what reaches the bot, and what is expected then.</summary>
internal sealed record ScriptTurn(int Line, string Said, Incoming Incoming, IReadOnlyList<Expectation> Expected)
{
    /// <summary>Since when the clock stands here; null to leave it where it is.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What the outside answers in a test chat. Several answers to one tool are given one after another; the last one stays.</summary>
internal sealed record Answers
{
    public static readonly Answers None = new();

    /// <summary>Results as JSON by the name of the tool.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Tools { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Answers by address, with or without the method before it; a star at the end stands for anything.</summary>
    public IReadOnlyList<(string Request, IReadOnlyList<HttpDone> Answers)> Http { get; init; } = [];

    /// <summary>What a model answers; none: there is no model.</summary>
    public IReadOnlyList<string> Model { get; init; } = [];

    public IReadOnlyList<HttpDone>? ForRequest(NeedsHttp request) => Http
        .Where(h => Fits(h.Request, request.Url) || Fits(h.Request, $"{request.Method} {request.Url}"))
        .Select(h => h.Answers).FirstOrDefault();

    private static bool Fits(string pattern, string request) => pattern.EndsWith('*')
        ? request.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : string.Equals(pattern, request, StringComparison.OrdinalIgnoreCase);
}
