using Baton.Conversations;
using Baton.Dataverse;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>Several contacts match, and the agent who talks with the visitor knows which of them it is. What they choose is shown; it verifies nobody.</summary>
public static class Choosing
{
    /// <summary>Which contact it is.</summary>
    public sealed record Choice(Guid? ContactId);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/v1/conversations/{id:guid}/crm/contact", async (Guid id, Choice choice, Caller caller, Database database, CrmLine line, Sidebar sidebar, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            if (choice.ContactId is not { } contactId) throw Refusal.Invalid("no_contact", "contactId says which contact it is.");
            var open = await line.Find(ct) ?? throw Refusal.Conflict("not_connected", "No Dynamics organisation is connected.");
            await Choose(database, open, id, contactId, ct);
            return await sidebar.Show(id, ct);
        }).RequireCaller().WithName("ChooseContact").WithTags("Dynamics 365");

    private static async Task Choose(Database database, CrmLine.Open open, Guid id, Guid contactId, CancellationToken ct)
    {
        var contact = await Read(open, contactId, ct);
        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(id);
        conversation.MustBeOpen();
        if (conversation.VerifiedContactId is not null) throw Refusal.Conflict("visitor_verified", "The visitor has shown who they are.");
        await Identifying.Is(work, conversation, contact);
        await work.Commit();
    }

    private static async Task<Row> Read(CrmLine.Open open, Guid contactId, CancellationToken ct)
    {
        try
        {
            return await open.Client.Find(new Query(Contacts.Set) { Select = Contacts.BriefColumns, Expand = Contacts.WithCompany }, contactId, ct)
                ?? throw Refusal.Invalid("no_contact", "There is no such contact in Dynamics.");
        }
        catch (DataverseError error)
        {
            throw new Refusal(503, "crm_unavailable", error.Meaning.Sentence);
        }
    }
}
