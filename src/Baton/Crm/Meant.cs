using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>
/// Which record a caller means: by its id, or by a name or address that must lead to exactly one. Several are handed back to choose from; none is
/// said so. Nothing is ever guessed.
/// </summary>
internal static class Meant
{
    private const int CandidatesMax = 5;

    public static readonly Field ContactId = Field.Id("contact_id", "The contact's id, from an earlier lookup: faster and surer than the e-mail.");
    public static readonly Field ContactEmail = Field.Email("email", "The contact's e-mail address, if the id is not known.");
    public static readonly Field AccountId = Field.Id("account_id", "The account's id, from an earlier lookup: faster and surer than the name.");
    public static readonly Field AccountName = Field.Text("account_name", "The company's exact name, if the id is not known.", 160);
    public static readonly Field CaseId = Field.Id("case_id", "The case's id, from an earlier lookup.");
    public static readonly Field TicketNumber = Field.Text("ticket_number", "The case number, such as CAS-01234-A1B2C3, if the id is not known.", 100);
    public static readonly Field LeadId = Field.Id("lead_id", "The lead's id, from an earlier lookup.");
    public static readonly Field LeadEmail = Field.Email("email", "The lead's e-mail address, if the id is not known.");
    public static readonly Field OpportunityId = Field.Id("opportunity_id", "The opportunity's id, from an earlier lookup.");
    public static readonly Field OpportunityName = Field.Text("opportunity_name", "The opportunity's exact name, if the id is not known.", 300);

    public static Task<Guid> Contact(this CrmRun run, CancellationToken ct) => run.One(
        "contact", "contact_id", run.Tool.Text("email") is { } email ? Contacts.WithEmail(email, CandidatesMax + 1) : null, Contacts.Set, "contactid", Contacts.Brief, ct);

    public static Task<Guid> Account(this CrmRun run, CancellationToken ct) => run.One(
        "account", "account_id", run.Tool.Text("account_name") is { } name
            ? Accounts.Query(Filter.Of($"statecode eq 0 and name eq {name}"), CandidatesMax + 1) : null, Accounts.Set, "accountid", Accounts.Brief, ct);

    public static Task<Guid> Case(this CrmRun run, CancellationToken ct) => run.One(
        "case", "case_id", run.Tool.Text("ticket_number") is { } number
            ? new Query(Cases.Set) { Select = Cases.BriefColumns, Filter = Filter.Of($"ticketnumber eq {number}"), Top = CandidatesMax + 1 } : null,
        Cases.Set, "incidentid", Cases.Brief, ct);

    public static Task<Guid> Lead(this CrmRun run, CancellationToken ct) => run.One(
        "lead", "lead_id", run.Tool.Text("email") is { } email
            ? Leads.Query(Filter.Of($"statecode eq 0 and emailaddress1 eq {email}"), CandidatesMax + 1) : null, Leads.Set, "leadid", Leads.Brief, ct);

    public static Task<Guid> Opportunity(this CrmRun run, CancellationToken ct) => run.One(
        "opportunity", "opportunity_id", run.Tool.Text("opportunity_name") is { } name
            ? Opportunities.Query(Filter.Of($"statecode eq 0 and name eq {name}"), CandidatesMax + 1) : null, Opportunities.Set, "opportunityid", Opportunities.Brief, ct);

    /// <summary>The record that record_type and record_id name.</summary>
    public static Task<Guid> Record(this CrmRun run, CancellationToken ct)
    {
        var type = run.Tool.Text("record_type")!;
        var (set, _, table) = Notes.Targets[type];
        return run.See(set, table + "id", run.Tool.Uuid("record_id")!.Value, type, ct);
    }

    private static async Task<Guid> One(
        this CrmRun run, string what, string idField, Query? search, string set, string key, Func<Row, JsonObject> shape, CancellationToken ct)
    {
        if (run.Tool.Uuid(idField) is { } known)
            return run.Scope.IsStranger ? throw NoSuch(what) : await run.See(set, key, known, what, ct);   // a stranger can't have an id from a lookup

        // The schema has seen to it that one of the two is there.
        var found = (run.Scope.IsStranger ? await run.Anybody(search!, ct) : await run.Query(search!, ct)).Rows;
        return found switch
        {
            [] => throw NoSuch(what),
            [var only] when run.Scope.IsStranger => only.Id(key)!.Value,
            [var only] => await run.See(set, key, only.Id(key)!.Value, what, ct),
            _ => throw new ToolRefused(new ToolError("several_matches", $"Several records match; which {what} is meant?", $"Choose one and give its {idField}.")
            {
                Candidates = run.Scope.IsStranger ? null : new JsonArray([.. found.Take(CandidatesMax).Select(row => (JsonNode?)shape(row))]),
            }),
        };
    }

    /// <summary>The record itself, or a refusal when it is gone or somebody else's: there is no telling which.</summary>
    public static async Task<Row> Read(this CrmRun run, Query shape, string key, Guid id, string what, CancellationToken ct) =>
        await run.Find(shape, key, id, ct) ?? throw NoSuch(what);

    public static ToolRefused NoSuch(string what) =>
        new("not_found", $"There is no such {what} in Dynamics.", $"Ask again for what identifies the {what}, or search with other words.");
}
