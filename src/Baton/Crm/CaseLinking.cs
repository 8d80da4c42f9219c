using Baton.Conversations;
using Baton.Dataverse;
using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>The case that a conversation is about is looked for again, since the CRM did not answer.</summary>
public sealed record CaseDue(Guid ConversationId, int Attempts) : Fact(ConversationId);

/// <summary>
/// Finds the case that a bot or an agent named by its number. One active case is the one: it becomes the context variable CaseId, to which the conversation's note goes,
/// and its contact is the visitor where nobody else is known to be. A number that only the visitor gave is not believed.
/// </summary>
public sealed class CaseLinking(Database database, CrmLine line, CrmSettings settings, ILogger<CaseLinking> log)
{
    private const string NumberName = "CaseNumber";
    private const string IdName = "CaseId";
    private const string TitleName = "CaseTitle";
    private const int NumberLengthMax = 100;

    public Task OnVariables(VariablesSet fact, CancellationToken ct) => Find(fact.ConversationId, 0, ct);

    public Task OnDue(CaseDue fact, CancellationToken ct) => Find(fact.ConversationId, fact.Attempts, ct);

    private async Task Find(Guid conversationId, int attempts, CancellationToken ct)
    {
        var ours = (await database.VariablesOf(conversationId, ct)).Where(variable => variable.SetBy != "visitor").ToDictionary(variable => variable.Name, variable => variable.Value.Trim());
        if (!ours.TryGetValue(NumberName, out var number) || number.Length is 0 or > NumberLengthMax) return;
        var earlier = await database.Find<string>("select ticket_number from crm_cases where conversation_id = @conversationId", new { conversationId }, ct);
        if (earlier == number || (earlier is null && ours.ContainsKey(IdName)) || await line.Find(ct) is not { } open) return;

        try
        {
            var cases = (await open.Client.Query(new Query(Cases.Set)
            {
                Select = Cases.BriefColumns + ",_customerid_value,_primarycontactid_value", Filter = Filter.Of($"statecode eq 0 and ticketnumber eq {number}"), Top = 2,
            }, ct)).Rows;
            var contact = cases is [var one] && ContactOf(one) is { } id
                ? await open.Client.Find(new Query(Contacts.Set) { Select = Contacts.BriefColumns, Expand = Contacts.WithCompany }, id, ct) : null;
            await Record(conversationId, number, cases, contact, ct);
        }
        catch (DataverseError error)
        {
            line.Health.Failed(error);
            CrmLog.LookupFailed(log, conversationId, error.Code, error.Status, error.RequestId);
            if (!error.WillPass || attempts + 1 >= settings.LookupAttemptsMax) return;
            await using var work = await database.Begin(ct);
            work.RecordAt(work.Now + Retry.Pause(settings, attempts, error.RetryAfter), new CaseDue(conversationId, attempts + 1));
            await work.Commit();
        }
    }

    private static Guid? ContactOf(Row found) => found.Lookup("primarycontactid") ?? (found.TableOf("customerid") == "contact" ? found.Lookup("customerid") : null);

    private async Task Record(Guid conversationId, string number, IReadOnlyList<Row> cases, Row? contact, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(conversationId);
        if (conversation.State == State.Closed) return;
        await work.Run("""
            insert into crm_cases (conversation_id, ticket_number, matches) values (@conversationId, @number, @matches)
            on conflict (conversation_id) do update set ticket_number = @number, matches = @matches
            """, new { conversationId, number, matches = cases.Count });
        if (contact is { } known && conversation.ContactId is null) await Identifying.Is(work, conversation, known);
        if (cases is [var one])
            await work.SetVariables(conversationId, new Dictionary<string, object?> { [IdName] = one.Text("incidentid"), [TitleName] = one.Text("title") }, "system");
        await work.Commit();
    }
}
