using System.Text.Json.Nodes;
using Baton.Dataverse;

namespace Baton.Crm;

/// <summary>How accounts (companies) are asked for and shown.</summary>
internal static class Accounts
{
    public const string Set = "accounts";
    public const int ListMax = 10;

    private const string BriefColumns = "accountid,name,websiteurl,telephone1,revenue,numberofemployees,address1_city";

    public static Query Query(Filter filter, int top) => new(Set) { Select = BriefColumns, Filter = filter, OrderBy = "name", Top = top };

    public static JsonObject Brief(Row account) => Shape.Of(
        ("account_id", account.Text("accountid")), ("name", account.Text("name")), ("website", account.Text("websiteurl")), ("phone", account.Text("telephone1")),
        ("revenue", account.Label("revenue")), ("employees", account.Whole("numberofemployees")), ("city", account.Text("address1_city")));
}
