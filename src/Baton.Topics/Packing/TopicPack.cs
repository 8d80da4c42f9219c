namespace Baton.Topics;

/// <summary>A file of a folder or zip, before anybody knows what it is.</summary>
public sealed record PackedFile(string Path, ReadOnlyMemory<byte> Bytes);

/// <summary>The files of a bot found in a folder or zip, and what could not be taken.</summary>
public sealed record Unpacked(IReadOnlyList<TopicFile> Files, IReadOnlyList<TopicProblem> Problems);

/// <summary>Bots as files of the outside: workspaces of the Copilot Studio extension, solution exports, zips of either.</summary>
public static class TopicPack
{
    /// <summary>Finds the topics among the files of a folder, whatever its layout.</summary>
    public static Unpacked Read(IEnumerable<PackedFile> files) => new([], []);

    /// <summary>Finds the topics in a zip. A damaged or hostile one gives problems and no files; never throws for what is in it.</summary>
    public static Unpacked ReadZip(Stream zip) => new([], []);

    /// <summary>Writes a zip in the layout of a Copilot Studio workspace.</summary>
    public static void WriteZip(IEnumerable<TopicFile> files, Stream to) => to.Flush();
}
