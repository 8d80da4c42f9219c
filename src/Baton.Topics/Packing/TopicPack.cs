using System.IO.Compression;

namespace Baton.Topics;

/// <summary>A file of a folder or zip, before anybody knows what it is. The path is relative, with slashes.</summary>
public sealed record PackedFile(string Path, ReadOnlyMemory<byte> Bytes);

/// <summary>The files of a bot found in a folder or zip, and what could not be taken.</summary>
public sealed record Unpacked(IReadOnlyList<TopicFile> Files, IReadOnlyList<TopicProblem> Problems)
{
    public bool IsSound => Problems.All(p => p.IsWarning);
}

/// <summary>
/// Bots as files of the outside: workspaces of the Copilot Studio extension, solution exports, zips of either. Texts stay as they are,
/// letter for letter, so that what was read can be written back without loss.
/// </summary>
public static class TopicPack
{
    /// <summary>Finds the files of a bot among those of a folder, whatever its layout, and gives them the paths of a workspace.</summary>
    public static Unpacked Read(IEnumerable<PackedFile> files)
    {
        var problems = new List<TopicProblem>();
        var found = new List<PackedFile>();
        foreach (var file in files)
        {
            if (PackPath.Clean(file.Path) is not { } path)
                problems.Add(Problem(file.Path, "unsafe_path", "The path leads out of the folder; the file was left out."));
            else if (PackPath.IsWanted(path)) found.Add(file with { Path = path });
        }
        if (found.Count <= PackLimits.FilesMax) return Sorted(found, problems);
        problems.Add(Problem("", "too_large", $"There are more than {PackLimits.FilesMax} files; the rest was left out."));
        return Sorted(found[..PackLimits.FilesMax], problems);
    }

    /// <summary>Finds the files of a bot in a zip. A damaged or hostile one gives problems; never throws for what is in it.</summary>
    public static Unpacked ReadZip(Stream zip)
    {
        var problems = new List<TopicProblem>();
        var found = ZipReader.Read(zip, problems);
        return Sorted(found, problems);
    }

    /// <summary>Writes a zip in the layout of a Copilot Studio workspace. The same files always give the same bytes.</summary>
    public static void WriteZip(IEnumerable<TopicFile> files, Stream to)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var file in Workspace.Paths(files))
        {
            var entry = zip.CreateEntry(file.Path, CompressionLevel.Optimal);
            entry.LastWriteTime = ZipReader.Epoch;
            using var stream = entry.Open();
            stream.Write(PackedText.Bytes(file.Text));
        }
    }

    private static Unpacked Sorted(List<PackedFile> found, List<TopicProblem> problems)
    {
        var files = SolutionLayout.IsOne(found) ? SolutionLayout.Read(found, problems) : Workspace.Read(found, problems);
        var unique = new Dictionary<string, TopicFile>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
            if (!unique.TryAdd(file.Path, file))
                problems.Add(Problem(file.Path, "duplicate_path", "Two files have this path; only the first was taken."));
        if (unique.Count == 0 && problems.Count == 0)
            problems.Add(Problem("", "no_topics", "There are no topics in it: neither YAML files nor botcomponents of a solution."));
        return new Unpacked([.. unique.Values.OrderBy(f => f.Path, StringComparer.Ordinal)], [.. problems.Take(PackLimits.ProblemsMax)]);
    }

    internal static TopicProblem Problem(string path, string code, string message, bool isWarning = false) =>
        new() { Path = path, Line = 1, Column = 1, Code = code, Message = message, IsWarning = isWarning };
}

/// <summary>How much of a folder or zip is read, so that nobody can fill the memory with one.</summary>
internal static class PackLimits
{
    public const int FilesMax = 2_000;
    public const int ProblemsMax = 200;
    public const int EntriesMax = 20_000;
    public const int FileBytesMax = 2_000_000;
    public const long TotalBytesMax = 64_000_000;

    /// <summary>Text never packs better than this; what does is made to blow up.</summary>
    public const int RatioMax = 200;

    public static TopicProblem TooLarge(string path) =>
        TopicPack.Problem(path, "too_large", $"The file is larger than {FileBytesMax} bytes; it was left out.");
}
