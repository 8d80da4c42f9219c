using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Trust;

/// <summary>The keys that Baton signs with, as administrators see them; and their rotation at once, when somebody else may know one.</summary>
public static class KeyRotating
{
    /// <summary>A key, by the name under which bots read it.</summary>
    /// <param name="State">signs, next (published, and signs later) or former (published, and signs no more).</param>
    public sealed record Shown(string Id, string State, DateTimeOffset SignsFrom);

    /// <summary>What a rotation has done.</summary>
    /// <param name="Revoked">The names of the keys that are good no more.</param>
    /// <param name="Id">The name of the one that signs now.</param>
    public sealed record Rotated(IReadOnlyList<string> Revoked, string Id);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var found = routes.MapGroup("/api/v1/bots/keys").RequireCaller();
        found.MapGet("", async (Caller caller, HttpContext http, TimeProvider clock, CancellationToken ct) =>
        {
            caller.MustAdminister();
            return TypedResults.Ok(Of(await http.RequestServices.GetRequiredService<SigningKeys>().Published(ct), clock.GetUtcNow()));
        });
        found.MapPost("rotate", async (Caller caller, Database database, HttpContext http, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await using var work = await database.Begin(ct);
            var (revoked, id) = await http.RequestServices.GetRequiredService<SigningKeys>().Rotate(work);
            await work.WriteAudit(caller.UserId, "signing keys rotated", id, new { revoked });
            await work.Commit();
            return TypedResults.Ok(new Rotated(revoked, id));
        });
    }

    private static Shown[] Of(IReadOnlyList<SigningKey> keys, DateTimeOffset now)
    {
        var signs = keys.LastOrDefault(key => key.SignsFrom <= now) ?? keys[0];
        return [.. keys.Select(key => new Shown(key.Id, key == signs ? "signs" : key.SignsFrom > signs.SignsFrom ? "next" : "former", key.SignsFrom))];
    }
}
