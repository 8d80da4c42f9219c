using Baton.Plumbing;

namespace Baton.People;

/// <summary>The name of a queue, with its id.</summary>
public sealed record QueueName
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
}

/// <summary>What a signed-in user is told of themselves.</summary>
public sealed record Me
{
    public static readonly string[] Presences = ["Available", "Busy", "DoNotDisturb", "Away", "Offline"];

    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }
    public required string Role { get; init; }
    public required string Presence { get; init; }
    public required int Capacity { get; init; }
    public required int Load { get; init; }
    public IReadOnlyList<QueueName> Queues { get; init; } = [];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/me", (Caller caller, Database database, CancellationToken ct) => Of(database, caller.UserId, ct))
            .RequireCaller().WithName("Me");

        routes.MapPut("/api/v1/me/presence", async (NewPresence given, Caller caller, Database database, CancellationToken ct) =>
        {
            var presence = Presences.FirstOrDefault(name => string.Equals(name, given.Presence, StringComparison.OrdinalIgnoreCase))
                ?? throw Refusal.Invalid("invalid_presence", $"Presence is one of {string.Join(", ", Presences)}.");
            await using (var work = await database.Begin(ct))
            {
                await work.Run("update users set presence = @presence, presence_at = @Now where id = @UserId",
                    new { presence, work.Now, caller.UserId });
                work.Record(new PresenceChanged(caller.UserId));
                await work.Commit();
            }
            return await Of(database, caller.UserId, ct);
        }).RequireCaller().WithName("SetPresence");
    }

    public static async Task<Me> Of(Database database, Guid userId, CancellationToken ct)
    {
        var me = await database.Find<Me>("select id, name, email, role, presence, capacity, load from users where id = @userId",
            new { userId }, ct)
            ?? throw Refusal.NotFound("user");
        var queues = await database.List<QueueName>("""
            select q.id, q.name from members m join queues q on q.id = m.queue_id where m.user_id = @userId order by q.name, q.id
            """, new { userId }, ct);
        return me with { Queues = queues };
    }

    public sealed record NewPresence(string? Presence);
}
