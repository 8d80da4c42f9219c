using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Opens an opportunity for a contact.</summary>
internal static class CreateOpportunity
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "create_opportunity",
        Title = "Create opportunity",
        Group = "Opportunity",
        Description = """
            Opens an opportunity for a contact who wants to buy. Use it for a new deal of a known contact, after search_opportunities has shown none about
            the same. An open one with the same name is answered instead of making a second. Don't use it for strangers: create_lead is for them.
            """,
        Input = new Schema(
            Field.Text("name", "The deal in one line.", 300).Must, Meant.ContactId, Meant.ContactEmail,
            Field.Number("estimated_value", "The estimated value.", 0, 100_000_000_000m), Field.Day("estimated_close_date", "When it may close, such as 2026-12-31."),
            Field.Whole("probability", "The probability in percent.", 0, 100), Opportunities.Stages.Field("stage", "The stage; Qualify if not given."),
            Field.Text("description", "What the customer wants, in their words.", 2_000))
        {
            OneOf = [["contact_id", "email"]],
        },
        IsReadOnly = false,
        NeedsYes = true,
        Foresee = line.Foreseeing(Foresee),
        Privileges = ["prvCreateOpportunity", "prvReadOpportunity", "prvReadContact", "prvAppendOpportunity", "prvAppendToContact", "prvAppendToAccount"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<Preview> Foresee(CrmRun run, CancellationToken ct)
    {
        var contact = await run.Read(new Query(Contacts.Set) { Select = "fullname" }, "contactid", await run.Contact(ct), "contact", ct);
        return Preview.Of($"Open an opportunity for {contact.Text("fullname")}: {run.Tool.Text("name")}.", run.Tool.Input, "contact_id", "email");
    }

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var (contactId, name) = (await run.Contact(ct), run.Tool.Text("name")!);
        var same = Filter.All(Filter.Of($"name eq {name}"), Opportunities.OfContact(contactId))!.Value;
        var (known, id) = LookBefore.Creating("opportunityid",
            await run.Query(LookBefore.About(Opportunities.Set, Opportunities.BriefColumns, same), ct), contactId.ToString(), name);
        if (known is { } there) return Shape.Existing(run, Opportunities.Brief(there), isTheirs: true);

        var contact = await run.Read(new Query(Contacts.Set) { Select = "contactid,_parentcustomerid_value" }, "contactid", contactId, "contact", ct);
        var account = Contacts.AccountId(contact);
        var value = run.Tool.Number("estimated_value");
        var fields = Shape.Of(
            ("name", name), ("description", run.Tool.Text("description")), ("estimatedvalue", value), ("isrevenuesystemcalculated", value is null ? null : false),
            ("estimatedclosedate", run.Tool.Text("estimated_close_date")), ("closeprobability", run.Tool.Whole("probability")),
            ("salesstage", Opportunities.Stages.Value(run.Tool.Text("stage")) ?? 0),
            ("parentcontactid@odata.bind", DataverseClient.Bind(Contacts.Set, contactId)),
            (account is null ? "customerid_contact@odata.bind" : "customerid_account@odata.bind",
                account is null ? DataverseClient.Bind(Contacts.Set, contactId) : DataverseClient.Bind(Accounts.Set, account.Value)));
        var made = await run.CreateOnce(Opportunities.Set, id, fields, Opportunities.BriefColumns, ct);
        return made.IsNew ? Opportunities.Brief(made.Row) : Shape.Existing(run, Opportunities.Brief(made.Row), isTheirs: true);
    }
}
