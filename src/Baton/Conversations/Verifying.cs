using Baton.Plumbing;

namespace Baton.Conversations;

/// <summary>What makes us believe that a visitor is who they say. These columns are written here and nowhere else.</summary>
public static class Verifying
{
    /// <summary>The visitor has shown that the address is theirs, in a conversation that this work has locked.</summary>
    public static async Task Verify(this Work work, Guid conversationId, string email, string by)
    {
        await work.Run("""
            update conversations
            set verified_email = @email, verified_by = @by, verified_contact_id = null, verified_account_id = null, version = version + 1
            where id = @conversationId
            """, new { conversationId, email, by });
        work.Record(new Identified(conversationId));
    }

    /// <summary>Dynamics knows one contact with the verified address: the visitor's records are theirs and their account's.</summary>
    public static Task BindVisitor(this Work work, Guid conversationId, string email, Guid contactId, Guid? accountId) =>
        work.Run("""
            update conversations set verified_contact_id = @contactId, verified_account_id = @accountId
            where id = @conversationId and verified_email = @email
            """, new { conversationId, email, contactId, accountId });
}
