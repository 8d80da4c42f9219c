namespace Baton.Bots;

/// <summary>What the bots' room tells an operator.</summary>
internal static partial class BotsLog
{
    [LoggerMessage(7001, LogLevel.Error, "Bot '{Bot}' failed in conversation {Conversation}; a person is asked")]
    public static partial void BotFailed(ILogger log, Exception broken, string bot, Guid conversation);

    [LoggerMessage(7002, LogLevel.Warning, "Bot '{Bot}' ended a turn of conversation {Conversation} with the error {Code}; a person is asked")]
    public static partial void BotGaveError(ILogger log, string bot, Guid conversation, string code);

    [LoggerMessage(7003, LogLevel.Warning, "Bot '{Bot}' asked for a request to {Host}, which was not made: {Why}")]
    public static partial void RequestNotMade(ILogger log, string bot, string host, string why);

    [LoggerMessage(7004, LogLevel.Warning, "Bot '{Bot}' asked the model in conversation {Conversation} and got no answer: {Code}")]
    public static partial void ModelFailed(ILogger log, string bot, Guid conversation, string code);

    [LoggerMessage(7005, LogLevel.Warning, "Bot '{Bot}' could not be reached in conversation {Conversation}: {Why}; a person is asked")]
    public static partial void BotUnreachable(ILogger log, string bot, Guid conversation, string why);

    [LoggerMessage(7020, LogLevel.Warning, "Bot {Bot} could not be told of conversation {Conversation}: {Why}; it is told {Left} more times")]
    public static partial void NotTold(ILogger log, Guid bot, Guid conversation, string why, int left);
    [LoggerMessage(7060, LogLevel.Warning, "Assist '{Bot}' failed in conversation {Conversation} ({Code}); its agent goes on without it")]
    public static partial void AssistFailed(ILogger log, string bot, Guid conversation, string code);

    [LoggerMessage(7061, LogLevel.Warning, "{Passages} passages could not be embedded by '{Model}' just now: {Code}; they are found by their words")]
    public static partial void EmbeddingFailed(ILogger log, string model, int passages, string code);

    [LoggerMessage(7062, LogLevel.Warning, "A question could not be embedded by '{Model}': {Code}; articles are found by their words for some seconds")]
    public static partial void QuestionNotEmbedded(ILogger log, string model, string code);

    [LoggerMessage(7006, LogLevel.Warning, "Bot {Bot} spoke in conversation {Conversation}, which it does not have any more; nobody hears it")]
    public static partial void TooLate(ILogger log, Guid bot, Guid conversation);

    [LoggerMessage(7021, LogLevel.Warning, "A call to the address of bot {Bot} was refused: {Why}")]
    public static partial void TokenRefused(ILogger log, Guid bot, string why);

    [LoggerMessage(7022, LogLevel.Warning, "The new client secret of bot {Bot} does not work ({Code}); the one before it is used")]
    public static partial void NewSecretFails(ILogger log, Guid bot, string code);
    [LoggerMessage(7020, LogLevel.Warning, "How bots' turns went could not be written down just now: {Why}")]
    public static partial void HealthNotWritten(ILogger log, string why);
}
