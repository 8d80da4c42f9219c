using System.Text.Json.Nodes;
using Baton.Dataverse;

namespace Baton.Crm;

/// <summary>How opportunities are asked for and shown.</summary>
internal static class Opportunities
{
    public const string Set = "opportunities";
    public const int ListMax = 10;

    public const string BriefColumns =
        "opportunityid,name,estimatedvalue,salesstage,stepname,closeprobability,estimatedclosedate,statecode,statuscode,_customerid_value";

    public static readonly Options Stages = new(("Qualify", 0), ("Develop", 1), ("Propose", 2), ("Close", 3));

    public static Query Query(Filter filter, int top) => new(Set) { Select = BriefColumns, Filter = filter, OrderBy = "estimatedclosedate asc", Top = top };

    /// <summary>A contact can be an opportunity's customer, or the person to talk to at the company that is.</summary>
    public static Filter OfContact(Guid contactId) => Filter.Of($"_parentcontactid_value eq {contactId} or _customerid_value eq {contactId}");

    public static Filter OfAccount(Guid accountId) => Filter.Of($"_parentaccountid_value eq {accountId} or _customerid_value eq {accountId}");

    public static JsonObject Brief(Row row) => Shape.Of(
        ("opportunity_id", row.Text("opportunityid")), ("name", row.Text("name")), ("customer", row.Label("_customerid_value")),
        ("estimated_value", row.Number("estimatedvalue")), ("estimated_value_text", row.Label("estimatedvalue")), ("stage", row.Label("salesstage")),
        ("step", row.Text("stepname")), ("probability", row.Whole("closeprobability")), ("estimated_close_date", row.Text("estimatedclosedate")),
        ("state", row.Label("statecode")), ("status", row.Label("statuscode")));
}
