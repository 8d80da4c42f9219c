using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Everything about one company: revenue, industry, billing address, relationship manager.</summary>
internal static class GetAccount
{
    private const string Columns =
        "accountid,name,accountnumber,websiteurl,telephone1,emailaddress1,revenue,numberofemployees,industrycode,accountcategorycode,customertypecode,"
        + "ownershipcode,creditonhold,description,address1_line1,address1_line2,address1_city,address1_stateorprovince,address1_postalcode,address1_country,"
        + "_primarycontactid_value,_ownerid_value,statecode";

    private const string Expand = "primarycontactid($select=contactid,fullname,emailaddress1,telephone1),owninguser($select=fullname,internalemailaddress)";

    public static Tool On(CrmLine line) => new()
    {
        Name = "get_account",
        Title = "Get account",
        Group = "Account",
        Description = """
            Reads one account (company) completely: revenue, industry, billing address, primary contact and relationship manager. Use it after
            search_accounts. Don't use it to list the company's people: get_account_contacts does that.
            """,
        Input = new Schema(Meant.AccountId, Meant.AccountName) { OneOf = [["account_id", "account_name"]] },
        IsReadOnly = true,
        Privileges = ["prvReadAccount", "prvReadContact", "prvReadUser"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var id = await run.Account(ct);
        var account = await run.Read(new Query(Accounts.Set) { Select = Columns, Expand = Expand }, "accountid", id, "account", ct);
        // A visitor's own account: but their colleagues' numbers are not theirs.
        var primary = account.One("primarycontactid") is { } contact && (!run.Scope.IsBound || contact.Id("contactid") == run.Scope.ContactId) ? contact : (Row?)null;
        return Shape.Of(
            ("account_id", account.Text("accountid")), ("name", account.Text("name")), ("account_number", account.Text("accountnumber")),
            ("website", account.Text("websiteurl")), ("phone", account.Text("telephone1")), ("email", account.Text("emailaddress1")),
            ("revenue", account.Label("revenue")), ("employees", account.Whole("numberofemployees")), ("industry", account.Label("industrycode")),
            ("category", account.Label("accountcategorycode")), ("relationship", account.Label("customertypecode")),
            ("credit_on_hold", account.Flag("creditonhold")), ("description", account.Text("description")), ("state", account.Label("statecode")),
            ("address", Shape.Of(
                ("line1", account.Text("address1_line1")), ("line2", account.Text("address1_line2")), ("postal_code", account.Text("address1_postalcode")),
                ("city", account.Text("address1_city")), ("state", account.Text("address1_stateorprovince")), ("country", account.Text("address1_country")))),
            ("primary_contact", primary is null ? null : Shape.Of(
                ("contact_id", primary.Value.Text("contactid")), ("fullname", primary.Value.Text("fullname")), ("email", primary.Value.Text("emailaddress1")),
                ("phone", primary.Value.Text("telephone1")))),
            ("relationship_manager", account.One("owninguser")?.Text("fullname") ?? account.Label("_ownerid_value")));
    }
}
