using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Baton.Desk;
using Baton.Plumbing;
using Baton.Routing;
using Npgsql;

namespace Baton.Live;

/// <summary>
/// Reads again what has changed and tells the desks that show it. What changes in a burst is read once: rows, offers, people and queues are the same
/// whoever looks, so one query serves all desks of this process.
/// </summary>
public sealed class LiveRefresh(IServiceScopeFactory scopes, ILogger<LiveRefresh> log)
{
    private const int AtOnceMax = 500;

    /// <summary>How long after a reading the next one waits, so that a burst of words costs one reading and not hundreds.</summary>
    private static readonly TimeSpan RowsPause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan PeoplePause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(500);

    /// <summary>Rows go to desks as JSON made once; the same names and omissions as the REST answers.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly Lock _lock = new();
    private readonly Channel<bool> _rowsWoken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<bool> _peopleWoken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, string> _people = [];
    private readonly Dictionary<string, string> _queues = [];
    private HashSet<Guid> _changed = [];
    private HashSet<Guid> _spoken = [];
    private bool _everything;
    private LiveDesks _desks = null!;

    /// <summary>A conversation changed; onlyWords when nothing but a message was added.</summary>
    public void Conversation(Guid id, bool onlyWords)
    {
        lock (_lock) (onlyWords ? _spoken : _changed).Add(id);
        _rowsWoken.Writer.TryWrite(true);
        if (!onlyWords) _peopleWoken.Writer.TryWrite(true);   // loads and queues' lengths follow
    }

    /// <summary>Notices may have been missed: whatever a desk shows, or should show, is read again.</summary>
    public void Everything()
    {
        lock (_lock) _everything = true;
        _rowsWoken.Writer.TryWrite(true);
        _peopleWoken.Writer.TryWrite(true);
    }

    /// <summary>A user, a presence or a queue changed.</summary>
    public void People(Guid _) => _peopleWoken.Writer.TryWrite(true);

    internal void Begin(LiveDesks desks, CancellationToken stopping)
    {
        _desks = desks;
        _ = Repeat(_rowsWoken.Reader, RefreshRows, RowsPause, stopping);
        _ = Repeat(_peopleWoken.Reader, RefreshPeople, PeoplePause, stopping);
    }

    private async Task Repeat(ChannelReader<bool> woken, Func<Database, CancellationToken, Task> refresh, TimeSpan pause, CancellationToken stopping)
    {
        try
        {
            while (await woken.WaitToReadAsync(stopping))
            {
                woken.TryRead(out _);
                var wait = pause;
                try
                {
                    await using var scope = scopes.CreateAsyncScope();
                    await refresh(scope.ServiceProvider.GetRequiredService<Database>(), stopping);
                }
                catch (NpgsqlException gone)
                {
                    LiveLog.ReadFailed(log, gone.Message);
                    wait = AfterFailure;
                    (woken == _rowsWoken.Reader ? _rowsWoken : _peopleWoken).Writer.TryWrite(true);
                }
                await Task.Delay(wait, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // Baton is stopping.
        }
    }

    private async Task RefreshRows(Database database, CancellationToken ct)
    {
        Guid[] changed, spoken;
        bool everything;
        lock (_lock)
        {
            (everything, _everything) = (_everything, false);
            (changed, _changed) = ([.. _changed], []);
            (spoken, _spoken) = ([.. _spoken], []);
        }
        try
        {
            if (everything) changed = [.. changed.Union(await All(database, ct))];
            foreach (var ids in changed.Chunk(AtOnceMax)) await RefreshChanged(database, ids, ct);
            foreach (var ids in spoken.Except(changed).Chunk(AtOnceMax)) ShowRows(await database.ViewsOf(ids, ct));
        }
        catch (NpgsqlException)
        {
            lock (_lock)
            {
                _everything |= everything;
                _changed.UnionWith(changed);
                _spoken.UnionWith(spoken);
            }
            throw;
        }
    }

    /// <summary>What desks show now, which may be over, and what they should show, which they may not have heard of.</summary>
    private async Task<HashSet<Guid>> All(Database database, CancellationToken ct)
    {
        var all = new HashSet<Guid>();
        _desks.With(held =>
        {
            foreach (var desk in held.Desks) all.UnionWith([.. desk.Shown, .. desk.Open.Keys, .. desk.OfferOf.Keys]);
        });
        foreach (var viewer in _desks.All().Select(desk => desk.Viewer).DistinctBy(viewer => viewer.UserId)) all.UnionWith(await database.ShownTo(viewer, ct));
        return all;
    }

    private async Task RefreshChanged(Database database, Guid[] ids, CancellationToken ct)
    {
        var views = await database.ViewsOf(ids, ct);
        var offers = (await database.OpenOffers(ids, ct)).ToDictionary(offer => offer.ConversationId);
        ShowRows(views);
        _desks.With(held =>
        {
            foreach (var desk in held.Desks)
                foreach (var id in ids)
                {
                    var offer = offers.GetValueOrDefault(id) is { } open && open.UserId == desk.Viewer.UserId ? open : null;
                    desk.ShowOffer(id, offer?.Id, offer);
                }
        });
        await OpenAndShut(database, views, ct);
    }

    private void ShowRows(IReadOnlyList<ConversationView> views)
    {
        var rows = views.Select(view => (view, row: JsonSerializer.SerializeToElement<ConversationRow>(view, Json))).ToArray();
        _desks.With(held =>
        {
            foreach (var desk in held.Desks)
                foreach (var (view, row) in rows)
                {
                    desk.Show(view, row);
                    if (desk.Open.ContainsKey(view.Id)) desk.Tell(LiveEvent.Put("open", view.Id.ToString(), view.For(desk.Viewer.UserId)));
                }
        });
    }

    /// <summary>A desk holds open what its user handles, and what they watch.</summary>
    private async Task OpenAndShut(Database database, IReadOnlyList<ConversationView> views, CancellationToken ct)
    {
        var opening = new List<(LiveDesk Desk, ConversationView View, LiveDesk.Held Reading)>();
        _desks.With(held =>
        {
            foreach (var desk in held.Desks.Where(desk => !desk.IsBeginning))
                foreach (var view in views)
                {
                    var wanted = desk.Watched.Contains(view.Id) || desk.Viewer.Handles(view);
                    if (desk.Open.ContainsKey(view.Id) && !wanted) held.Shut(desk, view.Id);
                    if (desk.Open.ContainsKey(view.Id) || !wanted) continue;
                    var reading = LiveDesk.Held.Loading();
                    held.Open(desk, view.Id, reading);
                    opening.Add((desk, view, reading));
                }
        });
        if (opening.Count == 0) return;

        var messages = await database.LastMessagesOf([.. opening.Select(pair => pair.View.Id).Distinct()], LiveDesk.MessagesMax, ct);
        _desks.With(held =>
        {
            foreach (var (desk, view, reading) in opening)
            {
                if (!desk.Open.TryGetValue(view.Id, out var now) || now != reading) continue;   // shut meanwhile, or read by the desk itself
                desk.Tell(LiveEvent.Put("open", view.Id.ToString(), view.For(desk.Viewer.UserId)));
                foreach (var message in messages[view.Id]) desk.Tell(LiveEvent.Put("messages", LiveDesk.Key(view.Id, message.N), message));
                held.Open(desk, view.Id, LiveDesk.Held.Of([.. messages[view.Id]], none: 0));
            }
        });
        foreach (var (_, view, _) in opening) _desks.LookAgainAt(view.Id);
    }

    private async Task RefreshPeople(Database database, CancellationToken ct)
    {
        var desks = _desks.All();
        if (desks.Length == 0) return;

        var people = await database.People(ct);
        var queues = await database.Queues(ct);
        foreach (var desk in desks) desk.Viewer = await database.ViewerOf(desk.Viewer.UserId, ct) ?? desk.Viewer;
        var mes = await database.Mes([.. desks.Select(desk => desk.Viewer.UserId).Distinct()], ct);
        _desks.With(held =>
        {
            Differences(_people, "people", people.ToDictionary(p => p.Id.ToString(), p => JsonSerializer.SerializeToElement(p, Json)), held.Desks);
            Differences(_queues, "queues", queues.ToDictionary(q => q.Id.ToString(), q => JsonSerializer.SerializeToElement(q, Json)), held.Desks);
            foreach (var desk in held.Desks)
                if (mes.GetValueOrDefault(desk.Viewer.UserId) is { } me) desk.Tell(LiveEvent.Put("me", "me", me));
        });
    }

    private static void Differences(Dictionary<string, string> before, string collection, Dictionary<string, JsonElement> now, IReadOnlyCollection<LiveDesk> desks)
    {
        var events = now.Where(pair => before.GetValueOrDefault(pair.Key) != pair.Value.GetRawText()).Select(pair => LiveEvent.Put(collection, pair.Key, pair.Value))
            .Concat(before.Keys.Except(now.Keys).Select(key => LiveEvent.Remove(collection, key))).ToArray();
        foreach (var happened in events)
            foreach (var desk in desks) desk.Tell(happened);
        before.Clear();
        foreach (var (key, value) in now) before[key] = value.GetRawText();
    }
}
