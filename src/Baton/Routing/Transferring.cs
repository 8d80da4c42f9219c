using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Routing;

/// <summary>The handler passes a conversation on, to a queue or to a person.</summary>
public static class Transferring
{
    public static async Task Transfer(
        this Database database, Guid conversationId, Guid by, string byName, Guid? queueId, Guid? userId, string? reason,
        CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await work.Transfer(await work.LockConversation(conversationId), by, byName, queueId, userId, reason);
        await work.Commit();
    }

    /// <summary>The same in a conversation that this work has locked.</summary>
    public static async Task Transfer(this Work work, Conversation conversation, Guid by, string byName, Guid? queueId, Guid? userId, string? reason)
    {
        if (queueId is null == userId is null)
            throw Refusal.Invalid("invalid_transfer", "Say where it goes: to a queue (queueId) or to a person (userId).");
        if (reason?.Length > Limits.ReasonLengthMax) throw Refusal.TooLong($"A reason has at most {Limits.ReasonLengthMax:N0} characters.");
        if (userId == by) throw Refusal.Invalid("invalid_transfer", "You have it already.");

        var passed = conversation.Transfer(by, queueId, userId, work.Now) with { DeclinedBy = [by] };   // others first, if there are any
        var destination = await work.Find<string>(queueId is not null
                ? "select name from queues where id = @queueId"
                : "select name from users where id = @userId and kind = 'agent' and disabled_at is null", new { queueId, userId })
            ?? throw Refusal.Invalid("invalid_transfer", queueId is not null ? "There is no such queue." : "There is no such colleague.");

        var because = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        var told = await work.Say(passed, Utterance.Event(
            $"{byName} passed this on to {destination}{(because is null ? "." : $": {because}")}",
            new Happening("transferred", byName, destination, because), @internal: true));
        await work.Save(conversation, told);
        work.Record(new Transferred(conversation.Id, by));
    }
}
