using Baton.Conversations;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Bots;

/// <summary>Shows the visitor that a bot elsewhere thinks: at once when its turn begins, and again and again until it has answered.</summary>
internal sealed class TypingSigns(Bulletin bulletin, NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>Visitors' pages show a sign for about this long.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(4);

    public async Task<T> Until<T>(Guid conversationId, Task<T> answer, CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var signs = Sign(conversationId, done.Token);
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

    private async Task Sign(Guid conversationId, CancellationToken done)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do await bulletin.Hint(source, new Typing(conversationId, TypingBy.Bot), done);
            while (await timer.WaitForNextTickAsync(done));
        }
        catch (Exception over) when (over is OperationCanceledException or NpgsqlException)
        {
            // It has answered; or the store is away, and a sign less is no matter.
        }
    }
}
