using Baton.Bots.Connector;
using Baton.Topics;

namespace Baton.Bots;

/// <summary>What a bot is told without being asked for an answer.</summary>
internal abstract record Happened;

/// <summary>The conversation is over, and the bot did not end it.</summary>
internal sealed record ConversationOver(bool ByVisitor) : Happened;

/// <summary>What became of a conversation that the bot gave up: accepted, completed or failed.</summary>
internal sealed record HandOffStatus(string State, string? Message) : Happened;

/// <summary>The line to bots of one kind that live elsewhere. They may say what they have to say in the answer to our call, while it is open, or much later.</summary>
internal interface IRemoteLine
{
    /// <summary>The kind of bots it reaches, as accounts name it.</summary>
    string Kind { get; }

    /// <summary>Tells the bot what has reached it, and answers what it said at once. Throws nothing for what bots do wrong: that is in the answer.</summary>
    /// <param name="key">The same for a step when a crash makes the turn run again, for bots that know what they have heard before.</param>
    Task<Heard> Ask(Turn turn, IReadOnlyList<Incoming> incoming, Func<int, string> key, CancellationToken ct);

    /// <summary>Whether the bot has said something since the turn was read.</summary>
    Task<bool> HasSpoken(Turn turn, CancellationToken ct);

    /// <summary>
    /// Tells a bot what it need not answer, about a conversation that it has had in that epoch. Throws <see cref="HttpRequestException"/> where nobody takes it,
    /// and is then called again, some times. A kind that has no way to be told does nothing.
    /// </summary>
    Task Tell(Guid conversationId, Guid botId, int epoch, Happened what, CancellationToken ct) => Task.CompletedTask;
}
