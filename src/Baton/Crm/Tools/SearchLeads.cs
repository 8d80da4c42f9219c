using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Finds leads by name, company, e-mail or source.</summary>
internal static class SearchLeads
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "search_leads",
        Title = "Search leads",
        Group = "Lead",
        Description = """
            Finds leads by name, company or e-mail, and by where they came from; with status and rating. Use it before create_lead, to see whether the
            visitor is known as a lead already. Don't use it for customers: search_contacts finds those.
            """,
        Input = new Schema(
            Field.Text("query", "A part of the name or company, or a complete e-mail address.", 100).Must,
            Leads.Sources.Field("source", "Only leads from this source."), Field.Flag("only_open", "Leave out leads that are qualified or disqualified.")),
        IsReadOnly = true,
        Privileges = ["prvReadLead"],
        Run = line.Finding(Exactly, Run),
    };

    private static Query Exactly(ToolRun tool) =>
        new(Leads.Set) { Select = "leadid", Filter = Filter.Of($"emailaddress1 eq {tool.Text("query")!}") };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var words = run.Tool.Text("query")!;
        var filter = Filter.All(
            Filter.Of($"contains(fullname,{words}) or contains(companyname,{words}) or emailaddress1 eq {words}"),
            Leads.Sources.Value(run.Tool.Text("source")) is { } source ? Filter.Of($"leadsourcecode eq {source}") : null,
            run.Tool.Flag("only_open") ? Filter.Of($"statecode eq 0") : null);
        var found = await run.Query(Leads.Query(filter!.Value, Leads.ListMax + 1), ct);
        return Shape.List("leads", found.Rows, Leads.ListMax, Leads.Brief);
    }
}
