using Baton.Bots.Trust;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Routing;

namespace Baton.Bots.Connector;

/// <summary>A bot is to be told something: that the conversation is over (visitor, other), or what became of it (accepted, completed, failed).</summary>
public sealed record BotToBeTold(Guid ConversationId, Guid BotId, int Epoch, string What, string? Message, int Attempts) : Fact(ConversationId);

/// <summary>
/// Tells bots elsewhere what happened to conversations that they have or had. What is to be told is decided in the commit of the job that it followed from; each call is
/// a job of its own, made again some times, and holds nothing up.
/// </summary>
internal sealed class BotTelling(Database database, IEnumerable<IRemoteLine> lines, TimeProvider clock, ILogger<BotTelling> log)
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(3)];

    /// <summary>Somebody has it: a person accepted it, also after it had waited in vain; or another bot got it, after a person's part or instead of it.</summary>
    public Task OnAssigned(Assigned assigned, CancellationToken ct) => assigned.ToBot
        ? Settle(assigned.ConversationId, [("accepted", "completed", null), ("initiated", "failed", "Another bot got the conversation.")], ct, before: assigned.Epoch)
        : Settle(assigned.ConversationId, [("initiated", "accepted", null), ("failed", "accepted", null)], ct);

    /// <summary>Nobody is there who could take it. It waits; should somebody come, the bot is told that, too.</summary>
    public Task OnNobodyThere(NobodyThere there, CancellationToken ct) =>
        Settle(there.ConversationId, [("initiated", "failed", "Nobody is here to take the conversation. It waits until somebody is back.")], ct, before: there.Epoch + 1);

    /// <summary>It is over. A bot that had it until then is told so, unless it ended it.</summary>
    public async Task OnEnded(Ended ended, CancellationToken ct)
    {
        var now = await database.Conversation(ended.ConversationId, ct);
        var isWithBot = now is { HandlerKind: "bot", HandlerId: not null } && ended.Reason != "ended_by_bot";
        var over = isWithBot ? new BotToBeTold(now.Id, now.HandlerId!.Value, now.Epoch, ended.Reason == "ended_by_visitor" ? "visitor" : "other", null, 0) : null;
        await Settle(ended.ConversationId, [("accepted", "completed", null), ("initiated", "failed", "The conversation ended before somebody had taken it.")], ct, over);
    }

    /// <summary>Makes the call.</summary>
    public async Task Tell(BotToBeTold due, CancellationToken ct)
    {
        var bot = await database.Find<Told>("""
            select b.kind, h.state from bots b left join bot_handoffs h on h.conversation_id = @ConversationId and h.epoch = @Epoch where b.user_id = @BotId
            """, due, ct);
        if (lines.FirstOrDefault(line => line.Kind == bot?.Kind) is not { } line) return;
        if (due is { Attempts: > 0, What: "accepted" } && bot!.State != "accepted") return;   // it is over by now, which the bot has been told

        using var limit = new TimeLimit(TimeMax, clock, ct);
        try
        {
            await line.Tell(due.ConversationId, due.BotId, due.Epoch, HappenedOf(due), limit.Token);
        }
        catch (Exception away) when (away is HttpRequestException or AddressRefused or NoToken || (away is OperationCanceledException && !ct.IsCancellationRequested))
        {
            var left = Pauses.Length - due.Attempts;
            BotsLog.NotTold(log, due.BotId, due.ConversationId, away.Message, left);
            if (left == 0) return;
            await using var work = await database.Begin(ct);
            work.RecordAt(work.Now + Pauses[due.Attempts], due with { Attempts = due.Attempts + 1 });
            await work.Commit();
        }
    }

    private static Happened HappenedOf(BotToBeTold due) => due.What is "visitor" or "other" ? new ConversationOver(due.What == "visitor") : new HandOffStatus(due.What, due.Message);

    /// <param name="before">Only what was given up before this epoch: this may be settled long after it happened, and another has given it up since.</param>
    private async Task Settle(
        Guid conversationId, (string From, string To, string? Message)[] steps, CancellationToken ct, BotToBeTold? also = null, int before = int.MaxValue)
    {
        await using var work = await database.Begin(ct);
        var due = new List<BotToBeTold>();
        if (also is not null) due.Add(also);
        foreach (var (from, to, message) in steps)
        {
            var changed = await work.List<Waits>("update bot_handoffs set state = @to where conversation_id = @conversationId and state = @from and epoch < @before returning bot_id, epoch",
                new { conversationId, from, to, before });
            due.AddRange(changed.Select(bot => new BotToBeTold(conversationId, bot.BotId, bot.Epoch, to, message, 0)));
        }
        if (due.Count == 0) return;
        foreach (var one in due) work.RecordAt(work.Now, one);
        await work.Commit();
    }

    private sealed record Waits
    {
        public required Guid BotId { get; init; }
        public required int Epoch { get; init; }
    }

    private sealed record Told
    {
        public required string Kind { get; init; }
        public string? State { get; init; }
    }
}

/// <summary>Bots that gave a conversation up and want to know what becomes of it.</summary>
internal static class HandOffs
{
    public static Task AwaitStatus(this Work work, Turn turn) => work.Run(
        "insert into bot_handoffs (conversation_id, epoch, bot_id, state) values (@Id, @Epoch, @HandlerId, 'initiated') on conflict do nothing", new { turn.Id, turn.Epoch, turn.HandlerId });

    /// <summary>A bot's turn in a conversation that it may not have any more: for what is told about it.</summary>
    public static Task<Turn?> PastTurn(this Database database, Guid conversationId, Guid botId, int epoch, CancellationToken ct) => database.Find<Turn>("""
        select c.id, c.state, @botId as handler_id, @epoch as epoch, c.last_n, c.channel, c.visitor_id, c.visitor_name, c.visitor_email, c.locale,
               u.name as bot_name, b.kind as bot_kind, coalesce(w.bot_silence_seconds, 20) as silence_seconds
        from conversations c join users u on u.id = @botId join bots b on b.user_id = u.id left join workstreams w on w.id = c.workstream_id
        where c.id = @conversationId
        """, new { conversationId, botId, epoch }, ct);
}
