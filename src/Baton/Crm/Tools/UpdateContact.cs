using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Changes a contact's phone, e-mail, job title or description.</summary>
internal static class UpdateContact
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "update_contact",
        Title = "Update contact",
        Group = "Contact",
        Description = """
            Changes phone, mobile, e-mail, job title or description of an existing contact; only the fields that are given. Use it when the visitor has told
            a change and confirmed it. The description is replaced, not added to. Don't use it to create contacts.
            """,
        Input = new Schema(
            Meant.ContactId.Must,
            Field.Text("phone", "The new business phone.", 50), Field.Text("mobile", "The new mobile phone.", 50),
            Field.Email("new_email", "The new e-mail address."), Field.Text("job_title", "The new job title.", 100),
            Field.Text("description", "The new description; replaces the old one.", 2_000))
        {
            OneOf = [["phone", "mobile", "new_email", "job_title", "description"]],
        },
        IsReadOnly = false,
        IsDestructive = true,
        IsIdempotent = true,
        NeedsYes = true,
        Foresee = line.Foreseeing(Foresee),
        Privileges = ["prvReadContact", "prvWriteContact"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<Preview> Foresee(CrmRun run, CancellationToken ct)
    {
        var contact = await run.Read(new Query(Contacts.Set)
        {
            Select = "fullname,telephone1,mobilephone,emailaddress1,jobtitle,description",
        }, "contactid", await run.Contact(ct), "contact", ct);
        return new Preview($"Change the contact {contact.Text("fullname")}.", run.Changes(contact,
            ("phone", "telephone1"), ("mobile", "mobilephone"), ("new_email", "emailaddress1"), ("job_title", "jobtitle"), ("description", "description")));
    }

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var fields = Shape.Of(
            ("telephone1", run.Tool.Text("phone")), ("mobilephone", run.Tool.Text("mobile")), ("emailaddress1", run.Tool.Text("new_email")),
            ("jobtitle", run.Tool.Text("job_title")), ("description", run.Tool.Text("description")));
        var id = await run.Contact(ct);
        await run.Update(Contacts.Set, id, fields, ct);
        return Shape.Of(("contact_id", id.ToString("D")), ("updated", Shape.Names(run.Tool.Input, "contact_id")));
    }
}
