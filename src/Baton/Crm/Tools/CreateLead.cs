using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Makes a lead from what a visitor has told.</summary>
internal static class CreateLead
{
    private const int SourceWeb = 8;

    public static Tool On(CrmLine line) => new()
    {
        Name = "create_lead",
        Title = "Create lead",
        Group = "Lead",
        Description = """
            Makes a lead from what the visitor told: name, company, e-mail, phone, topic. Use it for a new prospect, after search_leads and
            get_contact_by_email have found nothing. An open lead with the same e-mail is answered instead of making a second. Don't use it for customers.
            """,
        Input = new Schema(
            Field.Text("first_name", "First name.", 50), Field.Text("last_name", "Last name.", 50).Must, Field.Text("company", "The company.", 100).Must,
            Field.Email("email", "E-mail address."), Field.Text("phone", "Phone.", 50), Field.Text("job_title", "Job title.", 100),
            Field.Text("topic", "What it is about, in one line.", 200).Must,
            Field.Text("description", "What the visitor needs, until when, who decides, what budget.", 2_000),
            Leads.Sources.Field("source", "Where the lead comes from; Web if not given."), Leads.Qualities.Field("rating", "How promising it is.")),
        IsReadOnly = false,
        Privileges = ["prvCreateLead", "prvReadLead"],
        Run = line.Doing(Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var id = run.Tool.RecordId("create_lead");
        if (run.Tool.Text("email") is { } email)
        {
            var there = (await run.Client.Query(Leads.Query(Filter.Of($"statecode eq 0 and emailaddress1 eq {email} and leadid ne {id}"), 1), ct)).Rows;
            if (there is [var known]) return Shape.Existing(Leads.Brief(known));
        }
        var fields = Shape.Of(
            ("subject", run.Tool.Text("topic")), ("firstname", run.Tool.Text("first_name")), ("lastname", run.Tool.Text("last_name")),
            ("companyname", run.Tool.Text("company")), ("emailaddress1", run.Tool.Text("email")), ("telephone1", run.Tool.Text("phone")),
            ("jobtitle", run.Tool.Text("job_title")), ("description", run.Tool.Text("description")),
            ("leadsourcecode", Leads.Sources.Value(run.Tool.Text("source")) ?? SourceWeb), ("leadqualitycode", Leads.Qualities.Value(run.Tool.Text("rating"))));
        var made = await run.Client.CreateOnce(Leads.Set, id, fields, Leads.BriefColumns, ct);
        return Leads.Brief(made.Row);
    }
}
