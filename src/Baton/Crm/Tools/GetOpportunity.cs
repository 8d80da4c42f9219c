using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Everything about one opportunity: value, stage, products, probability, close date.</summary>
internal static class GetOpportunity
{
    private const string Columns = Opportunities.BriefColumns + ",description,budgetamount,customerneed,actualvalue,actualclosedate,_ownerid_value";

    private const string Expand =
        "product_opportunities($select=productname,productdescription,quantity,priceperunit,extendedamount),"
        + "parentcontactid($select=contactid,fullname,emailaddress1),parentaccountid($select=accountid,name)";

    public static Tool On(CrmLine line) => new()
    {
        Name = "get_opportunity",
        Title = "Get opportunity",
        Group = "Opportunity",
        Description = """
            Reads one opportunity completely: value, stage, products, probability, close date, contact and account. Use it when the talk is about a certain
            deal. Don't use it to find deals: search_opportunities does that.
            """,
        Input = new Schema(Meant.OpportunityId, Meant.OpportunityName) { OneOf = [["opportunity_id", "opportunity_name"]] },
        IsReadOnly = true,
        Privileges = ["prvReadOpportunity", "prvReadContact", "prvReadAccount"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var id = await run.Opportunity(ct);
        var row = await run.Read(new Query(Opportunities.Set) { Select = Columns, Expand = Expand }, "opportunityid", id, "opportunity", ct);
        var shape = Opportunities.Brief(row);
        foreach (var (name, value) in Shape.Of(
            ("description", row.Text("description")), ("need", row.Text("customerneed")), ("budget", row.Label("budgetamount")),
            ("actual_value", row.Label("actualvalue")), ("actual_close_date", row.Text("actualclosedate")), ("owner", row.Label("_ownerid_value")),
            ("contact", row.One("parentcontactid") is { } contact ? Shape.Of(
                ("contact_id", contact.Text("contactid")), ("fullname", contact.Text("fullname")),
                ("email", run.Scope.IsBound && contact.Id("contactid") != run.Scope.ContactId ? null : contact.Text("emailaddress1"))) : null),
            ("account", row.One("parentaccountid") is { } account ? Shape.Of(
                ("account_id", account.Text("accountid")), ("name", account.Text("name"))) : null),
            ("products", new JsonArray([.. row.Many("product_opportunities").Select(product => (JsonNode?)Product(product))])))) shape[name] = value?.DeepClone();
        return shape;
    }

    private static JsonObject Product(Row line) => Shape.Of(
        ("name", line.Text("productname") ?? line.Text("productdescription")), ("quantity", line.Number("quantity")),
        ("price_per_unit", line.Label("priceperunit")), ("amount", line.Label("extendedamount")));
}
