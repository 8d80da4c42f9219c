using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Finds contacts by an exact e-mail address.</summary>
internal static class GetContactByEmail
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "get_contact_by_email",
        Title = "Get contact by e-mail",
        Group = "Contact",
        Description = """
            Finds the contact with exactly this e-mail address. Use it first, as soon as you know the visitor's address; it is faster than search_contacts.
            Several contacts can share an address: then ask which one is meant, never guess. Don't use it with a name or a part of an address.
            """,
        Input = new Schema(Field.Email("email", "The complete e-mail address.").Must),
        IsReadOnly = true,
        Privileges = ["prvReadContact", "prvReadAccount"],
        Run = line.Finding(Exactly, Run),
    };

    private static Query Exactly(ToolRun tool) => Contacts.WithEmail(tool.Text("email")!, 1);

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var found = await run.Query(Contacts.WithEmail(run.Tool.Text("email")!, Contacts.MatchesMax + 1), ct);
        return Shape.List("matches", found.Rows, Contacts.MatchesMax, Contacts.Brief);
    }
}
