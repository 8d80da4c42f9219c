using System.Text.Json.Nodes;
using Baton.Topics.Fx;

namespace Baton.Topics;

/// <summary>What is wrong with the files of a bot, all of it at once.</summary>
public sealed record TopicReport(IReadOnlyList<string> Paths, IReadOnlyList<TopicProblem> Problems)
{
    public bool IsSound => Problems.All(p => p.IsWarning);

    /// <summary>The report as <c>./baton topics check --json</c> prints it.</summary>
    public string ToJson()
    {
        var files = new JsonArray();
        foreach (var path in Paths)
            files.Add(new JsonObject { ["path"] = path, ["errors"] = List(path, false), ["warnings"] = List(path, true) });
        return new JsonObject { ["files"] = files }.ToJsonString();
    }

    private JsonArray List(string path, bool warnings) => new([.. Problems.Where(p => p.Path == path && p.IsWarning == warnings)
        .Select(p => (JsonNode)new JsonObject { ["line"] = p.Line, ["column"] = p.Column, ["message"] = p.Message })]);
}

/// <summary>Reads the files of a bot and says everything that is wrong with them.</summary>
public static class TopicCheck
{
    public static TopicReport Run(IEnumerable<TopicFile> files) => All(files).Report;

    internal static TopicReport Run(IEnumerable<TopicFile> files, out TopicBot? bot)
    {
        var found = All(files);
        bot = found.Bot;
        return found.Report;
    }

    /// <summary>Reads all files, and keeps what could be read of those with errors.</summary>
    internal static CheckedFiles All(IEnumerable<TopicFile> files)
    {
        var all = files.ToList();
        var problems = new List<TopicProblem>();
        var read = new List<(TopicFile File, YamlNode Root)>();
        foreach (var file in Workspace.Running(all.Where(f => !ChatScript.Is(f))))
        {
            try
            {
                read.Add((file, YamlReader.Read(file.Text)));
            }
            catch (NotYaml error)
            {
                problems.Add(new TopicProblem { Path = file.Path, Line = error.Line, Column = error.Column, Message = error.Message,
                    Code = "not_yaml" });
            }
        }
        var parts = BotParts.Collect(read, problems);
        var topics = new List<Topic>();
        foreach (var (file, root) in read)
        {
            var reader = new TopicReader(file, root, parts, problems);
            if (reader.Read() is { } topic) topics.Add(topic);
        }
        var legible = new TopicBot([.. topics.DistinctBy(t => t.Name, StringComparer.OrdinalIgnoreCase)]);
        Neighbours(topics, legible, problems);
        var bot = problems.Exists(p => !p.IsWarning) ? null : new TopicBot(topics) { GlobalDefaults = parts.GlobalDefaults };
        // A test chat with a mistake in it keeps no visitor waiting: the bot runs all the same.
        List<ChatScript> chats = [.. all.Where(ChatScript.Is).Select(ChatScript.Read)];
        problems.AddRange(chats.SelectMany(chat => chat.Problems));
        return new CheckedFiles(new TopicReport([.. all.Select(f => f.Path)], problems), read, parts, legible, bot, chats);
    }

    // Two topics of one name, and dialogs that lead nowhere. The latter only warn: a file may be checked without its neighbours.
    private static void Neighbours(List<Topic> topics, TopicBot bot, List<TopicProblem> problems)
    {
        foreach (var twins in topics.GroupBy(t => t.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            problems.Add(new TopicProblem
            {
                Path = twins.Last().Path, Line = 1, Column = 1, Code = "duplicate_topic",
                Message = $"Two topics are named '{twins.Key}': {string.Join(" and ", twins.Select(t => t.Path))}.",
            });
        foreach (var topic in topics)
            foreach (var step in topic.Steps)
            {
                var name = step is BeginDialogStep begin ? begin.Name.Literal : (step as ReplaceDialogStep)?.Name.Literal;
                if (name is not null && bot.Find(name) is null)
                    problems.Add(new TopicProblem
                    {
                        Path = topic.Path, Line = step.Line, Column = 1, IsWarning = true, Code = "unknown_topic",
                        Message = $"There is no topic '{name}' among these files; the node will fail when it runs.",
                    });
            }
    }
}

/// <summary>What came of reading the files of a bot. Legible is a bot of what could be read at all: it knows names and phrases, and is
/// never run.</summary>
internal sealed record CheckedFiles(TopicReport Report, IReadOnlyList<(TopicFile File, YamlNode Root)> Read, BotParts Parts,
    TopicBot Legible, TopicBot? Bot, IReadOnlyList<ChatScript> Chats)
{
    /// <summary>The file that a path or name of a topic means; an empty one when there is none.</summary>
    public YamlNode Root(string? topic) =>
        Read.FirstOrDefault(f => f.File.Path == topic || f.File.Stem == topic).Root ?? new YamlNode { Shape = YamlShape.Map, Line = 1, Column = 1 };
}

/// <summary>What the files of a bot share: entities, names for formulas, defaults of global variables.</summary>
internal sealed class BotParts
{
    public Dictionary<string, YamlNode> Entities { get; } = new(StringComparer.OrdinalIgnoreCase);
    public Dictionary<string, Value> GlobalDefaults { get; } = [];
    private Dictionary<string, IReadOnlyList<FxOption>> lists = [];
    private HashSet<string> globals = [];

    public static BotParts Collect(List<(TopicFile File, YamlNode Root)> files, List<TopicProblem> problems)
    {
        var lists = new Dictionary<string, IReadOnlyList<FxOption>>(StringComparer.OrdinalIgnoreCase);
        var parts = new BotParts { lists = lists, globals = KnownNames.Globals(files.Select(f => f.Root)) };
        foreach (var (file, root) in files)
        {
            if (root.Words("kind") is "ClosedListEntity" or "RegexEntity")
            {
                var name = EntityName(file);
                parts.Entities[name] = root;
                lists[name] = Options(name, root);
                if (root.Words("optionSetName") is { } called) lists[called] = lists[name];
            }
            else Embedded(root, lists);
        }
        return parts;
    }

    /// <summary>What names mean in the formulas of a topic.</summary>
    public FxNames NamesFor(YamlNode topic) => new()
    {
        Scopes = VariablePath.Scopes, Lists = lists, Lenient = true, Known = KnownNames.Of(topic, globals),
    };

    /// <summary>The short name of an entity: what follows ".entity." or the file's own name.</summary>
    public static string EntityName(TopicFile file)
    {
        foreach (var part in file.Path.Replace('\\', '/').Split('/').Reverse())
        {
            var mark = part.IndexOf(".entity.", StringComparison.OrdinalIgnoreCase);
            if (mark >= 0) return new TopicFile(part[(mark + 8)..], "").Stem;
        }
        return file.Stem;
    }

    private static void Embedded(YamlNode node, Dictionary<string, IReadOnlyList<FxOption>> lists)
    {
        if (node["entity"]?["definition"] is { } definition && (node.Words("id") ?? definition.Words("optionSetName")) is { } id)
        {
            lists[id] = Options(id, definition);
            if (definition.Words("optionSetName") is { } called) lists[called] = lists[id];
        }
        foreach (var item in node.Items) Embedded(item, lists);
        foreach (var (_, value) in node.Entries) Embedded(value, lists);
    }

    public static List<FxOption> Options(string set, YamlNode list) => [.. list.List("items")
        .Select(i => new FxOption(set, i.Words("id") ?? i.Words("displayName") ?? i.Text,
            i.Words("displayName") ?? i.Words("id") ?? i.Text))];
}
