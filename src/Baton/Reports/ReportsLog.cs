namespace Baton.Reports;

/// <summary>What reports tell an operator.</summary>
internal static partial class ReportsLog
{
    [LoggerMessage(8101, LogLevel.Warning, "What became of bots' conversations could not be written down ({Reason}); trying again")]
    public static partial void NotSettled(ILogger log, string reason);
}
