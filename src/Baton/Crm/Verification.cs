using System.Text.Json.Nodes;
using Baton.Conversations;
using Baton.Dataverse;
using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>
/// Finds out whether an address is the visitor's: a code goes to it, as an e-mail of Dynamics, and whoever types it has shown that they read its mail. An
/// address that nobody has is answered like any other. Three codes a conversation, three tries a code, ten minutes.
/// </summary>
public sealed class Verification(IServiceScopeFactory scopes, Secrets secrets, CrmLine line)
{
    private const string KeyName = "verification codes";
    private const string Subject = "Your code";
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(15);

    /// <summary>Sends a code to the address, if it is on one contact's record or on several.</summary>
    public async Task<JsonObject> Send(ToolRun run, CancellationToken ct)
    {
        var (conversationId, email) = (run.Call.ConversationId!.Value, run.Text("email")!);
        var open = await line.Get(ct);
        var client = CrmRun.Observed(run, open).Within(SendLimit);
        var found = (await client.Query(Contacts.WithEmail(email, 1), ct)).Rows;

        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        var key = await secrets.Key(database, KeyName, 32, ct);
        var n = await Remember(database, run, conversationId, email, key, ct);
        if (found is [var contact]) await Mail(client, open.Connection, conversationId, n, email, contact, VerificationCode.Digits(key, conversationId, n), ct);
        return Shape.Of(
            ("sent", true), ("good_for_minutes", (int)VerificationCode.Life.TotalMinutes), ("codes_left", VerificationCode.CodesMax - n),
            ("note", "If the address is on record, a code of six digits is on its way to it. Ask the visitor for it and run check_verification_code."));
    }

    /// <summary>Takes the code that the visitor typed. Right: the conversation is theirs, and their contact is linked.</summary>
    public async Task<JsonObject> Check(ToolRun run, CancellationToken ct)
    {
        var (conversationId, typed) = (run.Call.ConversationId!.Value, VerificationCode.Typed(run.Text("code")!));
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        var key = await secrets.Key(database, KeyName, 32, ct);
        var known = await database.Conversation(conversationId, ct);
        if (known.VerifiedEmail is null)
        {
            var email = await Try(database, conversationId, VerificationCode.Hash(key, conversationId, typed), ct);
            known = known with { VerifiedEmail = email };
        }
        return await Identify(run, database, conversationId, known.VerifiedEmail!, ct);
    }

    private static async Task<int> Remember(Database database, ToolRun run, Guid conversationId, string email, byte[] key, CancellationToken ct)
    {
        var runKey = run.Call.IdempotencyKey ?? run.Id.ToString();
        await using var work = await database.Begin(ct);
        var conversation = await work.LockConversation(conversationId);
        conversation.MustGoOn();
        if (await work.Find<int?>("select n from verification_codes where conversation_id = @conversationId and run_key = @runKey", new { conversationId, runKey }) is { } again)
            return again;   // the run was cut off after this, and is done once more

        var n = 1 + await work.Find<int>("select count(*)::int from verification_codes where conversation_id = @conversationId", new { conversationId });
        if (n > VerificationCode.CodesMax)
            throw new ToolRefused("too_many_codes", $"{VerificationCode.CodesMax} codes have been sent in this conversation; no more are.", "Bring in a colleague.");
        await work.Run("""
            insert into verification_codes (conversation_id, n, run_key, email, code_hash, sent_at, expires_at)
            values (@conversationId, @n, @runKey, @email, @hash, @Now, @expires)
            """,
            new
            {
                conversationId, n, runKey, email, hash = VerificationCode.Hash(key, conversationId, VerificationCode.Digits(key, conversationId, n)),
                work.Now, expires = work.Now + VerificationCode.Life,
            });
        await work.Commit();
        return n;
    }

    private static async Task Mail(
        DataverseClient client, Connection connection, Guid conversationId, int n, string email, Row contact, string digits, CancellationToken ct)
    {
        var id = Deterministic.Id($"verification:{conversationId:D}:{n}");
        var sender = connection.MailFrom ?? (await client.WhoAmI(ct)).UserId;
        var to = Activities.Party("contact", Contacts.Set, contact.Id("contactid")!.Value, Activities.To);
        to["addressused"] = email;   // the address that was asked about, which may be the contact's second
        var fields = Shape.Of(
            ("subject", Subject), ("directioncode", true), ("regardingobjectid_contact_email@odata.bind", DataverseClient.Bind(Contacts.Set, contact.Id("contactid")!.Value)),
            ("description", $"Your code is {digits}. It is good for {VerificationCode.Life.TotalMinutes:0} minutes. If you are not chatting with us just now, somebody else has typed "
                + "your address; then you need do nothing."),
            ("email_activity_parties", new JsonArray(Activities.Party("systemuser", "systemusers", sender, Activities.Sender), to)));
        var made = await client.CreateDeepOnce("emails", "activityid", id, fields, "activityid,statecode", ct);
        if (made.Row.Whole("statecode") is null or 0)
            await client.Action($"emails({id:D})/Microsoft.Dynamics.CRM.SendEmail", new JsonObject { ["IssueSend"] = true }, ct);
    }

    private static async Task<string> Try(Database database, Guid conversationId, byte[] hash, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await work.LockConversation(conversationId);
        var code = await work.Find<VerificationCode>("""
            select n, email, code_hash, tries, expires_at from verification_codes where conversation_id = @conversationId order by n desc limit 1
            """, new { conversationId }) ?? throw new ToolRefused("no_code", "No code has been sent in this conversation.", "Run send_verification_code first.");
        var outcome = code.Try(hash, work.Now);
        if (outcome == VerificationCode.Outcome.Right) await work.Verify(conversationId, code.Email, "code");
        if (outcome is VerificationCode.Outcome.Right or VerificationCode.Outcome.Wrong)
            await work.Run("update verification_codes set tries = tries + 1 where conversation_id = @conversationId and n = @N", new { conversationId, code.N });
        await work.Commit();

        var left = VerificationCode.TriesMax - code.Tries - 1;
        return outcome switch
        {
            VerificationCode.Outcome.Right => code.Email,
            VerificationCode.Outcome.Expired => throw new ToolRefused("code_expired", "The code is too old.", "Send a new one with send_verification_code."),
            VerificationCode.Outcome.Wrong when left > 0 => throw new ToolRefused("wrong_code", "That is not the code.", $"Ask again; {left} of {VerificationCode.TriesMax} tries are left."),
            _ => throw new ToolRefused("too_many_tries", "The code has been tried too often.", "Send a new one with send_verification_code."),
        };
    }

    private async Task<JsonObject> Identify(ToolRun run, Database database, Guid conversationId, string email, CancellationToken ct)
    {
        var client = CrmRun.Observed(run, await line.Get(ct));
        var found = (await client.Query(Contacts.WithEmail(email, Contacts.MatchesMax), ct)).Rows;
        await using var work = await database.Begin(ct);
        await Identifying.Link(work, conversationId, email, found);
        await work.Commit();
        return found is [var contact]
            ? Shape.Of(("verified", true), ("contact_id", contact.Text("contactid")), ("fullname", contact.Text("fullname")), ("email", email))
            : Shape.Of(("verified", true), ("email", email), ("contacts", found.Count));
    }
}
