using System.Globalization;
using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Books a meeting with a contact.</summary>
internal static class ScheduleAppointment
{
    private const int Scheduled = 3;
    private const int Busy = 5;

    public static Tool On(CrmLine line) => new()
    {
        Name = "schedule_appointment",
        Title = "Schedule appointment",
        Group = "Quotes, products, meetings, mail",
        Description = """
            Books a meeting with a contact: subject, start, end, place. Use it when a time has been agreed. With an organizer it reaches that colleague's
            Outlook through Dynamics' own synchronisation; without one it belongs to the integration, which has no mailbox. Don't use it for a mere follow-up.
            """,
        Input = new Schema(
            Field.Text("subject", "What the meeting is about.", 200).Must, Field.Time("start", "When it begins, such as 2026-12-01T14:00:00Z.").Must,
            Field.Time("end", "When it ends.").Must, Meant.ContactId, Meant.ContactEmail, Field.Text("location", "Where.", 200),
            Field.Text("description", "More about it.", 2_000), Field.Id("organizer_id", "The user who holds the meeting."))
        {
            OneOf = [["contact_id", "email"]],
        },
        IsReadOnly = false,
        Privileges = ["prvCreateActivity", "prvReadActivity", "prvAppendActivity", "prvReadContact"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var (start, end) = (run.Tool.Text("start")!, run.Tool.Text("end")!);
        if (DateTimeOffset.Parse(end, CultureInfo.InvariantCulture) <= DateTimeOffset.Parse(start, CultureInfo.InvariantCulture))
            throw new ToolRefused("invalid_input", "The input is not right: end must be after start.", "Correct the times and run the tool again.");

        var (id, contact, organizer) = (run.Tool.RecordId("schedule_appointment"), await run.Contact(ct), run.Tool.Uuid("organizer_id"));
        var parties = new JsonArray(Activities.Party("contact", Contacts.Set, contact, Activities.Required));
        if (organizer is { } user) parties.Add(Activities.Party("systemuser", "systemusers", user, Activities.Organizer));
        var fields = Shape.Of(
            ("subject", run.Tool.Text("subject")), ("scheduledstart", start), ("scheduledend", end), ("location", run.Tool.Text("location")),
            ("description", run.Tool.Text("description")), ("regardingobjectid_contact_appointment@odata.bind", DataverseClient.Bind(Contacts.Set, contact)),
            ("ownerid_appointment@odata.bind", organizer is { } owner ? DataverseClient.Bind("systemusers", owner) : null),
            ("appointment_activity_parties", parties));
        await run.CreateDeepOnce("appointments", "activityid", id, fields, "activityid", ct);
        await run.Update("appointments", id, new JsonObject { ["statecode"] = Scheduled, ["statuscode"] = Busy }, ct);
        return Shape.Of(("appointment_id", id.ToString("D")), ("subject", run.Tool.Text("subject")), ("start", start), ("end", end));
    }
}
