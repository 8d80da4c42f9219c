using System.Text.Json;
using Baton.Sandbox.Queries;
using Baton.Sandbox.Records;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>Makes a customer out of a lead: an account, a contact and an opportunity, as far as asked for.</summary>
internal static class Qualifying
{
    private const int Qualified = 1;

    private static readonly string[] Address =
    [
        "address1_line1", "address1_line2", "address1_line3", "address1_city", "address1_stateorprovince", "address1_postalcode",
        "address1_country",
        "emailaddress1", "fax", "websiteurl", "telephone2", "telephone3", "description", "donotemail", "donotphone", "donotbulkemail",
    ];

    private static readonly string[] Person =
        ["firstname", "middlename", "lastname", "jobtitle", "mobilephone", "telephone1", "emailaddress2", "emailaddress3", "pager",
            "donotfax", "donotpostalmail"];

    public static Task<Answer> QualifyLead(Call call)
    {
        var catalog = call.Dispatcher.Database.Catalog;
        if (call.Table?.Name != "lead" || call.Key is null) throw Fault.NoSegment("Microsoft.Dynamics.CRM.QualifyLead");
        return call.Dispatcher.Change(call.Request, call.Table, async deed =>
        {
            var lead = await deed.Get("lead", await References.Id(deed.Work, call.Table, call.Key), forUpdate: true);
            if (lead.Number("statecode") != 0) throw Fault.Invalid("0x80040519", "The lead is already closed.");
            var status = Closing.Status(call.Table, Qualified, call.Body("Status").GetInt32());
            var customer = Customer(call);
            var (account, contact) = (lead.Lookup("parentaccountid"), lead.Lookup("parentcontactid"));
            var created = new List<Ref>();
            if (Wants(call, "CreateAccount") && lead.Has("companyname")) created.Add((account = await MakeAccount(deed, lead)).Value);
            if (Wants(call, "CreateContact")) created.Add((contact = await MakeContact(deed, lead, account)).Value);
            Ref? opportunity = null;
            if (Wants(call, "CreateOpportunity"))
                created.Add((opportunity = await MakeOpportunity(deed, call, lead, customer ?? account ?? contact)).Value);
            await Recording.Update(deed, call.Table, lead.Id, new Row
            {
                ["statecode"] = Qualified, ["statuscode"] = status, ["parentaccountid"] = account, ["parentcontactid"] = contact,
                ["qualifyingopportunityid"] = opportunity,
            }, byMessage: true);
            return await Show(call, deed, created);
        });

        async Task<Ref> MakeContact(Deed deed, Row lead, Ref? account)
        {
            var values = Copy(lead, [.. Address, .. Person]);
            values["parentcustomerid"] = account;
            return new Ref("contact", await Recording.Create(deed, catalog["contact"], values));
        }

        async Task<Ref> MakeAccount(Deed deed, Row lead)
        {
            var values = Copy(lead, [.. Address, "telephone1", "revenue", "numberofemployees", "industrycode"]);
            values.Remove("telephone3");
            values["name"] = lead["companyname"];
            return new Ref("account", await Recording.Create(deed, catalog["account"], values));
        }

        async Task<Ref> MakeOpportunity(Deed deed, Call asked, Row lead, Ref? customer)
        {
            var values = Copy(lead, ["description", "qualificationcomments", "budgetamount", "budgetstatus", "purchasetimeframe",
                "purchaseprocess", "need", "estimatedclosedate"]);
            values["name"] = lead["subject"];
            values["estimatedvalue"] = lead["estimatedamount"];
            values["customerid"] = customer;
            if (Reference(asked, "OpportunityCurrencyId") is { } currency) values["transactioncurrencyid"] = currency;
            return new Ref("opportunity", await Recording.Create(deed, catalog["opportunity"], values));
        }
    }

    private static Row Copy(Row lead, string[] columns)
    {
        var values = new Row { ["originatingleadid"] = new Ref("lead", lead.Id), ["ownerid"] = lead["ownerid"] };
        foreach (var column in columns)
            if (lead.Has(column)) values[column] = lead[column];
        return values;
    }

    private static bool Wants(Call call, string parameter) => call.Body(parameter).ValueKind == JsonValueKind.True;

    private static Ref? Customer(Call call) => Reference(call, "OpportunityCustomerId") switch
    {
        null => null,
        { Table: "account" or "contact" } customer => customer,
        var other => throw Fault.Invalid("0x80040203", $"OpportunityCustomerId is an account or a contact, not a {other.Value.Table}."),
    };

    /// <summary>A row as actions take it: {"accountid": "...", "@odata.type": "Microsoft.Dynamics.CRM.account"}.</summary>
    public static Ref? Reference(Call call, string parameter)
    {
        if (call.Optional(parameter) is not { ValueKind: JsonValueKind.Object } json) return null;
        var catalog = call.Dispatcher.Database.Catalog;
        foreach (var property in json.EnumerateObject())
            if (catalog.Tables.FirstOrDefault(table => table.PrimaryId == property.Name && !table.IsActivity) is { } table
                && Guid.TryParse(property.Value.GetString(), out var id))
                return new Ref(table.Name, id);
        throw Fault.BadBody($"The parameter '{parameter}' names no record.");
    }

    private static async Task<Answer> Show(Call call, Deed deed, List<Ref> created)
    {
        var json = new RecordJson(call.Request.Preferences, call.Request.Root);
        var reading = new Reading(deed.Catalog, deed.Work, Reads.MannerOf(call.Request, json));
        var records = new List<Record>();
        foreach (var reference in created)
            records.Add((await reading.One(
                new Question { Table = deed.Catalog[reference.Table], Columns = deed.Catalog[reference.Table].Columns }, reference.Id))!);
        return Answer.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("@odata.context", $"{call.Request.Root}$metadata#Collection(Microsoft.Dynamics.CRM.crmbaseentity)");
            writer.WriteStartArray("value");
            foreach (var record in records) json.WriteRecord(writer, record, type: true);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
