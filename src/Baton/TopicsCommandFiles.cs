using Baton.Plumbing;
using Baton.Topics;

namespace Baton;

/// <summary>The topic files of some paths: files, folders and zips. The engine is given them with the paths that they have within their folder; people, as they wrote them.</summary>
internal sealed class TopicsOnDisk
{
    private const int FileBytesMax = 4_000_000;

    private static readonly string[] Endings = [".yaml", ".yml"];
    private static readonly string[] ForeignFolders = ["node_modules", "__MACOSX"];

    private readonly List<TopicFile> _files = [];
    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);
    private readonly List<TopicProblem> _problems = [];

    public IReadOnlyList<TopicFile> Files => _files;

    /// <summary>The files; where only test chats were named, with the topics that they stand among.</summary>
    public IReadOnlyList<TopicFile> WithTopics
    {
        get
        {
            if (_files.Count == 0 || !_files.All(ChatScript.Is)) return _files;
            var folders = _files.Select(file => Path.GetDirectoryName(Path.GetFullPath(_shown[file.Path]))!).Distinct();
            var around = Read([.. folders]);
            return [.. _files, .. around.Files.Where(file => !ChatScript.Is(file))];
        }
    }

    public static TopicsOnDisk Read(IReadOnlyList<string> paths)
    {
        var all = new TopicsOnDisk();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                foreach (var file in Below(path)) all.Add(file.Replace('\\', '/'), Path.Combine(path, file), TextOf(Path.Combine(path, file)));
            else if (!File.Exists(path)) throw new CannotStart($"There is no file or folder '{path}'.");
            else if (IsZip(path)) all.AddZip(path);
            else all.Add(path, path, TextOf(path));
        }
        return all;
    }

    /// <summary>A workspace, solution export or zip of either, read as Copilot Studio lays it out.</summary>
    public static Unpacked Unpack(string path)
    {
        if (Directory.Exists(path))
            return TopicPack.Read(Everything(path).Select(file => new PackedFile(file.Replace('\\', '/'), File.ReadAllBytes(Path.Combine(path, file)))));
        if (!File.Exists(path)) throw new CannotStart($"There is no file or folder '{path}'.");
        if (!IsZip(path)) throw new CannotStart($"'{path}' is no zip.");
        using var zip = File.OpenRead(path);
        return TopicPack.ReadZip(zip);
    }

    /// <summary>Writes files below a folder. What stands there already, with another text, is not overwritten unless told to.</summary>
    public static void Write(IReadOnlyList<TopicFile> files, string folder, bool force)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var places = files.Select(file => (file.Text, Path: Path.GetFullPath(Path.Combine(root, file.Path)))).ToArray();
        if (places.FirstOrDefault(place => !place.Path.StartsWith(root, StringComparison.Ordinal)) is { Path: { } outside }) throw new CannotStart($"'{outside}' is not below '{folder}'.");
        if (!force && places.FirstOrDefault(place => File.Exists(place.Path) && File.ReadAllText(place.Path) != place.Text) is { Path: { } taken })
            throw new CannotStart($"'{taken}' is there already, and another; with --force it is replaced.");
        foreach (var (text, path) in places)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    public string Shown(string path) => _shown.GetValueOrDefault(path, path);

    /// <summary>The report with the paths that people know, and what could not be read at all.</summary>
    public TopicReport Report(TopicReport report) => new(
        [.. report.Paths.Select(Shown), .. _problems.Select(problem => problem.Path).Distinct().Except(report.Paths.Select(Shown))],
        [.. _problems, .. report.Problems.Select(problem => problem with { Path = Shown(problem.Path) })]);

    public void MustBeTaken()
    {
        if (_problems.FirstOrDefault(problem => !problem.IsWarning) is { } wrong) throw new CannotStart(wrong.ToString());
    }

    private static bool IsZip(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    private static string TextOf(string path) => new FileInfo(path).Length <= FileBytesMax
        ? File.ReadAllText(path)
        : throw new CannotStart($"'{path}' has more than {FileBytesMax:N0} bytes: that is no topic.");

    private static IEnumerable<string> Below(string folder) => Everything(folder).Where(file =>
        Endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) || Path.GetFileName(file) == "data");

    // Folders that begin with a dot are those of tools.
    private static IEnumerable<string> Everything(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(folder, file)
        where !relative.Split('/', '\\').Any(part => part.StartsWith('.') || ForeignFolders.Contains(part))
        orderby relative
        select relative;

    private void AddZip(string path)
    {
        var found = Unpack(path);
        foreach (var file in found.Files) Add(file.Path, $"{path}/{file.Path}", file.Text);
        _problems.AddRange(found.Problems.Select(problem => problem with { Path = problem.Path.Length > 0 ? $"{path}/{problem.Path}" : path }));
    }

    private void Add(string path, string shown, string text)
    {
        if (!_shown.TryAdd(path, shown)) _shown.TryAdd(path = shown.Replace('\\', '/'), shown);   // two folders may each have a file of this name
        _files.Add(new TopicFile(path, text));
    }
}
