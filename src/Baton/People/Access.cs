using Baton.Plumbing;

namespace Baton.People;

/// <summary>Who may do and see what. Nobody decides it anywhere else.</summary>
public static class Access
{
    public static bool IsAtLeast(this Caller caller, Role role) => caller.Role >= role;

    /// <summary>Reading how Baton is set up.</summary>
    public static void MustSupervise(this Caller caller) => caller.MustBe(Role.Supervisor, "This is for supervisors and administrators.");

    /// <summary>Changing how Baton is set up.</summary>
    public static void MustAdminister(this Caller caller) => caller.MustBe(Role.Administrator, "This is for administrators.");

    /// <summary>
    /// A conversation is seen by whoever handles it or is offered it, by the members of its queue, and by supervisors. Refuses when there
    /// is no such conversation, or when it is none of the caller's business.
    /// </summary>
    public static async Task MustSee(this Database database, Caller caller, Guid conversationId, CancellationToken ct)
    {
        var theirs = await database.Find<bool?>("""
            select @supervises or coalesce(c.handler_id = @user, false) or coalesce(c.offered_to = @user, false)
                or exists (select from members m where m.queue_id = c.queue_id and m.user_id = @user)
            from conversations c where c.id = @conversationId
            """,
            new { conversationId, user = caller.UserId, supervises = caller.IsAtLeast(Role.Supervisor) }, ct);
        if (theirs is null) throw Refusal.NotFound("conversation");
        if (theirs is false) throw Refusal.NotAllowed("This conversation is with somebody else, in a queue that you are not a member of.");
    }

    private static void MustBe(this Caller caller, Role role, string otherwise)
    {
        if (caller.Role < role) throw Refusal.NotAllowed(otherwise);
    }
}
