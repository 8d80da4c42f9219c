using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Desk;

/// <summary>The handler answers; anybody who may see the conversation leaves notes; words that are not sent yet are kept.</summary>
public static class Replying
{
    /// <summary>What an agent writes.</summary>
    public sealed record Words(string? ClientId, string? Text);

    /// <summary>What an agent has not sent yet.</summary>
    public sealed record Unsent(string? Text, string? Mode);

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/conversations/{id:guid}/messages", async (Guid id, Words words, Caller caller, Saying saying, CancellationToken ct) =>
        {
            var reply = new Utterance { From = Speaker.Agent(caller.UserId, caller.Name), Text = words.Text ?? "", ClientId = words.ClientId };
            return TypedResults.Ok(MessageView.Of(await saying.Say(id, reply, ct)));
        });
        routes.MapPost("/conversations/{id:guid}/notes", async (Guid id, Words words, Caller caller, Database database, Saying saying, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            var note = new Utterance { Kind = "note", From = Speaker.Agent(caller.UserId, caller.Name), Text = words.Text ?? "", ClientId = words.ClientId };
            return TypedResults.Ok(MessageView.Of(await saying.Say(id, note, ct)));
        });
        routes.MapPut("/conversations/{id:guid}/draft", KeepDraft);
        routes.MapPut("/conversations/{id:guid}/variables", async (Guid id, Dictionary<string, object?> values, Caller caller, Database database, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            await using var work = await database.Begin(ct);
            (await work.LockConversation(id)).MustBeOpen();
            await work.SetVariables(id, values, "agent");
            await work.Commit();
            return TypedResults.Ok((await database.VariablesOf(id, ct)).Where(v => !v.Hidden).Select(v => new VariableView(v.Name, v.Type, v.Typed, v.SetBy)));
        });
    }

    private static async Task<IResult> KeepDraft(Guid id, Unsent draft, Caller caller, Database database, CancellationToken ct)
    {
        var mode = draft.Mode ?? "reply";
        if (mode is not ("reply" or "note")) throw Refusal.Invalid("invalid_mode", "mode is reply or note.");
        if (draft.Text?.Length > Limits.MessageBytesMax) throw Refusal.TooLong("A draft is no longer than a message may be.");
        if (draft.Text?.Contains('\0', StringComparison.Ordinal) == true) throw Refusal.Invalid("invalid_text", "A draft can't hold the character U+0000.");
        await database.MustSee(caller, id, ct);

        await using var work = await database.Begin(ct);
        await work.Run(string.IsNullOrEmpty(draft.Text)
            ? "delete from drafts where conversation_id = @id and user_id = @UserId"
            : """
              insert into drafts (conversation_id, user_id, mode, text) values (@id, @UserId, @mode, @Text)
              on conflict (conversation_id, user_id) do update set mode = @mode, text = @Text
              """,
            new { id, caller.UserId, mode, draft.Text });
        work.Record(new DraftKept(id));
        await work.Commit();
        return TypedResults.NoContent();
    }
}

/// <summary>Somebody's unsent words were kept; their other windows show them too.</summary>
public sealed record DraftKept(Guid ConversationId) : Fact(ConversationId);
