using Baton.People;
using Baton.Plumbing;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Baton.Routing;

/// <summary>A queue as it is shown: to agents who transfer, and in the set-up.</summary>
public sealed record Queue
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Smaller is served first.</summary>
    public required int Priority { get; init; }
    public required bool Fallback { get; init; }
    public required int Waiting { get; init; }

    /// <summary>How many members could be asked now or soon: those who are there, and bots.</summary>
    public required int There { get; init; }

    /// <summary>Its first members; GET .../members has them all.</summary>
    public Guid[] UserIds { get; init; } = [];
}

/// <summary>Set-up of queues and their members. Everybody may look: to transfer, one must know where to.</summary>
public static class Queues
{
    private const int NameLengthMax = 100;
    private const int PriorityUsual = 100;
    private const int PriorityMax = 1_000_000;

    private static readonly string Rows = $"""
        select q.id, q.name, q.priority, q.is_fallback as fallback,
               (select count(*) from conversations c where c.queue_id = q.id and c.state = 'Waiting')::int as waiting,
               (select count(*) from members m join users u on u.id = m.user_id
                where m.queue_id = q.id and u.disabled_at is null and (case when u.kind = 'bot' then u.presence = 'Available' else {Attendance.IsThere} end))::int as there,
               array(select m.user_id from members m where m.queue_id = q.id order by m.user_id limit {Page.LimitMax}) as user_ids
        from queues q
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        var queues = routes.MapGroup("/queues").WithTags("Queues");
        queues.MapGet("", async (Guid? after, int? limit, Database database, TimeProvider clock, HttpContext http, CancellationToken ct) =>
        {
            var page = Page.From(after, limit);
            var found = await database.List<Queue>($"{Rows} where @After::uuid is null or q.id > @After order by q.id limit @Limit",
                new { page.After, page.Limit, since = Attendance.Since(clock.GetUtcNow()) }, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok(found);
        });
        queues.MapGet("{id:guid}", async (Guid id, Database database, TimeProvider clock, CancellationToken ct) =>
            TypedResults.Ok(await Read(database, id, clock, ct)));
        queues.MapPost("", async (Given given, Caller caller, Database database, TimeProvider clock, CancellationToken ct) =>
        {
            var id = Guid.CreateVersion7();
            await Write(database, caller, id, given, isNew: true, ct);
            return TypedResults.Created($"/api/v1/queues/{id}", await Read(database, id, clock, ct));
        });
        queues.MapPut("{id:guid}",
            async (Guid id, Given given, Caller caller, Database database, TimeProvider clock, CancellationToken ct) =>
        {
            await Write(database, caller, id, given, isNew: false, ct);
            return TypedResults.Ok(await Read(database, id, clock, ct));
        });
        queues.MapDelete("{id:guid}", Delete);
        queues.MapGet("{id:guid}/members", Members);
        queues.MapPut("{id:guid}/members",
            async (Guid id, NewMembers given, Caller caller, Database database, TimeProvider clock, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await using (var work = await database.Begin(ct))
            {
                if (await work.Find<int?>("select 1 from queues where id = @id for no key update", new { id }) is null)
                    throw Refusal.NotFound("queue");
                await work.SetMembers(id, given.UserIds ?? []);
                await work.WriteAudit(caller.UserId, "members changed", id.ToString(), new { given.UserIds });
                await work.Commit();
            }
            return TypedResults.Ok(await Read(database, id, clock, ct));
        });
    }

    /// <summary>Makes a queue in the caller's work.</summary>
    public static async Task MakeQueue(this Work work, Guid id, string name, int priority, bool fallback)
    {
        if (fallback) await work.Run("update queues set is_fallback = false where is_fallback");
        await work.Run("insert into queues (id, name, priority, is_fallback, created_at) values (@id, @name, @priority, @fallback, @Now)",
            new { id, name, priority, fallback, work.Now });
        work.Record(new QueueChanged(id));
    }

    private static async Task Write(Database database, Caller caller, Guid id, Given given, bool isNew, CancellationToken ct)
    {
        caller.MustAdminister();
        var name = Text.Named(given.Name, NameLengthMax);
        var priority = given.Priority ?? PriorityUsual;
        if (priority is < 0 or > PriorityMax)
            throw Refusal.Invalid("invalid_priority", $"Priority is a number from 0 to {PriorityMax:N0}; smaller is served first.");
        await using var work = await database.Begin(ct);
        try
        {
            if (isNew) await work.MakeQueue(id, name, priority, given.Fallback ?? false);
            else
            {
                if (given.Fallback == true) await work.Run("update queues set is_fallback = false where is_fallback and id <> @id",
                    new { id });
                var written = await work.Run("""
                    update queues set name = @name, priority = @priority, is_fallback = coalesce(@Fallback, is_fallback) where id = @id
                    """, new { id, name, priority, given.Fallback });
                if (written == 0) throw Refusal.NotFound("queue");
                work.Record(new QueueChanged(id));
            }
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw Refusal.Conflict("name_taken", $"There is a queue named {name} already.");
        }
        if (given.UserIds is { } members) await work.SetMembers(id, members);
        await work.WriteAudit(caller.UserId, isNew ? "queue made" : "queue changed", id.ToString(), new { name, priority, given.Fallback });
        await work.Commit();
    }

    private static async Task<IResult> Delete(Guid id, Caller caller, Database database, CancellationToken ct)
    {
        caller.MustAdminister();
        await using var work = await database.Begin(ct);
        var name = await work.Find<string>("select name from queues where id = @id for update", new { id })
            ?? throw Refusal.NotFound("queue");
        var used = await work.Find<string>("""
            select coalesce(
                (select 'the rule ' || name from rules where queue_id = @id limit 1),
                (select 'the workstream ' || name || ', as its fallback' from workstreams where fallback_queue_id = @id limit 1),
                (select 'the macro ' || name || ', which is for its members' from macros where @id = any(queue_ids) limit 1),
                (select 'conversations that are not closed yet' from conversations where queue_id = @id and state <> 'Closed' limit 1))
            """, new { id });
        if (used is not null) throw Refusal.Conflict("queue_in_use", $"{name} is still used by {used}.");

        await work.Run("delete from queues where id = @id", new { id });
        await work.WriteAudit(caller.UserId, "queue removed", id.ToString(), new { name });
        work.Record(new QueueChanged(id));
        await work.Commit();
        return TypedResults.NoContent();
    }

    private static async Task<Ok<IReadOnlyList<Member>>> Members(Guid id, Guid? after, int? limit, Database database, TimeProvider clock, HttpContext http,
        CancellationToken ct)
    {
        var page = Page.From(after, limit);
        var found = await database.List<Member>($"""
            select u.id, u.name, u.kind, u.presence, u.capacity, u.load, (case when u.kind = 'bot' then u.presence = 'Available' else {Attendance.IsThere} end) as there
            from members m join users u on u.id = m.user_id
            where m.queue_id = @id and u.disabled_at is null and (@After::uuid is null or u.id > @After) order by u.id limit @Limit
            """, new { id, page.After, page.Limit, since = Attendance.Since(clock.GetUtcNow()) }, ct);
        Page.Announce(http, found, page.Limit, last => last.Id);
        return TypedResults.Ok(found);
    }

    private static async Task<Queue> Read(Database database, Guid id, TimeProvider clock, CancellationToken ct) =>
        await database.Find<Queue>($"{Rows} where q.id = @id", new { id, since = Attendance.Since(clock.GetUtcNow()) }, ct)
            ?? throw Refusal.NotFound("queue");

    /// <summary>A queue as given. Without userIds, the members stay.</summary>
    public sealed record Given(string? Name, int? Priority, bool? Fallback, Guid[]? UserIds);

    public sealed record NewMembers(Guid[]? UserIds);

    /// <summary>Somebody in a queue.</summary>
    public sealed record Member
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string Kind { get; init; }
        public required string Presence { get; init; }
        public required int Capacity { get; init; }
        public required int Load { get; init; }
        public required bool There { get; init; }
    }
}
