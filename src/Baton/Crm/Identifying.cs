using Baton.Conversations;
using Baton.Dataverse;
using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>Writes down who the visitor is in Dynamics. One contact with the address identifies them; several or none are not guessed at.</summary>
internal static class Identifying
{
    private const int NameLengthMax = 400;

    /// <summary>Links what was found for an address. A verified address goes before one that the visitor only claimed.</summary>
    public static async Task Link(Work work, Guid conversationId, string? email, IReadOnlyList<Row> matches, string? key = null)
    {
        var conversation = await work.LockConversation(conversationId);
        await Write(work, conversationId, key ?? email!, matches.Count switch { 0 => "none", 1 => "found", _ => "many" }, matches.Count, 0, null);
        if (matches is not [var contact]) return;

        var isVerified = email is not null && conversation.VerifiedEmail is { } verified && verified.Equals(email, StringComparison.OrdinalIgnoreCase);
        var contactId = contact.Id("contactid")!.Value;
        if (conversation.ContactId is null || (isVerified && conversation.ContactId != contactId.ToString("D")))
        {
            await Is(work, conversation, contact);
        }
        if (!isVerified) return;

        await work.BindVisitor(conversationId, conversation.VerifiedEmail!, contactId, Contacts.AccountId(contact));
        await work.SetVariables(conversationId, new Dictionary<string, object?>
        {
            ["ContactId"] = contact.Text("contactid"), ["ContactName"] = Shortened(contact.Text("fullname")), ["Email"] = email,
        }, "system");
    }

    /// <summary>This contact is the visitor, as far as anybody knows; nothing is verified by it. In a conversation that this work has locked.</summary>
    public static async Task Is(Work work, Conversation conversation, Row contact)
    {
        await work.Save(conversation, conversation with
        {
            ContactId = contact.Text("contactid"), ContactName = Shortened(contact.Text("fullname")), ContactCompany = Shortened(Contacts.Company(contact)),
            ContactVip = Contacts.IsVip(contact),
        });
        work.Record(new Identified(conversation.Id));
    }

    public static Task<int> Write(Work work, Guid conversationId, string email, string status, int matches, int attempts, string? problem) =>
        work.Run("""
            insert into crm_lookups (conversation_id, email, status, matches, attempts, problem, checked_at)
            values (@conversationId, @email, @status, @matches, @attempts, @problem, @Now)
            on conflict (conversation_id) do update set
                email = @email, status = @status, matches = @matches, attempts = @attempts, problem = @problem, checked_at = @Now
            """,
            new { conversationId, email, status, matches, attempts, problem, work.Now });

    private static string? Shortened(string? text) => text?.Length > NameLengthMax ? text[..NameLengthMax] : text;
}
