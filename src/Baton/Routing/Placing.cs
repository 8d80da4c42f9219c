using System.Text.Json;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>What is known when conversations of one queue are placed: why it happens, and by which rules they came.</summary>
public sealed record Occasion
{
    /// <summary>For the candidate table and for whoever is asked: "a new conversation", "Bea is free again", ...</summary>
    public required string Why { get; init; }
    public IReadOnlyList<RuleVerdict> Rules { get; init; } = [];

    /// <summary>
    /// An attempt that places nobody is worth a candidate table of its own only when the conversation has just come here.
    /// </summary>
    public bool KeepsWaitingTable { get; init; }
}

/// <summary>What became of one conversation.</summary>
/// <param name="Before">As it was read.</param>
/// <param name="After">As it is now, not yet saved.</param>
/// <param name="NobodyIsThere">It waits, and nobody who could take it is even there.</param>
public sealed record Placed(Conversation Before, Conversation After, Candidate? Chosen, bool NobodyIsThere);

/// <summary>
/// Gives waiting conversations of one queue to its members, in one commit: the queue is locked, so that nobody else chooses in it
/// meanwhile; then those who are likely to be chosen, so that what is read of them stays true. The conversations are locked before, by the
/// caller.
/// </summary>
internal sealed class Placing(Work work, QueueRow queue, Occasion occasion)
{
    /// <summary>Queues up to this size are looked at whole, and their candidate tables count everybody.</summary>
    private const int MembersLookedAt = 200;

    /// <summary>Of bigger ones, so many of those with most room are looked at.</summary>
    private const int BestLookedAt = 64;

    /// <summary>So many candidates are kept in a table; the rest is counted by reason.</summary>
    private const int TableRowsMax = 20;

    /// <summary>More than this are never locked at once.</summary>
    private const int LockedMax = 64;
    private const int LockedMin = 8;

    /// <summary>A trial of which nothing was heard for so long is no trial: somebody else may try.</summary>
    private static readonly TimeSpan TrialMax = TimeSpan.FromMinutes(2);

    private readonly HashSet<Guid> _trials = [];
    private readonly Dictionary<Guid, Terms> _terms = [];
    private readonly List<(Conversation Conversation, Decision Decision)> _choices = [];
    private readonly List<(Guid ConversationId, Guid OfferId, Guid UserId, DateTimeOffset ExpiresAt)> _offers = [];
    private readonly HashSet<Guid> _assigned = [];

    /// <summary>Somebody seemed to have room and had none when looked at closely: it is worth another look.</summary>
    public bool LookAgain { get; private set; }

    /// <summary>Places as many as can be; answers all of them, unsaved. Then say what there is to say, and <see cref="Save"/>.</summary>
    public async Task<IReadOnlyList<Placed>> Place(IReadOnlyList<Conversation> waiting)
    {
        var people = await Candidates(waiting);
        var placed = new List<Placed>(waiting.Count);
        foreach (var conversation in waiting)
        {
            var here = conversation.WaitIn(queue.Id, work.Now);
            var terms = await Terms(conversation.WorkstreamId);
            var decision = Choice.Best([.. people.Values], here, terms.DeclinesMax);
            var after = decision.Chosen is { } chosen ? Give(here, chosen, terms) : here with { WantedUser = null };
            if (decision.Chosen is not null || occasion.KeepsWaitingTable) _choices.Add((conversation, decision));
            if (decision.Chosen is { IsBot: false } taken)
                people[taken.Id] = taken with { Load = taken.Load + 1, AssignedAt = work.Now };
            else if (decision.Chosen is { IsOnTrial: true } tried) people[tried.Id] = tried with { Presence = "Away" };
            placed.Add(new Placed(conversation, after, decision.Chosen, decision.Considered.All(one => !one.Candidate.IsThere)));
        }
        return placed;
    }

    /// <summary>Writes down what was decided.</summary>
    public async Task Save(IReadOnlyList<Placed> placed)
    {
        foreach (var one in placed)
            if (one.Chosen is not null || one.After != one.Before) await work.Save(one.Before, one.After);
        if (_offers.Count > 0) await work.Run("""
            insert into offers (conversation_id, id, queue_id, user_id, why, made_at, expires_at)
            select conversation_id, id, @queueId, user_id, @why, @Now, expires_at
            from unnest(@conversations, @ids, @users, @expires) as made (conversation_id, id, user_id, expires_at)
            """,
            new
            {
                queueId = queue.Id, why = occasion.Why, work.Now, conversations = _offers.Select(o => o.ConversationId).ToArray(),
                ids = _offers.Select(o => o.OfferId).ToArray(), users = _offers.Select(o => o.UserId).ToArray(),
                expires = _offers.Select(o => o.ExpiresAt).ToArray(),
            });
        if (_choices.Count > 0) await Explain();
        if (_assigned.Count > 0) await work.NoteAssigned([.. _assigned]);
    }

    private Conversation Give(Conversation conversation, Candidate chosen, Terms terms)
    {
        if (chosen.IsBot)
        {
            var withBot = conversation.GiveToBot(chosen.Id) with { WantedUser = null };
            work.Record(new Assigned(conversation.Id, chosen.Id, "bot", withBot.Epoch, conversation.LastN));
            return withBot;
        }
        var offer = (conversation.Id, OfferId: Guid.CreateVersion7(), chosen.Id, ExpiresAt: work.Now.AddSeconds(terms.OfferSeconds));
        _offers.Add(offer);
        _assigned.Add(chosen.Id);
        work.Record(new Offered(conversation.Id, offer.OfferId, chosen.Id));
        work.RecordAt(offer.ExpiresAt, new OfferLapsed(conversation.Id, offer.OfferId));
        return conversation.OfferTo(chosen.Id);
    }

    private async Task<Dictionary<Guid, Candidate>> Candidates(IReadOnlyList<Conversation> waiting)
    {
        var seen = await Try(await See(waiting), waiting);
        // A bot's room is never used up, so nobody need be held back while it is chosen; but one that is on trial takes just one.
        if (waiting.All(one => Choice.Best(seen, one).Chosen is { IsBot: true } bot && (waiting.Count == 1 || !bot.IsOnTrial)))
            return seen.ToDictionary(one => one.Id);

        // One at a time from here: two that choose in one queue would both ask the same person first, and one who is sent to wait would
        // miss the seat that comes free meanwhile.
        await work.Run("select from queues where id = @Id for no key update", queue);
        seen = [.. (await See(waiting)).Select(OnTrial)];
        var likely = seen.Where(one => !one.IsBot && one.IsThere && one.Presence == "Available" && one.Room > 0)
            .OrderByDescending(one => waiting.Any(c => c.WantedUser == one.Id))
            .ThenByDescending(one => one.Room).ThenBy(one => one.AssignedAt ?? DateTimeOffset.MinValue)
            .Select(one => one.Id).ToArray();
        if (likely.Length == 0) return seen.ToDictionary(one => one.Id);

        // In the order of their ids, like everybody who locks several. Whoever is not locked now can't be chosen now.
        var first = likely.Take(Math.Min(LockedMax, Math.Max(waiting.Count * 2, LockedMin))).ToArray();
        var locked = (await work.List<Candidate>(CandidateRows.Locked, new { ids = first, since = Attendance.Since(work.Now) }))
            .ToDictionary(one => one.Id);
        LookAgain = likely.Length > first.Length || locked.Values.Any(one => one.Room == 0);
        return seen.Where(one => locked.ContainsKey(one.Id) || !likely.Contains(one.Id))
            .ToDictionary(one => one.Id, one => locked.GetValueOrDefault(one.Id, one));
    }

    /// <summary>A bot whose breaker was open is tried by one conversation: by this one, if nobody was faster.</summary>
    private async Task<IReadOnlyList<Candidate>> Try(IReadOnlyList<Candidate> seen, IReadOnlyList<Conversation> waiting)
    {
        if (!seen.Any(one => one.IsOnTrial)) return seen;
        foreach (var bot in seen.Where(one => one.IsOnTrial && waiting.Any(conversation => Choice.Best(seen, conversation).Chosen == one)))
        {
            var isOurs = await work.Run("update bots set trial_at = @Now where user_id = @Id and breaker_until <= @Now and trial_at is null", new { bot.Id, work.Now });
            if (isOurs == 0) continue;
            _trials.Add(bot.Id);
            await work.SetBotPresence(bot.Id);
            work.RecordAt(work.Now + TrialMax, new BreakerDue(bot.Id));
        }
        return [.. seen.Select(OnTrial)];
    }

    private Candidate OnTrial(Candidate seen) =>
        _trials.Contains(seen.Id) ? seen with { Presence = "Available" } : seen.IsOnTrial ? seen with { Presence = "Away" } : seen;

    private async Task<IReadOnlyList<Candidate>> See(IReadOnlyList<Conversation> waiting)
    {
        var isSmall = queue.Members <= MembersLookedAt;
        return await work.List<Candidate>(CandidateRows.Of(isSmall),
            new
            {
                queue.Id, since = Attendance.Since(work.Now), most = isSmall ? MembersLookedAt : BestLookedAt,
                wanted = waiting.Where(one => one.WantedUser is not null).Select(one => one.WantedUser!.Value).Distinct().ToArray(),
            });
    }

    private async Task<Terms> Terms(Guid workstreamId) =>
        _terms.TryGetValue(workstreamId, out var known) ? known : _terms[workstreamId] =
            await work.Find<Terms>("select offer_seconds, declines_max from workstreams where id = @workstreamId", new { workstreamId })
                ?? new Terms();

    private Task<int> Explain() => work.Run("""
        insert into choices (conversation_id, id, at, why, queue_id, queue_name, chosen, chosen_name, explained)
        select conversation_id, id, @Now, @why, @queueId, @queueName, chosen, chosen_name, explained::jsonb
        from unnest(@conversations, @ids, @chosen, @names, @explained) as made (conversation_id, id, chosen, chosen_name, explained)
        """,
        new
        {
            work.Now, why = occasion.Why, queueId = queue.Id, queueName = queue.Name,
            conversations = _choices.Select(c => c.Conversation.Id).ToArray(),
            ids = _choices.Select(_ => Guid.CreateVersion7()).ToArray(),
            chosen = _choices.Select(c => c.Decision.Chosen?.Id).ToArray(),
            names = _choices.Select(c => c.Decision.Chosen?.Name).ToArray(),
            explained = _choices.Select(c =>
                JsonSerializer.Serialize(Explanation.Of(c.Decision, occasion.Rules, TableRowsMax), JsonSerializerOptions.Web)).ToArray(),
        });
}

/// <summary>A workstream's terms for offers.</summary>
internal sealed record Terms
{
    public int OfferSeconds { get; init; } = 120;
    public int DeclinesMax { get; init; } = Choice.DeclinesMaxUsual;
}
