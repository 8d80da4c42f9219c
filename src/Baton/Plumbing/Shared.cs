using System.Threading.Channels;

namespace Baton.Plumbing;

/// <summary>
/// Lets concurrent callers share one trip to the database: what waits while a trip is under way goes along with the next one. One caller's commit, or
/// query, costs nearly what a hundred cost, so durability is nearly free under load, and a single caller waits for nobody.
/// </summary>
public sealed class Shared<TItem, TResult> : IAsyncDisposable
{
    /// <summary>More would make one trip's notice and its failure too big.</summary>
    private const int ItemsMax = 128;

    /// <summary>Callers beyond this wait before they are let in, so a flood costs time and not memory.</summary>
    private const int WaitingMax = 4_096;

    private readonly Channel<Pending> _waiting = Channel.CreateBounded<Pending>(WaitingMax);
    private readonly Func<IReadOnlyList<Pending>, Task> _make;
    private readonly Task[] _travelling;

    /// <param name="trips">How many may be under way at once.</param>
    /// <param name="make">Does all that it is given and sets each one's result or refusal. What it throws is thrown to those without one.</param>
    public Shared(int trips, Func<IReadOnlyList<Pending>, Task> make)
    {
        _make = make;
        _travelling = [.. Enumerable.Range(0, trips).Select(_ => Task.Run(Travel))];
    }

    public async Task<TResult> Add(TItem item, CancellationToken ct)
    {
        var pending = new Pending(item);
        await _waiting.Writer.WriteAsync(pending, ct);
        return await pending.Result;   // not cancelled: once let in, it will be done, and the caller had better know
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_travelling);
    }

    private async Task Travel()
    {
        var together = new List<Pending>(ItemsMax);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            together.Clear();
            while (together.Count < ItemsMax && _waiting.Reader.TryRead(out var next)) together.Add(next);
            if (together.Count > 0) await Make([.. together]);
        }
    }

    private async Task Make(Pending[] together)
    {
        try
        {
            await _make(together);
        }
        catch (Exception failure)
        {
            foreach (var pending in together) pending.Refuse(failure);   // each caller hears of it; nothing of theirs was done
        }
    }

    /// <summary>One caller's item, on its way.</summary>
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
