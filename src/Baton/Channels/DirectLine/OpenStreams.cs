using System.Collections.Concurrent;
using System.Net.WebSockets;
using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Channels.DirectLine;

/// <summary>The visitors' sockets that are open in this process, by conversation, and who hears what was committed.</summary>
internal sealed class OpenStreams
{
    private readonly ConcurrentDictionary<Guid, VisitorStream> _open = new();

    /// <summary>Told goodbye because another socket took their place; here until they are gone.</summary>
    private readonly ConcurrentDictionary<VisitorStream, bool> _leaving = new();

    /// <summary>When Baton stops, whoever has not answered our goodbye by then is cut off: they come back with their watermark.</summary>
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);

    public OpenStreams(Bulletin bulletin, IHostApplicationLifetime life)
    {
        bulletin.Listen(Hear);
        life.ApplicationStopping.Register(() => _ = SayGoodbye());
    }

    public IEnumerable<VisitorStream> All => _open.Values.Concat(_leaving.Keys);

    public VisitorStream? Find(Guid conversationId) => _open.GetValueOrDefault(conversationId);

    /// <summary>One socket a conversation: an older one gives way.</summary>
    public void Add(VisitorStream stream)
    {
        while (!_open.TryAdd(stream.ConversationId, stream))
        {
            if (!_open.TryGetValue(stream.ConversationId, out var older) || !_open.TryUpdate(stream.ConversationId, stream, older)) continue;
            _leaving[older] = true;
            older.Close(WebSocketCloseStatus.NormalClosure, "collision");
            return;
        }
    }

    public void Remove(VisitorStream stream)
    {
        _open.TryRemove(new(stream.ConversationId, stream));
        _leaving.TryRemove(stream, out _);
    }

    private async Task SayGoodbye()
    {
        foreach (var stream in All) stream.Close(WebSocketCloseStatus.EndpointUnavailable, "restarting");
        await Task.Delay(GoodbyePatience, TimeProvider.System);   // a real wait even under a told clock: the process is ending
        foreach (var stream in All) stream.Cut();
    }

    private void Hear(IReadOnlyList<Notice> notices)
    {
        if (_open.IsEmpty) return;
        foreach (var notice in notices)
        {
            if (!_open.TryGetValue(notice.Subject, out var stream)) continue;
            switch (notice.Kind)
            {
                case nameof(Said):
                    stream.Hear(notice.Number, (notice.Fact as Said)?.Message);
                    break;
                case nameof(Typing):
                    if ((TypingBy)notice.Number != TypingBy.Visitor) stream.Typing((TypingBy)notice.Number);
                    break;
                case nameof(Streamed):
                    if (Streamed.Of(notice) is { } partial) stream.Stream(partial);
                    break;
                case nameof(VariablesSet):
                    break;
                default:
                    stream.AskState(ended: notice.Kind == nameof(Ended));
                    break;
            }
        }
    }
}
