using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Desk;

/// <summary>The handler ends the talk and, after wrapping up, closes it.</summary>
public static class Finishing
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/conversations/{id:guid}/end", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            await using (var work = await database.Begin(ct))
            {
                var conversation = await work.LockConversation(id);
                conversation.MustBeWith(caller.UserId);
                await Ending.End(work, conversation, "ended_by_agent", $"{caller.Name} ended the conversation.", new Happening("ended", caller.Name));
                await work.Commit();
            }
            return TypedResults.Ok(await database.RowOf(id, ct));
        });
        routes.MapPost("/conversations/{id:guid}/close", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            await using (var work = await database.Begin(ct))
            {
                var conversation = await work.LockConversation(id);
                conversation.MustBeOpen();
                if (conversation.HandlerId != caller.UserId && !caller.IsAtLeast(Role.Supervisor))
                    throw Refusal.Conflict("not_your_conversation", "Whoever has the conversation closes it, or a supervisor.");
                await Ending.Close(work, conversation, "closed_by_agent");
                await work.Commit();
            }
            return TypedResults.Ok(await database.RowOf(id, ct));
        });
    }
}
