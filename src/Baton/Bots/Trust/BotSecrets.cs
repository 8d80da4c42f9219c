using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Trust;

/// <summary>
/// The secrets by which a bot gets its tokens from Baton. Two at once are good, so that one can be replaced without a moment in which none is. Only hashes are kept,
/// and one that is revoked opens nothing from then on, nor does a token that was got by it.
/// </summary>
public static class BotSecrets
{
    private const string Prefix = "bsec_";
    private const int SecretBytes = 32;
    private const int EndingLength = 4;
    private const int ValidMax = 2;

    /// <summary>A secret as Setup shows it.</summary>
    public sealed record Shown
    {
        public required Guid Id { get; init; }

        /// <summary>Its last characters, to tell it from the other one.</summary>
        public required string Ending { get; init; }
        public required DateTimeOffset MadeAt { get; init; }
        public DateTimeOffset? LastUsedAt { get; init; }
    }

    /// <summary>A secret that was just made. Nobody sees it again.</summary>
    public sealed record Made(Guid Id, string Secret);

    /// <summary>A bot as it asks for a token.</summary>
    internal sealed record Holder
    {
        public required Guid SecretId { get; init; }
        public required Guid BotId { get; init; }
        public string? AuthSealed { get; init; }
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var found = routes.MapGroup("/api/v1/bots/{id:guid}/secrets").RequireCaller();
        found.MapGet("", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await database.BotAccount(id, ct);
            return TypedResults.Ok(await database.List<Shown>(
                "select id, ending, made_at, last_used_at from bot_secrets where bot_id = @id order by id limit @ValidMax", new { id, ValidMax }, ct));
        });
        found.MapPost("", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            var made = await Make(id, caller, database, ct);
            return TypedResults.Created($"/api/v1/bots/{id}/secrets/{made.Id}", made);
        });
        found.MapDelete("{secretId:guid}", async (Guid id, Guid secretId, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustAdminister();
            await using var work = await database.Begin(ct);
            if (await work.Run("delete from bot_secrets where id = @secretId and bot_id = @id", new { id, secretId }) == 0) throw Refusal.NotFound("secret");
            await work.WriteAudit(caller.UserId, "bot secret revoked", id.ToString(), new { secretId });
            work.Record(new UserChanged(id));   // every process knows bots' accounts, and forgets this one
            await work.Commit();
            return TypedResults.NoContent();
        });
    }

    /// <summary>Whose secret it is, of the bot with this application id; null when it is nobody's.</summary>
    internal static Task<Holder?> HolderOf(this Work work, string applicationId, string secret) => work.Find<Holder>("""
        update bot_secrets s set last_used_at = @Now from bots b join users u on u.id = b.user_id
        where s.secret_hash = @hash and b.user_id = s.bot_id and lower(b.application_id) = lower(@applicationId) and u.disabled_at is null
        returning s.id as secret_id, s.bot_id, b.auth_sealed
        """, new { applicationId, hash = Hash(secret), work.Now });

    private static async Task<Made> Make(Guid botId, Caller caller, Database database, CancellationToken ct)
    {
        var (id, secret) = (Guid.CreateVersion7(), Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));
        await using var work = await database.Begin(ct);
        // One administrator at a time from here: two could make a third secret.
        var kind = await work.Find<string>("select b.kind from bots b join users u on u.id = b.user_id where b.user_id = @botId and u.disabled_at is null for update of b", new { botId })
            ?? throw Refusal.NotFound("bot");
        if (kind != "connector") throw Refusal.Invalid("no_secrets", "Only a bot that is called at its address (kind connector) has secrets here.");
        if (await work.Find<int>("select count(*)::int from bot_secrets where bot_id = @botId", new { botId }) >= ValidMax)
            throw Refusal.Conflict("too_many_secrets", "Two secrets are good already: revoke the one that the bot does not use any more.");

        await work.Run("insert into bot_secrets (id, bot_id, secret_hash, ending, made_at) values (@id, @botId, @hash, @ending, @Now)",
            new { id, botId, hash = Hash(secret), ending = secret[^EndingLength..], work.Now });
        await work.WriteAudit(caller.UserId, "bot secret made", botId.ToString(), new { secretId = id });
        await work.Commit();
        return new Made(id, secret);
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
