using System.IO.Compression;

namespace Baton.Topics;

/// <summary>Takes the files of a bot out of a zip, and trusts nothing that the zip says of itself.</summary>
internal static class ZipReader
{
    /// <summary>The first moment that a zip can name.</summary>
    public static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static List<PackedFile> Read(Stream zip, List<TopicProblem> problems)
    {
        var found = new List<PackedFile>();
        try
        {
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            Take(archive, found, problems);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or NotSupportedException or IOException)
        {
            problems.Add(TopicPack.Problem("", "damaged_zip", "This is no zip, or it is damaged or encrypted."));
        }
        return found;
    }

    private static void Take(ZipArchive archive, List<PackedFile> found, List<TopicProblem> problems)
    {
        if (archive.Entries.Count > PackLimits.EntriesMax)
        {
            problems.Add(TopicPack.Problem("", "too_large", $"The zip holds more than {PackLimits.EntriesMax} files."));
            return;
        }
        var total = 0L;
        foreach (var entry in archive.Entries.Where(e => !e.FullName.EndsWith('/') && !e.FullName.EndsWith('\\')))
        {
            if (PackPath.Clean(entry.FullName) is not { } path)
            {
                problems.Add(TopicPack.Problem(entry.FullName, "unsafe_path", "The path leads out of the zip; the file was left out."));
                continue;
            }
            if (!PackPath.IsWanted(path)) continue;
            if (found.Count == PackLimits.FilesMax || total > PackLimits.TotalBytesMax)
            {
                problems.Add(TopicPack.Problem(path, "too_large", "There is more in the zip than is taken; the rest was left out."));
                return;
            }
            if (Bytes(entry, path, ref total, problems) is { } bytes) found.Add(new PackedFile(path, bytes));
        }
    }

    // What is left out was unpacked too: it counts, so that nobody keeps us busy with thousands of it.
    private static byte[]? Bytes(ZipArchiveEntry entry, string path, ref long total, List<TopicProblem> problems)
    {
        using var stream = entry.Open();
        var buffer = new MemoryStream();
        var piece = new byte[16_384];
        for (int read; (read = stream.Read(piece)) > 0;)
        {
            buffer.Write(piece, 0, read);
            total += read;
            if (buffer.Length > PackLimits.FileBytesMax)
            {
                problems.Add(PackLimits.TooLarge(path));
                return null;
            }
            if (buffer.Length > piece.Length && buffer.Length / Math.Max(1, entry.CompressedLength) > PackLimits.RatioMax)
            {
                problems.Add(TopicPack.Problem(path, "too_large", "The file is packed in a way that no text is; it was left out."));
                return null;
            }
        }
        return buffer.ToArray();
    }
}
