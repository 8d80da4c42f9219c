using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Lists the e-mails exchanged with a contact or about a case, or reads one of them.</summary>
internal static class GetEmailHistory
{
    private const int ListMax = 10;
    private const int TextLengthMax = 4_000;
    private const string Columns = "activityid,subject,sender,torecipients,directioncode,statuscode,senton,createdon";

    public static Tool On(CrmLine line) => new()
    {
        Name = "get_email_history",
        Title = "Get e-mail history",
        Group = "Quotes, products, meetings, mail",
        Description = """
            Lists the e-mails exchanged with a contact or about a case, newest first; with email_id it reads the text of one. Use it to know what was written
            before you answer. Don't use it for calls and tasks: get_activities lists those.
            """,
        Input = new Schema(
            Meant.ContactId, Meant.ContactEmail, Meant.CaseId, Meant.TicketNumber, Field.Id("email_id", "One e-mail of an earlier list, to read its text."))
        {
            OneOf = [["contact_id", "email", "case_id", "ticket_number", "email_id"]],
        },
        IsReadOnly = true,
        Privileges = ["prvReadActivity", "prvReadContact", "prvReadIncident"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        if (run.Tool.Uuid("email_id") is { } one)
        {
            var mail = await run.Read(new Query("emails") { Select = Columns + ",description" }, "activityid", one, "e-mail", ct);
            var shape = Brief(mail);
            if (Activities.PlainText(mail.Text("description"), TextLengthMax) is { } text) shape["text"] = text;
            return shape;
        }
        var id = run.Tool.Has("case_id") || run.Tool.Has("ticket_number") ? await run.Case(ct) : await run.Contact(ct);
        var found = await run.Attached(new Query("emails")
        {
            Select = Columns, OrderBy = "createdon desc", Top = ListMax + 1,
            Filter = Filter.Of($"_regardingobjectid_value eq {id} or email_activity_parties/any(p:p/_partyid_value eq {id})"),
        }, id, ct);
        return Shape.List("emails", found.Rows, ListMax, Brief);
    }

    private static JsonObject Brief(Row mail) => Shape.Of(
        ("email_id", mail.Text("activityid")), ("subject", mail.Text("subject")), ("from", mail.Text("sender")), ("to", mail.Text("torecipients")),
        ("direction", mail.Flag("directioncode") switch { true => "outgoing", false => "incoming", null => null }),
        ("status", mail.Label("statuscode")), ("sent_on", mail.Text("senton")), ("created_on", mail.Text("createdon")));
}
