namespace Baton.Live;

/// <summary>What the live room tells an operator.</summary>
internal static partial class LiveLog
{
    [LoggerMessage(9001, LogLevel.Warning, "Could not read what desks must be told ({Reason}); trying again")]
    public static partial void ReadFailed(ILogger log, string reason);
}
