using System.Text.Json.Nodes;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Lists a contact's cases, open ones first.</summary>
internal static class GetContactCases
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "get_contact_cases",
        Title = "Get a contact's cases",
        Group = "Case",
        Description = """
            Lists the support cases of a contact, open ones first, newest first. Use it before creating a case, to find one about the same matter, and when
            the visitor asks about their cases. Don't use it to look for a case by its number: get_case does that.
            """,
        Input = new Schema(
            Meant.ContactId, Meant.ContactEmail, Field.Flag("only_open", "Leave out cases that are resolved or cancelled."))
        {
            OneOf = [["contact_id", "email"]],
        },
        IsReadOnly = true,
        Privileges = ["prvReadIncident"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var found = await run.Query(Cases.Of(await run.Contact(ct), run.Tool.Flag("only_open"), Cases.ListMax + 1), ct);
        return Shape.List("cases", found.Rows, Cases.ListMax, Cases.Brief);
    }
}
