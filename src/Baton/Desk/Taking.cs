using Baton.People;
using Baton.Plumbing;
using Baton.Routing;

namespace Baton.Desk;

/// <summary>An agent takes what they are offered, or does not; and passes on what they have.</summary>
public static class Taking
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("/api/v1").RequireCaller().WithTags("Offers");
        routes.MapGet("/offers", (Caller caller, Database database, CancellationToken ct) => database.OpenOffersOf(caller.UserId, ct));
        routes.MapPost("/offers/{id:guid}/accept", async (Guid id, Caller caller, Offers offers, Database database, CancellationToken ct) =>
        {
            var conversation = await offers.Accept(id, caller.UserId, caller.Name, ct);
            return TypedResults.Ok(await database.RowOf(conversation, ct));
        });
        routes.MapPost("/offers/{id:guid}/decline", async (Guid id, Caller caller, Offers offers, CancellationToken ct) =>
        {
            await offers.Decline(id, caller.UserId, ct);
            return TypedResults.NoContent();
        });
        routes.MapPost("/conversations/{id:guid}/transfer",
            async (Guid id, Destination to, Caller caller, Database database, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            await database.Transfer(id, caller.UserId, caller.Name, to.QueueId, to.UserId, to.Reason, ct);
            return TypedResults.Ok(await database.RowOf(id, ct));
        });
    }

    /// <summary>Where a conversation is passed on to, and why.</summary>
    public sealed record Destination(Guid? QueueId, Guid? UserId, string? Reason);
}
