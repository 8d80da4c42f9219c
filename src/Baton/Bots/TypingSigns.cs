using System.Collections.Concurrent;
using Baton.Conversations;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Bots;

/// <summary>
/// Shows the visitor that a bot elsewhere thinks: at once when its turn begins, and again and again until it has spoken, also where it has answered our call by then.
/// </summary>
internal sealed class TypingSigns
{
    /// <summary>Bots that owe an answer and for which signs are shown; the visitors of others wait without.</summary>
    private const int OwedMax = 10_000;

    /// <summary>Visitors' pages show a sign for about this long.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(4);

    /// <summary>Most bots have answered by then, and no other process need hear of it.</summary>
    private static readonly TimeSpan ElsewhereAfter = TimeSpan.FromMilliseconds(250);

    private readonly Bulletin _bulletin;
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _owed = new();

    public TypingSigns(Bulletin bulletin, NpgsqlDataSource source, TimeProvider clock)
    {
        (_bulletin, _source, _clock) = (bulletin, source, clock);
        bulletin.Listen(Hear);
    }

    public async Task<T> Until<T>(Guid conversationId, Task<T> answer, CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var signs = Begin(conversationId, done.Token);
        try
        {
            return await answer;
        }
        finally
        {
            await done.CancelAsync();
            await signs;
        }
    }

    /// <summary>It has taken what it was sent, and owes its answer: until anything happens in the conversation, or its time is over.</summary>
    public void Owes(Guid conversationId, TimeSpan left)
    {
        if (_owed.Count >= OwedMax) return;
        var done = new CancellationTokenSource(left, _clock);
        if (_owed.TryAdd(conversationId, done)) _ = GoOn(conversationId, done);
        else done.Dispose();
    }

    /// <summary>It owes nothing any more.</summary>
    public void Settle(Guid conversationId)
    {
        if (_owed.TryRemove(conversationId, out var done)) done.Cancel();
    }

    private void Hear(IReadOnlyList<Notice> notices)
    {
        if (_owed.IsEmpty) return;
        foreach (var notice in notices)
            if (notice.Kind != nameof(Typing)) Settle(notice.Subject);
    }

    private async Task Begin(Guid conversationId, CancellationToken done)
    {
        using var timer = new PeriodicTimer(Every, _clock);
        var sign = new Typing(conversationId, TypingBy.Bot);
        _bulletin.HintHere(sign);
        await Task.Delay(ElsewhereAfter, _clock, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!done.IsCancellationRequested) await Sign(sign, timer, isNew: true, done);
    }

    private async Task GoOn(Guid conversationId, CancellationTokenSource done)
    {
        using var timer = new PeriodicTimer(Every, _clock);
        await Sign(new Typing(conversationId, TypingBy.Bot), timer, isNew: false, done.Token);
        _owed.TryRemove(KeyValuePair.Create(conversationId, done));
        done.Dispose();
    }

    private async Task Sign(Typing sign, PeriodicTimer timer, bool isNew, CancellationToken done)
    {
        try
        {
            if (isNew) await _bulletin.HintElsewhere(_source, sign, done);
            while (await timer.WaitForNextTickAsync(done)) await _bulletin.Hint(_source, sign, done);
        }
        catch (Exception over) when (over is OperationCanceledException or NpgsqlException)
        {
            // It has spoken; or the store is away, and a sign less is no matter.
        }
    }
}
