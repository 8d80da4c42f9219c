using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Finds contacts by a part of their name or e-mail address.</summary>
internal static class SearchContacts
{
    private const int ListMax = 10;

    public static Tool On(CrmLine line) => new()
    {
        Name = "search_contacts",
        Title = "Search contacts",
        Group = "Contact",
        Description = """
            Finds active contacts whose name or e-mail address contains the words, with job title, phone and company. Use it as the first lookup when you
            have a name. Don't use it with a complete e-mail address: get_contact_by_email is faster and exact.
            """,
        Input = new Schema(
            Field.Text("query", "A name, a part of one, or a part of an e-mail address.", 100).Must,
            Field.Text("company", "Only contacts of companies whose name contains this.", 160)),
        IsReadOnly = true,
        Privileges = ["prvReadContact", "prvReadAccount"],
        Run = line.Finding(Exactly, Run),
    };

    private static Query Exactly(ToolRun tool)
    {
        var words = tool.Text("query")!;
        return new Query(Contacts.Set) { Select = "contactid", Filter = Filter.Of($"statecode eq 0 and (fullname eq {words} or emailaddress1 eq {words})") };
    }

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var words = run.Tool.Text("query")!;
        var filter = Filter.All(
            Filter.Of($"statecode eq 0 and (contains(fullname,{words}) or contains(emailaddress1,{words}))"),
            run.Tool.Text("company") is { } company ? Filter.Of($"contains(parentcustomerid_account/name,{company})") : null);
        var found = await run.Query(new Query(Contacts.Set)
        {
            Select = Contacts.BriefColumns, Expand = Contacts.WithCompany, Filter = filter, OrderBy = "fullname", Top = ListMax + 1,
        }, ct);
        return Shape.List("matches", found.Rows, ListMax, Contacts.Brief);
    }
}
