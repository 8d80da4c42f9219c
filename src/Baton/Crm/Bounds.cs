using Baton.Conversations;
using Baton.Dataverse;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>Finds out whose records a call may touch: who calls, in which conversation, and whether its visitor is verified.</summary>
public sealed class Bounds(IServiceScopeFactory scopes, Saying saying)
{
    private const int NoteLengthMax = 8_000;

    internal Task Note(Guid conversationId, string text, string clientId, CancellationToken ct) => saying.Say(conversationId, new Utterance
    {
        Kind = "note", From = Speaker.System, Text = text.Length <= NoteLengthMax ? text : text[..NoteLengthMax] + "…",
        ClientId = clientId.Length <= Limits.ClientIdLengthMax ? clientId : clientId[..Limits.ClientIdLengthMax],
    }, ct);

    internal async Task<Scope> Of(ToolCall call, DataverseClient client, CancellationToken ct)
    {
        // Agents see what their role allows. A bot, or a program with a key, that acts in a conversation acts for its visitor.
        if (call.Who.Kind is "agent" or "system" || call.ConversationId is not { } conversationId) return Scope.Everybody;

        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        var conversation = await database.Conversation(conversationId, ct);
        if (conversation.VerifiedEmail is not { } email) return Scope.Stranger;
        if (conversation.VerifiedContactId is { } known) return Scope.Of(email, known, conversation.VerifiedAccountId);

        var found = (await client.Query(Contacts.WithEmail(email, 2), ct)).Rows;
        if (found is not [var contact])
            return found.Count == 0 ? Scope.Of(email, null, null) : throw new ToolRefused("several_matches",
                "Several contacts have this visitor's e-mail address, so it is not known whose records are theirs.", "Bring in a colleague.");
        var (contactId, accountId) = (contact.Id("contactid")!.Value, Contacts.AccountId(contact));
        await using var work = await database.Begin(ct);
        await work.BindVisitor(conversationId, email, contactId, accountId);
        await work.Commit();
        return Scope.Of(email, contactId, accountId);
    }
}
