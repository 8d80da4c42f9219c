using Baton.Plumbing;

namespace Baton.Channels.DirectLine;

/// <summary>How Direct Line says no: its own codes, which its clients know.</summary>
internal static class LineRefusal
{
    public static Refusal NoCredentials() => new(401, "Unauthorized", "Send the header Authorization: Bearer, with a secret or a token.");
    public static Refusal NotOurs() => new(403, "BadArgument", "This secret or token is not valid here.");
    public static Refusal Expired() => new(403, "TokenExpired", "This token has expired.");
    public static Refusal Forbidden(string why) => new(403, "BadArgument", why);
    public static Refusal NoConversation() => new(404, "ConversationNotFound", "There is no such conversation.");
    public static Refusal BadArgument(string why) => new(400, "BadArgument", why);
    public static Refusal BadSyntax() => new(400, "BadSyntax", "The body is not JSON of the right shape.");
    public static Refusal Missing(string what) => new(400, "MissingProperty", $"The activity needs {what}.");
    public static Refusal TooBig(string why) => new(413, "MessageSizeTooBig", why);

    /// <summary>What the rooms below refuse, in Direct Line's words.</summary>
    public static Refusal Translated(Refusal refusal) => refusal.Code switch
    {
        "conversation_closed" => new(409, "ConversationEnded", refusal.Message),
        "not_found" => NoConversation(),
        "too_long" => TooBig(refusal.Message),
        "database_away" => new(503, "ServiceError", refusal.Message) { RetryAfterSeconds = refusal.RetryAfterSeconds },
        "too_many_requests" => new(429, "TooManyRequests", refusal.Message) { RetryAfterSeconds = refusal.RetryAfterSeconds },
        _ when char.IsAsciiLetterUpper(refusal.Code[0]) => refusal,
        _ => new(refusal.Status == 422 ? 400 : refusal.Status, "BadArgument", refusal.Message),
    };
}
