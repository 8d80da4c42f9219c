using System.Text.Json.Nodes;
using Baton.Dataverse;

namespace Baton.Crm;

/// <summary>How contacts are asked for and shown.</summary>
internal static class Contacts
{
    public const string Set = "contacts";
    public const int MatchesMax = 5;

    public const string BriefColumns = "contactid,fullname,jobtitle,emailaddress1,telephone1,mobilephone,_parentcustomerid_value";
    public const string WithCompany = "parentcustomerid_account($select=accountid,name,accountcategorycode)";

    /// <summary>The account category "Preferred Customer": the standard mark of customers who come first.</summary>
    private const int PreferredCustomer = 1;

    /// <summary>Active contacts with exactly this address. It is no key in Dynamics: none, one or several can have it.</summary>
    public static Query WithEmail(string email, int top) => new(Set)
    {
        Select = BriefColumns, Expand = WithCompany, OrderBy = "modifiedon desc", Top = top,
        Filter = Filter.Of($"statecode eq 0 and (emailaddress1 eq {email} or emailaddress2 eq {email} or emailaddress3 eq {email})"),
    };

    /// <summary>Active contacts with exactly this number, as it is written there.</summary>
    public static Query WithPhone(string phone, int top) => new(Set)
    {
        Select = BriefColumns, Expand = WithCompany, OrderBy = "modifiedon desc", Top = top, Filter = Filter.Of($"statecode eq 0 and (mobilephone eq {phone} or telephone1 eq {phone})"),
    };

    public static Query WithName(string name, int top) => new(Set)
    {
        Select = BriefColumns, Expand = WithCompany, OrderBy = "modifiedon desc", Top = top, Filter = Filter.Of($"statecode eq 0 and fullname eq {name}"),
    };

    public static JsonObject Brief(Row contact) => Shape.Of(
        ("contact_id", contact.Text("contactid")), ("fullname", contact.Text("fullname")), ("email", contact.Text("emailaddress1")),
        ("phone", Phone(contact)), ("company", Company(contact)), ("account_id", AccountId(contact)?.ToString("D")), ("job_title", contact.Text("jobtitle")));

    public static string? Phone(Row contact) => contact.Text("telephone1") ?? contact.Text("mobilephone");

    /// <summary>The name of the account that the contact belongs to.</summary>
    public static string? Company(Row contact) =>
        contact.One("parentcustomerid_account")?.Text("name") ?? (contact.TableOf("parentcustomerid") == "account" ? contact.Label("_parentcustomerid_value") : null);

    public static Guid? AccountId(Row contact) =>
        contact.One("parentcustomerid_account")?.Id("accountid") ?? (contact.TableOf("parentcustomerid") == "account" ? contact.Lookup("parentcustomerid") : null);

    public static bool IsVip(Row contact) => contact.One("parentcustomerid_account")?.Whole("accountcategorycode") == PreferredCustomer;
}
