using Baton.Plumbing;

namespace Baton.People;

/// <summary>Administrators give keys to outside programs, and take them away.</summary>
public static class KeysSetup
{
    private const int CallsPerMinuteUsual = 120;
    private const int CallsPerMinuteMax = 100_000;
    private const int NameLengthMax = 100;
    private const int KeysMax = 1_000;
    private static readonly string[] Scopes = [Keys.Tools];

    /// <summary>A key as Setup shows it; the key itself was shown once, when it was made.</summary>
    public sealed record Shown
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string[] Scopes { get; init; }
        public required int CallsPerMinute { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? LastUsedAt { get; init; }
    }

    /// <summary>What a key is made from.</summary>
    public sealed record Given(string? Name, IReadOnlyList<string>? Scopes, int? CallsPerMinute);

    /// <summary>What can be changed of a key.</summary>
    public sealed record Changed(string? Name, int? CallsPerMinute);

    /// <summary>A key that was just made. Nobody sees it again.</summary>
    public sealed record Made(Guid Id, string Key);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/v1/keys").RequireCaller();
        keys.MapGet("", async (Guid? after, int? limit, Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustAdminister();
            var page = Page.From(after, limit);
            var found = await database.List<Shown>("""
                select id, name, scopes, calls_per_minute, created_at, last_used_at from keys
                where (@After::uuid is null or id > @After) order by id limit @Limit
                """, page, ct);
            Page.Announce(http, found, page.Limit, last => last.Id);
            return TypedResults.Ok(found);
        });
        keys.MapPost("", async (Given given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            var made = await Make(given, caller, database, ct);
            return TypedResults.Created($"/api/v1/keys/{made.Id}", made);
        });
        keys.MapPut("{id:guid}", async (Guid id, Changed given, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            return TypedResults.Ok(await Change(id, given, caller, database, ct));
        });
        keys.MapDelete("{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await using var work = await database.Begin(ct);
            if (await work.Run("delete from keys where id = @id", new { id }) == 0) throw Refusal.NotFound("key");
            await work.WriteAudit(caller.UserId, "key.delete", id.ToString());
            work.Record(new KeyRemoved(id));
            await work.Commit();
            return TypedResults.NoContent();
        });
    }

    private static async Task<Made> Make(Given given, Caller caller, Database database, CancellationToken ct)
    {
        var (name, limit) = (Name(given.Name), Limit(given.CallsPerMinute) ?? CallsPerMinuteUsual);
        var scopes = (given.Scopes ?? []).Distinct().ToArray();
        if (scopes.Length == 0 || scopes.Except(Scopes).Any())
            throw Refusal.Invalid("invalid_scopes", $"scopes takes what the key opens: {string.Join(", ", Scopes)}.");

        var id = Guid.CreateVersion7();
        var (key, hash) = Keys.Make(id);
        await using var work = await database.Begin(ct);
        var made = await work.Run("""
            insert into keys (id, name, secret_hash, scopes, calls_per_minute, created_at)
            select @id, @name, @hash, @scopes, @limit, @Now where (select count(*) from keys) < @max
            """,
            new { id, name, hash, scopes, limit, work.Now, max = KeysMax });
        if (made == 0) throw Refusal.Conflict("too_many_keys", $"There are {KeysMax} keys already. Take away those that nobody uses.");
        await work.WriteAudit(caller.UserId, "key.make", id.ToString(), new { name, scopes, callsPerMinute = limit });
        await work.Commit();
        return new Made(id, key);
    }

    private static async Task<Shown> Change(Guid id, Changed given, Caller caller, Database database, CancellationToken ct)
    {
        var (name, limit) = (given.Name is null ? null : Name(given.Name), Limit(given.CallsPerMinute));
        await using var work = await database.Begin(ct);
        var changed = await work.Find<Shown>("""
            update keys set name = coalesce(@name, name), calls_per_minute = coalesce(@limit::int, calls_per_minute) where id = @id
            returning id, name, scopes, calls_per_minute, created_at, last_used_at
            """,
            new { id, name, limit }) ?? throw Refusal.NotFound("key");
        await work.WriteAudit(caller.UserId, "key.change", id.ToString(), new { changed.Name, changed.CallsPerMinute });
        await work.Commit();
        return changed;
    }

    private static string Name(string? name) => name?.Trim() is { Length: > 0 and <= NameLengthMax } sound ? sound
        : throw Refusal.Invalid("invalid_name", $"A key's name has 1 to {NameLengthMax} characters; name the program that will use it.");

    private static int? Limit(int? limit) => limit is null or (>= 1 and <= CallsPerMinuteMax) ? limit
        : throw Refusal.Invalid("invalid_calls_per_minute", $"callsPerMinute takes a number from 1 to {CallsPerMinuteMax}.");
}
