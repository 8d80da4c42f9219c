using Baton.Plumbing;
using Baton.Topics;

namespace Baton;

/// <summary>./baton topics: checks topic files, runs them in a terminal, carries them in and out, draws them. Needs no database.</summary>
public static class TopicsCommand
{
    private const string Usage = """
        ./baton topics check [--json] PATH...        says what is wrong, and where; ends with 1 if there are errors
        ./baton topics run [--chat] PATH...          runs the test chats (*.chat.yml) among them; without any, or with --chat, you chat with the bot
        ./baton topics import [--force] ZIP FOLDER   puts a workspace or solution export into a folder
        ./baton topics export [--force] FOLDER ZIP   packs a folder as a Copilot Studio workspace
        ./baton topics graph PATH [-o FILE]          draws a topic as SVG; of several topics, into the folder FILE
        A PATH is a YAML file, a folder, or a zip of either.
        """;

    public static int Run(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                ["check", .. var rest] when Paths(rest, "--json") is { Length: > 0 } paths => Check(TopicsOnDisk.Read(paths), rest.Contains("--json")),
                ["run", .. var rest] when Paths(rest, "--chat") is { Length: > 0 } paths => Run(TopicsOnDisk.Read(paths), rest.Contains("--chat")),
                ["import", .. var rest] when Paths(rest, "--force") is [var zip, var folder] => Import(zip, folder, rest.Contains("--force")),
                ["export", .. var rest] when Paths(rest, "--force") is [var folder, var zip] => Export(folder, zip, rest.Contains("--force")),
                ["graph", var path] => Graph(path, null),
                ["graph", var path, "-o", var output] => Graph(path, output),
                ["graph", "-o", var output, var path] => Graph(path, output),
                ["help" or "--help" or "-h"] => Help(),
                _ => throw new CannotStart(Usage),
            };
        }
        catch (Exception plain) when (plain is CannotStart or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(plain.Message);
            return 1;
        }
    }

    private static int Help()
    {
        Console.WriteLine(Usage);
        return 0;
    }

    // What begins with a dash is an option, and only the one that there is.
    private static string[]? Paths(string[] rest, string option) =>
        rest.Any(word => word.StartsWith('-') && word != option) ? null : [.. rest.Where(word => word != option)];

    private static int Check(TopicsOnDisk files, bool json)
    {
        var report = files.Report(TopicCheck.Run(files.Files));
        if (json)
        {
            Console.WriteLine(report.ToJson());
            return report.IsSound ? 0 : 1;
        }
        foreach (var problem in report.Problems.OrderBy(problem => problem.Path, StringComparer.Ordinal).ThenBy(problem => problem.Line))
            Console.WriteLine(problem.IsWarning ? Paint.Yellow(problem.ToString()) : Paint.Red(problem.ToString()));
        var errors = report.Problems.Count(problem => !problem.IsWarning);
        var line = $"{report.Paths.Count} files, {errors} errors, {report.Problems.Count - errors} warnings";
        Console.WriteLine(errors > 0 ? Paint.Red(line) : Paint.Green(line));
        return report.IsSound ? 0 : 1;
    }

    private static int Run(TopicsOnDisk files, bool chat)
    {
        files.MustBeTaken();
        var draft = TopicDraft.Read(files.WithTopics);
        if (!chat && draft.Chats.Count > 0) return TopicsTestChats.Run(files, draft);
        if (draft.Bot is { } bot) return new TopicsChat(bot).Run();
        foreach (var problem in files.Report(draft.Report).Problems.Where(problem => !problem.IsWarning)) Console.Error.WriteLine(problem);
        return 1;
    }

    private static int Import(string zip, string folder, bool force)
    {
        var found = TopicsOnDisk.Unpack(zip);
        foreach (var problem in found.Problems) Console.Error.WriteLine(problem.Path.Length > 0 ? problem.ToString() : problem.Message);
        if (found.Files.Count == 0) return 1;
        TopicsOnDisk.Write(found.Files, folder, force);
        foreach (var file in found.Files) Console.WriteLine(Path.Combine(folder, file.Path));
        Console.WriteLine($"{found.Files.Count} files in {folder}");
        return found.IsSound ? 0 : 1;
    }

    private static int Export(string folder, string zip, bool force)
    {
        var found = TopicsOnDisk.Unpack(folder);
        foreach (var problem in found.Problems) Console.Error.WriteLine(problem.Path.Length > 0 ? problem.ToString() : problem.Message);
        if (found.Files.Count == 0) return 1;
        if (File.Exists(zip) && !force) throw new CannotStart($"There is a '{zip}' already; with --force it is replaced.");
        using var packed = new MemoryStream();
        TopicPack.WriteZip(found.Files, packed);
        File.WriteAllBytes(zip, packed.ToArray());
        Console.WriteLine($"{found.Files.Count} files in {zip}");
        return found.IsSound ? 0 : 1;
    }

    private static int Graph(string path, string? output)
    {
        var files = TopicsOnDisk.Read([path]);
        files.MustBeTaken();
        var maps = TopicDraft.Read(files.Files).Topics;
        if (maps.Count == 0) throw new CannotStart($"There is no topic in '{path}'.");
        if (maps.Count == 1)
        {
            if (output is null) Console.WriteLine(maps[0].ToSvg());
            else File.WriteAllText(output, maps[0].ToSvg());
            return 0;
        }
        if (output is null) throw new CannotStart($"There are {maps.Count} topics in '{path}': name a folder to draw them into (-o FOLDER), or draw one file.");
        Directory.CreateDirectory(output);
        foreach (var map in maps)
        {
            var picture = Path.Combine(output, map.Path.Replace('\\', '/').Replace('/', '.') + ".svg");
            File.WriteAllText(picture, map.ToSvg());
            Console.WriteLine(picture);
        }
        return 0;
    }
}
