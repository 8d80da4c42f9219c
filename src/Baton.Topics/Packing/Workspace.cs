using System.Text.RegularExpressions;

namespace Baton.Topics;

/// <summary>The layout of a workspace of the Copilot Studio extension: a folder for each kind of component.</summary>
internal static partial class Workspace
{
    public const string Ending = ".mcs.yml";
    private const string Agents = "agents";

    /// <summary>Folders of components that run here.</summary>
    private static readonly HashSet<string> Used =
        new(StringComparer.OrdinalIgnoreCase) { "topics", "actions", "entities", "variables" };

    // Folders whose files are kept for the way back and mean nothing to the engine.
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        Agents, "behaviors", "capabilities", "environmentvariables", "knowledge", "settings", "skills", "translations", "trigger",
        "workflows",
    };

    /// <summary>The files that are part of the bot that runs here. Files given without any of these were meant, wherever they stand.</summary>
    public static List<TopicFile> Running(IEnumerable<TopicFile> files)
    {
        var all = files.ToList();
        return all.Exists(Runs) ? all.FindAll(Runs) : all;
    }

    // Topics of other agents and of other languages are no part of it; what stands among knowledge, settings and the like only is when it
    // is a topic all the same.
    private static bool Runs(TopicFile file)
    {
        var folders = file.Path.Replace('\\', '/').Split('/')[..^1];
        if (folders is [Agents, _, ..]) return false;
        var place = folders.LastOrDefault(IsPlace);
        if (place is null || Used.Contains(place)) return true;
        return place is not "translations" && KindOf(file.Text) is "AdaptiveDialog" or "TaskDialog";
    }

    public static IEnumerable<TopicFile> Read(List<PackedFile> files, List<TopicProblem> problems)
    {
        // Without components, what tells of them and of their bot tells of nothing.
        var ours = files.Where(f => !f.Path.EndsWith(".xml", StringComparison.Ordinal)).ToList();
        var root = OneRoot(ours, problems) ?? Root([.. ours.Select(f => f.Path)]);
        foreach (var file in ours.Where(f => f.Path.StartsWith(root, StringComparison.Ordinal)))
            if (PackedText.Read(file, problems) is { } text) yield return new TopicFile(file.Path[root.Length..], text);
    }

    // A folder of several workspaces is several agents, whose topics share names; the largest is taken. Null when there is at most one.
    private static string? OneRoot(List<PackedFile> files, List<TopicProblem> problems)
    {
        var sure = files.Select(f => SureRootOf(f.Path)).OfType<string>().ToHashSet();
        var roots = files.Select(f => RootOf(f.Path, sure)).OfType<string>().GroupBy(root => root)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).ToList();
        if (roots.Count == 0) return null;
        if (roots.Count == 1) return files.TrueForAll(f => f.Path.StartsWith(roots[0], StringComparison.Ordinal)) ? roots[0] : null;
        problems.Add(TopicPack.Problem("", "several_bots",
            $"There are several agents: {string.Join(", ", roots.Select(Named))}. Only {Named(roots[0])} was taken.", isWarning: true));
        return roots[0];
    }

    private static string Named(string root) => root.Length > 0 ? root.TrimEnd('/') : "(the uppermost folder)";

    private static string Upto(string[] folders, int count) => string.Concat(folders[..count].Select(folder => folder + "/"));

    // What stands before a folder that only a workspace has, or beside its settings.
    private static string? SureRootOf(string path)
    {
        var folders = path.Split('/')[..^1];
        var place = Array.FindIndex(folders, IsPlace);
        if (place >= 0) return folders[place] == Agents ? null : Upto(folders, place);
        return path.EndsWith("settings" + Ending, StringComparison.Ordinal) ? Upto(folders, folders.Length) : null;
    }

    // A folder "agents" holds the other agents of a workspace; where there is no workspace around it, each is a workspace of its own.
    private static string? RootOf(string path, HashSet<string> sure)
    {
        var folders = path.Split('/')[..^1];
        var place = Array.FindIndex(folders, IsPlace);
        if (place < 0) return null;
        if (folders[place] != Agents || sure.Contains(Upto(folders, place)) || place + 1 == folders.Length) return Upto(folders, place);
        return Upto(folders, place + 2);
    }

    // A zip of a folder holds the folder. What all files share is not part of the workspace, up to the folders that are.
    private static string Root(IReadOnlyList<string> paths)
    {
        var root = "";
        while (paths.Count > 0)
        {
            var slash = paths[0].IndexOf('/', root.Length);
            if (slash < 0 || IsPlace(paths[0][root.Length..slash])) return root;
            var next = paths[0][..(slash + 1)];
            if (!paths.All(path => path.StartsWith(next, StringComparison.Ordinal))) return root;
            root = next;
        }
        return root;
    }

    private static bool IsPlace(string folder) => Used.Contains(folder) || Kept.Contains(folder) || folder is "tests";

    /// <summary>The files with the paths of a workspace: those without a folder get the one of their kind.</summary>
    public static IEnumerable<TopicFile> Paths(IEnumerable<TopicFile> files)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            var path = PackPath.Clean(Placed(file)) ?? $"topics/{NameOf(file.Stem)}{Ending}";
            for (var n = 2; !taken.Add(path); n++) path = Numbered(path, n);
            yield return file with { Path = path };
        }
    }

    private static string Placed(TopicFile file)
    {
        var path = file.Path.Replace('\\', '/');
        if (path.Contains('/', StringComparison.Ordinal) && IsPlace(path.Split('/')[0])) return path;
        if (ChatScript.Is(file)) return $"tests/{path.Split('/')[^1]}";
        var name = NameOf(file.Stem);
        return Folder(KindOf(file.Text)) is { } folder ? $"{folder}/{name}{Ending}" : $"{name}{Ending}";
    }

    private static string Numbered(string path, int n)
    {
        var dot = path.IndexOf('.', path.LastIndexOf('/') + 1);
        return dot < 0 ? $"{path}_{n}" : $"{path[..dot]}_{n}{path[dot..]}";
    }

    /// <summary>The folder for a kind of file; null for those that stand in none.</summary>
    public static string? Folder(string kind) => kind switch
    {
        "AdaptiveDialog" => "topics",
        "TaskDialog" => "actions",
        "ClosedListEntity" or "RegexEntity" => "entities",
        "Variable" or "GlobalVariableComponent" => "variables",
        "AgentDialog" => "agents",
        _ when kind.EndsWith("KnowledgeSourceConfiguration", StringComparison.Ordinal) => "knowledge",
        _ => null,
    };

    public static string KindOf(string text) => Kind().Match(text) is { Success: true } match ? match.Groups[1].Value : "";

    /// <summary>A name that every file system takes.</summary>
    public static string NameOf(string name)
    {
        var made = string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ' ? c : '_')).Trim(' ', '.');
        return made.Length > 0 ? made : "unnamed";
    }

    [GeneratedRegex(@"^\uFEFF?kind:[ \t]*([A-Za-z]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Kind();
}
