namespace Baton.Live;

/// <summary>What the live room tells an operator.</summary>
internal static partial class LiveLog
{
    [LoggerMessage(9001, LogLevel.Warning, "Could not read what desks must be told ({Reason}); trying again")]
    public static partial void ReadFailed(ILogger log, string reason);

    [LoggerMessage(9002, LogLevel.Warning, "Could not write down that a desk came or went ({Reason})")]
    public static partial void ComingFailed(ILogger log, string reason);
}
