using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Finds open opportunities of a contact or an account.</summary>
internal static class SearchOpportunities
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "search_opportunities",
        Title = "Search opportunities",
        Group = "Opportunity",
        Description = """
            Finds the open opportunities of a contact or an account, with value, stage and close date. Use it to learn of running deals before you speak of
            offers or create an opportunity. Don't use it for won and lost deals: get_contact_opportunities lists those too.
            """,
        Input = new Schema(Meant.ContactId, Meant.ContactEmail, Meant.AccountId, Meant.AccountName, Field.Text("name", "Only those whose name contains this.", 300))
        {
            OneOf = [["contact_id", "email", "account_id", "account_name"]],
        },
        IsReadOnly = true,
        Privileges = ["prvReadOpportunity", "prvReadContact", "prvReadAccount"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var ofContact = run.Tool.Has("contact_id") || run.Tool.Has("email");
        var ofAccount = run.Tool.Has("account_id") || run.Tool.Has("account_name");
        var filter = Filter.All(
            Filter.Of($"statecode eq 0"),
            Filter.Any(
                ofContact ? Opportunities.OfContact(await run.Contact(ct)) : null, ofAccount ? Opportunities.OfAccount(await run.Account(ct)) : null),
            run.Tool.Text("name") is { } name ? Filter.Of($"contains(name,{name})") : null);
        var found = await run.Query(Opportunities.Query(filter!.Value, Opportunities.ListMax + 1), ct);
        return Shape.List("opportunities", found.Rows, Opportunities.ListMax, Opportunities.Brief);
    }
}
