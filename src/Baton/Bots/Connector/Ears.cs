using System.Collections.Concurrent;

namespace Baton.Bots.Connector;

/// <summary>In which conversations a bot, while it is called, has spoken by calls of its own: so that most turns need not look for it in the store.</summary>
internal sealed class Ears
{
    private readonly ConcurrentDictionary<Guid, Ear> _ears = new();

    public Ear Listen(Guid conversationId) => _ears[conversationId] = new Ear(this, conversationId);

    public void Note(Guid conversationId)
    {
        if (_ears.TryGetValue(conversationId, out var ear)) ear.HasHeard = true;
    }

    /// <summary>Listens in one conversation, in this process.</summary>
    public sealed class Ear(Ears all, Guid conversationId) : IDisposable
    {
        public bool HasHeard { get; set; }

        public void Dispose() => all._ears.TryRemove(KeyValuePair.Create(conversationId, this));
    }
}
