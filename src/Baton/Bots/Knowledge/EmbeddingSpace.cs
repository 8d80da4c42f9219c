using Baton.Bots.Models;
using Baton.Plumbing;

namespace Baton.Bots.Knowledge;

/// <summary>There are passages whose meaning is not known yet.</summary>
public sealed record PassagesToEmbed(Guid SpaceId) : Fact(SpaceId);

/// <summary>What failed when passages were to be embedded is worth another try.</summary>
public sealed record EmbeddingDue(Guid SpaceId) : Fact(SpaceId);

/// <summary>The embedding model that is in use, and how it stands. Embeddings of two models can't be compared: another model is another space.</summary>
internal sealed record EmbeddingSpace
{
    public const int BatchMax = 32;

    public required Guid Id { get; init; }
    public required string Model { get; init; }

    /// <summary>Known with the first answer, as the bar is.</summary>
    public int? Dimensions { get; init; }

    /// <summary>How alike question and passage must be.</summary>
    public float? Bar { get; init; }
    public required int BatchMaxNow { get; init; }
    public string? Trouble { get; init; }
    public string? NextStep { get; init; }
    public required int Tries { get; init; }
    public DateTimeOffset? RestsUntil { get; init; }

    public const string Row = "select id, model, dimensions, bar, batch_max as batch_max_now, trouble, next_step, tries, rests_until from embedding_spaces";

    /// <summary>The one in use, or null where articles are found by their words alone.</summary>
    public static Task<EmbeddingSpace?> Now(Database database, CancellationToken ct) => database.Find<EmbeddingSpace>(Row, null, ct);
}

/// <summary>Which embedding model is in use, in the works that change what is to be embedded.</summary>
internal static class EmbeddingSpaces
{
    /// <summary>Puts the model's embedding model into use. What another one made goes, and is made anew; one that was given up on is tried again.</summary>
    public static async Task UseEmbeddings(this Work work, Model? model)
    {
        await work.Run("""
            delete from embedding_spaces where @Name::text is null or (base_url, model) is distinct from (@BaseUrl::text, @Name::text);
            insert into embedding_spaces (id, base_url, model, batch_max) select @id, @BaseUrl, @Name, @BatchMax where @Name::text is not null on conflict do nothing;
            update embedding_spaces set trouble = null, next_step = null, tries = 0, rests_until = null
            """, new { id = Guid.CreateVersion7(), model?.BaseUrl, Name = model?.EmbeddingName, EmbeddingSpace.BatchMax });
        await work.RecordPassages();
    }

    /// <summary>Says that there are passages to be embedded, where there is a model for it.</summary>
    public static async Task RecordPassages(this Work work)
    {
        if (await work.Find<Guid?>("select id from embedding_spaces") is { } space) work.Record(new PassagesToEmbed(space));
    }
}
