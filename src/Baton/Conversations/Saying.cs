using System.Diagnostics.Metrics;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Conversations;

/// <summary>What one caller wants said in one commit: some messages, and with a bot's turn its memory and the job that it was.</summary>
public sealed record Entry
{
    public required Guid ConversationId { get; init; }
    public required IReadOnlyList<Utterance> Says { get; init; }
    public JobTicket? Job { get; init; }

    /// <summary>What the bot must remember until the next message, the epoch it belongs to, and the version of the bot that understands it.</summary>
    public byte[]? Memory { get; init; }
    public int MemoryEpoch { get; init; }
    public int? MemoryVersion { get; init; }

    /// <summary>The topic that the bot is in, for the reports: its memory means nothing to them.</summary>
    public string? MemoryTopic { get; init; }
}

/// <summary>
/// Somebody says something. Visitors, bots and agents all speak through here, and concurrent speakers share a commit: the conversations are locked
/// in the order of their ids, the noun decides on each message, and messages, jobs and notices are written by one statement each. A conversation
/// that somebody else has locked is waited for by nobody but those who speak in it; it gets a commit of its own, beside the others'.
/// </summary>
public sealed class Saying : IAsyncDisposable
{
    /// <summary>Two: one gathers while the other waits for the disk.</summary>
    private const int Writers = 2;

    /// <summary>So many commits may wait for others who hold their conversations; one of each conversation takes a connection.</summary>
    private const int HeldMax = 32;

    private static readonly Histogram<int> Shared = Meters.Baton.CreateHistogram<int>(
        "baton.commit.says", null, "How many callers shared one commit.", null, new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });

    private readonly NpgsqlDataSource _source;
    private readonly Reactions _reactions;
    private readonly Bulletin _bulletin;
    private readonly JobRunner _runner;
    private readonly ThisProcess _process;
    private readonly TimeProvider _clock;
    private readonly Shared<Entry, IReadOnlyList<Message>> _commits;
    private readonly SemaphoreSlim _room = new(HeldMax);

    /// <summary>The last commit that waits for whoever holds a conversation, and how many do. Who speaks in it waits behind them, so that words keep their order.</summary>
    private readonly Dictionary<Guid, (Task Last, int Count)> _held = [];
    private readonly Lock _holding = new();

    public Saying(NpgsqlDataSource source, Reactions reactions, Bulletin bulletin, JobRunner runner, ThisProcess process, TimeProvider clock)
    {
        (_source, _reactions, _bulletin, _runner, _process, _clock) = (source, reactions, bulletin, runner, process, clock);
        _commits = new(Writers, CommitTogether);
    }

    /// <summary>Stores one message and answers it when it is durable; a repeat of a client id answers with the first.</summary>
    public async Task<Message> Say(Guid conversationId, Utterance utterance, CancellationToken ct) =>
        (await Say(new Entry { ConversationId = conversationId, Says = [utterance] }, ct))[0];

    /// <summary>Stores what belongs together, all or nothing, and answers when it is durable.</summary>
    public async Task<IReadOnlyList<Message>> Say(Entry entry, CancellationToken ct)
    {
        foreach (var utterance in entry.Says) utterance.MustBeFindable();
        var said = await _commits.Add(entry, ct);
        if (entry.Job is { } job) job.CrossedOut = true;
        return said;
    }

    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        for (var i = 0; i < HeldMax; i++) await _room.WaitAsync();   // until the last has ended
        _room.Dispose();
    }

    private async Task CommitTogether(IReadOnlyList<Shared<Entry, IReadOnlyList<Message>>.Pending> together)
    {
        try
        {
            if (Free(together) is { Length: > 0 } free) await Commit(free, waitForLocks: false);
        }
        catch (PostgresException)
        {
            // One of them can't be stored; the others are not to suffer for it.
        }
        foreach (var held in together.Where(pending => !pending.IsSettled).GroupBy(pending => pending.Item.ConversationId))
        {
            await _room.WaitAsync();
            lock (_holding)
            {
                var (last, count) = _held.GetValueOrDefault(held.Key, (Task.CompletedTask, 0));
                _held[held.Key] = (CommitAlone(held.Key, [.. held], last), count + 1);
            }
        }
    }

    private Shared<Entry, IReadOnlyList<Message>>.Pending[] Free(IReadOnlyList<Shared<Entry, IReadOnlyList<Message>>.Pending> together)
    {
        lock (_holding) return [.. together.Where(pending => !_held.ContainsKey(pending.Item.ConversationId))];
    }

    private async Task CommitAlone(Guid conversationId, Shared<Entry, IReadOnlyList<Message>>.Pending[] inOrder, Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);   // whoever begins it holds the lock
        foreach (var pending in inOrder) await CommitAlone(pending);
        lock (_holding)
        {
            var (last, count) = _held[conversationId];
            if (count == 1) _held.Remove(conversationId);
            else _held[conversationId] = (last, count - 1);
        }
        _room.Release();
    }

    private async Task CommitAlone(Shared<Entry, IReadOnlyList<Message>>.Pending pending)
    {
        try
        {
            await Commit([pending], waitForLocks: true);
        }
        catch (Exception failure)
        {
            // A job that is no longer ours to cross out shows as a division by zero; see SayingRows.
            pending.Refuse(failure is PostgresException { SqlState: PostgresErrorCodes.DivisionByZero } ? new LeaseLost() : failure);
        }
    }

    private async Task Commit(IReadOnlyList<Shared<Entry, IReadOnlyList<Message>>.Pending> together, bool waitForLocks)
    {
        await using var connection = await _source.OpenConnectionAsync();
        var now = _clock.Now();
        var rows = new SayingRows(connection, _process);
        var (standings, repeats) = await rows.Lock([.. together.Select(pending => pending.Item)], waitForLocks);

        var facts = new List<Fact>();
        var answers = new List<(Shared<Entry, IReadOnlyList<Message>>.Pending, IReadOnlyList<Message>)>();
        foreach (var pending in together)
        {
            if (!standings.TryGetValue(pending.Item.ConversationId, out var standing))
            {
                if (waitForLocks) pending.Refuse(Refusal.NotFound("conversation"));
                continue;   // locked by somebody else: it gets a commit of its own
            }
            try
            {
                var (said, after) = Decide(pending.Item, standing, repeats, facts, now);
                standings[standing.Id] = after;
                rows.Add(pending.Item, after);
                answers.Add((pending, said));
            }
            catch (Refusal refusal)
            {
                pending.Refuse(refusal);
            }
        }
        if (answers.Count == 0) return;

        var jobs = new JobRows();
        foreach (var fact in facts)
            foreach (var reaction in _reactions.To(fact)) jobs.Add(reaction, fact, fact.Subject, now);
        await _bulletin.Committing(() => rows.Commit(facts, jobs, _runner.Room, _bulletin));
        foreach (var (pending, said) in answers) pending.Answer(said);
        Shared.Record(answers.Count);
        foreach (var said in facts.OfType<Said>()) SayingInWork.Count(said.Message);
        _bulletin.Publish(facts, jobs);
    }

    private static (IReadOnlyList<Message> Said, Standing After) Decide(
        Entry entry, Standing standing, Dictionary<(Guid, string), Message> repeats, List<Fact> facts, DateTimeOffset now)
    {
        var said = new List<Message>(entry.Says.Count);
        var fresh = new List<Fact>(entry.Says.Count);
        foreach (var utterance in entry.Says)
        {
            if (utterance.ClientId is { } id && repeats.TryGetValue((standing.Id, id), out var first))
            {
                said.Add(first);
                continue;
            }
            var message = utterance.In(standing, now);
            standing = standing with { LastN = message.N };
            said.Add(message);
            fresh.Add(new Said(standing.Id, message, standing.Epoch, standing.State, standing.HandlerId, standing.HandlerKind, standing.Assisted));
            if (message.ClientId is { } known) repeats[(standing.Id, known)] = message;
        }
        facts.AddRange(fresh);   // only now: what an entry says is said wholly or not at all
        return (said, standing);
    }
}
