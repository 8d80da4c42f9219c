namespace Baton.Channels;

/// <summary>What operators read of this room. Never a visitor's words, a token or a secret.</summary>
internal static partial class ChannelsLog
{
    [LoggerMessage(3001, LogLevel.Warning, "A visitor could not be served, the database does not answer: {Why}")]
    public static partial void StoreUnreachable(ILogger log, string why);

    [LoggerMessage(3002, LogLevel.Debug, "A visitor's stream was dropped: {Why}")]
    public static partial void StreamDropped(ILogger log, string why);

    [LoggerMessage(3004, LogLevel.Warning, "A visitor's stream failed and was cut; they come back by themselves")]
    public static partial void StreamFailed(ILogger log, Exception failure);

    [LoggerMessage(3003, LogLevel.Warning, "The round of visitors' streams was missed: {Why}")]
    public static partial void RoundMissed(ILogger log, string why);
}
