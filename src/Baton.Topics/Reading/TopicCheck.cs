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
    public static TopicReport Run(IEnumerable<TopicFile> files) => Run(files, out _);

    internal static TopicReport Run(IEnumerable<TopicFile> files, out TopicBot? bot) => Run(files, out bot, out _);

    internal static TopicReport Run(IEnumerable<TopicFile> files, out TopicBot? bot, out BotParts parts)
    {
        var all = files.ToList();
        var problems = new List<TopicProblem>();
        var read = new List<(TopicFile File, YamlNode Root)>();
        foreach (var file in all.Where(f => !ChatScript.Is(f)))
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
        parts = BotParts.Collect(read, problems);
        var topics = new List<Topic>();
        foreach (var (file, root) in read)
        {
            var reader = new TopicReader(file, root, parts, problems);
            if (reader.Read() is { } topic) topics.Add(topic);
        }
        Neighbours(topics, problems);
        bot = problems.Exists(p => !p.IsWarning) ? null : new TopicBot(topics) { GlobalDefaults = parts.GlobalDefaults };
        return new TopicReport([.. all.Select(f => f.Path)], problems);
    }

    // Two topics of one name, and dialogs that lead nowhere. The latter only warn: a file may be checked without its neighbours.
    private static void Neighbours(List<Topic> topics, List<TopicProblem> problems)
    {
        foreach (var twins in topics.GroupBy(t => t.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            problems.Add(new TopicProblem
            {
                Path = twins.Last().Path, Line = 1, Column = 1, Code = "duplicate_topic",
                Message = $"Two topics are named '{twins.Key}': {string.Join(" and ", twins.Select(t => t.Path))}.",
            });
        var bot = new TopicBot([.. topics.DistinctBy(t => t.Name, StringComparer.OrdinalIgnoreCase)]);
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

/// <summary>What the files of a bot share: entities, names for formulas, defaults of global variables.</summary>
internal sealed class BotParts
{
    public Dictionary<string, YamlNode> Entities { get; } = new(StringComparer.OrdinalIgnoreCase);
    public Dictionary<string, Value> GlobalDefaults { get; } = [];
    public FxNames Names { get; private set; } = FxNames.Nothing;

    public static BotParts Collect(List<(TopicFile File, YamlNode Root)> files, List<TopicProblem> problems)
    {
        var parts = new BotParts();
        var lists = new Dictionary<string, IReadOnlyList<FxOption>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (file, root) in files)
        {
            if (root.Words("kind") is "ClosedListEntity" or "RegexEntity")
            {
                var name = EntityName(file);
                parts.Entities[name] = root;
                lists[name] = Options(name, root);
            }
            else Embedded(root, lists);
        }
        parts.Names = new FxNames { Scopes = VariablePath.Scopes, Lists = lists, Lenient = true };
        return parts;
    }

    /// <summary>The short name of an entity: what follows ".entity." or the file's own name.</summary>
    public static string EntityName(TopicFile file)
    {
        foreach (var part in file.Path.Replace('\\', '/').Split('/').Reverse())
        {
            var mark = part.IndexOf(".entity.", StringComparison.OrdinalIgnoreCase);
            if (mark >= 0 && part != file.Path) return new TopicFile(part[(mark + 8)..], "").Stem;
        }
        return file.Stem;
    }

    private static void Embedded(YamlNode node, Dictionary<string, IReadOnlyList<FxOption>> lists)
    {
        if (node["entity"]?["definition"] is { } definition && node.Words("id") is { } id) lists[id] = Options(id, definition);
        foreach (var item in node.Items) Embedded(item, lists);
        foreach (var (_, value) in node.Entries) Embedded(value, lists);
    }

    public static List<FxOption> Options(string set, YamlNode list) => [.. list.List("items")
        .Select(i => new FxOption(set, i.Words("id") ?? i.Words("displayName") ?? i.Text,
            i.Words("displayName") ?? i.Words("id") ?? i.Text))];
}
