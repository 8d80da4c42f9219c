using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>The talk ends, wrap-up passes, the conversation closes, the visitor rates it.</summary>
public sealed class Ending(Database database, TimeProvider clock)
{
    /// <summary>How long an agent may wrap up where the workstream does not say.</summary>
    public const int WrapUpSecondsUsual = 60;

    /// <summary>Ends it in a conversation that this work has locked; says so to everybody.</summary>
    public static async Task<Conversation> End(Work work, Conversation conversation, string reason, string words, Happening what)
    {
        var told = await work.Say(conversation, Utterance.Event(words, what));
        var ended = await work.Save(conversation, told.End(reason, work.Now));
        work.Record(new Ended(ended.Id, reason));
        if (ended.State == State.Closed)
        {
            work.Record(new Closed(ended.Id, reason, conversation.SeatOf));
            return ended;
        }
        var seconds = await work.Find<int?>("select wrap_up_seconds from workstreams where id = @WorkstreamId", ended) ?? WrapUpSecondsUsual;
        work.RecordAt(work.Now.AddSeconds(seconds), new WrapUpLapsed(ended.Id));
        return ended;
    }

    public static async Task<Conversation> Close(Work work, Conversation conversation, string reason)
    {
        var closed = await work.Save(conversation, conversation.Close(reason, work.Now));
        if (conversation.EndedAt is null) work.Record(new Ended(closed.Id, reason));
        work.Record(new Closed(closed.Id, reason, conversation.SeatOf));
        return closed;
    }

    /// <summary>The visitor has had enough.</summary>
    public async Task EndByVisitor(Guid conversationId, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(conversationId);
        if (conversation.Standing.IsOver) return;   // they may press it twice

        await End(work, conversation, "ended_by_visitor", "The visitor ended the conversation.", new Happening("ended", "visitor"));
        await work.Commit();
    }

    /// <summary>Closes a wrap-up that has gone on for long enough.</summary>
    public async Task CloseLapsed(WrapUpLapsed lapsed, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(lapsed.ConversationId);
        if (conversation.State != State.WrapUp) return;

        await Close(work, conversation, "wrap_up_lapsed");
        await work.Commit();
    }

    public async Task Rate(Guid conversationId, Opinion opinion, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(conversationId);
        if (conversation.ClosedAt is { } closed && clock.GetUtcNow() - closed > TimeSpan.FromHours(24))
            throw Refusal.Conflict("too_late", "A conversation can be rated for a day after it closed.");

        await work.Save(conversation, conversation.Rate(opinion));
        work.Record(new Rated(conversationId));
        await work.Commit();
    }
}
