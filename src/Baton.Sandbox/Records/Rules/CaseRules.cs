using System.Globalization;
using Baton.Sandbox.Store;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records.Rules;

/// <summary>A case has a customer and a number, and is closed by CloseIncident only.</summary>
internal sealed class CaseRules : TableRules
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";

    public override async Task Check(Deed deed, Change change)
    {
        if (change.LookupAfter("customerid") is not { } customer)
            throw Fault.Invalid("0x80044410", "You should specify a parent contact or account.");
        if (change.IsCreate || change.Changes("primarycontactid") || change.Changes("customerid"))
            await CheckContact(deed, change, customer);
        if (change.IsCreate && !change.Values.Has("ticketnumber")) change.Values["ticketnumber"] = await NextNumber(deed.Work, change.Id);
        if (change.Changes("isescalated")) change.Values["escalatedon"] = change.After("isescalated") is true ? deed.Moment : null;
        if (!change.IsCreate && change.Changes("statecode") && !change.ByMessage) await CheckState(deed, change);
    }

    private static async Task CheckContact(Deed deed, Change change, Ref customer)
    {
        if (change.LookupAfter("primarycontactid") is not { } contact) return;
        var person = await deed.Get("contact", contact.Id);
        if (customer.Table == "account" && person.Lookup("parentcustomerid")?.Id != customer.Id)
            throw Fault.Invalid("0x8004f864",
                "The specified contact doesn't belong to the account that was specified as the customer. Specify a contact that belongs "
                + "to the selected account, and then try again.");
        if (customer.Table == "contact" && customer.Id != contact.Id)
            throw Fault.Invalid("0x8004f865",
                "The specified contact doesn't belong to the contact that was specified as the customer. Specify a contact that belongs "
                + "to the selected customer, and then try again.");
    }

    private static async Task CheckState(Deed deed, Change change)
    {
        if (change.NumberAfter("statecode") == 1)
            // Dataverse's code for this sentence is not documented; the sibling of opportunities is taken.
            throw Fault.Invalid("0x80100005", "This message can not be used to set the state of incident to Resolved. "
                + "In order to set state of incident to Resolved, use the CloseIncidentRequest message instead.");
        if (change.NumberAfter("statecode") == 2 && await HasOpenActivities(deed, change.Id))
            throw Fault.Invalid("0x8004440e", "The incident can not be cancelled because there are open activities for this incident.");
    }

    public static async Task<bool> HasOpenActivities(Deed deed, Guid id)
    {
        var sql = new SqlText();
        sql.Add($"select 1 from crm.activitypointer where regardingobjectid = {sql.Value(id)} and statecode in (0, 3) limit 1");
        return await deed.Work.Value(sql) is not null;
    }

    private static async Task<string> NextNumber(Work work, Guid id)
    {
        var number = (long)(await work.Value(new SqlText().Add("select nextval('crm.casenumber')")))!;
        return Number(number, id);
    }

    /// <summary>CAS-01500-A1B2C3: a running number and six characters that can't be guessed from it.</summary>
    public static string Number(long number, Guid id)
    {
        var bytes = id.ToByteArray();
        var tail = string.Concat(Enumerable.Range(0, 3).Select(i => $"{Letters[bytes[i] % Letters.Length]}{bytes[i + 3] % 10}"));
        return string.Create(CultureInfo.InvariantCulture, $"CAS-{number:00000}-{tail}");
    }
}
