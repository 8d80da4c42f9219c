using System.Threading.Channels;

namespace Baton.Plumbing;

/// <summary>
/// Lets concurrent callers share one commit: what waits while a commit is under way goes into the next one. One writer's commit costs what a
/// hundred cost, so durability is nearly free under load, and a single caller waits for nobody.
/// </summary>
public sealed class SharedCommit<TItem, TResult> : IAsyncDisposable
{
    /// <summary>More would make one commit's notice and its failure too big.</summary>
    private const int ItemsMax = 128;

    /// <summary>Callers beyond this wait before they are let in, so a flood costs time and not memory.</summary>
    private const int WaitingMax = 4_096;

    private readonly Channel<Pending> _waiting = Channel.CreateBounded<Pending>(WaitingMax);
    private readonly Func<IReadOnlyList<Pending>, Task> _commit;
    private readonly Task[] _writers;

    /// <param name="writers">How many commits may be under way at once.</param>
    /// <param name="commit">Commits all that it is given and sets each one's result or refusal. What it throws is thrown to those without one.</param>
    public SharedCommit(int writers, Func<IReadOnlyList<Pending>, Task> commit)
    {
        _commit = commit;
        _writers = [.. Enumerable.Range(0, writers).Select(_ => Task.Run(Write))];
    }

    public async Task<TResult> Add(TItem item, CancellationToken ct)
    {
        var pending = new Pending(item);
        await _waiting.Writer.WriteAsync(pending, ct);
        return await pending.Result;   // not cancelled: once let in, it will be committed, and the caller had better know
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_writers);
    }

    private async Task Write()
    {
        var together = new List<Pending>(ItemsMax);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            together.Clear();
            while (together.Count < ItemsMax && _waiting.Reader.TryRead(out var next)) together.Add(next);
            if (together.Count > 0) await CommitTogether([.. together]);
        }
    }

    private async Task CommitTogether(Pending[] together)
    {
        try
        {
            await _commit(together);
        }
        catch (Exception failure)
        {
            foreach (var pending in together) pending.Refuse(failure);   // each caller hears of it; nothing of theirs was committed
        }
    }

    /// <summary>One caller's item, waiting for its commit.</summary>
    public sealed class Pending(TItem item)
    {
        private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TItem Item => item;
        public Task<TResult> Result => _result.Task;
        public bool IsSettled => _result.Task.IsCompleted;

        public void Answer(TResult result) => _result.TrySetResult(result);
        public void Refuse(Exception why) => _result.TrySetException(why);
    }
}
