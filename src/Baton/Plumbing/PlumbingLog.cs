namespace Baton.Plumbing;

/// <summary>What the plumbing tells an operator.</summary>
internal static partial class PlumbingLog
{
    [LoggerMessage(1001, LogLevel.Warning, "Lost the connection that listens to other processes ({Reason}); trying again")]
    public static partial void ListeningLost(ILogger log, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "Could not tell the others that this process lives: {Reason}")]
    public static partial void BeatMissed(ILogger log, string reason);

    [LoggerMessage(1003, LogLevel.Information, "Released {Rows} leases, sockets or rows that dead processes held")]
    public static partial void Released(ILogger log, int rows);

    [LoggerMessage(1004, LogLevel.Warning, "Job {Id} '{Reaction}' failed on attempt {Attempt}: {Reason}")]
    public static partial void JobFailed(ILogger log, Exception failure, long id, string reaction, int attempt, string reason);

    [LoggerMessage(1005, LogLevel.Error, "Job {Id} '{Reaction}' was put aside after {Attempts} attempts; see /api/v1/jobs")]
    public static partial void JobPutAside(ILogger log, long id, string reaction, int attempts);

    [LoggerMessage(1006, LogLevel.Warning, "Could not claim jobs ({Reason}); trying again")]
    public static partial void ClaimFailed(ILogger log, string reason);

    [LoggerMessage(1007, LogLevel.Information, "Schema brought from version {From} to {To}")]
    public static partial void Migrated(ILogger log, int from, int to);

    [LoggerMessage(1008, LogLevel.Warning, "Metrics are asked for and the database does not answer ({Why})")]
    public static partial void MeasuresMissing(ILogger log, string why);
}
