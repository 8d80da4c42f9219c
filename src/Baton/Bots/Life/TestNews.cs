using System.Collections.Concurrent;
using System.Threading.Channels;
using Baton.Plumbing;

namespace Baton.Bots.Life;

/// <summary>Tells the tests of bots in this process that something happened in their conversations, in whichever process it did.</summary>
internal sealed class TestNews
{
    private readonly ConcurrentDictionary<Guid, Channel<bool>> _listening = new();

    public TestNews(Bulletin bulletin)
    {
        bulletin.Listen(notices =>
        {
            foreach (var notice in notices)
                if (_listening.TryGetValue(notice.Subject, out var news)) news.Writer.TryWrite(true);
        });
        bulletin.OnGap(() =>
        {
            foreach (var news in _listening.Values) news.Writer.TryWrite(true);
        });
    }

    /// <summary>Listens from here on, until it is disposed.</summary>
    public Listener Listen(Guid conversationId)
    {
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        _listening[conversationId] = news;
        return new Listener(news.Reader, () => _listening.TryRemove(conversationId, out _));
    }

    public sealed class Listener(ChannelReader<bool> news, Action end) : IDisposable
    {
        /// <summary>Comes back when something has happened since the last time, or when the time is over.</summary>
        public async Task Wait(TimeSpan timeMax, TimeProvider clock, CancellationToken ct)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            Task happened = news.ReadAsync(limit.Token).AsTask();
            await Task.WhenAny(happened, Task.Delay(timeMax, clock, limit.Token));
            await limit.CancelAsync();   // neither goes on behind our back
            await happened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
        }

        public void Dispose() => end();
    }
}
