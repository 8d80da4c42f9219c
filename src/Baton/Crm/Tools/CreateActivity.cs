using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Logs a task, a call or a meeting on a record.</summary>
internal static class CreateActivity
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "create_activity",
        Title = "Create activity",
        Group = "Activity & notes",
        Description = """
            Logs a task, phone call or meeting on a contact, account, lead, opportunity or case. Use it for a follow-up that a colleague must do, or to log
            that a call took place (done = true). Don't use it to agree on a meeting with a time: schedule_appointment does that.
            """,
        Input = new Schema(
            Field.Choice("type", "What it is.", "task", "phonecall", "appointment").Must, Field.Text("subject", "What is to be done, in one line.", 200).Must,
            Field.Choice("record_type", "What it is about.", [.. Notes.Targets.Keys]).Must, Field.Id("record_id", "The id of that record.").Must,
            Field.Text("description", "More about it.", 2_000), Field.Time("due", "When it is due, such as 2026-12-31T14:00:00Z; for a meeting, its start."),
            Field.Choice("priority", "How urgent it is.", "Low", "Normal", "High"), Field.Text("phone", "For a call: the number.", 50),
            Field.Flag("done", "It has taken place already.")),
        IsReadOnly = false,
        Privileges = ["prvCreateActivity", "prvAppendActivity"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var (type, id) = (run.Tool.Text("type")!, run.Tool.RecordId("create_activity"));
        var (set, _, table) = Notes.Targets[run.Tool.Text("record_type")!];
        var record = await run.Record(ct);
        var due = run.Tool.Text("due");
        var fields = Shape.Of(
            ("subject", run.Tool.Text("subject")), ("description", run.Tool.Text("description")), ("scheduledend", type == "appointment" ? null : due),
            ("prioritycode", run.Tool.Text("priority") switch { "Low" => 0, "High" => 2, _ => 1 }),
            ("phonenumber", type == "phonecall" ? run.Tool.Text("phone") : null), ("directioncode", type == "phonecall" ? true : null),
            ($"regardingobjectid_{table}_{type}@odata.bind", DataverseClient.Bind(set, record)));
        if (type == "appointment" && due is not null) (fields["scheduledstart"], fields["scheduledend"]) = (due, HalfAnHourLater(due));

        var entities = type + "s";
        await run.CreateOnce(entities, id, fields, "activityid", ct);
        if (run.Tool.Flag("done")) await run.Update(entities, id, Done(type), ct);
        return Shape.Of(("activity_id", id.ToString("D")), ("type", type), ("subject", run.Tool.Text("subject")));
    }

    /// <summary>Completed, in each table's own status.</summary>
    private static JsonObject Done(string type) => new()
    {
        ["statecode"] = 1, ["statuscode"] = type switch { "task" => 5, "phonecall" => 2, _ => 3 },
    };

    private static string HalfAnHourLater(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)
        .AddMinutes(30).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
