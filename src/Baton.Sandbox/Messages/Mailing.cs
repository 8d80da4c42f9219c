using Baton.Sandbox.Records;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>Sends an e-mail; in the sandbox it only counts as sent.</summary>
internal static class Mailing
{
    private const int Completed = 1;
    private const int Sent = 3;
    private const int PendingSend = 6;

    public static Task<Answer> SendEmail(Call call)
    {
        if (call.Table?.Name != "email" || call.Key is null) throw Fault.NoSegment("Microsoft.Dynamics.CRM.SendEmail");
        var issue = call.Body("IssueSend").ValueKind == System.Text.Json.JsonValueKind.True;
        return call.Dispatcher.Change(call.Request, call.Table, async deed =>
        {
            var mail = await deed.Get("email", await References.Id(deed.Work, call.Table, call.Key), forUpdate: true);
            if (mail.Number("statecode") != 0) throw Fault.Invalid("0x80040b0d", "The e-mail must be a draft or failed to be sent.");
            if (mail.GetValueOrDefault("directioncode") is false) throw Fault.Invalid("0x80040b0c", "An incoming e-mail can't be sent.");
            var parties = await deed.Of("activityparty", "activityid", mail.Id);
            var senders = parties.Count(party => party.Number("participationtypemask") == 1);
            var recipients = parties.Where(party => party.Number("participationtypemask") is 2 or 3 or 4).ToList();
            if (senders != 1) throw Fault.Invalid("0x80040b00", "The e-mail must have one and only one sender.");
            if (recipients.Count == 0) throw Fault.Invalid("0x80040b04",
                "The e-mail must have at least one recipient before it can be sent.");
            if (recipients.Exists(party => !party.Has("addressused")))
                throw Fault.Invalid("0x80040b08", "One or more recipients have no e-mail address.");
            await Recording.Update(deed, call.Table, mail.Id, new Row
            {
                ["statecode"] = Completed, ["statuscode"] = issue ? Sent : PendingSend, ["senton"] = deed.Moment,
            }, byMessage: true);
            return Answer.Json(200, json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.SendEmailResponse");
                json.WriteString("Subject", mail.Text("subject"));
                json.WriteEndObject();
            });
        });
    }
}
