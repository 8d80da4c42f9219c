using System.Threading.Channels;
using Baton.Bots.Assist;
using Baton.Conversations;
using Baton.Desk;
using Baton.Desk.Macros;
using Baton.Plumbing;

namespace Baton.Live;

/// <summary>
/// The desks that are open in this process, and the loop that tells them what happened. Messages go out as soon as their commit is announced, straight
/// from the fact when it is the next one; rows, offers, people and queues are read again, many in one query, a moment later.
/// </summary>
public sealed class LiveDesks : BackgroundService
{
    private const int NoticesWaitingMax = 200_000;

    /// <summary>In place of a conversation: all of them, because notices may have been missed.</summary>
    private static readonly Guid Everything = Guid.Empty;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(500);

    /// <summary>Facts about users or queues; all others are about a conversation.</summary>
    private static readonly HashSet<string> AboutPeople = ["PresenceChanged", "CameBack", "WentAway", "UserChanged", "SignedOut", "MembersChanged", "QueueChanged"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LiveDesk> _desks = [];
    private readonly Dictionary<Guid, List<LiveDesk>> _holding = [];
    private readonly Channel<Notice> _notices = Channel.CreateBounded<Notice>(new BoundedChannelOptions(NoticesWaitingMax) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IServiceScopeFactory _scopes;
    private readonly LiveRefresh _refresh;
    private readonly TimeProvider _clock;
    private readonly ILogger<LiveDesks> _log;

    public LiveDesks(Bulletin bulletin, IServiceScopeFactory scopes, LiveRefresh refresh, TimeProvider clock, ILogger<LiveDesks> log)
    {
        (_scopes, _refresh, _clock, _log) = (scopes, refresh, clock, log);
        bulletin.Listen(Hear);
        bulletin.OnGap(() => LookAgainAt(Everything));
    }

    /// <summary>A desk is to be told what it does not hold: by what name, with what.</summary>
    public event Action<LiveDesk, string, object[]>? Hinted;

    public LiveDesk[] All()
    {
        lock (_lock) return [.. _desks.Values];
    }

    public void Add(LiveDesk desk)
    {
        lock (_lock) _desks[desk.ConnectionId] = desk;
    }

    public LiveDesk? Find(string connectionId)
    {
        lock (_lock) return _desks.GetValueOrDefault(connectionId);
    }

    public void Remove(string connectionId)
    {
        lock (_lock)
        {
            if (!_desks.Remove(connectionId, out var desk)) return;
            foreach (var id in desk.Open.Keys) Release(desk, id);
            desk.Close();
        }
    }

    /// <summary>Does something to a desk that nothing may come between.</summary>
    public void With(Action<Holding> change)
    {
        lock (_lock) change(new Holding(this));
    }

    /// <summary>Tells desks anew what there is to tell of a conversation.</summary>
    public void LookAgainAt(Guid conversationId) => _notices.Writer.TryWrite(new Notice("LookAgain", conversationId, 0, null));

    private void Hear(IReadOnlyList<Notice> notices)
    {
        if (_desks.Count == 0) return;   // racy on purpose: a desk that opens just now reads a snapshot anyway
        foreach (var notice in notices) _notices.Writer.TryWrite(notice);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _refresh.Begin(this, stoppingToken);
        while (await _notices.Reader.WaitToReadAsync(stoppingToken))
        {
            var behind = new HashSet<Guid>();
            while (_notices.Reader.TryRead(out var notice)) Take(notice, behind);
            try
            {
                if (behind.Count > 0) await CatchUp(behind, stoppingToken);
            }
            catch (Npgsql.NpgsqlException gone)
            {
                LiveLog.ReadFailed(_log, gone.Message);
                await Task.Delay(AfterFailure, _clock, stoppingToken);
                foreach (var id in behind) LookAgainAt(id);
            }
        }
    }

    private void Take(Notice notice, HashSet<Guid> behind)
    {
        if (AboutPeople.Contains(notice.Kind))
        {
            _refresh.People(notice.Subject);
            return;
        }
        if (notice.Kind == nameof(Streamed)) return;   // visitors' only: desks are told what it comes to
        lock (_lock)
        {
            if (IsHint(notice)) return;
            foreach (var desk in _desks.Values) desk.Missed?.Add(notice.Subject);
            if (notice.Subject == Everything)
            {
                behind.UnionWith(_holding.Keys);
                _refresh.Everything();
                Hint(_desks.Values, nameof(MacroMoved));
                return;
            }
            if (notice.Kind is nameof(Said) or "LookAgain" && _holding.TryGetValue(notice.Subject, out var holders))
            {
                var message = (notice.Fact as Said)?.Message is { } said ? MessageView.Of(said) : null;
                foreach (var desk in holders)
                    if (message is null || !desk.Hear(notice.Subject, message)) behind.Add(notice.Subject);
            }
        }
        _refresh.Conversation(notice.Subject, onlyWords: notice.Kind == nameof(Said));
    }

    /// <summary>Somebody is typing, or there is more to read: what desks are told once and do not hold.</summary>
    private bool IsHint(Notice notice)
    {
        switch (notice.Kind)
        {
            case nameof(Typing):
                var from = new { kind = ((TypingBy)notice.Number).ToString().ToLowerInvariant() };
                Hint(_holding.GetValueOrDefault(notice.Subject, []), nameof(Typing), new { conversationId = notice.Subject, from });
                return true;
            case nameof(Suggested):
                Hint(_holding.GetValueOrDefault(notice.Subject, []), nameof(Suggested), new { conversationId = notice.Subject });
                return true;
            case nameof(MacroMoved):
                Hint(_desks.Values.Where(desk => desk.Viewer.UserId == notice.Subject), nameof(MacroMoved));
                return true;
            default:
                return false;
        }
    }

    private void Hint(IEnumerable<LiveDesk> desks, string name, params object[] told)
    {
        foreach (var desk in desks) Hinted?.Invoke(desk, name, told);
    }

    /// <summary>Reads what some desk has not heard of these conversations, because another process said it or because notices came out of order.</summary>
    private async Task CatchUp(IReadOnlyCollection<Guid> behind, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        foreach (var id in behind)
        {
            int after;
            lock (_lock)
            {
                var held = _holding.GetValueOrDefault(id, []).Where(desk => !desk.Open[id].IsLoading).Select(desk => desk.Open[id].Last).ToArray();
                if (held.Length == 0) continue;
                after = held.Min();
            }
            var messages = await database.MessagesOf(id, after, LiveDesk.MessagesMax, ct);
            lock (_lock)
            {
                foreach (var desk in _holding.GetValueOrDefault(id, []))
                    foreach (var message in messages) desk.Hear(id, message);
            }
            if (messages.Count == LiveDesk.MessagesMax) LookAgainAt(id);
        }
    }

    private void Hold(LiveDesk desk, Guid id)
    {
        if (!_holding.TryGetValue(id, out var holders)) _holding[id] = holders = [];
        if (!holders.Contains(desk)) holders.Add(desk);
    }

    private void Release(LiveDesk desk, Guid id)
    {
        if (!_holding.TryGetValue(id, out var holders)) return;
        holders.Remove(desk);
        if (holders.Count == 0) _holding.Remove(id);
    }

    /// <summary>What may be done to desks while the lock is held.</summary>
    public readonly struct Holding(LiveDesks desks)
    {
        public IReadOnlyCollection<LiveDesk> Desks => desks._desks.Values;

        public void Open(LiveDesk desk, Guid id, LiveDesk.Held held)
        {
            if (!desks._desks.ContainsKey(desk.ConnectionId)) return;   // hung up meanwhile
            desk.Open[id] = held;
            desks.Hold(desk, id);
        }

        public void Shut(LiveDesk desk, Guid id)
        {
            desk.Shut(id);
            desks.Release(desk, id);
        }
    }
}
