using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>How leads are asked for and shown, and what their options are called.</summary>
internal static class Leads
{
    public const string Set = "leads";
    public const int ListMax = 10;
    public const string BriefColumns = "leadid,fullname,subject,companyname,emailaddress1,telephone1,leadsourcecode,leadqualitycode,statecode,statuscode,createdon";

    public static readonly Options Sources = new(
        ("Advertisement", 1), ("Employee Referral", 2), ("External Referral", 3), ("Partner", 4), ("Public Relations", 5), ("Seminar", 6), ("Trade Show", 7), ("Web", 8),
        ("Word of Mouth", 9), ("Other", 10));

    public static readonly Options Qualities = new(("Hot", 1), ("Warm", 2), ("Cold", 3));

    /// <summary>Where a lead stands: each with its state and status in Dynamics.</summary>
    public static readonly Options Standings = new(("New", 1), ("Contacted", 2), ("Lost", 4), ("Cannot Contact", 5), ("No Longer Interested", 6), ("Canceled", 7));

    /// <summary>From this status on a lead is disqualified.</summary>
    public const int FirstDisqualified = 4;

    public static Query Query(Filter filter, int top) => new(Set) { Select = BriefColumns, Filter = filter, OrderBy = "createdon desc", Top = top };

    public static JsonObject Brief(Row lead) => Shape.Of(
        ("lead_id", lead.Text("leadid")), ("name", lead.Text("fullname")), ("topic", lead.Text("subject")), ("company", lead.Text("companyname")),
        ("email", lead.Text("emailaddress1")), ("phone", lead.Text("telephone1")), ("source", lead.Label("leadsourcecode")),
        ("rating", lead.Label("leadqualitycode")), ("state", lead.Label("statecode")), ("status", lead.Label("statuscode")), ("created_on", lead.Text("createdon")));
}

/// <summary>The options of a column by the names people use, with Dynamics' numbers.</summary>
internal sealed class Options(params (string Name, int Value)[] all)
{
    public IReadOnlyList<string> Names { get; } = [.. all.Select(option => option.Name)];

    public int? Value(string? name) => all.Where(option => option.Name == name).Select(option => (int?)option.Value).FirstOrDefault();

    public Field Field(string name, string description) => Baton.Tools.Field.Choice(name, description, Names);
}
