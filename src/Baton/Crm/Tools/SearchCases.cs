using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Finds open cases by title, number or contact.</summary>
internal static class SearchCases
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "search_cases",
        Title = "Search cases",
        Group = "Case",
        Description = """
            Finds open support cases whose title contains the words or whose number it is, of everybody or of one contact. Use it before create_case, to find
            a case about the same matter. Try broader words when nothing is found. Don't use it for all cases of a contact: get_contact_cases lists those.
            """,
        Input = new Schema(
            Field.Text("query", "Words of the title, or a case number.", 200).Must, Meant.ContactId, Meant.ContactEmail,
            Field.Flag("include_closed", "Also resolved and cancelled cases.")),
        IsReadOnly = true,
        Privileges = ["prvReadIncident", "prvReadContact"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var words = run.Tool.Text("query")!;
        Guid? contact = run.Tool.Has("contact_id") || run.Tool.Has("email") ? await run.Contact(ct) : null;
        var filter = Filter.All(
            Filter.Of($"contains(title,{words}) or ticketnumber eq {words}"),
            run.Tool.Flag("include_closed") ? null : Filter.Of($"statecode eq 0"),
            contact is { } id ? Filter.Of($"_customerid_value eq {id} or _primarycontactid_value eq {id}") : null);
        var found = await run.Query(new Query(Cases.Set)
        {
            Select = Cases.BriefColumns + ",_customerid_value", Filter = filter, OrderBy = "createdon desc", Top = Cases.ListMax + 1,
        }, ct);
        return Shape.List("cases", found.Rows, Cases.ListMax, Cases.Brief);
    }
}
