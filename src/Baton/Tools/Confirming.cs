using Baton.People;
using Baton.Plumbing;

namespace Baton.Tools;

/// <summary>Agents see what bots ask them for, and say yes or no; the first to say it decides.</summary>
public static class Confirming
{
    /// <summary>A question, as desks show it.</summary>
    public sealed record Shown(Guid Id, Guid ConversationId, string Tool, string Title, Preview Preview, string Bot, DateTimeOffset ExpiresAt);

    /// <summary>What came of it.</summary>
    public sealed record Decided(Guid Id, string Decision);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var confirmations = routes.MapGroup("/api/v1/confirmations").RequireCaller().WithTags("Tools");
        confirmations.MapGet("", async (Guid? conversationId, Caller caller, Database database, ToolBox box, TimeProvider clock, CancellationToken ct) =>
        {
            var id = conversationId ?? throw Refusal.Invalid("invalid_conversation", "Say which conversation: ?conversationId=...");
            await database.MustSee(caller, id, ct);
            var open = await Confirmations.OpenFor(database, id, clock.GetUtcNow(), ct);
            return TypedResults.Ok(open.Select(item => new Shown(item.Id, id, item.Tool, box.Find(item.Tool)?.Title ?? item.Tool, item.Foreseen, item.WhoName, item.ExpiresAt)));
        }).WithName("Confirmations");
        confirmations.MapPost("{id:guid}/approve", (Guid id, Caller caller, Database database, CancellationToken ct) => Decide(id, "approved", caller, database, ct))
            .WithName("ApproveConfirmation");
        confirmations.MapPost("{id:guid}/decline", (Guid id, Caller caller, Database database, CancellationToken ct) => Decide(id, "declined", caller, database, ct))
            .WithName("DeclineConfirmation");
    }

    private static async Task<IResult> Decide(Guid id, string decision, Caller caller, Database database, CancellationToken ct)
    {
        if (await Confirmations.Find(database, id, ct) is not { Asks: "agent", ConversationId: { } conversationId }) throw Refusal.NotFound("confirmation");
        await database.MustSee(caller, conversationId, ct);

        await using (var work = await database.Begin(ct))
        {
            if (await Confirmations.Decide(work, id, decision, caller.UserId, caller.Name))
            {
                work.Record(new ConfirmationDecided(conversationId, id, decision == "approved"));
                await work.Commit();
                return TypedResults.Ok(new Decided(id, decision));
            }
        }
        var known = await Confirmations.Find(database, id, ct);
        throw known?.Decision is "approved" or "declined"
            ? Refusal.Conflict("already_decided", $"{known.DecidedName} was first and said {(known.Decision == "approved" ? "yes" : "no")}.")
            : Refusal.Conflict("confirmation_expired", "The time to decide is over; the bot has gone on without it.");
    }
}
