using Baton.Bots.Connector;
using Baton.Topics;

namespace Baton.Bots;

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
}
