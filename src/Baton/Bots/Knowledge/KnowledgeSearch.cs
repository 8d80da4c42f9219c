using Baton.Plumbing;
using Baton.Tools;

namespace Baton.Bots.Knowledge;

/// <summary>What an article says about a question, and how well it fits: from 0 to 1 and a little beyond.</summary>
public sealed record FoundPassage
{
    public required Guid ArticleId { get; init; }

    /// <summary>Which passage of the article it is.</summary>
    public required int N { get; init; }
    public required string Title { get; init; }
    public string Heading { get; init; } = "";
    public required string Text { get; init; }
    public string? Url { get; init; }
    public required double Rank { get; init; }

    /// <summary>words, meaning, or both.</summary>
    public string FoundBy { get; init; } = "words";
}

/// <summary>
/// Finds what a bot's articles say. Every word of the question weighs by how rare it is among them; a passage that holds less than the bar of it says nothing about
/// the question, and nothing is an answer too. Where an embedding model is set up, what means the same in other words is found as well, with a bar of its own.
/// </summary>
internal sealed class KnowledgeSearch(Database database, Secrets secrets, Meaning meaning)
{
    public const int FoundMax = 20;
    private const int ForModelMax = 4;
    private const int QuestionLengthMax = 1_000;
    private const int WordsMax = 32;

    /// <summary>How much of the question's weight a passage must hold.</summary>
    private const double Bar = 0.45;

    /// <summary>Words that questions have and answers don't.</summary>
    private static readonly string[] Asking =
    [
        "how", "long", "often", "much", "many", "know", "tell", "need", "want", "pleas", "please", "help", "get", "would", "like", "could", "possibl", "wie", "lang", "oft", "viel", "kann", "bitte",
        "bitt", "gibt", "brauch", "mocht", "hilf",
    ];

    /// <summary>The passages that answer the question best, the best first; none where none says enough about it.</summary>
    public async Task<IReadOnlyList<FoundPassage>> Search(Guid botId, string question, int max, CancellationToken ct)
    {
        question = Cutting.Text(question, QuestionLengthMax).Replace("\0", "", StringComparison.Ordinal);
        var words = Passages.Folded(question);
        if (string.IsNullOrWhiteSpace(words) || max <= 0) return [];
        var languages = await database.List<string>("select distinct language from articles where bot_id = @botId or bot_id is null", new { botId }, ct);
        if (languages.Count == 0) return [];
        var meant = meaning.Search(database, secrets, botId, question, FoundMax, ct);
        var worded = await database.List<FoundPassage>(Ranked, new
        {
            botId, words, Asking, WordsMax, Bar, max = FoundMax, languages = languages.ToArray(), configs = languages.Select(Languages.Of).ToArray(),
        }, ct);
        return Fusion.Of(worded, await meant, Math.Min(max, FoundMax));
    }

    /// <summary>The best few, as a model is shown them.</summary>
    internal async Task<IReadOnlyList<Ai.Found>> ForModel(Guid botId, string question, CancellationToken ct) =>
        [.. (await Search(botId, question, ForModelMax, ct)).Select(one => new Ai.Found(one.Heading.Length > 0 ? $"{one.Title}: {one.Heading}" : one.Title, one.Text, one.Url))];

    private const string Ranked = """
        with piece as (
            select p.article_id, p.n, p.heading, p.text, p.words, a.title, a.url, a.language
            from articles a join passages p on p.article_id = a.id where a.bot_id = @botId or a.bot_id is null
        ), total as (
            select language, count(*)::float8 as pieces from piece group by language
        ), word as (
            select l.language, w.lexeme, ('''' || replace(replace(w.lexeme, '\', '\\'), '''', '''''') || '''')::tsquery as query
            from unnest(@languages, @configs) as l (language, config)
            cross join lateral (select lexeme from unnest(to_tsvector(l.config::regconfig, @words)) where lexeme <> all(@Asking) limit @WordsMax) w
        ), seen as (
            select w.language, w.lexeme, w.query, t.pieces, (select count(*) from piece p where p.language = w.language and p.words @@ w.query)::float8 as pieces_with
            from word w join total t on t.language = w.language
        ), weighed as (
            -- A word that stands nowhere weighs half of the rarest that does: it may be the question's point, or only its way to ask.
            select language, lexeme, query, ln(1 + pieces / (greatest(pieces_with, 0.5) + 0.5)) * case when pieces_with = 0 then 0.5 else 1 end as weight from seen
        ), fitting as (
            select p.article_id, p.n, sum(w.weight) / (select sum(all_words.weight) from weighed all_words where all_words.language = p.language) as share,
                   -- A title is the same for all passages of an article; its heading says which one it is.
                   (select ts_rank('{0.1, 0.1, 1, 0.3}', p.words, string_agg(w.query::text, ' | ')::tsquery, 1)) as closeness
            from piece p join weighed w on w.language = p.language and p.words @@ w.query
            group by p.article_id, p.n, p.language, p.words
        )
        select p.article_id, p.n, p.title, p.heading, p.text, p.url, f.share + f.closeness / 10 as rank
        from fitting f join piece p on p.article_id = f.article_id and p.n = f.n
        where f.share >= @Bar order by rank desc, p.article_id, p.n limit @max
        """;
}
