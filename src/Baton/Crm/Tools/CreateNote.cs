using System.Text.Json.Nodes;
using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Attaches a note to a record.</summary>
internal static class CreateNote
{
    public static Tool On(CrmLine line) => new()
    {
        Name = "create_note",
        Title = "Create note",
        Group = "Activity & notes",
        Description = """
            Attaches a note to a contact, account, lead, opportunity or case. Use it for what colleagues must know beyond the transcript, which is written
            to the timeline by itself after every conversation. Don't use it for tasks, calls or meetings: create_activity logs those.
            """,
        Input = new Schema(
            Field.Choice("record_type", "What the note is attached to.", [.. Notes.Targets.Keys]).Must,
            Field.Id("record_id", "The id of that record.").Must,
            Field.Text("subject", "The note's title.", 500).Must,
            Field.Text("text", "The note.", 20_000).Must),
        IsReadOnly = false,
        Privileges = ["prvCreateNote", "prvAppendNote"],
        Run = line.Doing(Reach.New, Run),
    };

    private static async Task<JsonObject> Run(CrmRun run, CancellationToken ct)
    {
        // A stranger's bot has no record of theirs; what is to be noted becomes a note of the conversation, which is written to the timeline.
        if (run.Scope.IsStranger) return await run.NoteInConversation($"{run.Tool.Text("subject")}: {run.Tool.Text("text")}", ct);

        var (set, bind, _) = Notes.Targets[run.Tool.Text("record_type")!];
        var (id, record) = (run.Tool.RecordId("create_note"), await run.Record(ct));
        var fields = Shape.Of(("subject", run.Tool.Text("subject")), ("notetext", run.Tool.Text("text")), (bind, DataverseClient.Bind(set, record)));
        await run.CreateOnce(Notes.Set, id, fields, "annotationid", ct);
        return Shape.Of(("note_id", id.ToString("D")));
    }
}
