using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Finds companies by a part of their name, or by their domain.</summary>
internal static class SearchAccounts
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "search_accounts",
        Title = "Search accounts",
        Group = "Account",
        Description = """
            Finds active accounts (companies) whose name contains the words, or whose web site or e-mail has the domain. Use it to find a company's record;
            try a shorter part of the name or the domain when nothing is found. Don't use it for persons: search_contacts finds those.
            """,
        Input = new Schema(
            Field.Text("query", "The name or a part of it.", 160), Field.Text("domain", "An internet domain such as contoso.com.", 100))
        {
            OneOf = [["query", "domain"]],
        },
        IsReadOnly = true,
        Privileges = ["prvReadAccount"],
        Run = line.Finding(Exactly, Run),
    };

    private static Query Exactly(ToolRun tool) =>
        new(Accounts.Set) { Select = "accountid", Filter = Filter.Of($"statecode eq 0 and name eq {tool.Text("query") ?? tool.Text("domain")!}") };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var filter = Filter.All(
            Filter.Of($"statecode eq 0"),
            run.Tool.Text("query") is { } words ? Filter.Of($"contains(name,{words})") : null,
            run.Tool.Text("domain") is { } domain ? Filter.Of($"contains(websiteurl,{domain}) or endswith(emailaddress1,{"@" + domain})") : null);
        var found = await run.Query(Accounts.Query(filter!.Value, Accounts.ListMax + 1), ct);
        return Shape.List("accounts", found.Rows, Accounts.ListMax, Accounts.Brief);
    }
}
