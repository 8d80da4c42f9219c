namespace Baton.Sandbox.Records.Rules;

/// <summary>A note knows what kind of record it hangs on, and how big its file is.</summary>
internal sealed class NoteRules : TableRules
{
    public override void Compute(Change change)
    {
        change.Values["objecttypecode"] = change.LookupAfter("objectid")?.Table;
        if (!change.Changes("documentbody")) return;
        var body = change.TextAfter("documentbody");
        change.Values["filesize"] = body is null ? 0 : body.Length / 4 * 3 - (body.Length - body.TrimEnd('=').Length);
        change.Values["isdocument"] = body is not null;
    }
}
