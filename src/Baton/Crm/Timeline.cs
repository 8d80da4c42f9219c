using System.Security.Cryptography;
using System.Text;
using Baton.Conversations;
using Baton.Dataverse;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>Whether a conversation leaves a note at all, for those who may say that it does not.</summary>
public interface INoteWish
{
    /// <summary>No, where somebody who had the conversation leaves none.</summary>
    Task<bool> IsWanted(Guid conversationId, CancellationToken ct);
}

/// <summary>
/// Writes each conversation as one note on the contact's timeline, or on the case it was about. The note's id follows from the conversation's, and
/// it is created only where it is not there yet: however often this runs, and wherever it was cut off, there is one note. What comes later (wrap-up
/// notes, the rating) changes that note. A CRM that does not answer is tried again later, and holds nothing up.
/// </summary>
public sealed class Timeline(Database database, CrmLine line, CrmSettings settings, IEnumerable<INoteWish> wishes, ILogger<Timeline> log)
{
    /// <summary>Context variables that name the case the conversation is about; a visitor's own are not believed.</summary>
    private static readonly string[] CaseVariables = ["CaseId", "case_id", "caseId"];

    public Task OnEnded(Ended fact, CancellationToken ct) => Write(fact.ConversationId, ct);

    public Task OnClosed(Closed fact, CancellationToken ct) => Write(fact.ConversationId, ct);

    public Task OnRated(Rated fact, CancellationToken ct) => Write(fact.ConversationId, ct);

    public Task OnDue(NoteDue fact, CancellationToken ct) => Write(fact.ConversationId, ct);

    /// <summary>The id of a conversation's note.</summary>
    public static Guid NoteId(Guid conversationId) => Deterministic.Id($"timeline:{conversationId:D}");

    private async Task Write(Guid conversationId, CancellationToken ct)
    {
        var conversation = await database.Conversation(conversationId, ct);
        if (!conversation.Standing.IsOver || await line.Find(ct) is not { } open) return;
        foreach (var wish in wishes)
            if (!await wish.IsWanted(conversationId, ct)) return;

        var known = await Known(conversationId, ct);
        var variables = await database.VariablesOf(conversationId, ct);
        if (Target(conversation, variables, known) is not { } target)
        {
            CrmLog.NoteWithoutContact(log, conversationId);
            await Settle(conversation, "no_contact", known, null, null, "No contact is known for the visitor.", ct);
            return;
        }
        var (subject, text) = (Telling.Subject(conversation), Telling.Text(conversation, [.. variables.Where(variable => !variable.Hidden)], await Lines(conversationId, ct)));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(subject + text));
        if (known is { State: "written", TextHash: { } there } && there.AsSpan().SequenceEqual(hash)) return;

        try
        {
            await Bring(open.Client, NoteId(conversationId), target, subject, text, known?.State == "written", ct);
            await Settle(conversation, "written", known, target, hash, null, ct);
        }
        catch (DataverseError error)
        {
            line.Health.Failed(error);
            CrmLog.NoteFailed(log, conversationId, (known?.Attempts ?? 0) + 1, error.Code, error.Status, error.RequestId);
            await Postpone(conversation, known, error, ct);
        }
    }

    private static async Task Bring(
        DataverseClient client, Guid noteId, (string Table, Guid Id) target, string subject, string text, bool isThere, CancellationToken ct)
    {
        if (!isThere)
        {
            var (set, bind, _) = Notes.Targets.Values.First(known => known.Table == target.Table);
            var fields = Shape.Of(("subject", subject), ("notetext", text), (bind, DataverseClient.Bind(set, target.Id)));
            if ((await client.CreateOnce(Notes.Set, noteId, fields, "annotationid", ct)).IsNew) return;
        }
        // It is there: written before, or by a run that was cut off before it could say so.
        await client.Update(Notes.Set, noteId, Shape.Of(("subject", subject), ("notetext", text)), ct);
    }

    /// <summary>Where the note belongs. Once written it stays where it is.</summary>
    private static (string Table, Guid Id)? Target(Conversation conversation, IReadOnlyList<Variable> variables, NoteRow? known)
    {
        if (known is { State: "written", TargetTable: { } table, TargetId: { } id }) return (table, id);
        foreach (var variable in variables.Where(variable => CaseVariables.Contains(variable.Name) && variable.SetBy != "visitor"))
            if (Guid.TryParse(variable.Value, out var caseId)) return ("incident", caseId);
        return Guid.TryParse(conversation.ContactId, out var contactId) ? ("contact", contactId) : null;
    }

    private async Task<IReadOnlyList<Telling.Line>> Lines(Guid conversationId, CancellationToken ct) =>
        await database.List<Telling.Line>("""
            select kind, from_kind, from_name, text, at from words where conversation_id = @conversationId and kind in ('message', 'note') order by n
            """, new { conversationId }, ct);

    private Task<NoteRow?> Known(Guid conversationId, CancellationToken ct) =>
        database.Find<NoteRow>("select state, target_table, target_id, text_hash, attempts from crm_notes where conversation_id = @conversationId", new { conversationId }, ct);

    private async Task Settle(
        Conversation told, string state, NoteRow? known, (string Table, Guid Id)? target, byte[]? hash, string? problem, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await Save(work, told.Id, state, target, hash, 0, problem);
        // Somebody may have changed the conversation while its note was on the way, and another run may have been overtaken by ours.
        var now = await work.Find<int>("select version from conversations where id = @Id", new { told.Id });
        if (now != told.Version && (state == "written" || known is not null)) work.RecordAt(work.Now, new NoteDue(told.Id));
        await work.Commit();
    }

    private async Task Postpone(Conversation conversation, NoteRow? known, DataverseError error, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var attempts = (known?.Attempts ?? 0) + 1;
        var givenUp = attempts >= settings.NoteAttemptsMax;
        if (known?.State == "written") await work.Run("update crm_notes set attempts = @attempts, problem = @problem, changed_at = @Now where conversation_id = @Id",
            new { conversation.Id, attempts, problem = error.Meaning.Sentence, work.Now });
        else await Save(work, conversation.Id, givenUp ? "given_up" : "waiting", null, null, attempts, error.Meaning.Sentence);
        // Also what needs an administrator: they may mend it tomorrow, and then the note should still be written.
        if (!givenUp) work.RecordAt(work.Now + Retry.Pause(settings, attempts - 1, error.RetryAfter), new NoteDue(conversation.Id));
        await work.Commit();
    }

    private static async Task Save(
        Work work, Guid conversationId, string state, (string Table, Guid Id)? target, byte[]? hash, int attempts, string? problem) =>
        await work.Run("""
            insert into crm_notes (conversation_id, note_id, state, target_table, target_id, text_hash, attempts, problem, changed_at)
            values (@conversationId, @noteId, @state, @table, @id, @hash, @attempts, @problem, @Now)
            on conflict (conversation_id) do update set
                state = @state, target_table = @table, target_id = @id, text_hash = @hash, attempts = @attempts, problem = @problem, changed_at = @Now
            """,
            new { conversationId, noteId = NoteId(conversationId), state, table = target?.Table, id = target?.Id, hash, attempts, problem, work.Now });

    private sealed record NoteRow
    {
        public required string State { get; init; }
        public string? TargetTable { get; init; }
        public Guid? TargetId { get; init; }
        public byte[]? TextHash { get; init; }
        public int Attempts { get; init; }
    }
}
