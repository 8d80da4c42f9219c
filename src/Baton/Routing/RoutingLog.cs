namespace Baton.Routing;

/// <summary>What routing tells an operator.</summary>
internal static partial class RoutingLog
{
    [LoggerMessage(3001, LogLevel.Warning, "Could not look at queue {Queue} again ({Reason}); the sweep will")]
    public static partial void NudgeFailed(ILogger log, Guid queue, string reason);

    [LoggerMessage(3002, LogLevel.Warning, "A sweep of the queues failed ({Reason}); trying again")]
    public static partial void SweepFailed(ILogger log, string reason);

    [LoggerMessage(3003, LogLevel.Information, "The sweep found {Count} conversations that had been left: {What}")]
    public static partial void Caught(ILogger log, int count, string what);
}
