using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Changes a lead's standing, source, topic or contact details.</summary>
internal static class UpdateLead
{
    private const int Disqualified = 2;

    public static Tool On(CrmLine line) => new()
    {
        Name = "update_lead",
        Title = "Update lead",
        Group = "Lead",
        Description = """
            Changes a lead's status, rating, source, topic or contact details; only the fields that are given. Use it when the talk has moved the lead on.
            The statuses Lost, Cannot Contact, No Longer Interested and Canceled disqualify it. Don't use it to make an opportunity of it.
            """,
        Input = new Schema(
            Meant.LeadId, Meant.LeadEmail,
            Leads.Standings.Field("status", "Where it stands now."), Leads.Qualities.Field("rating", "How promising it is."),
            Leads.Sources.Field("source", "Where it comes from."), Field.Text("topic", "What it is about, in one line.", 200),
            Field.Text("phone", "The new phone.", 50), Field.Email("new_email", "The new e-mail address."), Field.Text("company", "The company.", 100),
            Field.Text("description", "What is known; replaces the old description.", 2_000))
        {
            OneOf = [["lead_id", "email"], ["status", "rating", "source", "topic", "phone", "new_email", "company", "description"]],
        },
        IsReadOnly = false,
        IsDestructive = true,
        IsIdempotent = true,
        NeedsYes = true,
        Foresee = line.Foreseeing(Foresee),
        Privileges = ["prvReadLead", "prvWriteLead"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<Preview> Foresee(CrmRun run, CancellationToken ct)
    {
        var lead = await run.Read(new Query(Leads.Set) { Select = Leads.BriefColumns + ",description" }, "leadid", await run.Lead(ct), "lead", ct);
        return new Preview($"Change the lead {lead.Text("fullname")}, {lead.Text("companyname")}.", run.Changes(lead,
            ("status", "statuscode"), ("rating", "leadqualitycode"), ("source", "leadsourcecode"), ("topic", "subject"), ("phone", "telephone1"),
            ("new_email", "emailaddress1"), ("company", "companyname"), ("description", "description")));
    }

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var id = await run.Lead(ct);
        var status = Leads.Standings.Value(run.Tool.Text("status"));
        var fields = Shape.Of(
            ("statecode", status >= Leads.FirstDisqualified ? Disqualified : null), ("statuscode", status),
            ("leadqualitycode", Leads.Qualities.Value(run.Tool.Text("rating"))), ("leadsourcecode", Leads.Sources.Value(run.Tool.Text("source"))),
            ("subject", run.Tool.Text("topic")), ("telephone1", run.Tool.Text("phone")), ("emailaddress1", run.Tool.Text("new_email")),
            ("companyname", run.Tool.Text("company")), ("description", run.Tool.Text("description")));
        await run.Update(Leads.Set, id, fields, ct);
        return Shape.Of(("lead_id", id.ToString("D")), ("updated", Shape.Names(run.Tool.Input, "lead_id", "email")));
    }
}
