using System.Diagnostics;
using System.Globalization;

namespace Baton.Plumbing;

/// <summary>The running processes of one cluster.</summary>
internal static class PostgresProcesses
{
    public const string PidFile = "postmaster.pid";
    private const int EndSecondsMax = 20;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>The process that leads the cluster, if it runs. What a crash left in postmaster.pid is not believed unseen.</summary>
    public static int? Postmaster(string files)
    {
        var path = Path.Combine(files, PidFile);
        if (!File.Exists(path)) return null;
        var first = File.ReadLines(path).FirstOrDefault();
        return int.TryParse(first, CultureInfo.InvariantCulture, out var id) && Belongs(id, files) ? id : null;
    }

    /// <summary>Kills what is left of a cluster whose postmaster is gone, and waits until the system has taken it away.</summary>
    public static async Task EndAll(string files, TimeProvider time, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        using var again = new PeriodicTimer(LookAgain, time);
        while (All(files) is { Count: > 0 } left)
        {
            if (time.GetElapsedTime(began).TotalSeconds > EndSecondsMax)
                throw new CannotStart($"Process {left[0]} of an earlier PostgreSQL does not end. End it by hand, then start Baton again.");
            foreach (var id in left) Kill(id);
            await again.WaitForNextTickAsync(ct);
        }
    }

    // Only Linux tells which folder a process stands in, and every process of a cluster stands in the cluster's files.
    // Elsewhere the children that outlive a killed postmaster are left to end by themselves, which takes them a moment.
    public static List<int> All(string files) => OperatingSystem.IsLinux()
        ? [.. Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Belongs(id, files))]
        : [];

    private static bool Belongs(int id, string files)
    {
        if (OperatingSystem.IsLinux()) return StandsIn(id) == files;
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // A process that has ended but was not yet taken away by its parent stands nowhere any more.
    private static string? StandsIn(int id)
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{id}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return;
        }
    }
}
