namespace Baton.Crm;

/// <summary>What operators are told of the CRM: codes and ids, never a visitor's words.</summary>
internal static partial class CrmLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking up the visitor of {ConversationId} failed: {Code} (HTTP {Status}, request {RequestId})")]
    public static partial void LookupFailed(ILogger log, Guid conversationId, string code, int status, string? requestId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Writing the note of {ConversationId} failed, attempt {Attempt}: {Code} (HTTP {Status}, request {RequestId})")]
    public static partial void NoteFailed(ILogger log, Guid conversationId, int attempt, string code, int status, string? requestId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Conversation {ConversationId} leaves no note: its visitor is not a known contact")]
    public static partial void NoteWithoutContact(ILogger log, Guid conversationId);
}
