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
        Run = line.Doing(Reach.New, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var (email, last, company) = (run.Tool.Text("email"), run.Tool.Text("last_name")!, run.Tool.Text("company")!);
        var same = email is null ? Filter.Of($"lastname eq {last} and companyname eq {company}") : Filter.Of($"emailaddress1 eq {email}");
        var isTheirs = email is not null && email.Equals(run.Scope.Email, StringComparison.OrdinalIgnoreCase);
        var (known, id) = LookBefore.Creating("leadid",
            await run.Anybody(LookBefore.About(Leads.Set, Leads.BriefColumns, same), ct), email ?? $"{last}, {company}");
        if (known is { } there) return Shape.Existing(run, Leads.Brief(there), isTheirs);

        var fields = Shape.Of(
            ("subject", run.Tool.Text("topic")), ("firstname", run.Tool.Text("first_name")), ("lastname", last),
            ("companyname", company), ("emailaddress1", email), ("telephone1", run.Tool.Text("phone")),
            ("jobtitle", run.Tool.Text("job_title")), ("description", run.Tool.Text("description")),
            ("leadsourcecode", Leads.Sources.Value(run.Tool.Text("source")) ?? SourceWeb), ("leadqualitycode", Leads.Qualities.Value(run.Tool.Text("rating"))));
        var made = await run.CreateOnce(Leads.Set, id, fields, Leads.BriefColumns, ct);
        return made.IsNew ? Leads.Brief(made.Row) : Shape.Existing(run, Leads.Brief(made.Row), isTheirs);
    }
}
