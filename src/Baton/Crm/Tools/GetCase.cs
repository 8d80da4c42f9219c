using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Everything about one case, with its resolution if it has one.</summary>
internal static class GetCase
{
    private const string Columns = Cases.BriefColumns + ",description,casetypecode,caseorigincode,isescalated,modifiedon,_customerid_value,_ownerid_value";

    private const string Expand =
        "primarycontactid($select=contactid,fullname),Incident_IncidentResolutions($select=subject,description,createdon;$orderby=createdon desc;$top=1)";

    public static Tool On(CrmLine line) => new()
    {
        Name = "get_case",
        Title = "Get case",
        Group = "Case",
        Description = """
            Reads one support case completely: subject, description, priority, status, owner and resolution. Use it when the visitor names a case number or
            after a search. Don't use it to list cases.
            """,
        Input = new Schema(Meant.CaseId, Meant.TicketNumber) { OneOf = [["case_id", "ticket_number"]] },
        IsReadOnly = true,
        Privileges = ["prvReadIncident", "prvReadContact", "prvReadActivity"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var id = await run.Case(ct);
        var row = await run.Read(new Query(Cases.Set) { Select = Columns, Expand = Expand }, "incidentid", id, "case", ct);
        var shape = Cases.Brief(row);
        foreach (var (name, value) in Shape.Of(
            ("description", row.Text("description")), ("state", row.Label("statecode")), ("type", row.Label("casetypecode")), ("origin", row.Label("caseorigincode")),
            ("escalated", row.Flag("isescalated")), ("changed_on", row.Text("modifiedon")), ("customer", row.Label("_customerid_value")),
            ("owner", row.Label("_ownerid_value")),
            ("contact", row.One("primarycontactid") is { } contact ? Shape.Of(
                ("contact_id", contact.Text("contactid")), ("fullname", contact.Text("fullname"))) : null),
            ("resolution", row.Many("Incident_IncidentResolutions") is [var resolved, ..] ? Shape.Of(
                ("subject", resolved.Text("subject")), ("text", resolved.Text("description")), ("resolved_on", resolved.Text("createdon"))) : null)))
            shape[name] = value?.DeepClone();
        return shape;
    }
}
