using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Opens a case for a contact.</summary>
internal static class CreateCase
{
    private const int OriginWeb = 3;      // chat has no origin of its own in Dynamics
    private const int TypeProblem = 2;

    public static Tool On(CrmLine line) => new()
    {
        Name = "create_case",
        Title = "Create case",
        Group = "Case",
        Description = """
            Opens a support case for a contact and answers its case number. Use it for a new matter, after get_contact_cases has shown none about the same
            and the visitor has told what it is about. An open case of the contact with the same title is answered instead of making a second.
            """,
        Input = new Schema(
            Field.Text("title", "The matter in one line.", 200).Must,
            Field.Text("description", "The matter in the visitor's words: what happened, since when, what they tried.", 2_000).Must,
            Meant.ContactId, Meant.ContactEmail,
            Field.Choice("priority", "High when the visitor can't work, else Normal.", Cases.Priorities))
        {
            OneOf = [["contact_id", "email"]],
        },
        IsReadOnly = false,
        Privileges = ["prvCreateIncident", "prvReadIncident", "prvAppendIncident", "prvAppendToContact"],
        Run = line.Doing(Reach.New, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        // The contact is theirs, or what a stranger says of themselves: then the case is made, but nothing about the contact is told.
        var (contact, title) = (await run.Contact(ct), run.Tool.Text("title")!);
        var isTheirs = !run.Scope.IsStranger;
        var same = Filter.All(Filter.Of($"title eq {title}"), Filter.Of($"_customerid_value eq {contact}"))!.Value;
        var (known, id) = LookBefore.Creating("incidentid", await run.Anybody(LookBefore.About(Cases.Set, Cases.BriefColumns, same), ct), contact.ToString(), title);
        if (known is { } there) return Shape.Existing(run, Cases.Brief(there), isTheirs);

        var fields = Shape.Of(
            ("title", title), ("description", run.Tool.Text("description")),
            ("prioritycode", Cases.Priority(run.Tool.Text("priority")) ?? 2), ("casetypecode", TypeProblem), ("caseorigincode", OriginWeb),
            ("customerid_contact@odata.bind", DataverseClient.Bind(Contacts.Set, contact)));
        var made = await run.CreateOnce(Cases.Set, id, fields, Cases.BriefColumns, ct);
        if (!made.IsNew) return Shape.Existing(run, Cases.Brief(made.Row), isTheirs);
        return Shape.Of(("case_id", made.Row.Text("incidentid")), ("ticket_number", made.Row.Text("ticketnumber")), ("title", made.Row.Text("title")));
    }
}
