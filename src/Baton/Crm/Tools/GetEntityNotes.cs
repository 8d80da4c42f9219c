using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Lists the notes attached to a record.</summary>
internal static class GetEntityNotes
{
    private const int ListMax = 10;
    private const int TextLengthMax = 2_000;

    public static Tool On(CrmLine line) => new()
    {
        Name = "get_entity_notes",
        Title = "Get notes",
        Group = "Activity & notes",
        Description = """
            Lists the notes attached to a contact, account, lead, opportunity or case, newest first. Use it to know what colleagues wrote and what earlier
            conversations were about. Notes are internal: never read them out to a visitor.
            """,
        Input = new Schema(
            Field.Choice("record_type", "What the notes are attached to.", [.. Notes.Targets.Keys]).Must, Field.Id("record_id", "The id of that record.").Must),
        IsReadOnly = true,
        Privileges = ["prvReadNote"],
        Run = line.Doing(Reach.Records, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        var id = await run.Record(ct);
        var found = await run.Attached(new Query(Notes.Set)
        {
            Select = "annotationid,subject,notetext,filename,isdocument,createdon,_createdby_value",   // never the attached file itself
            Filter = Filter.Of($"_objectid_value eq {id}"), OrderBy = "createdon desc", Top = ListMax + 1,
        }, id, ct);
        return Shape.List("notes", found.Rows, ListMax, note => Shape.Of(
            ("note_id", note.Text("annotationid")), ("subject", note.Text("subject")), ("text", Activities.PlainText(note.Text("notetext"), TextLengthMax)),
            ("file", note.Flag("isdocument") == true ? note.Text("filename") : null), ("by", note.Label("_createdby_value")), ("created_on", note.Text("createdon"))));
    }
}
