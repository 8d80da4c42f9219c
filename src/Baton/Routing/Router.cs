using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>
/// Finds a conversation its queue and asks for the best member there. A bot takes it at once, a person is asked, and if nobody can it
/// waits. A queue that nobody is in closes nothing: the fallback takes its place, and the candidate table says so.
/// </summary>
public sealed class Router(Database database, Filling filling)
{
    /// <summary>Beyond this many, people are only told that there are many ahead of them.</summary>
    private const int PositionMax = 100;

    private const int PassedByMax = 20;

    private const string LeftWaiting = "It had been left waiting.";

    public Task Route(Began began, CancellationToken ct) => Route(began.ConversationId, "A new conversation.", tells: true, ct);

    public Task Route(Escalated escalated, CancellationToken ct) => Route(escalated.ConversationId, "A bot passed it on.", tells: true, ct);

    public Task Route(Transferred transferred, CancellationToken ct) =>
        Route(transferred.ConversationId, "It was transferred.", tells: true, ct);

    /// <summary>Where it waited before, or to somebody else: the visitor has been told already.</summary>
    public Task Route(Declined declined, CancellationToken ct) =>
        Route(declined.ConversationId, "Whoever was asked did not take it.", tells: false, ct);

    /// <summary>It has no queue though it should by now, or everybody has left the one that it waits in.</summary>
    public Task RouteLeftWaiting(Guid conversationId, CancellationToken ct) => Route(conversationId, LeftWaiting, tells: false, ct);

    private async Task Route(Guid conversationId, string why, bool tells, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(conversationId);
        if (conversation.State != State.Waiting || conversationId.IsTest()) return;

        var (queue, occasion) = await Destination(work, conversation, why);
        if (queue is null) return;   // not one queue has been made yet; the sweep tries again until there is one

        var isNew = conversation.QueueId != queue.Id || tells;
        var placing = new Placing(work, queue, occasion);
        var placed = (await placing.Place([conversation]))[0];
        if (tells && placed.Chosen is not { IsBot: true }) placed = placed with { After = await Tell(work, placed, queue) };
        if (placed.Chosen is null && isNew) work.Record(new Queued(conversationId, queue.Id));
        if (placed is { Chosen: null, NobodyIsThere: true } && tells) work.Record(new NobodyThere(conversationId, queue.Id, conversation.Epoch));
        await placing.Save([placed]);
        await work.Commit();
        if (placed.Chosen is null && placing.LookAgain) filling.Nudge(queue.Id);
    }

    private static async Task<(QueueRow? Queue, Occasion Occasion)> Destination(Work work, Conversation conversation, string why)
    {
        var isLeftWaiting = why == LeftWaiting;
        IReadOnlyList<RuleVerdict> verdicts = [];
        var queueId = conversation.QueueId;
        if (queueId is null)
        {
            var known = Rules.Known(conversation, await work.VariablesOf(conversation.Id));
            var found = Rules.Match(await work.Rules(conversation.WorkstreamId), known);
            (queueId, verdicts) = (found.QueueId, found.Verdicts);
            why += found.Rule is { } rule ? $" Rule '{rule}' applies." : " No rule applies, so it goes to the fallback.";
        }

        var wanted = await work.Queue(queueId, conversation.GivenUpBy);
        var queue = wanted;
        if (wanted is not { CouldTake: true })
            queue = await work.Queue(await work.Fallback(conversation.WorkstreamId), conversation.GivenUpBy) ?? wanted;
        if (wanted is not null && queue != wanted) why += $" Nobody in {wanted.Name} could ever take it{await PassedBy(work, wanted, conversation)}, so it goes to {queue!.Name}.";
        if (conversation.WantedUser is { } user) why += $" {await work.NameOf(user)} was asked for by name.";
        var isNews = !isLeftWaiting || queue?.Id != conversation.QueueId;
        return (queue, new Occasion { Why = why, Rules = verdicts, KeepsWaitingTable = isNews });
    }

    /// <summary>The bots there, and what is against each.</summary>
    private static async Task<string> PassedBy(Work work, QueueRow queue, Conversation conversation)
    {
        var there = await work.List<Candidate>(CandidateRows.Of(small: true),
            new { queue.Id, since = Attendance.Since(work.Now), most = PassedByMax, wanted = Array.Empty<Guid>() });
        var against = there.Where(one => one.IsBot).Select(bot => (bot.Name, Why: Choice.Against(bot, conversation))).Where(one => one.Why is not null).ToArray();
        return against.Length == 0 ? "" : $" ({string.Join("; ", against.Select(one => $"{one.Name} {one.Why}"))})";
    }

    /// <summary>The visitor is told what happens next, once.</summary>
    private static async Task<Conversation> Tell(Work work, Placed placed, QueueRow queue)
    {
        var words = placed.Chosen is not null
            ? "One moment, we are getting somebody for you."
            : Waiting(await work.Ahead(placed.After, queue.Id, PositionMax), placed.NobodyIsThere);
        return await work.Say(placed.After, Utterance.Event(words, new Happening("waiting", Queue: queue.Name)));
    }

    private static string Waiting(int ahead, bool nobodyIsThere) =>
        ahead >= PositionMax ? $"There are more than {PositionMax} people before you in the queue. Please bear with us."
        : nobodyIsThere
            ? $"Nobody is here right now. You are number {ahead + 1} in the queue, and we will answer as soon as somebody is back."
        : $"Everybody is busy right now. You are number {ahead + 1} in the queue.";
}
