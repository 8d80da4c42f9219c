using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Lists the people of a company.</summary>
internal static class GetAccountContacts
{
    private const int ListMax = 25;

    public static Tool On(CrmLine line) => new()
    {
        Name = "get_account_contacts",
        Title = "Get an account's contacts",
        Group = "Account",
        Description = """
            Lists the active contacts of an account (company). Use it when several people of one company matter. Don't use it to find one person by name:
            search_contacts does that.
            """,
        Input = new Schema(Meant.AccountId, Meant.AccountName) { OneOf = [["account_id", "account_name"]] },
        IsReadOnly = true,
        Privileges = ["prvReadContact", "prvReadAccount"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var account = await run.Account(ct);
        var found = await run.Query(new Query(Contacts.Set)
        {
            Select = Contacts.BriefColumns, Expand = Contacts.WithCompany, OrderBy = "fullname", Top = ListMax + 1,
            Filter = Filter.Of($"_parentcustomerid_value eq {account} and statecode eq 0"),
        }, ct);
        return Shape.List("contacts", found.Rows, ListMax, Contacts.Brief);
    }
}
