namespace Baton.Bots.Remote;

/// <summary>What the lines to bots elsewhere tell an operator.</summary>
internal static partial class RemoteLog
{
    [LoggerMessage(7020, LogLevel.Warning, "Bot {Bot} is not heard any more in conversation {Conversation}: {Why}")]
    public static partial void LineEnded(ILogger log, Guid bot, Guid conversation, string why);

    [LoggerMessage(7021, LogLevel.Warning, "Listening to conversation {Conversation} was interrupted and begins again: {Why}")]
    public static partial void Interrupted(ILogger log, Guid conversation, string why);

    [LoggerMessage(7022, LogLevel.Warning, "Which bots' conversations have to be listened to could not be read: {Why}")]
    public static partial void LeaseMissed(ILogger log, string why);

    [LoggerMessage(7023, LogLevel.Error, "Listening to conversation {Conversation} failed")]
    public static partial void ListeningFailed(ILogger log, Exception failure, Guid conversation);

    [LoggerMessage(7024, LogLevel.Warning, "Bot {Bot} was not told what became of conversation {Conversation}: {Why}")]
    public static partial void NotTold(ILogger log, Guid bot, Guid conversation, string why);
}
