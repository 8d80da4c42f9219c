using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Baton.BotProtocol;

/// <summary>What Direct Line answers with, and the frames of its stream. Frames of what is not stored have no watermark.</summary>
public sealed record ActivitySet
{
    public required IReadOnlyList<Activity> Activities { get; init; }
    public string? Watermark { get; init; }
}

/// <summary>Whom a token is for and where it may be used. Also the body of "start a conversation", which may name a locale.</summary>
public sealed record TokenParameters
{
    public ChannelAccount? User { get; set; }
    public IReadOnlyList<string>? TrustedOrigins { get; set; }
    public string? ETag { get; set; }
    public string? Locale { get; set; }
}

/// <summary>A conversation and the token that opens it. Only a started or reopened one has an address for its stream.</summary>
public sealed record DirectLineConversation
{
    public required string ConversationId { get; init; }
    public required string Token { get; init; }

    [JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }
    public string? StreamUrl { get; init; }
    public string? ReferenceGrammarId { get; init; }
    public string? ETag { get; init; }
}

/// <summary>The id of what was stored.</summary>
public sealed record ResourceResponse(string Id);

/// <summary>The session that a cookie stands for.</summary>
public sealed record SessionId([property: JsonPropertyName("sessionId")] string Value);

/// <summary>How connector and Direct Line say no.</summary>
public sealed record ErrorResponse(ProtocolError Error);

/// <summary>A code for programs and a sentence for people; with what the other side said, if it was their fault.</summary>
public sealed record ProtocolError(string Code, string Message, InnerHttpError? InnerHttpError = null);

/// <summary>What an outside party answered.</summary>
public sealed record InnerHttpError(int StatusCode, JsonNode? Body);
