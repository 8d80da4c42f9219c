using System.Collections.Concurrent;
using System.Text;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Conversations;

/// <summary>
/// Shows visitors a bot's words while it is finding them. At most four a second in a conversation: what comes faster is left out, since the next holds all of
/// it. Partials are hints: nothing depends on them, and the message that they come to is said like any other.
/// </summary>
public sealed class Partials(Bulletin bulletin, NpgsqlDataSource source, TimeProvider clock)
{
    private const int RememberedMax = 10_000;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, long> _shown = new();

    /// <summary>An id for words that begin to be found.</summary>
    public static string NewStream() => $"stream-{Guid.CreateVersion7():N}";

    /// <summary>Shows it, unless one was shown a moment ago. The caller knows that the bot has the conversation.</summary>
    public async Task Show(Streamed partial, CancellationToken ct)
    {
        if (Encoding.UTF8.GetByteCount(partial.Text) > Limits.MessageBytesMax || !MayBeShown(partial.ConversationId)) return;
        await bulletin.Hint(source, partial, ct);
    }

    private bool MayBeShown(Guid conversationId)
    {
        var now = clock.GetTimestamp();
        if (_shown.Count >= RememberedMax) Forget(now);
        while (true)
        {
            if (!_shown.TryGetValue(conversationId, out var last))
            {
                if (_shown.TryAdd(conversationId, now)) return true;
                continue;
            }
            if (clock.GetElapsedTime(last, now) < Between) return false;
            if (_shown.TryUpdate(conversationId, now, last)) return true;
        }
    }

    private void Forget(long now)
    {
        foreach (var pair in _shown)
            if (clock.GetElapsedTime(pair.Value, now) >= Between) _shown.TryRemove(pair);
    }
}
