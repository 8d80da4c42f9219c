using System.Diagnostics.Metrics;
using System.Globalization;
using Baton.Bots.Ai;
using Baton.Bots.Models;
using Baton.Plumbing;

namespace Baton.Bots.Knowledge;

/// <summary>
/// Finds out what passages mean, a batch at a time and one batch at a time in all processes: its jobs are in one lane. A failure is tried again later, for about a day; what
/// the model refuses for good is found out by ever smaller batches and left to be found by its words. What is read counts in the day's budget of the model; when that is used up,
/// the next day goes on.
/// </summary>
internal sealed class Embedding(Database database, Secrets secrets, EmbeddingLine line, AiUsage usage, TimeProvider clock, ILogger<Embedding> log)
{
    public const int TriesMax = 30;

    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(60);

    /// <summary>How long is waited after each try; the last one from there on.</summary>
    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1)];

    private static readonly Counter<long> Batches = Meters.Baton.CreateCounter<long>("baton.embedding.batches", null,
        "Batches of passages that were to be embedded, by outcome: done, or why it failed (slow, unreachable, key, limit, ...).");

    /// <summary>The next batch, and another job where more are left.</summary>
    public async Task Embed(PassagesToEmbed fact, CancellationToken ct)
    {
        // One that failed is waited for by a timer of its own: whoever comes meanwhile leaves it to that.
        if (await EmbeddingSpace.Now(database, ct) is not { } space || space.Id != fact.SpaceId || space.RestsUntil > clock.GetUtcNow()) return;
        if (await Model.Saved(database, ct) is not { EmbeddingName: not null } model) return;
        var batch = await Next(space, ct);
        if (batch.Count == 0) return;
        if (await usage.SpendOnMeaning(new AiUsage.Spent(null, null, 0, model.EmbeddingName), model, ct) is { } budget)
        {
            await WaitForTomorrow(space, budget, ct);
            return;
        }
        try
        {
            var key = await secrets.Find(database, Model.SecretName, ct);
            var bar = space.Bar ?? await Bar(model, key, ct);
            var embedded = await line.Of(model, key, [.. batch.Select(passage => passage.Whole)], AnswerMax, ct);
            var embeddings = embedded.Vectors;
            await Count(model, batch, embedded.Tokens, ct);
            if (space.Dimensions is { } known && embeddings[0].Length != known)
                throw new ModelFailed("other", $"{space.Model} makes embeddings of another length than before.", "Save the model's setting: everything is embedded anew.", "embeddingModel");
            await Keep(space with { Bar = bar }, batch, embeddings, ct);
            Batches.Add(1, new KeyValuePair<string, object?>("outcome", "done"));
        }
        catch (ModelFailed failed)
        {
            Batches.Add(1, new KeyValuePair<string, object?>("outcome", failed.Code));
            BotsLog.EmbeddingFailed(log, space.Model, batch.Count, failed.Code);
            await Note(space, batch, failed, ct);
        }
    }

    public async Task OnDue(EmbeddingDue fact, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        work.Record(new PassagesToEmbed(fact.SpaceId));
        await work.Commit();
    }

    /// <summary>A vector's signs, as PostgreSQL writes bits.</summary>
    public static string Signs(float[] numbers) => string.Create(numbers.Length, numbers, (signs, of) =>
    {
        for (var i = 0; i < of.Length; i++) signs[i] = of[i] >= 0 ? '1' : '0';
    });

    /// <summary>What was written last comes first: somebody may be waiting to see it found.</summary>
    private Task<IReadOnlyList<Piece>> Next(EmbeddingSpace space, CancellationToken ct) => database.List<Piece>("""
        select p.article_id, p.n, a.bot_id, a.revision, a.title, p.heading, p.text
        from passages p join articles a on a.id = p.article_id
        where not exists (select from embeddings e where e.article_id = p.article_id and e.n = p.n)
        order by p.article_id desc, p.n limit @BatchMaxNow
        """, new { space.BatchMaxNow }, ct);

    private async Task Keep(EmbeddingSpace space, IReadOnlyList<Piece> batch, IReadOnlyList<float[]?> embeddings, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        if (await work.Find<Guid?>("select id from embedding_spaces where id = @Id for update", new { space.Id }) is null) return;   // another model was chosen meanwhile
        // Who changes an article waits, or was faster: then its revision is another, and its passages are none of these.
        await work.Run("select from articles where id = any(@ids) order by id for share", new { ids = batch.Select(piece => piece.ArticleId).Distinct().ToArray() });
        await work.Run("""
            insert into embeddings (article_id, n, space_id, numbers, signs)
            select e.article_id, e.n, @Id, e.numbers::real[], e.signs::varbit
            from unnest(@articleIds, @ns, @revisions, @numbers, @signs) as e (article_id, n, revision, numbers, signs)
            join articles a on a.id = e.article_id and a.revision = e.revision
            on conflict do nothing;
            update embedding_spaces set dimensions = coalesce(dimensions, @dimensions), bar = coalesce(bar, @Bar), batch_max = least(batch_max * 2, @BatchMax),
                trouble = null, next_step = null, tries = 0, rests_until = null
            where id = @Id
            """,
            new
            {
                space.Id, space.Bar, EmbeddingSpace.BatchMax, dimensions = space.Bar is null ? null : embeddings[0]?.Length,
                articleIds = batch.Select(piece => piece.ArticleId).ToArray(), ns = batch.Select(piece => piece.N).ToArray(), revisions = batch.Select(piece => piece.Revision).ToArray(),
                numbers = embeddings.Select(Numbers).ToArray(), signs = embeddings.Select(one => one is null ? null : Signs(one)).ToArray(),
            });
        if (batch.Count == space.BatchMaxNow) work.Record(new PassagesToEmbed(space.Id));
        await work.Commit();
    }

    private async Task Note(EmbeddingSpace space, IReadOnlyList<Piece> batch, ModelFailed failed, CancellationToken ct)
    {
        if (failed.Code == "invalid" && batch.Count == 1 && space.Bar is not null)
        {
            await Keep(space, batch, [null], ct);
            return;
        }
        await using var work = await database.Begin(ct);
        var isSmaller = failed.Code is "invalid" or "slow" && batch.Count > 1;
        var again = isSmaller ? work.Now : work.Now + Waits[Math.Min(space.Tries, Waits.Length - 1)];
        var isOver = space.Tries + 1 >= TriesMax;
        var noted = await work.Run("""
            update embedding_spaces set trouble = @Message, next_step = @NextStep, tries = tries + 1, rests_until = @again, batch_max = @batchMax where id = @Id
            """, new { failed.Message, failed.NextStep, again = isOver ? (DateTimeOffset?)null : again, batchMax = isSmaller ? Math.Max(1, batch.Count / 2) : space.BatchMaxNow, space.Id });
        if (noted > 0 && !isOver) work.RecordAt(again, new EmbeddingDue(space.Id));
        await work.Commit();
    }

    private async Task<float> Bar(Model model, string? key, CancellationToken ct)
    {
        var probed = await line.Of(model, key, Probes.Texts, AnswerMax, ct);
        await usage.SpendOnMeaning(new AiUsage.Spent(null, null, probed.Tokens, model.EmbeddingName!), model, ct);
        return Probes.Bar(probed.Vectors);
    }

    /// <summary>Each bot's share is as long as its passages are.</summary>
    private async Task Count(Model model, IReadOnlyList<Piece> batch, int tokens, CancellationToken ct)
    {
        var all = batch.Sum(piece => piece.Whole.Length);
        foreach (var bot in batch.GroupBy(piece => piece.BotId))
            await usage.SpendOnMeaning(new AiUsage.Spent(null, bot.Key, (int)Math.Ceiling((double)tokens * bot.Sum(piece => piece.Whole.Length) / all), model.EmbeddingName!), model, ct);
    }

    /// <summary>No failure: it is not tried less often for it.</summary>
    private async Task WaitForTomorrow(EmbeddingSpace space, string budget, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        var tomorrow = new DateTimeOffset(work.Now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        var noted = await work.Run("""
            update embedding_spaces set trouble = @budget, next_step = 'It goes on at midnight (UTC), or when the limit is raised in Setup, Model.', rests_until = @tomorrow where id = @Id
            """, new { budget, tomorrow, space.Id });
        if (noted > 0) work.RecordAt(tomorrow, new EmbeddingDue(space.Id));
        await work.Commit();
    }

    private static string? Numbers(float[]? embedding) =>
        embedding is null ? null : $"{{{string.Join(',', embedding.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))}}}";

    /// <summary>A passage as it is embedded: with what it stands below.</summary>
    private sealed record Piece
    {
        public required Guid ArticleId { get; init; }
        public required int N { get; init; }
        public Guid? BotId { get; init; }
        public required int Revision { get; init; }
        public required string Title { get; init; }
        public required string Heading { get; init; }
        public required string Text { get; init; }

        public string Whole => string.Join('\n', new[] { Title, Heading, Text }.Where(part => part.Length > 0));
    }
}
