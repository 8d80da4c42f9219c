using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Changes a case's status, priority, description or owner; resolves, cancels or reopens it.</summary>
internal static class UpdateCase
{
    private const int ProblemSolved = 5;

    /// <summary>The statuses of an open case, and the three ways to change its state.</summary>
    private static readonly Options Statuses = new(
        ("In Progress", 1), ("On Hold", 2), ("Waiting for Details", 3), ("Researching", 4), ("Resolved", ProblemSolved), ("Cancelled", 6), ("Reopened", 0));

    public static Tool On(CrmLine line) => new()
    {
        Name = "update_case",
        Title = "Update case",
        Group = "Case",
        Description = """
            Changes a case's status, priority, description or owner. Resolved closes it and needs a resolution; Cancelled and Reopened change its state. Use
            it when a matter was settled in the talk or a case must go to somebody else. Don't use it to add what was said: the transcript is noted anyway.
            """,
        Input = new Schema(
            Meant.CaseId, Meant.TicketNumber, Statuses.Field("status", "The new status."), Field.Choice("priority", "The new priority.", Cases.Priorities),
            Field.Text("resolution", "How it was solved; needed with status Resolved.", 2_000),
            Field.Text("description", "Replaces the description.", 2_000), Field.Id("owner_id", "The user who is to have it."))
        {
            OneOf = [["case_id", "ticket_number"], ["status", "priority", "description", "owner_id"]],
        },
        IsReadOnly = false,
        IsDestructive = true,
        IsIdempotent = true,
        NeedsYes = true,
        Foresee = line.Foreseeing(Foresee),
        Privileges = ["prvReadIncident", "prvWriteIncident", "prvAssignIncident", "prvCreateActivity"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<Preview> Foresee(CrmRun run, CancellationToken ct)
    {
        MustBeWhole(run);
        var row = await run.Read(new Query(Cases.Set) { Select = Cases.BriefColumns + ",description,_ownerid_value" }, "incidentid", await run.Case(ct), "case", ct);
        return new Preview($"Change the case {row.Text("ticketnumber")}, {row.Text("title")}.", run.Changes(row,
            ("status", "statuscode"), ("priority", "prioritycode"), ("resolution", "resolution"), ("description", "description"), ("owner_id", "_ownerid_value")));
    }

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        MustBeWhole(run);
        var (status, id) = (run.Tool.Text("status"), await run.Case(ct));
        var (state, reason) = status switch
        {
            null or "Resolved" => ((int?)null, (int?)null),
            "Cancelled" => (2, 6),
            "Reopened" => (0, 1),
            _ => (null, Statuses.Value(status)),
        };
        var fields = Shape.Of(
            ("statecode", state), ("statuscode", reason), ("prioritycode", Cases.Priority(run.Tool.Text("priority"))), ("description", run.Tool.Text("description")),
            ("ownerid@odata.bind", run.Tool.Uuid("owner_id") is { } owner ? DataverseClient.Bind("systemusers", owner) : null));
        if (fields.Count > 0) await run.Update(Cases.Set, id, fields, ct);
        if (status == "Resolved") await Resolve(run, id, ct);

        var after = await run.Read(new Query(Cases.Set) { Select = Cases.BriefColumns }, "incidentid", id, "case", ct);
        return Cases.Brief(after);
    }

    private static void MustBeWhole(CrmRun run)
    {
        if (run.Tool.Text("status") == "Resolved" && !run.Tool.Has("resolution"))
            throw new ToolRefused("invalid_input", "The input is not right: resolution is missing; it is needed with status Resolved.", "Say how the case was solved.");
    }

    private static async Task Resolve(CrmRun run, Guid id, CancellationToken ct)
    {
        // A repeat after a crash finds it resolved already.
        if ((await run.Read(new Query(Cases.Set) { Select = "statecode" }, "incidentid", id, "case", ct)).Whole("statecode") == 1) return;
        await run.Action("CloseIncident", id, new JsonObject
        {
            ["IncidentResolution"] = new JsonObject
            {
                ["subject"] = "Resolved in chat", ["description"] = run.Tool.Text("resolution"), ["timespent"] = 1,
                ["incidentid@odata.bind"] = DataverseClient.Bind(Cases.Set, id),
            },
            ["Status"] = ProblemSolved,
        }, ct);
    }
}
