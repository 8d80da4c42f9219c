using Baton.People;
using Baton.Plumbing;

namespace Baton.Desk;

/// <summary>Jobs that failed too often: shown with their error, and tried again or dropped by an administrator. Nothing fails silently.</summary>
public static class PutAside
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/jobs", async (Caller caller, Database database, CancellationToken ct, int? limit = null) =>
        {
            caller.MustSupervise();
            return TypedResults.Ok(await database.List<JobRow>("""
                select id, reaction, lane as subject, track, attempts, due, error, put_aside_at, leased_by is not null as running
                from jobs where put_aside_at is not null or error is not null order by put_aside_at nulls last, id limit @limit
                """, new { limit = Page.Checked(limit) }, ct));
        });
        routes.MapPost("/jobs/{id:long}/retry", (long id, Caller caller, Database database, TimeProvider clock, CancellationToken ct) =>
            Change(id, caller, database, "update jobs set put_aside_at = null, attempts = 0, due = @now where id = @id and put_aside_at is not null", clock, ct));
        routes.MapDelete("/jobs/{id:long}", (long id, Caller caller, Database database, TimeProvider clock, CancellationToken ct) =>
            Change(id, caller, database, "delete from jobs where id = @id and put_aside_at is not null and @now is not null", clock, ct));
    }

    private static async Task<IResult> Change(long id, Caller caller, Database database, string sql, TimeProvider clock, CancellationToken ct)
    {
        caller.MustAdminister();
        await using var work = await database.Begin(ct);
        if (await work.Run(sql, new { id, now = clock.GetUtcNow() }) == 0) throw Refusal.NotFound("job that was put aside");
        await work.Commit();
        return TypedResults.NoContent();
    }

    /// <summary>A job as administrators see it; what was said is not shown.</summary>
    public sealed record JobRow
    {
        public required long Id { get; init; }
        public required string Reaction { get; init; }
        public required Guid Subject { get; init; }
        public required string Track { get; init; }
        public required int Attempts { get; init; }
        public required DateTimeOffset Due { get; init; }
        public string? Error { get; init; }
        public DateTimeOffset? PutAsideAt { get; init; }
        public required bool Running { get; init; }
    }
}
