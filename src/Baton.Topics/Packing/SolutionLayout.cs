using System.Xml;
using System.Xml.Linq;

namespace Baton.Topics;

/// <summary>
/// The layout of a solution export: a folder for each component, with its YAML in a file named data and its name in botcomponent.xml.
/// Read as a workspace: the name becomes the head of the file, as the extension itself writes it.
/// </summary>
internal static class SolutionLayout
{
    private const string Inactive = "1";

    private sealed record Component(string Schema, TopicFile File);

    /// <summary>Whether a file is part of a component or tells of its bot.</summary>
    public static bool IsPart(string[] parts) =>
        parts is [.., "botcomponents", _, "data" or "botcomponent.xml"] or [.., "bots", _, "bot.xml"];

    public static bool IsOne(List<PackedFile> files) => files.Exists(f => f.Path.Split('/') is [.., "botcomponents", _, "data"]);

    public static List<TopicFile> Read(List<PackedFile> files, List<TopicProblem> problems)
    {
        var byPath = files.ToLookup(f => f.Path);
        var components = new List<Component>();
        foreach (var file in files.Where(f => f.Path.EndsWith("/data", StringComparison.Ordinal)))
        {
            var xml = byPath[file.Path[..^"data".Length] + "botcomponent.xml"].FirstOrDefault();
            if (PackedText.Read(file, problems) is { } text)
                components.Add(Made(file.Path.Split('/')[^2], text, Details(xml, problems), problems));
        }
        var bot = OneBot(components, problems);
        var found = components.Where(c => BotOf(c.Schema) == bot && c.File.Text.Length > 0).Select(c => c.File).ToList();
        var details = files.FirstOrDefault(f => f.Path.EndsWith($"bots/{bot}/bot.xml", StringComparison.Ordinal));
        if (details is not null) found.Add(Settings(bot, Details(details, problems)));
        return found;
    }

    // A solution may hold several agents; their topics share names, so that only one can be taken.
    private static string OneBot(List<Component> components, List<TopicProblem> problems)
    {
        var bots = components.GroupBy(c => BotOf(c.Schema)).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Key).ToList();
        if (bots.Count > 1)
            problems.Add(TopicPack.Problem("", "several_bots",
                $"The solution holds several agents: {string.Join(", ", bots)}. Only {bots[0]} was taken.", isWarning: true));
        return bots.Count > 0 ? bots[0] : "";
    }

    private static string BotOf(string schema) => schema.Split('.')[0];

    private static Component Made(string schema, string text, XElement? details, List<TopicProblem> problems)
    {
        var parts = schema.Split('.', 3);
        var name = Workspace.NameOf(parts.Length == 3 ? parts[2] : parts[^1]);
        var kind = Workspace.KindOf(text);
        var path = kind switch
        {
            "GptComponentMetadata" => "agent" + Workspace.Ending,
            "AgentDialog" => $"agents/{name}/agent{Workspace.Ending}",
            _ => $"{Workspace.Folder(kind) ?? Place(parts)}/{name}{Workspace.Ending}",
        };
        var isOff = details?.Element("statecode")?.Value.Trim() == Inactive;
        if (kind.Length > 0 && !isOff) return new Component(schema, new TopicFile(path, Headed(text, details)));
        var (code, why) = isOff ? ("switched_off", "is switched off in the solution") : ("not_yaml", "is no YAML with a kind");
        problems.Add(TopicPack.Problem($"botcomponents/{schema}/data", code, $"The component {why}; it was left out.", isWarning: true));
        return new Component(schema, new TopicFile(path, ""));
    }

    private static string Place(string[] schema) => schema is [_, "topic" or "action" or "entity", ..] ? schema[1] switch
    {
        "topic" => "topics",
        "action" => "actions",
        _ => "entities",
    } : "settings";

    private static XElement? Details(PackedFile? file, List<TopicProblem> problems)
    {
        if (file is null) return null;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(file.Bytes.ToArray()), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = PackLimits.FileBytesMax,
            });
            return XElement.Load(reader);
        }
        catch (XmlException damaged)
        {
            problems.Add(new TopicProblem
            {
                Path = file.Path, Line = Math.Max(1, damaged.LineNumber), Column = Math.Max(1, damaged.LinePosition), IsWarning = true,
                Code = "not_xml", Message = "This is no sound XML, so that the component's name is not known.",
            });
            return null;
        }
    }

    private static string Headed(string text, XElement? details)
    {
        var name = details?.Element("name")?.Value;
        if (string.IsNullOrWhiteSpace(name) || text.Contains("mcs.metadata:", StringComparison.Ordinal)) return text;
        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var about = details?.Element("description")?.Value;
        var head = $"mcs.metadata:{end}  componentName: {Quoted(name)}{end}";
        if (!string.IsNullOrWhiteSpace(about)) head += $"  description: {Quoted(about)}{end}";
        return text.StartsWith('\uFEFF') ? "\uFEFF" + head + text[1..] : head + text;
    }

    private static TopicFile Settings(string bot, XElement? details)
    {
        var name = details?.Element("name")?.Value;
        var named = string.IsNullOrWhiteSpace(name) ? "" : $"name: {Quoted(name)}\n";
        return new TopicFile("settings" + Workspace.Ending, $"schemaName: {bot}\n{named}");
    }

    /// <summary>Words as YAML on one line, in double quotes unless they are plain.</summary>
    private static string Quoted(string words)
    {
        var line = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var isPlain = char.IsLetter(line[0]) && line.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.')
            && line.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");
        if (isPlain) return line;
        return $"\"{line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
