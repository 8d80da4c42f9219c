using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Plumbing;

/// <summary>Runs a program that is not ours to its end.</summary>
internal static class OutsideProgram
{
    public sealed record Answer(int ExitCode, string Output);

    /// <summary>
    /// As this user, or as the one we are. What it says is returned, output and errors together. Unheard is for a program that leaves
    /// another one running behind it which would hold our end of the pipe open for ever.
    /// </summary>
    public static async Task<Answer> Run(
        string path, IEnumerable<string> arguments, string? user, CancellationToken ct, bool unheard = false)
    {
        using var process = Begin(path, arguments, user, listen: !unheard);
        if (process is null) return new(-1, $"{path} cannot be run.");

        try
        {
            var output = unheard ? Task.FromResult("") : process.StandardOutput.ReadToEndAsync(ct);
            var errors = unheard ? Task.FromResult("") : process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new(process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            if (!process.HasExited) process.Kill();
            throw;
        }
    }

    private static Process? Begin(string path, IEnumerable<string> arguments, string? user, bool listen)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = listen,
            RedirectStandardError = listen,
            // Our own folder may be closed to the other user, and a program dies that cannot stand in its folder.
            WorkingDirectory = user is null ? "" : "/",
        };
        if (user is not null) SetUser(start, user);
        start.Environment["LC_ALL"] = "C";   // so that what it says is English, and the same everywhere
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static void SetUser(ProcessStartInfo start, string user)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("On Windows, PostgreSQL runs as the user who runs Baton.");
        start.UserName = user;
    }
}
