using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Knowledge;

/// <summary>How far the passages of a bot have been embedded, and what is in the way.</summary>
public sealed record EmbeddingStanding
{
    /// <summary>The embedding model; null where articles are found by their words alone.</summary>
    public string? Model { get; init; }
    public int? Dimensions { get; init; }

    /// <summary>Passages of the bot and of all bots: those there are, those that are found by meaning, those that the model refuses.</summary>
    public required int Passages { get; init; }
    public required int Embedded { get; init; }
    public required int Refused { get; init; }

    /// <summary>Of those, so many are looked at for a question.</summary>
    public int PassagesMax { get; init; } = Meaning.PassagesMax;

    /// <summary>Why the last try came to nothing, and what to do about it.</summary>
    public string? Trouble { get; init; }
    public string? NextStep { get; init; }

    /// <summary>When it is tried again; null with a trouble: not before something changes.</summary>
    public DateTimeOffset? AgainAt { get; init; }

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/bots/{id:guid}/articles/embedding", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            caller.MustSupervise();
            await database.BotAccount(id, ct);
            return TypedResults.Ok(await Of(database, id, ct));
        }).RequireCaller();

    private static async Task<EmbeddingStanding> Of(Database database, Guid botId, CancellationToken ct) => (await database.Find<EmbeddingStanding>("""
        select s.model, s.dimensions, s.trouble, s.next_step, s.rests_until as again_at, c.passages, c.embedded, c.refused
        from (select count(*)::int as passages, count(e.signs)::int as embedded, count(e.article_id)::int - count(e.signs)::int as refused
              from articles a join passages p on p.article_id = a.id left join embeddings e on e.article_id = p.article_id and e.n = p.n
              where a.bot_id = @botId or a.bot_id is null) c
        left join embedding_spaces s on true
        """, new { botId }, ct))!;
}
