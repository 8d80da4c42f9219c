namespace Baton.Plumbing;

/// <summary>What the operator is told of our PostgreSQL.</summary>
internal static partial class PostgresLog
{
    private const int LastLinesMax = 12;

    [LoggerMessage(LogLevel.Information, "Making a PostgreSQL {Version} cluster in {Folder}")]
    public static partial void Making(ILogger log, string version, string folder);

    [LoggerMessage(LogLevel.Information, "Starting PostgreSQL {Version} of {Folder}")]
    public static partial void Starting(ILogger log, string version, string folder);

    [LoggerMessage(LogLevel.Information, "PostgreSQL (process {Id}) still runs from before: going on with it")]
    public static partial void Joining(ILogger log, int id);

    [LoggerMessage(LogLevel.Information, "PostgreSQL is still starting or recovering, {Seconds} s so far")]
    public static partial void StillStarting(ILogger log, int seconds);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL is gone ({Why}). Bringing it back")]
    public static partial void Lost(ILogger log, string why);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL is back (process {Id})")]
    public static partial void Back(ILogger log, int id);

    [LoggerMessage(LogLevel.Error, "PostgreSQL does not come back yet: {Why}")]
    public static partial void StillGone(ILogger log, string why);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL did not stop within {Seconds} s. Stopping it at once; it recovers at the next start")]
    public static partial void StoppingAtOnce(ILogger log, int seconds);

    /// <summary>The end of what PostgreSQL wrote when it would not start: it speaks into one file first, then into its own log.</summary>
    public static string LastWords(string startLog, string files)
    {
        var logs = Path.Combine(files, "log");
        var newest = Directory.Exists(logs)
            ? new DirectoryInfo(logs).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc).Take(1).Select(file => file.FullName)
            : [];
        return string.Join('\n', newest.Prepend(startLog).Where(File.Exists).SelectMany(path => File.ReadLines(path).TakeLast(LastLinesMax)));
    }
}
