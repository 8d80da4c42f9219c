using Baton.People;
using Baton.Plumbing;
using Baton.Topics;

namespace Baton.Bots.Authoring;

/// <summary>A file of a bot's author, as it is shown.</summary>
public sealed record ShownFile
{
    public required string Path { get; init; }
    public required string Text { get; init; }

    internal TopicFile Topic => new(Path, Text);
}

/// <summary>A file as an author gives it.</summary>
public sealed record GivenFile(string? Path, string? Text);

/// <summary>The files that authors give: how many and how big they may be.</summary>
internal static class TopicFiles
{
    private const int FilesMax = 500;
    private const int PathLengthMax = 400;
    private const int CharactersMax = 2_000_000;

    /// <summary>Test chats are kept with the topics and run by authors only.</summary>
    public static bool IsChat(string path) => path.EndsWith(ChatScript.Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is a bot of these files.</summary>
    public static IReadOnlyList<TopicFile> WithoutChats(this IEnumerable<TopicFile> files) => [.. files.Where(file => !IsChat(file.Path))];

    /// <summary>The files as they were given, if they could be kept. Whether they could run is another question.</summary>
    public static IReadOnlyList<TopicFile> Checked(IReadOnlyList<GivenFile>? files, bool mayBeNone = false)
    {
        if (files is null || files.Count > FilesMax || (files.Count == 0 && !mayBeNone)) throw Refusal.Invalid("invalid_topics", $"Give {(mayBeNone ? 0 : 1)} to {FilesMax} topics.");
        if (files.Any(file => file is null)) throw Refusal.Invalid("invalid_topics", "A topic in the list is null.");
        if (files.Sum(file => (long)(file.Text?.Length ?? 0)) > CharactersMax) throw Refusal.TooLong($"A bot's topics have at most {CharactersMax:N0} characters together.");
        if (files.Any(file => file.Path?.Trim() is not { Length: > 0 and <= PathLengthMax } path || path.Contains('\0', StringComparison.Ordinal)
            || file.Text is null || file.Text.Contains('\0', StringComparison.Ordinal)))
            throw Refusal.Invalid("invalid_topics", $"Each topic has a path of 1 to {PathLengthMax} characters and a text, without the character U+0000.");
        if (files.Select(file => file.Path!.Trim()).Distinct(StringComparer.Ordinal).Count() < files.Count) throw Refusal.Invalid("invalid_topics", "Two topics have the same path.");
        return [.. files.Select(file => new TopicFile(file.Path!.Trim(), file.Text!))];
    }

    /// <summary>Refuses topics that could not run, and says where.</summary>
    public static void MustRun(IReadOnlyList<TopicFile> files)
    {
        if (files.WithoutChats() is not { Count: > 0 } topics) throw Refusal.Invalid("invalid_topics", "There is no topic among the files.");
        if (TopicCheck.Run(topics).Problems.FirstOrDefault(problem => !problem.IsWarning) is { } wrong)
            throw Refusal.Invalid("invalid_topics", $"{wrong.Path}, line {wrong.Line}: {wrong.Message}");
    }

    public static ShownFile[] Shown(this IEnumerable<TopicFile> files) => [.. files.Select(file => new ShownFile { Path = file.Path, Text = file.Text })];

    public static async Task MustRunTopics(this Database database, Guid botId, CancellationToken ct)
    {
        if ((await database.BotAccount(botId, ct)).Kind != "topics")
            throw Refusal.Conflict("no_topics", "Only bots of the kind topics have topics here; others run elsewhere.");
    }
}
