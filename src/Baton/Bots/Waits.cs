using Baton.Plumbing;

namespace Baton.Bots;

/// <summary>A bot that waits for a yes.</summary>
internal sealed record Waiter
{
    public required Guid BotId { get; init; }
    public required int Epoch { get; init; }
}

/// <summary>A bot has said nothing since message n; when this falls due, somebody else is asked if it still has not.</summary>
public sealed record SilenceLapsed(Guid ConversationId, Guid BotId, int Epoch, int N) : Fact(ConversationId);

/// <summary>The visitor has said nothing since message n; when this falls due, topics that wait for so long a silence begin, if they still have not.</summary>
public sealed record VisitorQuiet(Guid ConversationId, Guid BotId, int Epoch, int N, int Seconds, int Before) : Fact(ConversationId);
