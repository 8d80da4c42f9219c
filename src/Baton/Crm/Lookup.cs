using Baton.Conversations;
using Baton.Dataverse;
using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>
/// Finds out who a visitor is in the CRM as soon as their e-mail is known, or their number or name from a bot. Exactly one active contact identifies them; several or none are
/// recorded and nothing is guessed. A CRM that does not answer is asked again later, and holds nothing up.
/// </summary>
public sealed class Lookup(Database database, CrmLine line, CrmSettings settings, ILogger<Lookup> log)
{
    public Task OnBegan(Began fact, CancellationToken ct) => Find(fact.ConversationId, ct);

    public Task OnVariables(VariablesSet fact, CancellationToken ct) => Find(fact.ConversationId, ct);

    public Task OnDue(LookupDue fact, CancellationToken ct) => Find(fact.ConversationId, ct);

    /// <summary>Looks the visitor up, unless that has been done for what is known of them.</summary>
    public async Task Find(Guid conversationId, CancellationToken ct)
    {
        var conversation = await database.Conversation(conversationId, ct);
        if (conversation.ContactId is not null || conversation.State == State.Closed) return;
        var sought = Sought.Of(conversation, await database.VariablesOf(conversationId, ct));
        if (sought.Key is not { } key) return;

        var earlier = await Earlier(database, conversationId, ct);
        if (earlier is not null && earlier.Email == key && earlier.Status != "unavailable") return;
        if (await line.Find(ct) is not { } open) return;

        try
        {
            var contacts = await sought.Contacts(open.Client, ct);
            var accounts = contacts.Count == 0 ? await sought.Accounts(open.Client, ct) : [];
            await Record(conversationId, sought, contacts, accounts, ct);
        }
        catch (DataverseError error)
        {
            line.Health.Failed(error);
            CrmLog.LookupFailed(log, conversationId, error.Code, error.Status, error.RequestId);
            await RecordFailure(conversationId, key, earlier?.Attempts ?? 0, error, ct);
        }
    }

    /// <summary>What came of looking, if somebody has looked.</summary>
    internal static Task<LookupRow?> Earlier(Database database, Guid conversationId, CancellationToken ct) =>
        database.Find<LookupRow>("select email, status, matches, attempts, problem from crm_lookups where conversation_id = @conversationId", new { conversationId }, ct);

    private async Task Record(Guid conversationId, Sought sought, IReadOnlyList<Row> contacts, IReadOnlyList<Row> accounts, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await Identifying.Link(work, conversationId, sought.Email, contacts, sought.Key!);
        if (accounts is [var account])
            await work.SetVariables(conversationId, new Dictionary<string, object?> { ["AccountId"] = account.Text("accountid"), ["AccountName"] = account.Text("name") }, "system");
        await work.Commit();
    }

    private async Task RecordFailure(Guid conversationId, string email, int attempts, DataverseError error, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await Identifying.Write(work, conversationId, email, "unavailable", 0, attempts + 1, error.Meaning.Sentence);
        // What needs an administrator is looked up again when the sidebar is opened; what passes by itself, in a while.
        if (error.WillPass && attempts + 1 < settings.LookupAttemptsMax)
            work.RecordAt(work.Now + Retry.Pause(settings, attempts, error.RetryAfter), new LookupDue(conversationId));
        await work.Commit();
    }
}

/// <summary>What came of a look-up.</summary>
internal sealed record LookupRow
{
    public required string Email { get; init; }
    public required string Status { get; init; }
    public int Matches { get; init; }
    public int Attempts { get; init; }
    public string? Problem { get; init; }
}

/// <summary>How long to wait before the CRM is asked again.</summary>
internal static class Retry
{
    public static TimeSpan Pause(CrmSettings settings, int attempts, TimeSpan? asked)
    {
        var seconds = Math.Min(settings.FirstRetry.TotalSeconds * Math.Pow(2, Math.Min(attempts, 20)), settings.LongestRetry.TotalSeconds);
        return asked is { } wish && wish.TotalSeconds > seconds ? wish : TimeSpan.FromSeconds(seconds);
    }
}
