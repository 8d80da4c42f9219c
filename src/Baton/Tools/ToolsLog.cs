namespace Baton.Tools;

/// <summary>What an operator can act on.</summary>
internal static partial class ToolsLog
{
    [LoggerMessage(LogLevel.Error, "The run of {Tool} over MCP broke; this is a bug of ours")]
    public static partial void RunBroke(ILogger log, Exception bug, string tool);
}
