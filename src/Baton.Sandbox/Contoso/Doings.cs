using Baton.Sandbox.Records;

namespace Baton.Sandbox.Contoso;

/// <summary>What was done with the customers: calls, tasks, meetings and mails, each with its parties.</summary>
internal static class Doings
{
    private const int Count = 160;
    private static readonly string[] Kinds = ["phonecall", "task", "appointment", "email"];
    private static readonly string[] Subjects =
        ["Follow up on the offer", "Delivery date", "Machine maintenance", "Renewal of the service contract", "Complaint about a delivery",
        "New contact person"];

    public static void Add(Sample sample)
    {
        for (var i = 0; i < Count; i++) Add(sample, i);
    }

    private static void Add(Sample sample, int number)
    {
        var kind = Kinds[number % Kinds.Length];
        var contact = number < 8 ? sample.Rows["contact"][0] : sample.Pick(sample.Rows["contact"]);
        var user = Offices.People[sample.Below(Offices.People.Length)];
        var created = sample.DaysAgo(90);
        var open = sample.Below(3) == 0 && kind != "email";
        var incident = sample.Rows["incident"].FirstOrDefault(one => one.Lookup("customerid")?.Id == contact.Id);
        var regarding = number % 3 == 0 && incident is not null
            && incident.Number("statecode") != 0 ? new Ref("incident", incident.Id) : new Ref("contact", contact.Id);
        var (state, status) = (kind, open) switch
        {
            ("phonecall", true) => (0, 1), ("phonecall", false) => (1, 2), ("task", true) => (0, 2), ("task", false) => (1, 5),
            ("appointment", true) => (3, 5), ("appointment", false) => (1, 3), _ => (1, 3),
        };
        var owner = new Ref("systemuser", Ids.Of($"systemuser/{user.Key}"));
        var values = new Row
        {
            ["subject"] = $"{sample.Pick(Subjects)}", ["regardingobjectid"] = regarding, ["ownerid"] = owner, ["statecode"] = state,
            ["statuscode"] = status,
            ["scheduledstart"] = created.AddDays(2).UtcDateTime, ["scheduledend"] = created.AddDays(2).AddMinutes(30).UtcDateTime,
            ["actualend"] = open ? null : created.AddDays(2).UtcDateTime,
            ["description"] = kind == "email" ? "<p>Thank you for your message. We will come back to you.</p>" : null,
        };
        if (kind == "phonecall") values["phonenumber"] = contact["telephone1"];
        if (kind == "email")
        {
            values["senton"] = created.UtcDateTime;
            values["sender"] = $"{user.Key}@contoso.example";
            values["torecipients"] = $"{contact.Text("emailaddress1")};";
        }
        var activity = sample.Add(kind, $"{number}", created, values);
        Party(sample, activity, $"{number}/1", owner, kind == "appointment" ? 7 : 1, null);
        Party(sample, activity, $"{number}/2", new Ref("contact", contact.Id), kind == "appointment" ? 5 : 2,
            contact.Text("emailaddress1"));
        Party(sample, activity, $"{number}/9", owner, 9, null);
        if (regarding.Table == "contact") Party(sample, activity, $"{number}/8", regarding, 8, null);
    }

    private static void Party(Sample sample, Ref activity, string key, Ref party, int role, string? address) =>
        sample.Add("activityparty", key, SampleData.BaseDate,
            new Row { ["activityid"] = activity, ["partyid"] = party, ["participationtypemask"] = role, ["addressused"] = address });
}
