using System.Collections.Concurrent;

namespace Baton.Bots.Connector;

/// <summary>
/// What bots, while this process calls them about a visitor's words, say by calls of their own: so most turns need not look for it in the store, and what answers many
/// words of a visitor, one after the other, is not taken for a flood.
/// </summary>
internal sealed class Ears
{
    private readonly ConcurrentDictionary<Guid, Ear> _ears = new();

    public Ear Listen(Guid conversationId) => _ears[conversationId] = new Ear(this, conversationId);

    public void Note(Guid conversationId) => _ears.GetValueOrDefault(conversationId)?.Add();

    /// <summary>How much was said in this conversation while the bot has been called; null when it is not called here.</summary>
    public int? Heard(Guid conversationId) => _ears.GetValueOrDefault(conversationId)?.Heard;

    /// <summary>Listens in one conversation.</summary>
    public sealed class Ear(Ears all, Guid conversationId) : IDisposable
    {
        private int _heard;

        public int Heard => Volatile.Read(ref _heard);

        public void Add() => Interlocked.Increment(ref _heard);

        public void Dispose() => all._ears.TryRemove(KeyValuePair.Create(conversationId, this));
    }
}
