using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Life;

/// <summary>A bot that was disconnected still has this conversation.</summary>
public sealed record BotLeft(Guid ConversationId, Guid BotId, int Epoch) : Fact(ConversationId);

/// <summary>A bot goes: each conversation that it has is given up, in a commit of its own.</summary>
internal sealed class Departing(Database database, Turns turns)
{
    public const string Reason = "The bot was disconnected";

    /// <summary>So many are spread in one commit; the next batch is a job of its own.</summary>
    private const int TogetherMax = 100;

    public async Task Spread(BotDisconnected gone, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var isGone = await work.Find<bool>("select not b.connected or u.disabled_at is not null from bots b join users u on u.id = b.user_id where b.user_id = @BotId", gone);
        if (!isGone) return;   // somebody connected it again meanwhile

        var held = await work.List<Held>("""
            select id, epoch from conversations where handler_id = @BotId and state = 'WithBot' and (@After::uuid is null or id > @After) order by id limit @TogetherMax
            """, new { gone.BotId, gone.After, TogetherMax });
        foreach (var one in held) work.Record(new BotLeft(one.Id, gone.BotId, one.Epoch));
        if (held.Count == TogetherMax) work.Record(new BotDisconnected(gone.BotId, held[^1].Id));
        await work.Commit();
    }

    public async Task Leave(BotLeft left, CancellationToken ct)
    {
        if (await turns.Find(left.ConversationId, left.BotId, left.Epoch, ct) is not { IsGone: true } turn) return;

        await using var work = await database.Begin(ct);
        var before = await work.LockConversation(turn.Id);
        if (before.Standing is not { State: State.WithBot } || before.Epoch != turn.Epoch) return;
        await work.GiveUp(before, turn, [], Words(turn));
        await work.Commit();
    }

    public static HandOver Words(Turn turn) => HandOver.Because(turn, Reason, "The bot was disconnected while it had the conversation.");

    private sealed record Held
    {
        public required Guid Id { get; init; }
        public required int Epoch { get; init; }
    }
}
