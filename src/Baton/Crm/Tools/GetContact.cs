using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Everything about one contact: address, company, open cases and opportunities, latest activities.</summary>
internal static class GetContact
{
    private const string Columns =
        "contactid,fullname,firstname,lastname,jobtitle,department,emailaddress1,emailaddress2,telephone1,mobilephone,description,address1_line1,address1_line2,"
        + "address1_city,address1_stateorprovince,address1_postalcode,address1_country,_parentcustomerid_value,_ownerid_value,statecode,createdon";

    private const string Expand =
        "parentcustomerid_account($select=accountid,name,accountcategorycode),"
        + "incident_customer_contacts($select=incidentid,title,ticketnumber,statuscode,prioritycode,createdon;$filter=statecode eq 0;$orderby=createdon desc;$top=5),"
        + "opportunity_parent_contact($select=opportunityid,name,estimatedvalue,stepname;$filter=statecode eq 0;$top=5),"
        + "Contact_ActivityPointers($select=subject,activitytypecode,createdon,statecode;$orderby=createdon desc;$top=5)";

    public static Tool On(CrmLine line) => new()
    {
        Name = "get_contact",
        Title = "Get contact",
        Group = "Contact",
        Description = """
            Reads one contact completely: address, company, owner, open cases, open opportunities and the latest activities. Use it after a search, when
            you need more than name and phone. Don't use it only to find the id.
            """,
        Input = new Schema(Meant.ContactId, Meant.ContactEmail) { OneOf = [["contact_id", "email"]] },
        IsReadOnly = true,
        Privileges = ["prvReadContact", "prvReadAccount", "prvReadIncident", "prvReadOpportunity", "prvReadActivity"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var id = await run.Contact(ct);
        var contact = await run.Read(new Query(Contacts.Set) { Select = Columns, Expand = Expand }, "contactid", id, "contact", ct);
        var brief = Contacts.Brief(contact);
        foreach (var (name, value) in Shape.Of(
            ("mobile", contact.Text("mobilephone")), ("department", contact.Text("department")), ("description", contact.Text("description")),
            ("address", Address(contact)), ("owner", contact.Label("_ownerid_value")), ("vip", Contacts.IsVip(contact)), ("state", contact.Label("statecode")),
            ("open_cases", Rows(contact, "incident_customer_contacts", Cases.Brief)),
            ("open_opportunities", Rows(contact, "opportunity_parent_contact", Opportunities.Brief)),
            ("activities", Rows(contact, "Contact_ActivityPointers", Activities.Brief)))) brief[name] = value?.DeepClone();
        return brief;
    }

    private static JsonArray Rows(Row contact, string navigation, Func<Row, JsonObject> shape) =>
        new([.. contact.Many(navigation).Select(row => (JsonNode?)shape(row))]);

    private static JsonObject? Address(Row contact)
    {
        var address = Shape.Of(
            ("line1", contact.Text("address1_line1")), ("line2", contact.Text("address1_line2")), ("postal_code", contact.Text("address1_postalcode")),
            ("city", contact.Text("address1_city")), ("state", contact.Text("address1_stateorprovince")), ("country", contact.Text("address1_country")));
        return address.Count == 0 ? null : address;
    }
}
