using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>The rules of the house that a machine can check. If one of these fails, read CONTRIBUTING.md, then change the code or the rule.</summary>
public sealed partial class Tidy
{
    private const int FileLinesMax = 400;
    private const int LineColumnsMax = 200;
    private const int MethodLinesMax = 70;

    /// <summary>The rooms, topmost first. A room may use the rooms before it and none after it.</summary>
    private static readonly string[] Rooms =
        ["Plumbing", "People", "Conversations", "Routing", "Tools", "Crm", "Bots", "Channels", "Desk", "Live", "Reports"];

    /// <summary>What sees all rooms: it puts them together, and is no room itself.</summary>
    private static readonly string[] AboveAll = ["Program.cs", "Flow.cs", "Api.cs", "ApiDocument.cs", "Server.cs", "Commands.cs", "TopicsCommand.cs", "TopicsCommandFiles.cs", "TopicsCommandTests.cs", "TopicsCommandChat.cs", "CheckCommand.cs", "McpCommand.cs", "Demo.cs"];

    private static readonly Dictionary<string, string> Banned = new()
    {
        [@"\b(class|record|interface)\s+\w*(Manager|Helper|Util|Utils|Utilities|Impl|Base)\b"] = "a name for what it is",
        [@"DateTime(Offset)?\.(Utc)?Now"] = "TimeProvider",
        [@"Async\([^;\n]*\)\.Result\b|\.Wait\(\)"] = "await",
        [@"async void"] = "async Task",
        [@"catch\s*(\(\w+\))?\s*\{\s*\}"] = "a handled failure",
        [@"Thread\.Sleep"] = "a timer of TimeProvider",
        [@"\.CancelAfter\("] = "TimeLimit, which goes by TimeProvider",
        [@"\bStopwatch\b"] = "TimeProvider",
        [@"#region"] = "a smaller file",
        [@"FIXME|TODO"] = "the fix, before merging",
        [@"Environment\.Exit"] = "an exit code from Program",
    };

    /// <summary>Files with a member that is the one story of its file and reads best whole.</summary>
    private static readonly string[] LongOnPurpose = ["Baton.Sandbox/Definitions/Describing.cs"];   // a table's description, one line a property

    [Fact]
    public void Rooms_look_only_upwards() => None(
        from file in Sources("Baton")
        let here = Array.IndexOf(Rooms, file.Room)
        where here >= 0
        from used in UsedRoom().Matches(file.Text).Select(match => match.Groups[1].Value).Distinct()
        where Array.IndexOf(Rooms, used) > here
        select $"{file.Path} uses {used}, which is below it");

    [Fact]
    public void Every_room_is_known_and_only_a_few_files_see_them_all() => None(
        from file in Sources("Baton")
        where file.Room is not null ? !Rooms.Contains(file.Room) : !AboveAll.Contains(file.Path)
        select $"{file.Path} is in no known room");

    [Fact]
    public void Every_room_says_what_it_is() => None(
        from room in Rooms
        let folder = Path.Combine(Root(), "src/Baton", room)
        where Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any()
        where !File.Exists(Path.Combine(folder, "README.md"))
        select $"{room} has no README.md");

    [Fact]
    public void Libraries_know_nothing_of_Baton() => None(
        from library in new[] { "Baton.Dataverse", "Baton.BotProtocol", "Baton.Topics", "Baton.Sandbox" }
        from file in Sources(library)
        where Regex.IsMatch(file.Text, @"using Baton\.(Plumbing|People|Conversations|Routing|Tools|Crm|Bots|Channels|Desk|Live)\b")
        select $"{library}/{file.Path} uses a room");

    [Fact]
    public void Nothing_banned() => None(
        from file in AllSources()
        from rule in Banned
        let match = Regex.Match(file.Text, rule.Key)
        where match.Success
        select $"{file.Path}: '{match.Value.Trim()}'; use {rule.Value}");

    [Fact]
    public void Files_and_lines_are_short() => None(
        from file in AllSources()
        let lines = file.Text.Split('\n')
        let wide = Array.FindIndex(lines, line => line.Length > LineColumnsMax)
        where lines.Length > FileLinesMax || wide >= 0
        select wide >= 0 ? $"{file.Path}:{wide + 1} is over {LineColumnsMax} columns" : $"{file.Path} is over {FileLinesMax} lines");

    [Fact]
    public void Methods_are_short() => None(
        from file in AllSources()
        let lines = file.Text.Split('\n')
        from start in Enumerable.Range(0, lines.Length)
        where lines[start] == "    {"
        let end = Array.FindIndex(lines, start, line => line is "    }" or "    };")
        where end - start > MethodLinesMax && !LongOnPurpose.Contains(file.Path)
        select $"{file.Path}:{start} is a member of {end - start} lines");

    [Fact]
    public void Every_public_type_says_what_it_is() => None(
        from file in AllSources()
        let lines = file.Text.Split('\n')
        from i in Enumerable.Range(0, lines.Length)
        where PublicType().IsMatch(lines[i])
        let before = lines.Take(i).Reverse().SkipWhile(line => line.StartsWith('[')).FirstOrDefault() ?? ""
        where !before.StartsWith("///", StringComparison.Ordinal)
        select $"{file.Path}:{i + 1} has no summary: {lines[i].Trim()}");

    private static IEnumerable<(string Path, string? Room, string Text)> AllSources() =>
        from library in new[] { "Baton", "Baton.Dataverse", "Baton.BotProtocol", "Baton.Topics", "Baton.Sandbox" }
        from file in Sources(library)
        select ($"{library}/{file.Path}", file.Room, file.Text);

    private static IEnumerable<(string Path, string? Room, string Text)> Sources(string project)
    {
        var folder = Path.Combine(Root(), "src", project);
        return from path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
               let relative = Path.GetRelativePath(folder, path).Replace('\\', '/')
               where !relative.StartsWith("obj/", StringComparison.Ordinal) && !relative.StartsWith("bin/", StringComparison.Ordinal)
               select (relative, relative.Contains('/') ? relative[..relative.IndexOf('/')] : null, File.ReadAllText(path));
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));

    private static void None(IEnumerable<string> complaints)
    {
        var found = complaints.ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [GeneratedRegex(@"\bBaton\.(\w+)\b")]
    private static partial Regex UsedRoom();

    [GeneratedRegex(@"^public (sealed |static |abstract |readonly |partial )*(class|record|struct|interface|enum) ")]
    private static partial Regex PublicType();
}
