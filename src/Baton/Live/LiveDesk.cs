using System.Threading.Channels;
using Baton.Desk;

namespace Baton.Live;

/// <summary>One change of what a desk shows: put sets collections[in][key] to value, remove deletes it.</summary>
public sealed record LiveEvent(string Op, string In, string Key, object? Value)
{
    public static LiveEvent Put(string collection, string key, object value) => new("put", collection, key, value);
    public static LiveEvent Remove(string collection, string key) => new("remove", collection, key, null);
}

/// <summary>Who looks at a desk, and what they may see.</summary>
public sealed record Viewer(Guid UserId, string Name, bool SeesAll, IReadOnlySet<Guid> Queues)
{
    public bool Sees(ConversationRow row) =>
        row.State != Conversations.State.Closed
        && (SeesAll || row.Handler?.Id == UserId || row.OfferedTo == UserId || row.Queue is { } queue && Queues.Contains(queue.Id));

    public bool Handles(ConversationRow row) =>
        row.Handler?.Id == UserId && row.State is Conversations.State.WithAgent or Conversations.State.WrapUp && row.Handler?.Id == UserId;
}

/// <summary>
/// One open socket of a desk: what it has been told so far, so that what it is told next leads from there to the truth. Guarded by the
/// lock of <see cref="LiveDesks"/>; a desk that does not keep up is hung up on and starts again with a snapshot.
/// </summary>
public sealed class LiveDesk(string connectionId, Viewer viewer, Action hangUp)
{
    /// <summary>How many messages of an open conversation a desk holds.</summary>
    public const int MessagesMax = 200;

    private const int EventsWaitingMax = 20_000;

    private readonly Channel<LiveEvent> _events = Channel.CreateBounded<LiveEvent>(EventsWaitingMax);

    public string ConnectionId => connectionId;
    public Viewer Viewer { get; set; } = viewer;
    public ChannelReader<LiveEvent> Events => _events.Reader;

    /// <summary>Its snapshot is not read yet: what it opens, it opens with that, so that nothing is told before it which it would tell again.</summary>
    public bool IsBeginning { get; set; } = true;

    /// <summary>Conversations that changed while a snapshot was being read; they are looked at again after it.</summary>
    public HashSet<Guid>? Missed { get; set; }

    public HashSet<Guid> Shown { get; } = [];
    public Dictionary<Guid, Guid> OfferOf { get; } = [];
    public HashSet<Guid> Watched { get; } = [];
    public Dictionary<Guid, Held> Open { get; } = [];

    public void Tell(LiveEvent happened)
    {
        if (!_events.Writer.TryWrite(happened)) hangUp();
    }

    public void Close() => _events.Writer.TryComplete();

    public void Show(ConversationRow row, object json)
    {
        if (Viewer.Sees(row))
        {
            Shown.Add(row.Id);
            Tell(LiveEvent.Put("conversations", row.Id.ToString(), json));
        }
        else if (Shown.Remove(row.Id))
        {
            Tell(LiveEvent.Remove("conversations", row.Id.ToString()));
        }
    }

    public void ShowOffer(Guid conversationId, Guid? offerId, object? json)
    {
        if (OfferOf.TryGetValue(conversationId, out var old) && old != offerId)
        {
            OfferOf.Remove(conversationId);
            Tell(LiveEvent.Remove("offers", old.ToString()));
        }
        if (offerId is not { } fresh) return;
        OfferOf[conversationId] = fresh;
        Tell(LiveEvent.Put("offers", fresh.ToString(), json!));
    }

    /// <summary>Tells a message if it is the next one. Answers false when some before it are missing, which must then be read.</summary>
    public bool Hear(Guid conversationId, MessageView message)
    {
        if (!Open.TryGetValue(conversationId, out var held) || held.IsLoading || message.N <= held.Last) return true;
        if (message.N != held.Last + 1) return false;

        Tell(LiveEvent.Put("messages", Key(conversationId, message.N), message));
        var first = held.First;
        if (message.N - first >= MessagesMax) Tell(LiveEvent.Remove("messages", Key(conversationId, first++)));
        Open[conversationId] = new Held(first, message.N);
        return true;
    }

    /// <summary>The desk no longer holds this conversation open.</summary>
    public void Shut(Guid conversationId)
    {
        if (!Open.Remove(conversationId, out var held)) return;
        Tell(LiveEvent.Remove("open", conversationId.ToString()));
        for (var n = held.First; n <= held.Last && !held.IsLoading; n++) Tell(LiveEvent.Remove("messages", Key(conversationId, n)));
    }

    public static string Key(Guid conversationId, int n) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{conversationId}/{n}");

    /// <summary>Which messages of an open conversation the desk holds.</summary>
    public readonly record struct Held(int First, int Last)
    {
        private static int _readings;

        /// <summary>They are being read just now, by this reading and no other; what is said meanwhile is caught up with afterwards.</summary>
        public static Held Loading() => new(Interlocked.Increment(ref _readings), int.MaxValue);
        public bool IsLoading => Last == int.MaxValue;

        public static Held Of(IReadOnlyCollection<MessageView> messages, int none) =>
            messages.Count == 0 ? new(none + 1, none) : new(messages.First().N, messages.Last().N);
    }
}
