using System.Collections.Concurrent;
using Baton.BotProtocol;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Bots.Remote;

/// <summary>
/// Listens to bots behind Direct Line, in every conversation that they have. Each is leased to one process; one that dies frees its own, and whoever takes over goes
/// on at the watermark. What was heard is passed on before the watermark moves, and words that come twice are said once.
/// </summary>
internal sealed class RemoteListening : BackgroundService
{
    /// <summary>Conversations that one process listens to.</summary>
    private const int ListenersMax = 10_000;

    /// <summary>So many are taken over at a time: the service of a bot is not to meet them all at once.</summary>
    private const int TakenAtOnceMax = 200;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    /// <summary>After these a conversation may not be the bot's any more.</summary>
    private static readonly string[] Leavings = [nameof(Assigned), nameof(Escalated), nameof(Transferred), nameof(Ended), nameof(Closed)];

    private readonly ConcurrentDictionary<Guid, Listener> _listeners = new();
    private readonly DirectLineClient _client;
    private readonly SocketRoom _room;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger<RemoteListening> _log;
    private readonly SemaphoreSlim _woken = new(0);
    private CancellationToken _stopping = new(canceled: true);

    public RemoteListening(
        DirectLineClient client, SocketRoom room, IServiceScopeFactory scopes, Bulletin bulletin, TimeProvider clock, ILogger<RemoteListening> log)
    {
        (_client, _room, _scopes, _clock, _log) = (client, room, scopes, clock, log);
        bulletin.Listen(Hear);
    }

    /// <summary>A conversation was begun, and is leased to this process.</summary>
    /// <param name="stream">Where its stream is, if that is known.</param>
    public void Begin(RemoteConversation remote, Uri? stream)
    {
        if (_stopping.IsCancellationRequested || _listeners.Count >= ListenersMax) return;   // it is found when there is room
        var listener = new Listener(remote.Epoch);
        if (_listeners.TryAdd(remote.ConversationId, listener)) listener.Listening = Listen(remote, stream, listener);
    }

    /// <summary>The bot has been told something, and may answer soon.</summary>
    public void Expect(Guid conversationId) => _listeners.GetValueOrDefault(conversationId)?.Line?.Nudge();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var listener in _listeners.Values) await listener.Stop.CancelAsync();
        await Task.WhenAll(_listeners.Values.Select(listener => listener.Listening)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<RemoteConversations>().Release(cancellationToken);
        }
        catch (Exception gone) when (gone is NpgsqlException or OperationCanceledException)
        {
            RemoteLog.LeaseMissed(_log, gone.Message);   // others will find us silent instead
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        await using var timer = _clock.CreateTimer(_ => Wake(), null, TimeSpan.Zero, Between);
        while (true)
        {
            await _woken.WaitAsync(stoppingToken);
            try
            {
                await Lease(stoppingToken);
            }
            catch (NpgsqlException gone)
            {
                RemoteLog.LeaseMissed(_log, gone.Message);
            }
        }
    }

    private void Wake()
    {
        if (_woken.CurrentCount == 0) _woken.Release();   // two at once make it look twice, which does no harm
    }

    private void Hear(IReadOnlyList<Notice> notices)
    {
        if (_listeners.IsEmpty) return;
        foreach (var notice in notices)
        {
            if (!_listeners.TryGetValue(notice.Subject, out var listener)) continue;
            if (notice.Kind == nameof(Said) && notice.Fact is null or Said { IsForBot: true }) listener.Line?.Nudge();
            else if (Leavings.Contains(notice.Kind)) Wake();
        }
    }

    private async Task Lease(CancellationToken ct)
    {
        var listened = _listeners.ToArray();   // before the store is asked: whoever begins meanwhile is not to be taken for gone
        await using var scope = _scopes.CreateAsyncScope();
        var conversations = scope.ServiceProvider.GetRequiredService<RemoteConversations>();
        var ours = (await conversations.Lease(Math.Clamp(ListenersMax - listened.Length, 0, TakenAtOnceMax), ct)).ToDictionary(one => one.ConversationId, one => one.Epoch);

        foreach (var (id, listener) in listened)
            if (!ours.TryGetValue(id, out var epoch) || epoch != listener.Epoch) await listener.Stop.CancelAsync();
        foreach (var (id, epoch) in ours.Where(one => !_listeners.ContainsKey(one.Key)))
            if (await conversations.Find(id, epoch, ct) is { } remote) Begin(remote, null);
    }

    private async Task Listen(RemoteConversation remote, Uri? stream, Listener listener)
    {
        await Task.Yield();   // whoever began it has more to do
        var ct = listener.Stop.Token;
        if (_stopping.IsCancellationRequested) await listener.Stop.CancelAsync();
        try
        {
            using var line = new DirectLineListener(_client, await Start(remote, stream, ct), _room, _clock, Random.Shared);
            listener.Line = line;
            while (await Take(remote, await line.Next(ct), ct)) { }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Somebody else has the conversation, or listens to it, or Baton stops.
        }
        catch (NpgsqlException gone)
        {
            RemoteLog.Interrupted(_log, remote.ConversationId, gone.Message);   // what was heard and not kept is heard again
        }
        catch (Exception ended) when (ended is DirectLineProblem or Refusal)
        {
            await LetGo(remote, ended);
        }
        catch (Exception failure)
        {
            RemoteLog.ListeningFailed(_log, failure, remote.ConversationId);
            await LetGo(remote, failure);
        }
        finally
        {
            _listeners.TryRemove(KeyValuePair.Create(remote.ConversationId, listener));
        }
    }

    private async Task<DirectLineStart> Start(RemoteConversation remote, Uri? stream, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var access = await scope.ServiceProvider.GetRequiredService<RemoteDoors>().Access(remote.BotId, ct);
        return new DirectLineStart
        {
            Domain = new Uri(remote.Domain), ConversationId = remote.RemoteId, Watermark = remote.Watermark, Stream = stream,
            Token = scope.ServiceProvider.GetRequiredService<RemoteConversations>().Token(remote), Secret = access.Type == RemoteAccess.BySecret ? access.Secret : null,
        };
    }

    /// <summary>Passes on what was heard, then keeps that it was. False when there is no more to listen to for us.</summary>
    private async Task<bool> Take(RemoteConversation remote, DirectLineNews news, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var goesOn = news.Activities.Count == 0 || await scope.ServiceProvider.GetRequiredService<RemoteSpeech>().Pass(remote, news.Activities, ct);
        var isOurs = (news.Watermark is null && news.Token is null) || await scope.ServiceProvider.GetRequiredService<RemoteConversations>().Keep(remote, news, ct);
        return goesOn && isOurs;
    }

    /// <summary>The bot can't be heard any more: a person goes on.</summary>
    private async Task LetGo(RemoteConversation remote, Exception ended)
    {
        RemoteLog.LineEnded(_log, remote.BotId, remote.ConversationId, ended is Refusal refusal ? refusal.Code : ended.Message);
        var (reason, why) = ended switch
        {
            DirectLineProblem problem => RemoteLine.Why(problem),
            Refusal wrong => (RemoteLine.Unreachable, wrong.Message),
            _ => (RemoteLine.BotFailed, "What the bot says could not be listened to."),
        };
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<RemoteSpeech>().GiveUp(remote, reason, why, CancellationToken.None);
        }
        catch (NpgsqlException gone)
        {
            RemoteLog.Interrupted(_log, remote.ConversationId, gone.Message);   // it is listened to again, and ends again
        }
    }

    /// <summary>One conversation that is listened to.</summary>
    private sealed class Listener(int epoch)
    {
        public int Epoch => epoch;

        /// <summary>Never disposed: it holds no timer, and may be told to stop when it has ended by itself.</summary>
        public CancellationTokenSource Stop { get; } = new();
        public Task Listening { get; set; } = Task.CompletedTask;
        public DirectLineListener? Line { get; set; }
    }
}
