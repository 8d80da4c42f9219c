using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Lists a contact's latest calls, e-mails, tasks and meetings.</summary>
internal static class GetActivities
{
    private const int ListMax = 15;

    public static Tool On(CrmLine line) => new()
    {
        Name = "get_activities",
        Title = "Get activities",
        Group = "Activity & notes",
        Description = """
            Lists the latest calls, e-mails, tasks and meetings with a contact, newest first. Use it to know what happened before you answer. Don't use it for
            notes (get_entity_notes) or for what e-mails said (get_email_history).
            """,
        Input = new Schema(
            Meant.ContactId, Meant.ContactEmail, Field.Choice("type", "Only this kind.", "phonecall", "email", "task", "appointment"))
        {
            OneOf = [["contact_id", "email"]],
        },
        IsReadOnly = true,
        Privileges = ["prvReadActivity", "prvReadContact"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var id = await run.Contact(ct);
        var filter = Filter.All(
            // Also those that are about something else, such as a case, and only have the contact among their parties.
            Filter.Of($"_regardingobjectid_value eq {id} or activitypointer_activity_parties/any(p:p/_partyid_value eq {id})"),
            run.Tool.Text("type") is { } type ? Filter.Of($"activitytypecode eq {type}") : null);
        var found = await run.Attached(new Query("activitypointers")
        {
            Select = "activityid,activitytypecode,subject,statecode,statuscode,scheduledstart,scheduledend,createdon", Filter = filter,
            OrderBy = "modifiedon desc", Top = ListMax + 1,
        }, id, ct);
        return Shape.List("activities", found.Rows, ListMax, Activities.Brief);
    }
}
