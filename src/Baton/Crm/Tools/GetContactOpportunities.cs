using System.Text.Json.Nodes;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Lists all opportunities of a contact, also won and lost ones.</summary>
internal static class GetContactOpportunities
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "get_contact_opportunities",
        Title = "Get a contact's opportunities",
        Group = "Opportunity",
        Description = """
            Lists all opportunities of a contact, open, won and lost: their whole history of deals. Use it to prepare a talk about business. Don't use it when
            only running deals matter: search_opportunities is shorter.
            """,
        Input = new Schema(Meant.ContactId, Meant.ContactEmail) { OneOf = [["contact_id", "email"]] },
        IsReadOnly = true,
        Privileges = ["prvReadOpportunity", "prvReadContact"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var contact = await run.Contact(ct);
        var found = await run.Query(Opportunities.Query(Opportunities.OfContact(contact), Opportunities.ListMax + 1) with
        {
            OrderBy = "statecode asc,estimatedclosedate desc",
        }, ct);
        return Shape.List("opportunities", found.Rows, Opportunities.ListMax, Opportunities.Brief);
    }
}
