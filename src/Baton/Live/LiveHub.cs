using System.Text.Json;
using Baton.Conversations;
using Baton.Desk;
using Baton.People;
using Baton.Plumbing;
using Baton.Routing;
using Microsoft.AspNetCore.SignalR;
using Npgsql;

namespace Baton.Live;

/// <summary>What a desk's socket may ask for; see docs/API.md, "Live".</summary>
public sealed class LiveHub(
    LiveDesks desks, Database database, Sockets sockets, Bulletin bulletin, NpgsqlDataSource source, IHubContext<LiveHub> hub, ILogger<LiveHub> log) : Hub
{
    private const int EventsAtOnceMax = 200;

    public override async Task OnConnectedAsync()
    {
        var caller = Context.GetHttpContext()!.Caller();
        try
        {
            var viewer = await database.ViewerOf(caller.UserId, Context.ConnectionAborted) ?? throw new HubException("Sign in again.");
            var desk = new LiveDesk(Context.ConnectionId, viewer, Context.Abort);
            desks.Add(desk);
            _ = Pump(desk, hub.Clients.Client(Context.ConnectionId));
            await sockets.Opened(Context.ConnectionId, caller.UserId);
            await CameOrWent(caller.UserId);
        }
        catch (NpgsqlException gone)
        {
            // Not thrown: what throws here is never told that it is disconnected, and its browser is told not to come back.
            LiveLog.ComingFailed(log, gone.Message);
            Context.Abort();
        }
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        var user = desks.Find(Context.ConnectionId)?.Viewer.UserId;
        desks.Remove(Context.ConnectionId);
        try
        {
            await sockets.Closed(Context.ConnectionId);
            if (user is { } userId) await CameOrWent(userId);
        }
        catch (NpgsqlException gone)
        {
            LiveLog.ComingFailed(log, gone.Message);   // the next beat crosses the socket out, the sweep sees to the rest
        }
    }

    /// <summary>Everything that this desk shows, as keyed collections. Events that come before the answer are applied after it.</summary>
    public async Task<LiveSnapshot> Snapshot()
    {
        var desk = Desk();
        desks.With(held =>
        {
            (desk.IsBeginning, desk.Missed) = (true, []);
            foreach (var id in desk.Open.Keys.ToArray()) held.Open(desk, id, LiveDesk.Held.Loading());
        });
        var ct = Context.ConnectionAborted;
        var viewer = await database.ViewerOf(desk.Viewer.UserId, ct) ?? throw new HubException("Sign in again.");
        var ids = await database.ShownTo(viewer, ct);
        var views = await database.ViewsOf([.. ids.Union(desk.Watched)], ct);
        var open = views.Where(view => viewer.Handles(view) || desk.Watched.Contains(view.Id)).ToArray();
        var messages = await database.LastMessagesOf([.. open.Select(view => view.Id)], LiveDesk.MessagesMax, ct);
        var offers = await database.OpenOffersOf(viewer.UserId, ct);
        var mes = await database.Mes([viewer.UserId], ct);

        desks.With(held =>
        {
            desk.Viewer = viewer;
            foreach (var view in views.Where(viewer.Sees)) desk.Shown.Add(view.Id);
            foreach (var offer in offers) desk.OfferOf[offer.ConversationId] = offer.Id;
            foreach (var view in open) held.Open(desk, view.Id, LiveDesk.Held.Of([.. messages[view.Id]], none: 0));
            foreach (var id in desk.Open.Keys.Union(desk.Missed ?? [])) desks.LookAgainAt(id);
            (desk.IsBeginning, desk.Missed) = (false, null);
        });
        return new LiveSnapshot
        {
            Collections = new()
            {
                ["me"] = mes.ToDictionary(_ => "me", me => (object)me.Value),
                ["conversations"] = views.Where(viewer.Sees).ToDictionary(view => view.Id.ToString(), view => (object)JsonSerializer.SerializeToElement<ConversationRow>(view, LiveRefresh.Json)),
                ["offers"] = offers.ToDictionary(offer => offer.Id.ToString(), offer => (object)(object)offer),
                ["queues"] = (await database.Queues(ct)).ToDictionary(queue => queue.Id.ToString(), queue => (object)queue),
                ["people"] = (await database.People(ct)).ToDictionary(person => person.Id.ToString(), person => (object)person),
                ["open"] = open.ToDictionary(view => view.Id.ToString(), view => (object)view.For(viewer.UserId)),
                ["messages"] = open.SelectMany(view => messages[view.Id].Select(message => (Key: LiveDesk.Key(view.Id, message.N), message)))
                    .ToDictionary(pair => pair.Key, pair => (object)pair.message),
            },
        };
    }

    /// <summary>Opens a conversation that is somebody else's, or over: its view and last messages now, what happens in it from now on.</summary>
    public async Task<WatchedView> Watch(Guid conversationId)
    {
        var desk = Desk();
        var ct = Context.ConnectionAborted;
        await Allowed(() => database.MustSee(Context.GetHttpContext()!.Caller(), conversationId, ct));
        desks.With(held =>
        {
            desk.Watched.Add(conversationId);
            held.Open(desk, conversationId, LiveDesk.Held.Loading());
        });
        var view = await database.ViewOf(conversationId, desk.Viewer.UserId, ct);
        var messages = (await database.LastMessagesOf([conversationId], LiveDesk.MessagesMax, ct))[conversationId].ToArray();
        desks.With(held => held.Open(desk, conversationId, LiveDesk.Held.Of(messages, none: 0)));
        desks.LookAgainAt(conversationId);
        return new WatchedView(view, messages);
    }

    /// <summary>No longer looks at it. What the user handles stays open.</summary>
    public void Unwatch(Guid conversationId)
    {
        var desk = Desk();
        desks.With(_ => desk.Watched.Remove(conversationId));
        desks.LookAgainAt(conversationId);
    }

    /// <summary>The handler is typing.</summary>
    public async Task Typing(Guid conversationId)
    {
        var conversation = await Allowed(() => database.Conversation(conversationId, Context.ConnectionAborted));
        if (conversation.State == State.WithAgent && conversation.HandlerId == Desk().Viewer.UserId)
            await bulletin.Hint(source, new Typing(conversationId, TypingBy.Agent), Context.ConnectionAborted);
    }

    private LiveDesk Desk() => desks.Find(Context.ConnectionId) ?? throw new HubException("This connection is over; connect again.");

    private async Task CameOrWent(Guid userId)
    {
        await using var work = await database.Begin(CancellationToken.None);
        work.Record(new CameBack(userId));
        await work.Commit();
    }

    private static async Task<T> Allowed<T>(Func<Task<T>> look)
    {
        try
        {
            return await look();
        }
        catch (Refusal refusal)
        {
            throw new HubException(refusal.Message);   // the only kind whose words reach the browser
        }
    }

    private static Task Allowed(Func<Task> look) => Allowed(async () =>
    {
        await look();
        return true;
    });

    /// <summary>Sends what the desk is told, in order, what waits together in one frame.</summary>
    private static async Task Pump(LiveDesk desk, ISingleClientProxy browser)
    {
        var together = new List<object>();
        while (await desk.Events.WaitToReadAsync())
        {
            together.Clear();
            while (together.Count < EventsAtOnceMax && desk.Events.TryRead(out var next)) together.Add(next);
            await browser.SendAsync("Changed", together);
        }
    }
}

/// <summary>All that a desk shows.</summary>
public sealed record LiveSnapshot
{
    public required Dictionary<string, Dictionary<string, object>> Collections { get; init; }
}

/// <summary>A conversation that a desk has opened.</summary>
public sealed record WatchedView(ConversationView Conversation, IReadOnlyList<MessageView> Messages);
